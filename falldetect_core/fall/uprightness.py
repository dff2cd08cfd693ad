"""Whether somebody is up, with hysteresis: what was seen for a moment only is not enough."""

import math

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
SITTING_TILT_DEG = 35.0
SITTING_TRUNK = 0.5
"""The trunk of somebody who sits or crouches rises at least half as far as in standing."""
RISEN = 0.12
"""Body heights: hips of who sits down on a chair again rise by 0.25 from the floor, of who sits up on it by none."""


class Uprightness:
    """Up or not; call `update` with every moment."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.up_s = -math.inf
        self._up_since_s = math.nan
        self._up_poses = 0
        self._lowest = math.nan

    def update(self, now: Kinematics, *, on_floor: bool) -> None:
        """Take the newest moment; `on_floor` says that who sits up isn't up, unless they rise from there to a seat."""
        if now.posture in (Posture.UPRIGHT, Posture.LOW):
            self.up_s = now.time_s
        self._lowest = nan_max((self._lowest, now.hips_y)) if on_floor else math.nan
        seen_up = looks_up(now, self._lowest)
        self._up_since_s = since(self._up_since_s, now.time_s, holds=seen_up)
        self._up_poses = self._up_poses + 1 if seen_up else 0

    def rest(self, time_s: float) -> None:
        """Take note that somebody is where lying is normal: above the floor."""
        self.up_s = time_s

    def is_up(self, time_s: float) -> bool:
        """Say whether somebody has been seen up for long enough to be believed."""
        return lasted(self._up_since_s, time_s) >= UP_AGAIN_S

    def seems_up(self, time_s: float) -> bool:
        """Say whether somebody has been seen up for long enough not to be called down."""
        return lasted(self._up_since_s, time_s) >= SEEMS_UP_S and self._up_poses >= SEEMS_UP_POSES


def looks_up(now: Kinematics, lowest: float = math.nan) -> bool:
    """Tell somebody who stands or sits up from what may still be lying; what isn't seen is no sign of recovery.

    `lowest` is where in the picture the hips were, `hips_y`, when they were lowest since the fall.

    A silhouette alone may be the ghost of who stood there before: it takes a pose to call somebody up again. Who sits
    on the floor is still down: the most of those who can't get up do.
    """
    if now.seen_by is not SeenBy.POSE:
        return False
    return now.posture is Posture.UPRIGHT or (sits(now) and not lowest - now.hips_y < RISEN)


def sits(now: Kinematics) -> bool:
    """Say whether the trunk is held as in sitting, on a seat or on the floor."""
    return now.tilt_deg <= SITTING_TILT_DEG and now.trunk_rise >= SITTING_TRUNK
