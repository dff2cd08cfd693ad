"""A second look at full resolution where somebody was, when the look at the whole picture lost them."""

from falldetect_core.pose.estimator import PoseEstimator
from falldetect_core.records import Box, Image, Pose

CROP_SIZES = 1.8
"""The crop is square, and so many times the person's larger side: room to fall in."""
LEAST_CROP_PX = 64


def look_closely(estimator: PoseEstimator, image: Image, box: Box) -> list[Pose]:
    """Estimate poses in a crop around `box`, and return them in pixels of the whole picture."""
    left, top, right, bottom = crop_around(box, image.shape[1], image.shape[0])
    return [moved(pose, left, top) for pose in estimator.estimate(image[top:bottom, left:right])]


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


def moved(pose: Pose, x: float, y: float) -> Pose:
    """Shift a pose by (x, y) pixels."""
    keypoints = pose.keypoints.copy()
    keypoints[:, :2] += (x, y)
    left, top, right, bottom = pose.box
    return Pose(keypoints, pose.score, Box(left + x, top + y, right + x, bottom + y))
