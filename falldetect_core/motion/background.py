"""Background subtraction on a small grey picture (Scientific Reports 11, 2021: a one-bit silhouette).

The background is a running mean and deviation a pixel. It is never learned under a tracked person, so that somebody
who lies still does not melt into it, and quickly elsewhere, so that moved furniture and the ghosts of people who were
there at the start do. Exposure is levelled before comparing; when most of the picture differs, the light was
switched, and all is learned anew.
"""

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from falldetect_core.motion.blobs import find_blobs
from falldetect_core.records import Box, Frame, Image, Motion

WIDTH_PX = 160
LEARN_S = 4.0
"""Time constant with which what nobody stands before becomes background."""
SETTLE_FRAMES = 10
"""The first frames weigh as in a plain mean, so that the background is there within a second."""
MIN_CONTRAST = 14.0
"""Grey levels of 255; sensor noise and shadows of clouds stay below."""
DEVIATIONS = 3.5
CHANGED_LEVELS = 8
SWITCHED_SHARE = 0.6
"""More of the picture than a person can cover: the light changed, or the camera moved."""
KEEP_CLEAR = 0.15
"""A person's box is protected with this margin, as a share of its size."""

type Grey = NDArray[np.float32]


class MotionDetector:
    """The background model of one camera."""

    def __init__(self) -> None:
        """Start without a background: the first frame is taken for it."""
        self._mean: Grey | None = None
        self._deviation: Grey = np.empty(0, np.float32)
        self._last: Grey = np.empty(0, np.float32)
        self._last_time_s = 0.0
        self._frames = 0

    def update(self, frame: Frame, people: Iterable[Box] = ()) -> Motion:
        """Compare a frame with the background, then learn it where no box of `people` (pixels) covers it."""
        scale = WIDTH_PX / frame.size[0]
        grey = _small_grey(frame.image)
        if self._mean is None or self._mean.shape != grey.shape:
            self._restart(grey)
        mean = self._mean if self._mean is not None else grey
        level = grey * _gain(grey, mean)
        difference = np.abs(level - mean)
        limit = np.maximum(MIN_CONTRAST, DEVIATIONS * self._deviation)
        mask = _cleaned((difference > limit).astype(np.uint8))
        if mask.mean() > SWITCHED_SHARE:
            self._restart(grey)
            mask[:] = 0
        moved = (np.abs(grey - self._last) > CHANGED_LEVELS).astype(np.uint8)
        self._learn(grey, difference, _open_ground(mask.shape, people, scale), frame.time_s)
        self._last, self._last_time_s = grey, frame.time_s
        return Motion(frame.time_s, mask, moved, scale, find_blobs(mask, scale), float(moved.mean()))

    def _restart(self, grey: Grey) -> None:
        self._mean = grey.copy()
        self._deviation = np.full_like(grey, MIN_CONTRAST / DEVIATIONS)
        self._last = grey
        self._frames = 0

    def _learn(self, grey: Grey, difference: Grey, ground: Image, time_s: float) -> None:
        """Move mean and deviation towards the frame where the ground is open."""
        if self._mean is None:
            return
        self._frames += 1
        elapsed_s = min(1.0, max(0.0, time_s - self._last_time_s))
        rate = max(1 - np.exp(-elapsed_s / LEARN_S), 1 / self._frames if self._frames <= SETTLE_FRAMES else 0.0)
        cv2.accumulateWeighted(grey, self._mean, rate, ground)
        cv2.accumulateWeighted(difference, self._deviation, rate / 2, ground)


def _small_grey(image: Image) -> Grey:
    height = max(1, round(image.shape[0] * WIDTH_PX / image.shape[1]))
    small = cv2.resize(image, (WIDTH_PX, height), interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32)


def _gain(grey: Grey, mean: Grey) -> float:
    """Ratio that undoes a change of exposure, from the picture's median so that people don't count."""
    sparse = (slice(None, None, 4), slice(None, None, 4))
    return float(np.clip((np.median(mean[sparse]) + 1) / (np.median(grey[sparse]) + 1), 0.8, 1.25))


def _cleaned(mask: Image) -> Image:
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    return cv2.morphologyEx(opened, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)).astype(np.uint8, copy=False)


def _open_ground(shape: tuple[int, ...], people: Iterable[Box], scale: float) -> Image:
    """Mark with 1 where nobody stands before the background."""
    ground = np.ones(shape, np.uint8)
    for box in people:
        margin = KEEP_CLEAR * max(box.width, box.height)
        left, top = (max(0, int((side - margin) * scale)) for side in (box.left, box.top))
        right, bottom = (max(0, int((side + margin) * scale) + 1) for side in (box.right, box.bottom))
        ground[top:bottom, left:right] = 0
    return ground
