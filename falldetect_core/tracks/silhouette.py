"""The silhouette of one body among all that differs from the empty room.

What stands out from the background is more than people: the ghost of somebody who was there when the background was
learned, a reflection, a moved chair. A body is what stands out where it was seen before, and in motion that part of it
which moved lately; everybody else's place is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from falldetect_core.motion.blobs import lean
from falldetect_core.records import Blob, Box, Foreground, Image, Pose
from falldetect_core.skeleton import VISIBLE

LATELY = 10
"""What moved within so many tenths of a second belongs to the motion that goes on."""
AROUND_PX = 9
"""Two frames differ at the edges of a plain body only: this wide a brush, in mask pixels, fills it."""
REACH = 0.5
"""A body is looked for within this share of its size around where it was."""
MARGIN = 0.1
"""A still body is looked for this close around where it was."""
LEAST_PX = 12
"""Pixels of the small picture; fewer are noise."""
MOVING_PX = 6
TENTHS = 10.0
OLD = 255


@dataclass(frozen=True, slots=True, eq=False)
class _Ages:
    """Tenths of a second since pixels moved, (height, width), of the box around all that moved LATELY.

    The box begins at `left`, `top` in a picture whose height and width are `shape`.
    """

    tenths: Image
    left: int
    top: int
    shape: tuple[int, ...]

    @classmethod
    def of(cls, ages: Image) -> "_Ages | None":
        """Keep what moved lately of a whole picture; None where nothing did."""
        left, top, width, height = cv2.boundingRect(_lately(ages))
        return cls(ages[top : top + height, left : left + width].copy(), left, top, ages.shape) if width else None

    def after(self, tenths: int) -> Image:
        """Return the whole picture so many tenths later; OLD is what didn't move lately."""
        height, width = self.tenths.shape
        ages = np.full(self.shape, OLD, np.uint8)
        ages[self.top : self.top + height, self.left : self.left + width] = (
            np.minimum(self.tenths, OLD - tenths) + tenths
        )
        return ages


class Silhouettes:
    """What stands out in a camera's picture, and how long ago each of its pixels moved, while anything does."""

    def __init__(self) -> None:
        """Start with a picture in which nothing has moved."""
        self._ages: _Ages | None = None
        self._time_s = 0.0
        self._newest: Foreground | None = None

    def update(self, foreground: Foreground) -> None:
        """Take the newest foreground; the same one twice counts once."""
        if foreground is self._newest:
            return
        tenths = min(OLD, max(0, round(TENTHS * foreground.time_s) - round(TENTHS * self._time_s)))
        if self._ages is not None and self._ages.shape != foreground.moved.shape:
            self._ages = None
        if self._ages is not None or foreground.changed:
            ages = self._ages.after(tenths) if self._ages else np.full(foreground.moved.shape, OLD, np.uint8)
            ages[foreground.moved.picture > 0] = 0
            self._ages = _Ages.of(ages)
        self._time_s, self._newest = foreground.time_s, foreground

    def body(self, box: Box, others: Iterable[Box] = ()) -> Blob | None:
        """Return the silhouette of the body that was in `box`, or None; `others` are the places of other people."""
        foreground = self._newest
        if foreground is None:
            return None
        top, bottom, left, right = _window(foreground, box, REACH)
        mask = foreground.mask.picture[top:bottom, left:right]
        if not mask.size:
            return None
        for other in others:
            _clear(mask, foreground.scale, other, left, top)
        lately = _lately(self._ages.after(0)[top:bottom, left:right]) if self._ages else np.zeros_like(mask)
        if int((lately & mask).sum()) >= MOVING_PX:
            mask &= cv2.dilate(lately, np.ones((AROUND_PX, AROUND_PX), np.uint8)).astype(np.uint8, copy=False)
        else:
            near = _window(foreground, box, MARGIN)
            still = np.zeros_like(mask)
            still[near[0] - top : near[1] - top, near[2] - left : near[3] - left] = 1
            mask &= still
        inner = _window(foreground, box, 0.0)
        return _joined(mask, foreground.scale, (left, top), inner)

    def share_of(self, pose: Pose) -> float:
        """Share of a pose's visible keypoints that stand out from the background; 0 for somebody painted on a wall."""
        foreground = self._newest
        seen = pose.keypoints[pose.keypoints[:, 2] >= VISIBLE, :2]
        if foreground is None or not len(seen):
            return 0.0
        height, width = foreground.mask.shape
        x, y = (seen * foreground.scale).astype(np.intp).T
        inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
        return float(foreground.mask.picture[y[inside], x[inside]].sum()) / len(seen)


def moved_share(foreground: Foreground, box: Box) -> float:
    """Share of a box's pixels that changed since the last frame: stillness is pixel foreground, not keypoint jitter."""
    left, top, right, bottom = (max(0, round(side * foreground.scale)) for side in box)
    inside = foreground.moved.picture[top : bottom + 1, left : right + 1]
    return float(inside.mean()) if inside.size else 0.0


def _lately(ages: Image) -> Image:
    return (ages <= LATELY).astype(np.uint8)


def _window(foreground: Foreground, box: Box, margin: float) -> tuple[int, int, int, int]:
    """Return top, bottom, left and right, in mask pixels, of a box with a margin as a share of its size."""
    height, width = foreground.mask.shape
    around = margin * max(box.width, box.height)
    top, bottom = _cut(foreground.scale * (box.top - around), foreground.scale * (box.bottom + around), height)
    left, right = _cut(foreground.scale * (box.left - around), foreground.scale * (box.right + around), width)
    return top, bottom, left, right


def _cut(start: float, end: float, side: int) -> tuple[int, int]:
    first = min(side, max(0, int(start)))
    return first, max(first, min(side, int(end) + 1))


def _clear(mask: Image, scale: float, box: Box, left: int, top: int) -> None:
    rows = slice(max(0, int(box.top * scale) - top), max(0, int(box.bottom * scale) + 1 - top))
    columns = slice(max(0, int(box.left * scale) - left), max(0, int(box.right * scale) + 1 - left))
    mask[rows, columns] = 0


def _joined(mask: Image, scale: float, corner: tuple[int, int], inner: tuple[int, int, int, int]) -> Blob | None:
    """Join the pieces that reach into the place where the body was."""
    left, top = corner
    count, labels, _, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count <= 1:
        return None
    place = labels[inner[0] - top : inner[1] - top, inner[2] - left : inner[3] - left]
    own = np.zeros(count, np.uint8)
    own[place] = 1
    own[0] = 0
    piece = own[labels]
    area = int(piece.sum())
    if area < LEAST_PX:
        return None
    rows, columns = np.flatnonzero(piece.any(axis=1)), np.flatnonzero(piece.any(axis=0))
    tilt_deg, elongation = lean(piece)
    sides = (left + columns[0], top + rows[0], left + columns[-1] + 1, top + rows[-1] + 1)
    return Blob(Box(*(float(side) / scale for side in sides)), area / scale**2, tilt_deg, elongation)
