"""A camera that is watched live: motion in every frame, and a look at the newest one when its turn comes.

A recording is looked at whenever that shows more (`CameraPipeline.update`). A camera shares the pose network with
others, so it says how urgent a look is and goes on without until it gets one. A newer frame takes the place of one that
waits; what moved in between is kept.
"""

import math
from dataclasses import replace

from falldetect_core.evidence.rules import SINKING_SPEED
from falldetect_core.kinds import Posture
from falldetect_core.motion.sinking import Sinking
from falldetect_core.pipeline import STILL_SHARE, CameraPipeline, is_found
from falldetect_core.pose import PoseEstimator, ScalableEstimator, look_closely
from falldetect_core.records import Frame, Motion, Observation, Person, Pose
from falldetect_core.settings import NEEDED, CameraSettings, Sensitivity
from falldetect_core.tracks.track import STANDING_HEIGHTS
from falldetect_core.tracks.tracker import CALM_DROP
from falldetect_core.turns import Urgency

STALE_S = 2.0
"""A frame that waited for longer is not looked at any more."""
PRESSED_S = 0.25
"""Who had to wait for longer for a look shares the network with many."""
APART_S = 0.19
"""Of a descent that waits for a look, pictures so far apart are kept, ten of two seconds, and all looked at."""
WELL_KNOWN_HITS = STANDING_HEIGHTS
"""Who was seen so often is found again in a small crop: how tall they stand is known by then from whole pictures."""
WHOLE_LOOK_S = 5.0
"""All of the picture is looked at this often: who lies still beside somebody who walks is in no crop."""
MOST_NEAR = 2
"""Looking at more places costs more than looking at all of the picture."""


