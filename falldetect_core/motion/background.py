"""What the empty room looks like, and how much it changes by itself: a mean and a deviation a pixel, in bytes.

A byte can't hold the small steps of a running mean. Steps are therefore rounded up or down by a threshold that runs
evenly through 0 to 1 from frame to frame, which is right on average: stochastic rounding without a random number.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from falldetect_core.motion.picture import as_bytes, median, scaled
from falldetect_core.records import Image

LEARN_S = 4.0
"""Time constant with which what nobody stands before becomes background."""
SETTLE_FRAMES = 10
"""The first frames weigh as in a plain mean, so that the background is there within a second."""
RESTLESS_S = 30.0
"""Time constant with which a curtain or a screen becomes known as restless."""
CALM_S = 8.0
"""Time constant with which it is trusted again."""
EVERY_S = 0.2
"""The background is learned this often."""
SUDDEN_GAIN = 0.3
"""Logarithm of a change of exposure that only a lamp makes."""
MIN_CONTRAST = 14
"""Grey levels of 255; sensor noise and shadows of clouds stay below."""
CHANGED_LEVELS = 8
"""Grey levels from one frame to the next that are no noise."""
MOST_NOISE = 3.5
"""Mean difference in grey levels that is put down to the sensor; more is a camera that shakes."""
DEVIATIONS = 3.5
"""A pixel further from its mean than so many of its mean deviations is foreground."""
MOVING_DEVIATIONS = math.sqrt(2) * DEVIATIONS
"""Two pictures differ more from each other than each does from the mean."""
WHOLE = (slice(None), slice(None))
UNITS = 4
"""The deviation is kept in quarters of a grey level."""
GOLDEN = (math.sqrt(5) - 1) / 2
_LEVELS = np.arange(256)
_SQUARE = np.ones((3, 3), np.uint8)


class Background:
    """Mean (height, width) and deviation (half of both) of one camera's small grey picture."""

    def __init__(self, grey: Image) -> None:
        """Take a first picture for the empty room."""
        self.mean = grey.copy()
        half = ((grey.shape[0] + 1) // 2, (grey.shape[1] + 1) // 2)
        self._deviation = np.full(half, int(CHANGED_LEVELS / MOVING_DEVIATIONS * UNITS), np.uint8)
        self._set_noise(0.0)
        self._frames = 1
        self._threshold = 0.0
        self._learnt_s = -math.inf

    @property
    def settling(self) -> bool:
        """Whether the background is still new."""
        return self._frames <= SETTLE_FRAMES

    @property
    def limit(self) -> Image:
        """Grey levels by which each pixel may differ from the mean by itself."""
        return self._limit(self._limits)

    @property
    def moving(self) -> Image:
        """Grey levels by which each pixel may change from frame to frame by itself."""
        return self._limit(self._moving_limits)

    def _set_noise(self, noise: float) -> None:
        """Tell what every deviation allows a pixel, where each has at least the sensor's own."""
        deviation = np.maximum(_LEVELS, noise) / UNITS
        self._limits = _table(deviation * DEVIATIONS, MIN_CONTRAST)
        self._moving_limits = _table(deviation * MOVING_DEVIATIONS, CHANGED_LEVELS)

    def _limit(self, table: Image) -> Image:
        near = cv2.dilate(self._deviation, _SQUARE)
        size = (self.mean.shape[1], self.mean.shape[0])
        return as_bytes(cv2.resize(cv2.LUT(near, table), size, interpolation=cv2.INTER_NEAREST))

    def difference(self, grey: Image) -> Image:
        """Grey levels between a picture and the mean."""
        return as_bytes(cv2.absdiff(grey, self.mean))

    def adopt(self, grey: Image, where: Image, part: tuple[slice, slice] = WHOLE) -> None:
        """Take a part of the picture for the background where `where` is not 0."""
        np.copyto(self.mean[part], grey, where=where > 0)

    def level(self, gain: float) -> None:
        """Multiply the mean by a change of exposure, everywhere; what was learnt before a lamp's is soon replaced."""
        self.mean = scaled(self.mean, gain)
        if abs(math.log(gain)) > SUDDEN_GAIN:
            self._frames = 1

    def learn(self, grey: Image, ground: Image, time_s: float) -> None:
        """Move mean and deviation towards the picture where `ground` is not 0, now and then.

        The sensor's noise is the median difference of all pixels, so that it is known at once when it gets dark.
        """
        elapsed_s = time_s - self._learnt_s
        if 0 <= elapsed_s < EVERY_S and not self.settling:
            return
        elapsed_s = min(1.0, max(0.0, elapsed_s))
        self._learnt_s = time_s
        self._frames += 1
        self._threshold = (self._threshold + GOLDEN) % 1.0
        small = self._deviation.shape[::-1]
        difference = as_bytes(cv2.resize(self.difference(grey), small, interpolation=cv2.INTER_AREA))
        seen = scaled(difference, UNITS)
        self._set_noise(min(MOST_NOISE * UNITS, median(seen[::2, ::2])))
        open_half = as_bytes(cv2.resize(ground, small, interpolation=cv2.INTER_NEAREST))
        rise, fall = (_part(elapsed_s, constant_s) for constant_s in (RESTLESS_S, CALM_S))
        self._approach(self._deviation, seen, open_half, rise, fall)
        rate = max(_part(elapsed_s, LEARN_S), 1 / self._frames if self.settling else 0.0)
        self._approach(self.mean, grey, ground, rate, rate)

    def _approach(self, known: Image, seen: Image, ground: Image, up: float, down: float) -> None:
        """Go a share of the way from `known` to `seen`, in place."""
        upwards = _steps(up, self._threshold)
        downwards = upwards if up == down else _steps(down, self._threshold)
        rise = cv2.LUT(cv2.subtract(seen, known), upwards)
        fall = cv2.LUT(cv2.subtract(known, seen), downwards)
        cv2.copyTo(cv2.subtract(cv2.add(known, rise), fall), ground, known)


def _part(elapsed_s: float, constant_s: float) -> float:
    return 1 - math.exp(-elapsed_s / constant_s)


def _table(limits: NDArray[np.float64], least: float) -> Image:
    return as_bytes(np.minimum(np.maximum(limits, least), 255))


def _steps(rate: float, threshold: float) -> Image:
    """Whole steps towards values that are 0 to 255 away."""
    return as_bytes(np.floor(_LEVELS * rate + threshold))
