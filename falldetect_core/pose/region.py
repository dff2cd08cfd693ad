"""Turned squares of a picture, and the way from what a network sees there back to the picture."""

import math
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from falldetect_core.records import Image


class Region(NamedTuple):
    """A square in a picture: centre and side in pixels, turn in radians.

    A turn of 0 is upright, a positive one that of somebody whose head lies to the right of the hips.
    """

    x: float
    y: float
    side: float
    turn: float = 0.0


def to_picture(region: Region, side_px: int) -> NDArray[np.float64]:
    """Affine map, array (2, 3), from pixels of the square, looked at with `side_px`, to pixels of the picture."""
    scale = region.side / side_px
    cos, sin = scale * math.cos(region.turn), scale * math.sin(region.turn)
    half = side_px / 2
    return np.array([[cos, -sin, region.x - (cos - sin) * half], [sin, cos, region.y - (sin + cos) * half]])


def cut(image: Image, region: Region, side_px: int, *, border: int = cv2.BORDER_REPLICATE) -> Image:
    """Cut a square out of a picture, upright and `side_px` wide; `border` says what is seen beyond the picture.

    Linear, as BlazePose was trained: in a picture made smaller more smoothly it finds fewer lying people.
    """
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    square: Image = cv2.warpAffine(
        image, to_picture(region, side_px), (side_px, side_px), flags=flags, borderMode=border
    ).astype(np.uint8, copy=False)
    return square


def moved_to_picture(points: NDArray[np.float32], region: Region, side_px: int) -> NDArray[np.float32]:
    """Take points of the square, array (N, 2), to pixels of the picture."""
    way = to_picture(region, side_px)
    return (points @ way[:, :2].T + way[:, 2]).astype(np.float32)