class LivePipeline(CameraPipeline):
    """A camera's stages, for a house of cameras: `sense` every frame, then `look` or `pass_by`."""

    def __init__(
        self, settings: CameraSettings, estimator: PoseEstimator, *, sensitivity: Sensitivity = Sensitivity.STANDARD
    ) -> None:
        """Start with an unknown, empty room."""
        super().__init__(settings, estimator, sensitivity=sensitivity)
        self._near = estimator.for_crops() if isinstance(estimator, ScalableEstimator) else None
        self._wanted: Urgency | None = None
        self._calm = False
        self._asked_s = math.inf
        self._sinking = Sinking()
        self._pressed = False
        self._whole_s = -math.inf

    def sense(self, frame: Frame) -> Urgency | None:
        """Find the motion of the next frame, and say how urgently it is to be looked at; None if not at all."""
        motion = self._see(frame)
        if self._wanted is None:
            self._asked_s = frame.time_s
        elif self._unseen and not self._is_worth_keeping(self._unseen[-1][0].time_s):
            motion = together(self._unseen.pop()[1], motion)
        while self._unseen and not 0 <= frame.time_s - self._unseen[0][0].time_s <= STALE_S:
            self._unseen.popleft()
        self._unseen.append((frame, motion))
        if self._wanted is not None or self._is_compared(frame):
            self._wanted = self._need(frame, motion)
        return self._wanted

    def _forget_people(self) -> None:
        """Begin anew with whoever is there, and with nothing asked for."""
        super()._forget_people()
        self._wanted, self._calm = None, False

    def pass_by(self) -> Observation:
        """Return what is seen of the newest frame without a look at it."""
        frame, motion = self._unseen[-1]
        if self._calm or self._wanted is not None:
            return self._as_before(frame, motion)
        self._unseen.clear()
        return self._follow(frame, motion) if self._is_compared(frame) else self._as_before(frame, motion)

    def look(self) -> Observation:
        """Look at the newest frame; if somebody comes down in it, also at those that were skipped lately.

        The tracker takes them in their order. A look that fails is wanted again with the next frame, still or not.
        """
        newest, motion = self._unseen[-1]
        skipped = list(self._unseen)[:-1]
        self._unseen.clear()
        self._pressed = newest.time_s - self._asked_s > PRESSED_S
        try:
            poses = self._look(newest, motion) if skipped and not self._pressed else None
            if poses is None or not self._tracker.stood(motion, poses):
                for entry in skipped:
                    self._follow(*entry)
            seen = self._follow(newest, motion, poses)
        except Exception:
            self._looked_s = self._whole_s = -math.inf
            raise
        self._wanted = None
        return seen

    def _look(self, frame: Frame, motion: Motion) -> list[Pose]:
        """Look as at a recording; or in small crops at half the cost, where all of the picture isn't worth it.

        That is where well-known people only walk and sit, and where the camera had to wait, so that others get their
        turn too. All of the picture is looked at where somebody isn't found so.
        """
        known = self._wanted in (Urgency.WALKING, Urgency.SITTING) and self._tracker.least_hits >= WELL_KNOWN_HITS
        lately = 0 <= frame.time_s - self._whole_s < WHOLE_LOOK_S
        if self._near is None or not (lately and (self._pressed or known)):
            self._whole_s = frame.time_s
            return super()._look(frame, motion)
        self._looked_s = frame.time_s
        places = self._tracker.places(motion)
        poses = [pose for place in places[:MOST_NEAR] for pose in look_closely(self._near, frame.image, place.box)]
        if not places or not all(is_found(place.box, poses) for place in places):
            self._whole_s = frame.time_s
            poses += self._estimator.estimate(frame.image)
        return self._blinkers.poses(poses, frame.size)

    def _need(self, frame: Frame, motion: Motion) -> Urgency | None:
        """Tell what there is to see; unless somebody comes down, the frames that were skipped aren't needed.

        Who came down while the camera waited is still to be looked at, also when they lie by now.
        """
        sunk = self._tracker.sunk(motion)
        if any(self._nearly_fell(person) for person in self._people):
            return Urgency.FALL
        known = bool(sunk) and not any(math.isnan(lost) for lost in sunk.values())
        sinks = self._sinking.update(motion) and not known
        comes_down = any(_comes_down(person, sunk.get(person.track, math.nan)) for person in self._people)
        if sinks or comes_down or self._wanted is Urgency.DESCENT:
            return Urgency.DESCENT
        self._calm = self._wanted is None and self._can_wait(frame, motion)
        if self._calm:
            return None
        for _, skipped in list(self._unseen)[:-1]:
            motion = together(skipped, motion)
        self._unseen.clear()
        self._unseen.append((frame, motion))
        return self._routine(motion) if self._shows_more(frame, motion) else None

    def _is_worth_keeping(self, time_s: float) -> bool:
        """Say whether the waiting frame of that time shows more of a descent than those kept before it."""
        kept_s = self._unseen[-2][0].time_s if len(self._unseen) > 1 else self._looked_s
        return self._wanted in (Urgency.DESCENT, Urgency.FALL) and time_s - kept_s >= APART_S

    def _nearly_fell(self, person: Person) -> bool:
        """Say whether somebody was last seen falling, but not often enough to believe it."""
        verdict, needed = person.verdict, NEEDED[self.sensitivity] + self.threshold_shift
        return verdict.probability >= needed and not (verdict.falling or verdict.down)

    def _routine(self, motion: Motion) -> Urgency:
        """Tell how people are who don't come down."""
        people = self._people
        if not (people or motion.blobs or motion.changed > STILL_SHARE):
            return Urgency.EMPTY
        if any(_is_down(person) for person in people):
            return Urgency.DOWN
        if motion.changed <= STILL_SHARE:
            return Urgency.STILL
        if len(people) < len(self._tracker.boxes):
            return Urgency.NEW
        if not people or self._tracker.strangers(motion):
            return Urgency.UNKNOWN
        seated = all(person.kinematics.posture is Posture.LOW for person in people)
        return Urgency.SITTING if seated else Urgency.WALKING

    @property
    def _people(self) -> tuple[Person, ...]:
        return self._recent[1].people if self._recent else ()


def together(earlier: Motion, later: Motion) -> Motion:
    """Return the later motion with what moved in the earlier one too, as if there had been no frame between."""
    if earlier.moved.shape != later.moved.shape:
        return later
    return replace(later, moved=earlier.moved | later.moved, changed=max(earlier.changed, later.changed))


def _comes_down(person: Person, sunk: float) -> bool:
    """Say whether somebody came down when last looked at, or has since as far as their silhouette tells."""
    sinks = sunk > CALM_DROP and not _is_down(person)
    return sinks or person.verdict.falling or person.kinematics.descent_speed >= SINKING_SPEED


def _is_down(person: Person) -> bool:
    verdict = person.verdict
    return verdict.down or verdict.found_down or person.kinematics.posture is Posture.LYING
