"""Brightens what is dark before a pose network looks at it: it was trained on well-lit pictures."""

import cv2
import numpy as np

from falldetect_core.motion.picture import as_bytes
from falldetect_core.records import Image

BRIGHT_PERCENTILE = 98
"""Of grey levels: lamps and windows are smaller than what is left above it."""
BRIGHT_LEVEL = 200
"""Where that percentile is in a well-lit picture..."""
DARK_LEVEL = 170
"""...and below which a picture is dark enough to be brightened."""
MOST_GAIN = 12.0
"""What is darker holds nothing but noise."""
NOISY_GAIN, NOISE_PX = 3.0, 0.8
"""The sensor's noise shows where more gain than this is needed; it is smoothed with this standard deviation."""
SPARSE = 4
GREEN = 1
"""The channel of a BGR picture that is nearly its brightness."""


def brightened(image: Image) -> Image:
    """Return a BGR picture, shape (height, width, 3), with its bright parts bright; itself where they are already."""
    bright = brightness(image)
    if bright >= DARK_LEVEL:
        return image
    gain = min(BRIGHT_LEVEL / max(bright, 1.0), MOST_GAIN)
    lit = cv2.convertScaleAbs(image, alpha=gain)
    return as_bytes(cv2.GaussianBlur(lit, (3, 3), NOISE_PX) if gain > NOISY_GAIN else lit)


def brightness(image: Image) -> float:
    """Return the grey level of what is bright in a BGR picture, 0 to 255."""
    sparse = image[::SPARSE, ::SPARSE, GREEN]
    return float(np.percentile(sparse, BRIGHT_PERCENTILE))
