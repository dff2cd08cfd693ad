"""Since when somebody lies, how they came to, and what excuses it: a seat, or exercise on the floor.

Nobody who lies on the floor is left alone for ever because they sank down slowly: who was seen to lie down is found
down as others are, only later, once they had time to get up again.
"""

import math
from collections import deque
from collections.abc import Sequence
from itertools import pairwise

from falldetect_core.evidence import lying_evidence
from falldetect_core.fall.uprightness import UP_BEFORE_S, sits
from falldetect_core.kinds import Posture, SeenBy
from falldetect_core.nanstats import nan_max, nan_min
from falldetect_core.records import Kinematics

LYING_NEEDED = 0.5
BLINK_S = 1.0
"""What happens between pictures that are further apart wasn't seen."""
LIES_S = 2.0
"""Somebody who looks lying for so long lies; a passing oddity of the pose is shorter."""
LAY_DOWN_S = 10.0
"""Who was seen to come down slowly is found down after so long: the most who do so on purpose do something there."""
SEAT_SINKS = 0.25
"""Body heights by which hips sink from standing to a chair's seat; to the floor it is 0.47."""
BENT_LEGS = 0.9
"""Hips this much of their height above the feet, and lower, are on the way down."""
BELOW_SEAT = 0.12
"""Half way from a seat to the floor."""
SWING, SWUNG_BACK = 0.12, 0.06
"""Body heights by which hips or shoulders go down at each push-up or sit-up, and come to rest between two of them."""
REPEATED = 3
REPEATED_S = 20.0
"""Who goes down so often in so long exercises."""


class Lying:
    """Who lies, since when; call `update` with every moment."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.since_s = math.nan
        self.lay_down = False
        self._seat_y = math.nan
        self._lowest_y = math.nan
        self._swings: deque[float] = deque(maxlen=REPEATED)
        self._swinging = False

    def update(self, window: Sequence[Kinematics], *, up: bool) -> None:
        """Take the newest moment of a window; `up` says that the person is seen up."""
        now = window[-1]
        self._learn_seat(now)
        if up:
            self.since_s = math.nan
        elif math.isnan(self.since_s) and lies(now):
            self.since_s = now.time_s
            self.lay_down = seen_up_before(window)
        if self._exercises(now) and self.lay_down:
            self.since_s = now.time_s

    @property
    def unseen(self) -> bool:
        """Whether somebody lies of whom it wasn't seen that they lay down slowly."""
        return not (self.lay_down or math.isnan(self.since_s))

    def found(self, time_s: float) -> bool:
        """Say whether somebody has been lying for long enough to be found down, and nothing excuses it."""
        if not self.lay_down:
            return time_s - self.since_s >= LIES_S
        return time_s - self.since_s >= LAY_DOWN_S and not self._lowest_y - self._seat_y < BELOW_SEAT

    def rest(self) -> None:
        """Take note that somebody is where lying is normal: not found down before they leave."""
        self.since_s = math.nan

    def doubt(self, time_s: float) -> None:
        """Take note that who seemed to fall may not have: who stays down is found down all the same."""
        self.lay_down, self.since_s = False, time_s

    def _learn_seat(self, now: Kinematics) -> None:
        """Learn where hips would be on a seat, and how low they are, or were at their lowest in lying."""
        if now.seen_by is not SeenBy.POSE:
            return
        if now.posture is Posture.UPRIGHT and not now.leg_extension < BENT_LEGS:
            self._seat_y, self._lowest_y = now.hips_y + SEAT_SINKS, math.nan
            return
        if sits(now):
            self._seat_y = nan_min((self._seat_y, now.hips_y))
        before = self._lowest_y if not math.isnan(self.since_s) or math.isnan(now.hips_y) else math.nan
        self._lowest_y = nan_max((before, now.hips_y))

    def _exercises(self, now: Kinematics) -> bool:
        """Say whether somebody who lies has just gone down anew, and did so often lately."""
        sank = nan_max((now.hip_drop, now.shoulder_drop))
        begins = sank >= SWING and not self._swinging
        self._swinging = sank >= SWING or (self._swinging and not sank <= SWUNG_BACK)
        if begins and not math.isnan(self.since_s):
            self._swings.append(now.time_s)
        return begins and len(self._swings) == REPEATED and now.time_s - self._swings[0] <= REPEATED_S


def lies(now: Kinematics) -> bool:
    """Say whether a body is held as somebody's who lies."""
    return lying_evidence(now).probability >= LYING_NEEDED


def seen_up_before(window: Sequence[Kinematics]) -> bool:
    """Say whether the camera saw the person come down: without the marks of a fall, they lay or sank down slowly.

    It did if it saw them up and was watching since; what was hidden by a gap between pictures may have been a fall.
    """
    time_s = window[-1].time_s
    lately = [k for k in window if time_s - k.time_s <= UP_BEFORE_S]
    up = [number for number, k in enumerate(lately[:-1]) if k.posture in (Posture.UPRIGHT, Posture.LOW)]
    return bool(up) and all(b.time_s - a.time_s <= BLINK_S for a, b in pairwise(lately[up[-1] :]))
