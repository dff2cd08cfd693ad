"""What is kept of a person's last seconds: a row a moment in arrays, a tenth of what records take."""

import numpy as np
from numpy.typing import NDArray

from falldetect_core.kinds import SeenBy
from falldetect_core.records import Blob, Box, Points, Pose
from falldetect_core.rows import SEEN_BY, Rows, extended
from falldetect_core.tracks.sample import Measures, Sample

HISTORY_S = 6.0
POSES_S = 3.0
"""Whole poses are kept for half of that: the network looks at 2.9 s."""
MAX_SAMPLES = 90
"""Bounds the history when frames come faster than asked for."""
UNSEEN_POSE = np.full((17, 3), np.nan, np.float32)
UNSEEN_BLOB = (np.nan,) * 7
ROW = np.dtype([
    ("time_s", "f8"),
    ("seen_by", "i1"),
    ("fresh", "?"),
    ("box", "f4", 4),
    ("blob", "f4", len(UNSEEN_BLOB)),
    ("measures", "f4", len(Measures._fields)),
])  # fmt: skip


class TrackHistory:
    """The samples of one person, oldest first; NaN where something wasn't seen.

    `rows` (N,) are of the type ROW: seconds, index into SEEN_BY, whether it was fresh, box in pixels, silhouette (box
    in pixels, tilt in degrees, long over short axis, area in square pixels), and `Measures`. `keypoints` (M, 17, 3),
    pixels and scores, belong to the last M rows.
    """

    def __init__(self) -> None:
        """Hold nothing."""
        self.rows: Rows = np.empty(0, ROW)
        self.keypoints: Points = np.empty((0, 17, 3), np.float32)

    def add(self, sample: Sample) -> None:
        """Append a sample and forget what is too old."""
        self.rows = extended(self.rows, _row(sample), HISTORY_S, MAX_SAMPLES)
        poses = np.concatenate([self.keypoints, _keypoints(sample.pose)[None]])
        recent = int(np.count_nonzero(sample.time_s - self.rows["time_s"] <= POSES_S))
        self.keypoints = poses[-recent:].copy()

    def replace(self, number: int, sample: Sample) -> None:
        """Put another sample in the place of one that has its pose still, counted from the newest, -1."""
        self.rows[number] = _row(sample)[0]
        self.keypoints[number] = _keypoints(sample.pose)

    def blob(self, number: int) -> Blob | None:
        """Return a moment's silhouette, if it had one."""
        *box, tilt_deg, elongation, area_px = self.rows["blob"][number].tolist()
        return None if np.isnan(area_px) else Blob(Box(*box), area_px, tilt_deg, elongation)

    @property
    def posed(self) -> NDArray[np.bool_]:
        """Whether each row is of a pose that was seen at that moment, (N,)."""
        posed: NDArray[np.bool_] = self.rows["fresh"] & (self.rows["seen_by"] == SEEN_BY.index(SeenBy.POSE))
        return posed


def _row(sample: Sample) -> Rows:
    blob = sample.blob
    silhouette = (*blob.box, blob.tilt_deg, blob.elongation, blob.area_px) if blob else UNSEEN_BLOB
    seen_by = SEEN_BY.index(sample.seen_by)
    return np.array([(sample.time_s, seen_by, sample.fresh, sample.box, silhouette, sample.measures)], ROW)


def _keypoints(pose: Pose | None) -> Points:
    return pose.keypoints if pose else UNSEEN_POSE
