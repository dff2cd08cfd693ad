"""One person through time: a bounded history of what was seen of them."""

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from falldetect_core.kinds import SeenBy
from falldetect_core.records import Blob, Box
from falldetect_core.tracks.history import TrackHistory
from falldetect_core.tracks.path import Candidate
from falldetect_core.tracks.sample import Measures, Sample, pose_sample

STANDING_TILT_DEG = 30.0
STANDING_HEIGHTS = 50
"""Standing heights remembered: the last 5 s at 10 frames a second."""
LOST_S = 8.0
"""A person who has left no trace for this long is gone."""
VELOCITY_S = 0.6
"""Walking speed is measured over this time, about a step."""
MOMENTS = 10
"""Moments over which the most probable path is sought: a second at 10 frames a second."""
TRUST_RATE = 0.2
"""How quickly the agreement of silhouette and pose is learned, a sample."""
TRUSTED = 0.35
"""Silhouettes that overlapped the poses less than this tell where the body is, not how it is held."""
TILT_DEG = Measures._fields.index("tilt_deg")


@dataclass(slots=True)
class Track:
    """A person: number, newest box and sample, what was seen before, and how tall they would stand here.

    They are `convincing` once a pose was no furniture, and `confirmed` when they were also seen often enough. `feet` is
    where the ankles were seen last, y in pixels, and when.
    """

    id: int
    born_s: float
    box: Box
    past: TrackHistory = field(default_factory=TrackHistory)
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
    moments: list[list[Candidate]] = field(default_factory=list)
    newest: Sample = field(init=False)
    _standing_px: array[float] = field(default_factory=lambda: array("d"))
    _any_px: array[float] = field(default_factory=lambda: array("d"))

    def __post_init__(self) -> None:
        """Remember the place alone until something is seen."""
        self.newest = Sample(self.born_s, SeenBy.MEMORY, self.box, None, None, math.nan)

    def add(self, sample: Sample) -> None:
        """Append to the history and forget what is too old; a pose carried on from before is no new hit."""
        self.newest = sample
        self.past.add(sample)
        if sample.seen_by is SeenBy.MEMORY:
            return
        self.box, self.seen_s = sample.box, sample.time_s
        if sample.seen_by is SeenBy.POSE and sample.fresh:
            self.pose_s = sample.time_s
            self.hits += 1
            if sample.body.ankles.known:
                self.feet = sample.body.ankles.y, sample.time_s
            self._learn_height(sample)

    def weigh(self, candidates: list[Candidate]) -> None:
        """Remember where the body may be at the newest of the last `MOMENTS`."""
        self.moments = [*self.moments[1 - MOMENTS :], candidates]

    @property
    def height_px(self) -> float:
        """Standing height in pixels, an upper quantile of what upright poses showed; of any pose before; or NaN."""
        heights = sorted(self._standing_px or self._any_px)
        return heights[int(0.75 * (len(heights) - 1))] if heights else math.nan

    def revise(self, path: Sequence[Candidate]) -> None:
        """Take back poses of the last moments that a likelier path leaves out."""
        likelier = {candidate.time_s: candidate for candidate in path[:-1]}
        times_s, posed = self.past.rows["time_s"].tolist(), self.past.posed
        for number in range(-len(self.past.keypoints), 0):
            time_s = times_s[number]
            other = likelier.get(time_s)
            if other is None or not posed[number]:
                continue
            if other.detection is None:
                sample = Sample(time_s, SeenBy.SILHOUETTE, other.box, None, None, math.nan)
            elif not np.array_equal(other.detection.pose.keypoints, self.past.keypoints[number]):
                sample = pose_sample(time_s, other.detection, other.box, self.past.blob(number))
            else:
                continue
            self.past.replace(number, sample)
            self.newest = sample if number == -1 else self.newest

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
        poses = self.past.rows[self.past.posed]
        if not len(poses) or not poses["measures"][-1, TILT_DEG] <= STANDING_TILT_DEG:
            return 0.0, 0.0
        first = int(np.argmax(poses["time_s"][-1] - poses["time_s"] <= VELOCITY_S))
        elapsed_s = float(poses["time_s"][-1] - poses["time_s"][first])
        if elapsed_s < VELOCITY_S / 2:
            return 0.0, 0.0
        (from_x, from_y), (x, y) = (Box(*box).centre for box in poses["box"][[first, -1]].tolist())
        return (x - from_x) / elapsed_s, (y - from_y) / elapsed_s

    @property
    def hips_to_head(self) -> tuple[float, float] | None:
        """Way from the hips to the shoulders in the newest pose that shows both, (x, y) in pixels; or None."""
        shown = self.past.rows["measures"]
        shown = shown[~np.isnan(shown[:, TILT_DEG])]
        if not len(shown):
            return None
        newest = Measures(*shown[-1].tolist())
        return newest.shoulder_x - newest.hip_x, newest.shoulder_y - newest.hip_y

    def _learn_height(self, sample: Sample) -> None:
        if sample.pose is None or not sample.height_px > 0:
            return
        _remember(self._any_px, sample.height_px)
        body = sample.body
        legs_down = not body.knees.known or body.knees.y > body.hips.y
        if body.tilt_deg <= STANDING_TILT_DEG and legs_down:
            _remember(self._standing_px, sample.height_px)


def _remember(heights_px: array[float], newest_px: float) -> None:
    heights_px.append(newest_px)
    del heights_px[:-STANDING_HEIGHTS]
