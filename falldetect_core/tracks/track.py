"""One person through time: a bounded history of what was seen of them."""

import math
from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from statistics import median

from falldetect_core.kinds import Support
from falldetect_core.records import Blob, Box, Pose
from falldetect_core.skeleton import NO_BODY, Body

HISTORY_S = 6.0
MAX_SAMPLES = 90
"""Bounds the history when frames come faster than asked for."""
STANDING_TILT_DEG = 30.0
STANDING_HEIGHTS = 50
"""Standing heights remembered: the last 5 s at 10 frames a second."""


TRUST_RATE = 0.2
"""How quickly the agreement of silhouette and pose is learned, a sample."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What was seen of a person at one moment; `height_px` is the standing height estimated from this pose, or NaN."""

    time_s: float
    support: Support
    box: Box
    pose: Pose | None
    blob: Blob | None
    height_px: float
    body: Body = NO_BODY


@dataclass(slots=True)
class Track:
    """A person: number, newest box, history, and how tall they would stand here."""

    id: int
    born_s: float
    box: Box
    samples: deque[Sample] = field(default_factory=lambda: deque(maxlen=MAX_SAMPLES))
    hits: int = 0
    confirmed: bool = False
    seen_s: float = 0.0
    pose_s: float = 0.0
    still_since_s: float = 0.0
    silhouette_trust: float = 0.0
    _standing_px: deque[float] = field(default_factory=lambda: deque(maxlen=STANDING_HEIGHTS))
    _any_px: deque[float] = field(default_factory=lambda: deque(maxlen=STANDING_HEIGHTS))

    def add(self, sample: Sample) -> None:
        """Append to the history and forget what is too old."""
        self.samples.append(sample)
        while sample.time_s - self.samples[0].time_s > HISTORY_S:
            self.samples.popleft()
        if sample.support is Support.MEMORY:
            return
        self.box, self.seen_s = sample.box, sample.time_s
        if sample.support is Support.POSE:
            self.pose_s = sample.time_s
            self.hits += 1
            self._learn_height(sample)
            agreement = sample.blob.box.overlap(sample.box) if sample.blob else 0.0
            self.silhouette_trust += TRUST_RATE * (agreement - self.silhouette_trust)

    @property
    def height_px(self) -> float:
        """Standing height in pixels, an upper quantile of what upright poses showed; of any pose before; or NaN."""
        heights = sorted(self._standing_px or self._any_px)
        return heights[int(0.75 * (len(heights) - 1))] if heights else math.nan

    def _learn_height(self, sample: Sample) -> None:
        if sample.pose is None or math.isnan(sample.height_px):
            return
        self._any_px.append(sample.height_px)
        body = sample.body
        legs_down = not body.knees.known or body.knees.y > body.hips.y
        if body.tilt_deg <= STANDING_TILT_DEG and legs_down:
            self._standing_px.append(sample.height_px)

    @property
    def usual_area_px(self) -> float:
        """Median area of the newest boxes that a pose gave, in square pixels."""
        areas = (s.box.area for s in reversed(self.samples) if s.support is Support.POSE)
        newest = list(islice(areas, 10))
        return median(newest) if newest else self.box.area
