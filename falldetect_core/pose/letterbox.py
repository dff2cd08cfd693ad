"""Pictures of any shape on a network's canvas, and the way back."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from falldetect_core.records import Image

GREY = 114
"""What YOLO and RTMO see beyond the picture."""


class Letterbox(NamedTuple):
    """A picture on a canvas: canvas pixels a picture pixel, and where its left upper corner lies on the canvas."""

    canvas: Image
    scale: float
    left: int
    top: int

    def back(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Take points of the canvas, array (..., 2), to pixels of the picture."""
        offset = np.array((self.left, self.top), np.float32)
        return ((points - offset) / self.scale).astype(np.float32)


def letterbox(image: Image, width: int, height: int, *, centred: bool) -> Letterbox:
    """Scale a picture to fit on a grey canvas, in its middle or its left upper corner."""
    scale = min(width / image.shape[1], height / image.shape[0])
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    left, top = ((width - size[0]) // 2, (height - size[1]) // 2) if centred else (0, 0)
    canvas = np.full((height, width, 3), GREY, np.uint8)
    canvas[top : top + size[1], left : left + size[0]] = cv2.resize(image, size, interpolation=cv2.INTER_LINEAR)
    return Letterbox(canvas, scale, left, top)
