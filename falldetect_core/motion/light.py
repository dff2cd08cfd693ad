"""What only the light did: a changed exposure, shadows, reflections, lamps. It changes brightness and keeps texture."""

import cv2
import numpy as np
from numpy.typing import NDArray

from falldetect_core.motion.picture import as_bytes, median
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
    now, before = grey[::4, ::4], mean[::4, ::4]
    low, high = USABLE
    usable = (np.minimum(now, before) > low) & (np.maximum(now, before) < high)
    if np.count_nonzero(usable) < LEAST_USABLE * usable.size:
        return 1.0
    least, most = GAINS
    gain = min(max(median(np.divide(now[usable], before[usable], dtype=np.float32)), least), most)
    return gain if abs(gain - 1) > STEADY else 1.0


def is_coloured(image: Image, *, before: bool) -> bool:
    """Tell a BGR picture from the grey one that a camera gives by infrared, from sparse pixels; in doubt as before."""
    height, width = image.shape[:2]
    sparse = image[:: max(1, height // 20), :: max(1, width // 20)]
    blue, red = (np.ascontiguousarray(sparse[..., channel]) for channel in (0, 2))
    return cv2.norm(blue, red, cv2.NORM_L1) > (GREY_LEVELS if before else COLOUR_LEVELS) * blue.size


def texture(grey: Image, mean: Image) -> tuple[Image, Image]:
    """Mark with 1 where two pictures show the same surface, and where at least one shows any.

    Windows are flat, and rows are compared each to its own mean: shadows on a floor are flat too.
    """
    planes = np.empty((5, *grey.shape), np.float32)
    planes[0], planes[1] = grey, mean
    np.multiply(planes[:2], planes[:2], out=planes[2:4])
    np.multiply(planes[0], planes[1], out=planes[4])
    stacked = cv2.blur(planes.reshape(-1, grey.shape[1]), (WINDOW_PX[0], 1))
    along: Grey = stacked.reshape(planes.shape).astype(np.float32, copy=False)
    now_mean, before_mean = along[:2]
    along[2:4] -= along[:2] * along[:2]
    along[4] -= now_mean * before_mean
    now_var, before_var, shared = (_rows(plane) for plane in along[2:])
    least = TEXTURE**2
    rough = (np.maximum(now_var, before_var) > least) & (np.maximum(now_mean, before_mean) < SATURATED)
    same = (np.minimum(now_var, before_var) > least) & (shared > ALIKE * np.sqrt(now_var * before_var))
    return same.view(np.uint8), rough.view(np.uint8)


def split(mask: Image, grey: Image, mean: Image, ground: Image | None = None) -> tuple[Image, Image]:
    """Part a 0/1 mask into what is matter, and the regions that are the background by another light.

    Single pixels that show the background's texture, as in shadows, belong to neither. Where `ground` is 0 somebody is
    known to be: what has a texture of its own stays matter there, whatever is around it.
    """
    same, rough = texture(grey, mean)
    count, labels = cv2.connectedComponents(mask, connectivity=8)
    if count == 1:
        return mask, mask
    on_mask = mask > 0
    own = labels[on_mask]
    area = np.bincount(own, minlength=count)
    alike, tellable = (np.bincount(own[mark[on_mask] > 0], minlength=count) for mark in (same, rough))
    lit = (alike > LIGHT_SHARE * tellable) & (tellable > SMOOTH_SHARE * area)
    if not lit.any():
        return mask & (1 - same), np.zeros_like(mask)
    light = as_bytes(lit[labels])
    dropped = light if ground is None else light & (ground | (1 - rough))
    return mask & (1 - same) & (1 - dropped), light


def _rows(picture: Grey) -> Grey:
    return np.maximum(cv2.blur(picture, (1, WINDOW_PX[1])), 0).astype(np.float32, copy=False)
