"""Where the body went, relative to its own facing.

The facing is read from the seconds before the fall: somebody who walks faces where they go; else shoulders seen wide,
left one to the right in the picture, face the camera; seen narrow, the nose points where the body faces. The trunk's
lean at the end, turned into the body's frame, gives the direction.
"""

import math
from collections.abc import Sequence

from falldetect_core.evidence.context import WALKING_SPEED
from falldetect_core.kinds import Direction
from falldetect_core.nanstats import nan_mean
from falldetect_core.records import Kinematics

PROFILE_WIDTH = 0.10
"""Shoulders narrower than this, in body heights, are seen from the side (0.23 from the front)."""
LEAST_NOSE = 0.02
"""A nose nearer to the ears, in body heights, points nowhere."""
LEAST_LEAN = 0.08
"""A trunk that leans less far to any side, in body heights, went down rather than over."""


def direction_of(before: Sequence[Kinematics], end: Kinematics) -> Direction:
    """Tell the direction from the facing before the fall and the lean at its end; unknown where either wasn't seen."""
    walking = nan_mean(k.velocity_x for k in before)
    if abs(walking) >= WALKING_SPEED and abs(end.lean_x) >= LEAST_LEAN:
        return Direction.FORWARD if walking * end.lean_x > 0 else Direction.BACKWARD
    width = nan_mean(k.shoulder_width for k in before)
    if math.isnan(width) or math.isnan(end.lean_x):
        return Direction.UNKNOWN
    if abs(width) < PROFILE_WIDTH:
        return _from_the_side(before, end)
    return _from_the_front(end, facing_camera=width > 0)


def _from_the_side(before: Sequence[Kinematics], end: Kinematics) -> Direction:
    nose = nan_mean(k.nose_x for k in before)
    if not abs(nose) >= LEAST_NOSE:
        return Direction.UNKNOWN
    if abs(end.lean_x) < LEAST_LEAN:
        return Direction.DOWN
    return Direction.FORWARD if end.lean_x * nose > 0 else Direction.BACKWARD


def _from_the_front(end: Kinematics, *, facing_camera: bool) -> Direction:
    if abs(end.lean_x) >= LEAST_LEAN and abs(end.lean_x) >= abs(end.lean_y):
        to_the_left = (end.lean_x > 0) is facing_camera
        return Direction.LEFT if to_the_left else Direction.RIGHT
    if abs(end.lean_y) < LEAST_LEAN:
        return Direction.DOWN
    head_towards_camera = end.lean_y > 0
    return Direction.FORWARD if head_towards_camera is facing_camera else Direction.BACKWARD
