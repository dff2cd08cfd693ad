"""A second look at full resolution where somebody was, when the look at the whole picture lost them.

Pose networks learned upright people; a lying body is turned until its head is up before it is looked at.
"""

from dataclasses import replace

import numpy as np

from falldetect_core.pose.estimator import PoseEstimator
from falldetect_core.records import Box, Image, Pose

CROP_SIZES = 1.8
"""The crop is square, and so many times the person's larger side: room to fall in."""
LEAST_CROP_PX = 64


def look_closely(estimator: PoseEstimator, image: Image, box: Box, quarter_turns: int = 0) -> list[Pose]:
    """Estimate poses in a crop around `box`, turned counterclockwise; return them in pixels of the whole picture."""
    left, top, right, bottom = crop_around(box, image.shape[1], image.shape[0])
    crop = image[top:bottom, left:right]
    turned = np.ascontiguousarray(np.rot90(crop, quarter_turns))
    poses = (turned_back(pose, quarter_turns, crop.shape[1], crop.shape[0]) for pose in estimator.estimate(turned))
    return [moved(pose, left, top) for pose in poses]


def turns_upright(head_way: tuple[float, float]) -> int:
    """Return the quarter turns, counterclockwise, that bring a head nearest to above the hips.

    `head_way` is the way from the hips to the head, x to the right and y down.
    """
    x, y = head_way
    if abs(y) >= abs(x):
        return 0 if y <= 0 else 2
    return 1 if x > 0 else 3


def crop_around(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of a square around a box, cut to the picture."""
    half = max(LEAST_CROP_PX, CROP_SIZES * max(box.width, box.height)) / 2
    x, y = box.centre
    left, right = _cut(x - half, x + half, width)
    top, bottom = _cut(y - half, y + half, height)
    return left, top, right, bottom


def _cut(start: float, end: float, side: int) -> tuple[int, int]:
    """Cut a span to a picture's side, leaving a pixel of what lies outside."""
    first = min(max(0, round(start)), side - 1)
    return first, max(first + 1, min(side, round(end)))


def turned_back(pose: Pose, quarter_turns: int, width: int, height: int) -> Pose:
    """Undo the turn of a crop that was `width` by `height` pixels before it."""
    for turn in range(quarter_turns % 4, 0, -1):
        side = width if turn % 2 else height  # the width before this quarter turn
        keypoints = pose.keypoints.copy()
        keypoints[:, 0], keypoints[:, 1] = side - 1 - pose.keypoints[:, 1], pose.keypoints[:, 0]
        left, top, right, bottom = pose.box
        world = None if pose.world is None else pose.world[:, [1, 0, 2]] * np.array([-1, 1, 1], np.float32)
        pose = Pose(keypoints, pose.score, Box(side - 1 - bottom, left, side - 1 - top, right), world)
    return pose


def moved(pose: Pose, x: float, y: float) -> Pose:
    """Shift a pose by (x, y) pixels."""
    keypoints = pose.keypoints.copy()
    keypoints[:, :2] += (x, y)
    left, top, right, bottom = pose.box
    return replace(pose, keypoints=keypoints, box=Box(left + x, top + y, right + x, bottom + y))
