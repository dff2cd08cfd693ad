"""The 17 COCO keypoints: names, limbs, and the middle points that the rest of the pipeline thinks in.

Shares of the standing height are those of Drillis and Contini (1966), as in Winter, Biomechanics of Human Movement,
fig. 4.1.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from falldetect_core.records import Box, Points, Pose

NOSE, LEFT_EYE, RIGHT_EYE, LEFT_EAR, RIGHT_EAR = range(5)
LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_ELBOW, RIGHT_ELBOW, LEFT_WRIST, RIGHT_WRIST = range(5, 11)
LEFT_HIP, RIGHT_HIP, LEFT_KNEE, RIGHT_KNEE, LEFT_ANKLE, RIGHT_ANKLE = range(11, 17)
EARS = (LEFT_EAR, RIGHT_EAR)
HEAD = (NOSE, LEFT_EYE, RIGHT_EYE, LEFT_EAR, RIGHT_EAR)
SHOULDERS, HIPS = (LEFT_SHOULDER, RIGHT_SHOULDER), (LEFT_HIP, RIGHT_HIP)
KNEES, ANKLES = (LEFT_KNEE, RIGHT_KNEE), (LEFT_ANKLE, RIGHT_ANKLE)
LIMBS = (
    (LEFT_SHOULDER, RIGHT_SHOULDER),
    (LEFT_HIP, RIGHT_HIP),
    (LEFT_SHOULDER, LEFT_HIP),
    (RIGHT_SHOULDER, RIGHT_HIP),
    (LEFT_SHOULDER, LEFT_ELBOW),
    (LEFT_ELBOW, LEFT_WRIST),
    (RIGHT_SHOULDER, RIGHT_ELBOW),
    (RIGHT_ELBOW, RIGHT_WRIST),
    (LEFT_HIP, LEFT_KNEE),
    (LEFT_KNEE, LEFT_ANKLE),
    (RIGHT_HIP, RIGHT_KNEE),
    (RIGHT_KNEE, RIGHT_ANKLE),
)

VISIBLE = 0.3
"""Keypoints scored lower count as missing (Applied Sciences 16(4) 1895)."""
TRUNK_SHARE = 0.288
"""Shoulder to hip over standing height."""
THIGH_SHARE = 0.245
SHANK_SHARE = 0.246
SHOULDER_SHARE = 0.818
"""Height of the shoulders above the floor over standing height."""
HIP_SHARE = 0.530
ANKLE_SHARE = 0.039
EYES_TO_ANKLES = SHOULDER_SHARE + 0.118 - ANKLE_SHARE
"""Eye height is 0.936 of the standing height."""
BIACROMIAL_SHARE = 0.23
"""Width over the shoulder joints over standing height."""


class Point(NamedTuple):
    """A place in the picture in pixels; NaN where it isn't known."""

    x: float
    y: float

    @property
    def known(self) -> bool:
        """Whether it was seen."""
        return not math.isnan(self.x)


UNKNOWN = Point(math.nan, math.nan)


@dataclass(frozen=True, slots=True)
class Body:
    """The middle points of a pose in pixels, each UNKNOWN where both its keypoints are missing."""

    head: Point
    shoulders: Point
    hips: Point
    knees: Point
    ankles: Point

    @property
    def tilt_deg(self) -> float:
        """Angle of the trunk from the vertical, 0 upright to 180 head down; NaN without trunk."""
        if not (self.shoulders.known and self.hips.known):
            return math.nan
        return math.degrees(
            math.atan2(abs(self.shoulders.x - self.hips.x), self.hips.y - self.shoulders.y),
        )


NO_BODY = Body(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)


def body_of(pose: Pose) -> Body:
    """Reduce a pose to its middle points."""
    return Body(*(middle(pose.keypoints, part) for part in (HEAD, SHOULDERS, HIPS, KNEES, ANKLES)))


def middle(keypoints: Points, part: tuple[int, ...]) -> Point:
    """Mean of a part's visible keypoints, weighted by their scores."""
    rows = keypoints[list(part)]
    weight = np.where(rows[:, 2] >= VISIBLE, rows[:, 2], 0.0)
    total = float(weight.sum())
    if total <= 0:
        return UNKNOWN
    return Point(float(rows[:, 0] @ weight) / total, float(rows[:, 1] @ weight) / total)


def standing_height_px(pose: Pose, body: Body) -> float:
    """Estimate how tall the body of a pose would stand, in pixels, from its segments; NaN when too few are seen.

    Each chain of visible segments gives its length over its share of the standing height. Foreshortening only makes a
    segment shorter, so the longest estimate is nearest to the truth.
    """
    trunk, thigh = _gap(body.shoulders, body.hips), _gap(body.hips, body.knees)
    shank = _gap(body.knees, body.ankles)
    chains = (
        (trunk + thigh + shank, TRUNK_SHARE + THIGH_SHARE + SHANK_SHARE),
        (trunk + thigh, TRUNK_SHARE + THIGH_SHARE),
        (trunk, TRUNK_SHARE),
        (_shoulder_width(pose), BIACROMIAL_SHARE),
    )
    estimates = [length / share for length, share in chains if not math.isnan(length)]
    return max(estimates, default=math.nan)


def keypoint_box(pose: Pose) -> Box:
    """Box around the visible keypoints in pixels; the network's own box when fewer than three are seen."""
    seen = pose.keypoints[pose.keypoints[:, 2] >= VISIBLE]
    if len(seen) < 3:  # noqa: PLR2004 - two points make no box
        return pose.box
    (left, top), (right, bottom) = seen[:, :2].min(axis=0).tolist(), seen[:, :2].max(axis=0).tolist()
    return Box(left, top, right, bottom)


def _gap(a: Point, b: Point) -> float:
    return math.dist(a, b) if a.known and b.known else math.nan


def _shoulder_width(pose: Pose) -> float:
    left, right = pose.keypoints[LEFT_SHOULDER], pose.keypoints[RIGHT_SHOULDER]
    if min(left[2], right[2]) < VISIBLE:
        return math.nan
    return math.dist(left[:2].tolist(), right[:2].tolist())
