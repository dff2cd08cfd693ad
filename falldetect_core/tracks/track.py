"""One person through time: a bounded history of what was seen of them."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from falldetect_core.kinds import Support
from falldetect_core.records import Blob, Box, Pose
from falldetect_core.skeleton import EYES_TO_ANKLES, NO_BODY, Body, body_of, standing_height_px
from falldetect_core.tracks.path import Candidate

HISTORY_S = 6.0
MAX_SAMPLES = 90
"""Bounds the history when frames come faster than asked for."""
STANDING_TILT_DEG = 30.0
STANDING_HEIGHTS = 50
"""Standing heights remembered: the last 5 s at 10 frames a second."""


VELOCITY_S = 0.6
"""Walking speed is measured over this time, about a step."""
MOMENTS = 10
"""Moments over which the most probable path is sought: a second at 10 frames a second."""
TRUST_RATE = 0.2
"""How quickly the agreement of silhouette and pose is learned, a sample."""
TRUSTED = 0.35
"""Silhouettes that overlapped the poses less than this tell where the body is, not how it is held."""


class Measures(NamedTuple):
    """One moment of a body's paths, in pixels and degrees: apparent height by what shows it, and by its blob."""

    shoulder_y: float
    hip_y: float
    hip_x: float
    tilt_deg: float
    height_px: float
    silhouette_px: float


@dataclass(frozen=True, slots=True)
class Sample:
    """What was seen of a person at one moment.

    `height_px` is the standing height estimated from this pose, or NaN. `blob` is the silhouette where it tells how the
    body is held. A pose is not `fresh` when nobody looked or found one, and nothing has moved since it was seen.
    """

    time_s: float
    support: Support
    box: Box
    pose: Pose | None
    blob: Blob | None
    height_px: float
    body: Body = NO_BODY
    fresh: bool = True
    measures: Measures = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Measure once what all moments of the next seconds compare themselves with."""
        body = self.body
        silhouette_px = self.blob.box.height if self.blob else math.nan
        height_px = silhouette_px if self.pose is None else self._pose_height_px()
        measures = Measures(body.shoulders.y, body.hips.y, body.hips.x, body.tilt_deg, height_px, silhouette_px)
        object.__setattr__(self, "measures", measures)

    def _pose_height_px(self) -> float:
        return self.box.height / EYES_TO_ANKLES if self.body.ankles.known else math.nan


@dataclass(slots=True)
class Track:
    """A person: number, newest box, history, and how tall they would stand here.

    They are `convincing` once a pose was no furniture, and `confirmed` when they were also seen often enough. `feet` is
    where the ankles were seen last, y in pixels, and when.
    """

    id: int
    born_s: float
    box: Box
    samples: deque[Sample] = field(default_factory=lambda: deque(maxlen=MAX_SAMPLES))
    hits: int = 0
    convincing: bool = False
    confirmed: bool = False
    seen_s: float = 0.0
    pose_s: float = 0.0
    still_since_s: float = 0.0
    silhouette_trust: float = 0.0
    stands_out: float = 0.0
    usual_area_px: float = 0.0
    feet: tuple[float, float] = (math.nan, -math.inf)
    moments: deque[list[Candidate]] = field(default_factory=lambda: deque(maxlen=MOMENTS))
    _standing_px: deque[float] = field(default_factory=lambda: deque(maxlen=STANDING_HEIGHTS))
    _any_px: deque[float] = field(default_factory=lambda: deque(maxlen=STANDING_HEIGHTS))

    def add(self, sample: Sample) -> None:
        """Append to the history and forget what is too old; a pose carried on from before is no new hit."""
        self.samples.append(sample)
        while sample.time_s - self.samples[0].time_s > HISTORY_S:
            self.samples.popleft()
        if sample.support is Support.MEMORY:
            return
        self.box, self.seen_s = sample.box, sample.time_s
        if sample.support is Support.POSE and sample.fresh:
            self.pose_s = sample.time_s
            self.hits += 1
            if sample.body.ankles.known:
                self.feet = sample.body.ankles.y, sample.time_s
            self._learn_height(sample)

    @property
    def height_px(self) -> float:
        """Standing height in pixels, an upper quantile of what upright poses showed; of any pose before; or NaN."""
        heights = sorted(self._standing_px or self._any_px)
        return heights[int(0.75 * (len(heights) - 1))] if heights else math.nan

    def revise(self, path: Sequence[Candidate]) -> None:
        """Take back poses of the last moments that a likelier path leaves out."""
        likelier = {candidate.time_s: candidate for candidate in path[:-1]}
        for number, sample in enumerate(self.samples):
            other = likelier.get(sample.time_s)
            if other is None or sample.pose is None or not sample.fresh or other.pose is sample.pose:
                continue
            if other.pose is None:
                self.samples[number] = Sample(sample.time_s, Support.SILHOUETTE, other.box, None, None, math.nan)
            else:
                height_px, body = standing_height_px(other.pose), body_of(other.pose)
                self.samples[number] = replace(sample, box=other.box, pose=other.pose, height_px=height_px, body=body)

    def learn_silhouette(self, blob: Blob | None, box: Box, stands_out: float) -> None:
        """Learn how well this person's silhouette agrees with their pose, and how much of the pose stands out."""
        if blob is not None:
            self.usual_area_px += (TRUST_RATE if self.usual_area_px else 1.0) * (blob.area_px - self.usual_area_px)
        agreement = blob.box.overlap(box) if blob else 0.0
        self.silhouette_trust += TRUST_RATE * (agreement - self.silhouette_trust)
        self.stands_out += TRUST_RATE * (stands_out - self.stands_out)

    @property
    def velocity_px_s(self) -> tuple[float, float]:
        """Velocity of somebody walking, (x, y), by the last poses; (0, 0) for who doesn't stand or was just found."""
        poses = [sample for sample in self.samples if sample.pose is not None and sample.fresh]
        newest = poses[-1] if poses else None
        if newest is None or not newest.body.tilt_deg <= STANDING_TILT_DEG:
            return 0.0, 0.0
        first = next(sample for sample in poses if newest.time_s - sample.time_s <= VELOCITY_S)
        elapsed_s = newest.time_s - first.time_s
        if elapsed_s < VELOCITY_S / 2:
            return 0.0, 0.0
        (x, y), (from_x, from_y) = newest.box.centre, first.box.centre
        return (x - from_x) / elapsed_s, (y - from_y) / elapsed_s

    @property
    def head_way(self) -> tuple[float, float] | None:
        """Way from the hips to the shoulders in the newest pose that shows both, (x, y) in pixels; or None."""
        for sample in reversed(self.samples):
            body = sample.body
            if body.shoulders.known and body.hips.known:
                return body.shoulders.x - body.hips.x, body.shoulders.y - body.hips.y
        return None

    def _learn_height(self, sample: Sample) -> None:
        if sample.pose is None or not sample.height_px > 0:
            return
        self._any_px.append(sample.height_px)
        body = sample.body
        legs_down = not body.knees.known or body.knees.y > body.hips.y
        if body.tilt_deg <= STANDING_TILT_DEG and legs_down:
            self._standing_px.append(sample.height_px)
