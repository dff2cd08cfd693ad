"""What only the light did: a changed exposure, shadows, reflections, lamps. It changes brightness and keeps texture."""

import cv2
import numpy as np
from numpy.typing import NDArray

from falldetect_core.motion.picture import as_bytes
from falldetect_core.records import Image

type Grey = NDArray[np.float32]

USABLE = (12, 235)
"""Grey levels that tell a ratio: neither drowned in noise nor saturated."""
LEAST_USABLE = 0.2
STEADY = 0.02
"""Exposure closer than this is not corrected, so that rounding adds nothing."""
GAINS = (1 / 16, 16.0)
GREY_LEVELS, COLOUR_LEVELS = 1.0, 3.0
"""Grey levels between blue and red, on average: fewer in a picture without colour, more in one with."""
WINDOW_PX = (11, 3)
"""Width and height of the windows that are compared."""
SATURATED = 245
"""Grey levels above which a surface shows no texture."""
TEXTURE = 2.0
"""Grey levels of standard deviation in the window below which a surface is too smooth to tell."""
ALIKE = 0.8
"""Correlation of two windows that show the same surface."""
SMOOTH_SHARE = 0.1
"""A region with less texture than this tells nothing of itself."""
LIGHT_SHARE = 0.6
"""A region whose texture is kept in this share of it differs by its light alone."""


def exposure_gain(grey: Image, mean: Image) -> float:
    """Ratio of a picture to the background, the median of sparse pixels so that people don't count; 1 if unsure."""
    now, before = (picture[::4, ::4].astype(np.float32) for picture in (grey, mean))
    low, high = USABLE
    usable = (np.minimum(now, before) > low) & (np.maximum(now, before) < high)
    if usable.mean() < LEAST_USABLE:
        return 1.0
    gain = float(np.clip(np.median(now[usable] / before[usable]), *GAINS))
    return gain if abs(gain - 1) > STEADY else 1.0


def is_coloured(image: Image, *, before: bool) -> bool:
    """Tell a BGR picture from the grey one that a camera gives by infrared, from sparse pixels; in doubt as before."""
    height, width = image.shape[:2]
    sparse = image[:: max(1, height // 20), :: max(1, width // 20)].astype(np.int16)
    return bool(np.abs(sparse[..., 0] - sparse[..., 2]).mean() > (GREY_LEVELS if before else COLOUR_LEVELS))


def texture(grey: Image, mean: Image) -> tuple[Image, Image]:
    """Mark with 1 where two pictures show the same surface, and where at least one shows any.

    Windows are flat, and rows are compared each to its own mean: shadows on a floor are flat too.
    """
    now, before = grey.astype(np.float32), mean.astype(np.float32)
    now_mean, before_mean = _along(now), _along(before)
    now_var = _rows(_along(now * now) - now_mean**2)
    before_var = _rows(_along(before * before) - before_mean**2)
    shared = _rows(_along(now * before) - now_mean * before_mean)
    least = TEXTURE**2
    rough = (np.maximum(now_var, before_var) > least) & (np.maximum(now_mean, before_mean) < SATURATED)
    same = (np.minimum(now_var, before_var) > least) & (shared > ALIKE * np.sqrt(now_var * before_var))
    return same.astype(np.uint8), rough.astype(np.uint8)


def split(mask: Image, grey: Image, mean: Image, ground: Image | None = None) -> tuple[Image, Image]:
    """Part a 0/1 mask into what is matter, and the regions that are the background by another light.

    Single pixels that show the background's texture, as in shadows, belong to neither. Where `ground` is 0 somebody is
    known to be: what has a texture of its own stays matter there, whatever is around it.
    """
    same, rough = texture(grey, mean)
    count, labels = cv2.connectedComponents(mask, connectivity=8)
    flat = labels.ravel()
    area, alike, tellable = (np.bincount(flat, weights, count) for weights in (None, same.ravel(), rough.ravel()))
    lit = (alike > LIGHT_SHARE * tellable) & (tellable > SMOOTH_SHARE * area)
    lit[0] = False
    light = as_bytes(lit[labels])
    dropped = light if ground is None else light & (ground | (1 - rough))
    return mask & (1 - same) & (1 - dropped), light


def _along(picture: Grey) -> Grey:
    return cv2.blur(picture, (WINDOW_PX[0], 1)).astype(np.float32, copy=False)


def _rows(picture: Grey) -> Grey:
    return np.maximum(cv2.blur(picture, (1, WINDOW_PX[1])), 0).astype(np.float32, copy=False)
