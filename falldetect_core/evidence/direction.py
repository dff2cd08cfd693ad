"""Where the body went, relative to its own facing.

The facing is read from the seconds before the fall: shoulders seen wide, left one to the right in the picture, face
the camera; seen narrow, the nose points where the body faces. The trunk's lean at the end, turned into the body's
frame, gives the direction.
"""

import math
from collections.abc import Sequence
from statistics import fmean

from falldetect_core.kinds import Direction
from falldetect_core.records import Kinematics

PROFILE_WIDTH = 0.10
"""Shoulders narrower than this, in body heights, are seen from the side (0.23 from the front)."""
LEAST_LEAN = 0.08
"""A trunk that leans less far to any side, in body heights, went down rather than over."""


def direction_of(before: Sequence[Kinematics], end: Kinematics) -> Direction:
    """Tell the direction from the facing before the fall and the lean at its end; unknown where either wasn't seen."""
    widths = [k.shoulder_width for k in before if not math.isnan(k.shoulder_width)]
    if not widths or math.isnan(end.lean_x):
        return Direction.UNKNOWN
    width = fmean(widths)
    if abs(width) < PROFILE_WIDTH:
        return _from_the_side(before, end)
    return _from_the_front(end, facing_camera=width > 0)


def _from_the_side(before: Sequence[Kinematics], end: Kinematics) -> Direction:
    noses = [k.nose_x for k in before if not math.isnan(k.nose_x)]
    if not noses or abs(fmean(noses)) < LEAST_LEAN / 4:
        return Direction.UNKNOWN
    if abs(end.lean_x) < LEAST_LEAN:
        return Direction.DOWN
    return Direction.FORWARD if end.lean_x * fmean(noses) > 0 else Direction.BACKWARD


def _from_the_front(end: Kinematics, *, facing_camera: bool) -> Direction:
    if abs(end.lean_x) >= LEAST_LEAN and abs(end.lean_x) >= abs(end.lean_y):
        to_the_left = (end.lean_x > 0) is facing_camera
        return Direction.LEFT if to_the_left else Direction.RIGHT
    if abs(end.lean_y) < LEAST_LEAN:
        return Direction.DOWN
    head_towards_camera = end.lean_y > 0
    return Direction.FORWARD if head_towards_camera is facing_camera else Direction.BACKWARD
