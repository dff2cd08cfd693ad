"""The small grey picture that motion is seen in."""

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from falldetect_core.records import Image

AREA_PX = 160 * 90
"""Pixels of the small picture, whatever the camera's format: a person 10 m away is 12 of them high at 640x360."""
SAMPLES = 2
"""Pixels read along each side of one of the small picture: enough against noise, without reading all of a large one."""
GREEN = 1
"""The channel of a BGR picture that is nearly its brightness."""


def small_size(width: int, height: int) -> tuple[int, int]:
    """Return width and height of the small picture for a frame of that width and height."""
    scale = min(1.0, math.sqrt(AREA_PX / (width * height)))
    return max(1, round(width * scale)), max(1, round(height * scale))


def small_grey(image: Image) -> Image:
    """Shrink a BGR picture, shape (height, width, 3), to a grey one of about `AREA_PX` pixels."""
    height, width = image.shape[:2]
    columns, rows = small_size(width, height)
    step = max(1, min(width // (SAMPLES * columns), height // (SAMPLES * rows)))
    green = np.ascontiguousarray(image[::step, ::step, GREEN])
    return as_bytes(cv2.resize(green, (columns, rows), interpolation=cv2.INTER_LINEAR))


def as_bytes(picture: cv2.typing.MatLike) -> Image:
    """Say that what OpenCV returned is bytes, as what it was given."""
    return picture.astype(np.uint8, copy=False)


def median(values: NDArray[Any]) -> float:
    """Middle of a few values; numpy's own looks for what they can't hold, and takes five times as long."""
    ordered = np.sort(values, axis=None)
    middle = len(ordered) // 2
    return float(ordered[middle]) if len(ordered) % 2 else (float(ordered[middle - 1]) + float(ordered[middle])) / 2


def scaled(picture: Image, gain: float) -> Image:
    """Multiply a grey picture by a change of exposure."""
    return as_bytes(cv2.convertScaleAbs(picture, alpha=gain))
