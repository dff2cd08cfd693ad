"""Crops at full resolution where somebody was, when the look at the whole picture lost them.

Pose networks learned upright people; a lying body is turned until its head is up before it is looked at.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce
from typing import NamedTuple

import numpy as np

from falldetect_core.records import Box, Image, Pose

CROP_SIZES = 1.8
"""The crop is square, and so many times the person's larger side: room to fall in."""
LEAST_CROP_PX = 64
PART_SIDES_PX = (96, 160)
"""Sides of a part of the picture as a network sees it: few, as it keeps an interpreter for each pair of them."""
PART_MARGIN = 0.25
"""Around the people of a part is so much of the largest one's longer side..."""
PART_MARGIN_PX = 12.0
"""...and so many pixels as the network sees them."""


class Crop(NamedTuple):
    """A piece of a picture, in its pixels, turned counterclockwise before it is looked at."""

    left: int
    top: int
    right: int
    bottom: int
    quarter_turns: int = 0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the turned piece."""
        width, height = self.right - self.left, self.bottom - self.top
        return (height, width) if self.quarter_turns % 2 else (width, height)

    def pixel(self, x: int, y: int) -> tuple[int, int]:
        """Return where in the whole picture a pixel of the turned piece is."""
        for turn in range(self.quarter_turns % 4, 0, -1):
            side = self.right - self.left if turn % 2 else self.bottom - self.top  # the width before this quarter turn
            x, y = side - 1 - y, x
        return self.left + x, self.top + y

    def cut(self, image: Image) -> Image:
        """Cut it out of a picture, shape (height, width, 3), and turn it."""
        piece = image[self.top : self.bottom, self.left : self.right]
        return np.ascontiguousarray(np.rot90(piece, self.quarter_turns))

    def restored(self, pose: Pose) -> Pose:
        """Return a pose that was found in the crop in pixels of the whole picture."""
        upright = turned_back(pose, self.quarter_turns, self.right - self.left, self.bottom - self.top)
        return moved(upright, self.left, self.top)


def estimate_crop(estimate: Callable[[Image], list[Pose]], image: Image, crop: Crop) -> list[Pose]:
    """Estimate poses in a crop of a picture; return them in pixels of the whole picture."""
    return [crop.restored(pose) for pose in estimate(crop.cut(image))]


def turns_upright(hips_to_head: tuple[float, float]) -> int:
    """Return the quarter turns, counterclockwise, that bring a head nearest to above the hips.

    `hips_to_head` is the way from the hips to the head, x to the right and y down.
    """
    x, y = hips_to_head
    if abs(y) >= abs(x):
        return 0 if y <= 0 else 2
    return 1 if x > 0 else 3


def crop_around(box: Box, width: int, height: int, quarter_turns: int = 0) -> Crop:
    """Return a square around a box, cut to a picture of that width and height."""
    half = max(LEAST_CROP_PX, CROP_SIZES * max(box.width, box.height)) / 2
    x, y = box.centre
    left, right = _cut(x - half, x + half, width)
    top, bottom = _cut(y - half, y + half, height)
    return Crop(left, top, right, bottom, quarter_turns)


class Part(NamedTuple):
    """A piece of a picture, and the long side and the area in pixels of what a network sees of it."""

    crop: Crop
    long_side_px: int
    area_px: int


def part_around(boxes: Sequence[Box], size: tuple[int, int], long_side_px: int) -> Part | None:
    """Return the piece around people that a network sees at the scale of the whole picture.

    `size` is the picture's width and height, `long_side_px` the network's for all of it. None where there is nobody, or
    no piece of the `PART_SIDES_PX` is large enough.
    """
    if not boxes:
        return None
    scale = long_side_px / max(size)
    around = reduce(Box.union, boxes)
    margin = PART_MARGIN * max(max(box.width, box.height) for box in boxes) + PART_MARGIN_PX / scale
    across = _part_span(around.left - margin, around.right + margin, size[0], scale)
    along = _part_span(around.top - margin, around.bottom + margin, size[1], scale)
    if across is None or along is None:
        return None
    (left, right, width_px), (top, bottom, height_px) = across, along
    crop = Crop(left, top, right, bottom)
    return Part(crop, round(max(crop.size) * scale), width_px * height_px)


def _part_span(start: float, end: float, side: int, scale: float) -> tuple[int, int, int] | None:
    """Widen a span to one that a network sees with one of its sides; return where it is, and that side."""
    first, last = max(0.0, start), min(float(side), end)
    seen_px = next((px for px in PART_SIDES_PX if (last - first) * scale <= px), None)
    if seen_px is None or last <= first:
        return None
    length = min(side, int(seen_px / scale))
    left = int(max(0, min((first + last - length) / 2, side - length)))
    return left, left + length, seen_px


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
