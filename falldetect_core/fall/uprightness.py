"""Whether somebody is up, and if not, since when they lie and whether they lay down before the camera's eyes."""

import math
from collections.abc import Sequence
from itertools import pairwise

from falldetect_core.evidence import lying_evidence
from falldetect_core.kinds import Posture, SeenBy
from falldetect_core.nanstats import nan_max
from falldetect_core.records import Kinematics
from falldetect_core.since import lasted, since

UP_BEFORE_S = 3.0
"""Who has lain for longer has not fallen now."""
UP_AGAIN_S = 0.6
"""Seen up for so long, the person is up; a single stray pose is not enough."""
SEEMS_UP_S = 0.25
SEEMS_UP_POSES = 3
"""Seen up for so long, in so many poses, nobody is called down until they are seen otherwise."""
LYING_NEEDED = 0.5
SITTING_TILT_DEG = 35.0
SITTING_TRUNK = 0.5
"""The trunk of somebody who sits or crouches rises at least half as far as in standing."""
BLINK_S = 1.0
"""What happens between pictures that are further apart wasn't seen."""
RISEN = 0.12
"""Body heights: hips of who sits down on a chair again rise by 0.25 from the floor, of who sits up on it by none."""


class Uprightness:
    """Up or lying, with hysteresis; call `update` with every moment."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.up_s = -math.inf
        self.lying_since_s = math.nan
        self.lay_down = False
        self._up_since_s = math.nan
        self._up_poses = 0
        self._lowest = math.nan

    def update(self, window: Sequence[Kinematics], *, fallen: bool) -> None:
        """Take the newest moment of a window; `fallen` says that a fall is remembered."""
        now = window[-1]
        if now.posture in (Posture.UPRIGHT, Posture.LOW):
            self.up_s = now.time_s
        self._lowest = nan_max((self._lowest, now.hips_y)) if fallen else math.nan
        seen_up = looks_up(now, self._lowest)
        self._up_since_s = since(self._up_since_s, now.time_s, holds=seen_up)
        self._up_poses = self._up_poses + 1 if seen_up else 0
        if self.is_up(now.time_s):
            self.lying_since_s = math.nan
        elif math.isnan(self.lying_since_s) and lies(now):
            self.lying_since_s = now.time_s
            self.lay_down = seen_up_before(window)

    def rest(self, time_s: float) -> None:
        """Take note that somebody is where lying is normal: above the floor, and not found down before they leave."""
        self.up_s, self.lying_since_s = time_s, math.nan

    def doubt(self, time_s: float) -> None:
        """Take note that who seemed to fall may not have: who stays down is found down all the same."""
        self.lay_down, self.lying_since_s = False, time_s

    def is_up(self, time_s: float) -> bool:
        """Say whether somebody has been seen up for long enough to be believed."""
        return lasted(self._up_since_s, time_s) >= UP_AGAIN_S

    def seems_up(self, time_s: float) -> bool:
        """Say whether somebody has been seen up for long enough not to be called down."""
        return lasted(self._up_since_s, time_s) >= SEEMS_UP_S and self._up_poses >= SEEMS_UP_POSES


def lies(now: Kinematics) -> bool:
    """Say whether a body is held as somebody's who lies."""
    return lying_evidence(now).probability >= LYING_NEEDED


def looks_up(now: Kinematics, lowest: float = math.nan) -> bool:
    """Tell somebody who stands or sits up from what may still be lying; what isn't seen is no sign of recovery.

    `lowest` is where in the picture the hips were, `hips_y`, when they were lowest since the fall.

    A silhouette alone may be the ghost of who stood there before: it takes a pose to call somebody up again. Who sits
    on the floor is still down: the most of those who can't get up do.
    """
    if now.seen_by is not SeenBy.POSE:
        return False
    sits = now.tilt_deg <= SITTING_TILT_DEG and now.trunk_rise >= SITTING_TRUNK and not lowest - now.hips_y < RISEN
    return sits or now.posture is Posture.UPRIGHT


def seen_up_before(window: Sequence[Kinematics]) -> bool:
    """Say whether the camera saw the person come down: without the marks of a fall, they lay down on purpose.

    It did if it saw them up and was watching since; what was hidden by a gap between pictures may have been a fall.
    """
    time_s = window[-1].time_s
    lately = [k for k in window if time_s - k.time_s <= UP_BEFORE_S]
    up = [number for number, k in enumerate(lately[:-1]) if k.posture in (Posture.UPRIGHT, Posture.LOW)]
    return bool(up) and all(b.time_s - a.time_s <= BLINK_S for a, b in pairwise(lately[up[-1] :]))
