"""What makes a camera's picture hard: infrared light, dusk, blinds, glass, distance, furniture, bad streams and lenses.

Each condition takes pictures of one clip in their order, BGR arrays (height, width, 3) of bytes, and returns what a
worse camera would have seen, of the same shape. They are crude, and the same for ever: seeds are fixed.
"""

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np

from falldetect_core.motion.picture import as_bytes
from falldetect_core.records import Image

type Degradation = Callable[[Image], Image]

GROUND = 118
"""Grey level of a plain wall."""


class Infrared:
    """Grey, noisy, bright in the middle and dark at the corners, as by a lamp beside the lens."""

    def __init__(self, noise: float = 7.0) -> None:
        """Take the standard deviation of the noise in grey levels."""
        self._rng, self._noise = np.random.default_rng(0), noise

    def __call__(self, image: Image) -> Image:
        """Return the next picture."""
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float32)
        height, width = grey.shape
        across, down = np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32)
        lamp = np.exp(-0.7 * (across[None, :] ** 2 + down[:, None] ** 2))
        return cv2.cvtColor(_noisy(1.1 * grey * lamp, self._noise, self._rng), cv2.COLOR_GRAY2BGR).astype(np.uint8)


class Dusk:
    """A share of the light is left, with the sensor's noise."""

    def __init__(self, light: float = 0.15, noise: float = 3.0) -> None:
        """Take the share of brightness and the standard deviation of the noise in grey levels."""
        self._rng, self._light, self._noise = np.random.default_rng(0), light, noise

    def __call__(self, image: Image) -> Image:
        """Return the next picture."""
        return _noisy(self._light * image.astype(np.float32), self._noise, self._rng)


class Reflection:
    """A pane of glass before the lens mirrors a bright, still pattern."""

    def __init__(self, strength: float = 0.35) -> None:
        """Take the mirrored light's share."""
        self._strength = strength

    def __call__(self, image: Image) -> Image:
        """Return the next picture."""
        height, width = image.shape[:2]
        coarse = np.random.default_rng(0).uniform(0, 255, (5, 7, 3)).astype(np.float32)
        mirrored = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
        return as_bytes(np.clip((1 - self._strength) * image + self._strength * mirrored, 0, 255))


class PacketLoss:
    """Rows of a picture keep what was there before, until the next key frame."""

    KEY_FRAME = 20

    def __init__(self, share: float) -> None:
        """Take the share of pictures that lose a part."""
        self._rng, self._share = np.random.default_rng(0), share
        self._before: Image | None = None
        self._number = 0

    def __call__(self, image: Image) -> Image:
        """Return the next picture."""
        seen = image.copy()
        if self._before is not None and self._number % self.KEY_FRAME:
            for top in range(0, image.shape[0], 16):
                if self._rng.random() < self._share:
                    seen[top : top + 16] = self._before[top : top + 16]
        self._before, self._number = seen, self._number + 1
        return seen


def blinds(image: Image, lines: int = 12, dark: int = 3) -> Image:
    """Lay a dark blind over the picture: `dark` of `lines` lines, twelve times over its height."""
    seen, pitch = image.copy(), max(lines, image.shape[0] // 12)
    for top in range(0, image.shape[0], pitch):
        seen[top : top + pitch * dark // lines] = 12
    return seen


def far(image: Image, size: float = 0.35) -> Image:
    """See everything at a share of its size, amid a plain ground."""
    height, width = image.shape[:2]
    small = cv2.resize(image, (round(width * size), round(height * size)), interpolation=cv2.INTER_AREA)
    seen = np.full_like(image, GROUND)
    top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
    seen[top : top + small.shape[0], left : left + small.shape[1]] = small
    return seen


def occluded(image: Image, share: float = 0.28) -> Image:
    """Cover the lowest part of the picture by a plain piece of furniture."""
    seen = image.copy()
    seen[round((1 - share) * image.shape[0]) :] = (52, 71, 92)
    return seen


def blurred(image: Image, length: float = 0.03) -> Image:
    """Smear the picture sideways over a share of its width, as by a long exposure."""
    return as_bytes(cv2.blur(image, (max(3, round(length * image.shape[1])), 3)))


def low_bit_rate(image: Image, quality: int = 6) -> Image:
    """Encode the picture as coarsely as JPEG can."""
    coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return as_bytes(cv2.imdecode(coded, cv2.IMREAD_COLOR))


def fisheye(image: Image, strength: float = 0.35) -> Image:
    """Bend the picture as a wide lens does: straight lines bow outwards, the border is squeezed."""
    height, width = image.shape[:2]
    across, down = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    stretch = (1 + strength * (across**2 + down**2)) / (1 + strength)
    x, y = (((axis * stretch + 1) / 2 * (side - 1)) for axis, side in ((across, width), (down, height)))
    return as_bytes(cv2.remap(image, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR))


def _noisy(level: np.ndarray, noise: float, rng: np.random.Generator) -> Image:
    return as_bytes(np.clip(level + noise * rng.standard_normal(level.shape, np.float32), 0, 255))


CONDITIONS: dict[str, Callable[[], Degradation]] = {
    "as filmed": lambda: lambda image: image,
    "infrared": Infrared,
    "dusk": Dusk,
    "blinds": lambda: blinds,
    "reflection": Reflection,
    "far": lambda: far,
    "occluder": lambda: occluded,
    "light packet loss": partial(PacketLoss, 0.05),
    "heavy packet loss": partial(PacketLoss, 0.4),
    "motion blur": lambda: blurred,
    "low bit rate": lambda: low_bit_rate,
    "fisheye": lambda: fisheye,
}
"""What each condition is called, and how one clip's is made."""
