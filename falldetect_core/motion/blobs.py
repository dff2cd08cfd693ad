"""The connected pieces of a silhouette: where they are, how large, how they lean."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from falldetect_core.records import Blob, Box, Image

MIN_AREA = 30
"""Pixels of the small picture; a person 10 m away covers about 60."""
MAX_BLOBS = 12
MAX_PIECES = 40
HOME_SHARE = 0.6
"""A piece with this share of its box in a person's is theirs."""
STACKED_SHARE = 0.5
"""Pieces that stand above each other share this much of the narrower one's width."""
GAP_SHARE = 0.2
"""The gap between them, as a share of their heights: a belt, or a sleeve of the wall's colour."""


def find_blobs(mask: Image, scale: float, people: Sequence[Box] = ()) -> tuple[Blob, ...]:
    """Return the largest blobs of a 0/1 mask first; `scale` is mask pixels a frame pixel.

    Pieces that the box of one of `people` (pixels) holds, or that stand above each other, are one blob.
    """
    left, top, width, height = cv2.boundingRect(mask)
    if not width:
        return ()
    part = mask[top : top + height, left : left + width]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    found = [_Piece((n,), *_measures(row)) for n, row in enumerate(stats.tolist()[1:count], 1)]
    pieces = sorted(found, key=lambda piece: -piece.area)[:MAX_PIECES]
    homes = [_moved(Box(*(side * scale for side in box)), -left, -top) for box in people]
    whole = sorted(_joined(pieces, homes), key=lambda piece: -piece.area)[:MAX_BLOBS]
    return tuple(_blob(labels, piece, (left, top), scale) for piece in whole if piece.area >= MIN_AREA)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Connected pixels, or several pieces taken for one: their labels, box and number of pixels."""

    labels: tuple[int, ...]
    box: Box
    area: int

    def with_(self, other: "_Piece") -> "_Piece":
        left, top = min(self.box.left, other.box.left), min(self.box.top, other.box.top)
        right, bottom = max(self.box.right, other.box.right), max(self.box.bottom, other.box.bottom)
        return _Piece(self.labels + other.labels, Box(left, top, right, bottom), self.area + other.area)


def _joined(pieces: list[_Piece], homes: list[Box]) -> list[_Piece]:
    """Join what belongs together, the largest pieces first."""
    whole: list[_Piece] = []
    for piece in pieces:
        at = next((n for n, other in enumerate(whole) if _one_body(other, piece, homes)), None)
        if at is None:
            whole.append(piece)
        else:
            whole[at] = whole[at].with_(piece)
    return whole


def _one_body(one: _Piece, other: _Piece, homes: list[Box]) -> bool:
    """Say whether two pieces lie in the box of the same person, or one closely above the other."""
    if any(_inside(one.box, home) and _inside(other.box, home) for home in homes):
        return True
    shared = min(one.box.right, other.box.right) - max(one.box.left, other.box.left)
    gap = max(one.box.top, other.box.top) - min(one.box.bottom, other.box.bottom)
    stacked = shared >= STACKED_SHARE * min(one.box.width, other.box.width)
    return stacked and gap <= GAP_SHARE * (one.box.height + other.box.height)


def _inside(box: Box, home: Box) -> bool:
    return box.intersection(home) >= HOME_SHARE * box.area


def _measures(row: Sequence[int]) -> tuple[Box, int]:
    left, top, width, height, area = row
    return Box(left, top, left + width, top + height), area


def _moved(box: Box, x: float, y: float) -> Box:
    return Box(box.left + x, box.top + y, box.right + x, box.bottom + y)


def _blob(labels: np.ndarray, piece: _Piece, corner: tuple[int, int], scale: float) -> Blob:
    """Measure a piece; `corner` is where the labels begin in the mask."""
    left, top, right, bottom = (int(side) for side in piece.box)
    cut = labels[top:bottom, left:right]
    own = cut == piece.labels[0] if len(piece.labels) == 1 else np.isin(cut, piece.labels)
    tilt_deg, elongation = lean(own.view(np.uint8))
    box = Box(*(side / scale for side in _moved(piece.box, *corner)))
    return Blob(box, piece.area / scale**2, tilt_deg, elongation)


def lean(silhouette: Image) -> tuple[float, float]:
    """Angle of the long axis from the vertical in degrees (0 to 90), and long over short axis, from second moments."""
    moments = cv2.moments(silhouette, binaryImage=True)
    if moments["m00"] <= 0:
        return 0.0, 1.0
    xx, yy, xy = (moments[key] / moments["m00"] for key in ("mu20", "mu02", "mu11"))
    spread = math.hypot(xx - yy, 2 * xy)
    angle = 0.5 * math.atan2(2 * xy, xx - yy)
    short = max(xx + yy - spread, 1e-6)
    return 90.0 - abs(math.degrees(angle)), math.sqrt((xx + yy + spread) / short)
