"""What was seen of a person at one moment."""

import math
from dataclasses import dataclass, field
from typing import NamedTuple

from falldetect_core.kinds import SeenBy
from falldetect_core.records import Blob, Box, Pose
from falldetect_core.skeleton import EYES_TO_ANKLES, NO_BODY, Body
from falldetect_core.tracks.detection import Detection


class Measures(NamedTuple):
    """One moment of a body's paths, in pixels and degrees: apparent height by what shows it, and by its blob."""

    shoulder_x: float
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
    seen_by: SeenBy
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
        measures = Measures(*body.shoulders, body.hips.y, body.hips.x, body.tilt_deg, height_px, silhouette_px)
        object.__setattr__(self, "measures", measures)

    def _pose_height_px(self) -> float:
        return self.box.height / EYES_TO_ANKLES if self.body.ankles.known else math.nan


def pose_sample(time_s: float, detection: Detection, box: Box, blob: Blob | None) -> Sample:
    """Return what a detection shows of a person, whose body reaches over `box`."""
    return Sample(time_s, SeenBy.POSE, box, detection.pose, blob, detection.height_px, detection.body)
