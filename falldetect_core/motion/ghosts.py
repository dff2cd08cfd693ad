"""Places that somebody or something left: the outline is in the background, no longer in the picture."""

import cv2
import numpy as np
from numpy.typing import NDArray

from falldetect_core.motion.picture import as_bytes
from falldetect_core.records import Image

GONE = 1.6
"""Edges along the outline are so many times stronger in the background than in the picture.

Of simulated people before a furnished wall none is taken for a ghost at 1.5, and at 1.6 five of six ghosts are found.
"""
LEAST_EDGE = 12.0
"""Mean Sobel response along the outline that is an edge at all."""
_SQUARE = np.ones((3, 3), np.uint8)


def ghosts(mask: Image, grey: Image, mean: Image) -> Image:
    """Mark with 1 the regions of a 0/1 mask that only the background has an outline of."""
    wide = cv2.dilate(mask, _SQUARE)
    outline = cv2.subtract(wide, cv2.erode(mask, _SQUARE))
    count, labels = cv2.connectedComponents(wide, connectivity=8)
    line = outline > 0
    on_line = labels[line]
    length = np.maximum(np.bincount(on_line, minlength=count), 1)
    now, before = (np.bincount(on_line, _edges(p)[line], count) / length for p in (grey, mean))
    gone = (before > GONE * now) & (before > LEAST_EDGE)
    return as_bytes(np.where(gone[labels], mask, 0)) if gone.any() else np.zeros_like(mask)


def _edges(picture: Image) -> NDArray[np.int16]:
    across, down = cv2.spatialGradient(picture)
    edges: NDArray[np.int16] = np.abs(across) + np.abs(down)
    return edges
