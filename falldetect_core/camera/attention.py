"""When a look of the pose network would show more than the last one, and how urgent it is.

It knows the times of looks and what the foreground and the last verdicts tell; it never touches a picture.
"""

import math
from collections.abc import Sequence

from falldetect_core.camera.descent import SilhouetteDescent
from falldetect_core.camera.scheduler import Priority
from falldetect_core.camera.track_monitor import CALM_DROP, TrackMonitor
from falldetect_core.evidence.rules import SINKING_SPEED
from falldetect_core.kinds import Posture
from falldetect_core.motion.detector import STILL_SHARE
from falldetect_core.records import Foreground, Person, Verdict

LOOK_AGAIN_S = 1.0
"""People who don't move are looked at this often."""
CALM_LOOK_S = 0.25
"""Upright people are looked at this often; when a silhouette drops, the frames in between are looked at after all."""
LOOK_ANYWAY_S = 30.0
LONGEST_S = 600.0
"""A still picture without people may hold somebody who lay there before the camera was watched.

It is looked at after this time, and again whenever it has been still for twice as long, but not more rarely than so.
"""


class Attention:
    """The times of one camera's looks, and what they make of the newest foreground."""

    def __init__(self, monitor: TrackMonitor) -> None:
        """Start without a look."""
        self._monitor = monitor
        self._sinking = SilhouetteDescent()
        self.looked_s = -math.inf
        self.still_since_s = math.inf

    def can_wait(self, foreground: Foreground) -> bool:
        """Say whether a look now would show no more than the last one: everybody upright as before, nobody new."""
        lately = 0 <= foreground.time_s - self.looked_s < CALM_LOOK_S
        return lately and bool(self._monitor.boxes) and self._monitor.is_calm(foreground)

    def shows_more(self, foreground: Foreground) -> bool:
        """Say whether to run the pose network: where something moves, and now and then where people are."""
        time_s = foreground.time_s
        if foreground.changed > STILL_SHARE or not self.still_since_s <= time_s:
            self.still_since_s = time_s
        somebody = self._monitor.boxes or foreground.blobs
        rarely_s = min(max(LOOK_ANYWAY_S, self.looked_s - self.still_since_s), LONGEST_S)
        patience_s = LOOK_AGAIN_S if somebody else rarely_s
        return foreground.changed > STILL_SHARE or not 0 <= time_s - self.looked_s < patience_s

    def urgent(self, foreground: Foreground, people: Sequence[Person], needed: float) -> Priority | None:
        """Tell of who seems to have fallen by less than it takes to believe it, or comes down or did since a look.

        `needed` is the probability that makes a fall.
        """
        lost = self._monitor.height_lost(foreground)
        if any(_nearly_fell(person.verdict, needed) for person in people):
            return Priority.FALL
        known = bool(lost) and not any(math.isnan(share) for share in lost.values())
        sinks = self._sinking.update(foreground) and not known
        if sinks or any(_comes_down(person, lost.get(person.track, math.nan)) for person in people):
            return Priority.DESCENT
        return None

    def routine(self, foreground: Foreground, people: Sequence[Person]) -> Priority:
        """Tell how urgent a look is at people who don't come down."""
        if not (people or foreground.blobs or foreground.changed > STILL_SHARE):
            return Priority.EMPTY
        if any(is_down(person) for person in people):
            return Priority.DOWN
        if foreground.changed <= STILL_SHARE:
            return Priority.STILL
        if len(people) < len(self._monitor.boxes):
            return Priority.NEW
        if not people or self._monitor.unmatched(foreground):
            return Priority.UNKNOWN
        seated = all(person.kinematics.posture is Posture.LOW for person in people)
        return Priority.SITTING if seated else Priority.WALKING


def is_down(person: Person) -> bool:
    """Say whether somebody lies or is thought to have fallen."""
    verdict = person.verdict
    return verdict.down or verdict.found_down or person.kinematics.posture is Posture.LYING


def _nearly_fell(verdict: Verdict, needed: float) -> bool:
    """Say whether somebody was last seen falling, but not often enough to believe it."""
    return verdict.probability >= needed and not (verdict.falling or verdict.down)


def _comes_down(person: Person, lost: float) -> bool:
    """Say whether somebody came down when last looked at, or has since as far as their silhouette tells."""
    sinks = lost > CALM_DROP and not is_down(person)
    return sinks or person.verdict.falling or person.kinematics.descent_speed >= SINKING_SPEED
