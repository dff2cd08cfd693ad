"""What one camera knows of metres: it finds out where it stands, unless it was told, and measures necks by it."""

import logging
import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from falldetect_core.errors import CalibrationError
from falldetect_core.records import Frame
from falldetect_core.skeleton import Body
from falldetect_core.tracks import Track
from falldetect_core.world.calibration import Calibration
from falldetect_core.world.control import ControlMap
from falldetect_core.world.depth import DepthNetwork, align
from falldetect_core.world.fit import Stature
from falldetect_core.world.heights import UNKNOWN_NECK, Neck, World, neck_height
from falldetect_core.world.place import CameraPlace
from falldetect_core.world.selfcalibration import SelfCalibration

_LOGGER = logging.getLogger(__name__)

BASELINE_S = 0.4
"""Speeds are differences over this time: long enough to drown a pixel of jitter, short against a fall of a second."""
HISTORY = 30
SMOOTHED = 3
DEPTH_EVERY_S = 2.0
"""A depth network is slow: it looks at one frame in so many seconds, and only when somebody is there."""


@dataclass(slots=True)
class _Path:
    """The newest heights of one neck, by time, and what was measured of the newest body."""

    heights: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=HISTORY))
    body: Body | None = None
    height_m: float = math.nan
    sd_m: float = math.nan


class CameraWorld:
    """The metres of one camera: `update` once a frame, then `neck` of every track."""

    def __init__(
        self, place: CameraPlace | None = None, people_m: float | None = None, depth_model: Path | None = None
    ) -> None:
        """Start with where the camera stands, how tall people are on average, and a depth network, as far as given.

        Raises ModelError for a depth network that can't be used, CalibrationError for a height that nobody has.
        """
        self._stature = Stature.told(people_m)
        self._control = place if isinstance(place, ControlMap) else None
        self._known = place if isinstance(place, Calibration) else None
        self._network = DepthNetwork(depth_model) if depth_model else None
        self._self: SelfCalibration | None = None
        self._depth: World | None = None
        self._depth_s = -math.inf
        self._paths: dict[int, _Path] = {}

    @property
    def calibration(self) -> Calibration | None:
        """Where the camera stands, for somebody to keep; None until that is known well enough."""
        return self._self.calibration if self._self else self._known

    @property
    def pitch_deg(self) -> float:
        """How far the camera looks down; NaN until that is known."""
        known = self.calibration
        return known.camera.pitch_deg if known else math.nan

    @property
    def found(self) -> SelfCalibration | None:
        """What the camera found out by itself so far; None before its first frame, or with control points."""
        return self._self

    def update(self, frame: Frame, tracks: Iterable[Track]) -> None:
        """Take the people of a frame: who walks calibrates the camera."""
        people = list(tracks)
        self._paths = {track.id: self._paths.get(track.id, _Path()) for track in people}
        if self._control is None:
            self._calibrate(frame, people)
        self._depth = self._look_deep(frame) if self._network and people else None

    def neck(self, track: Track) -> Neck:
        """Return where the neck of somebody looked at is and how fast it comes down; NaN where that can't be told."""
        world, path, newest = self._world, self._paths.get(track.id), track.newest
        if world is None or path is None or newest.pose is None:
            return UNKNOWN_NECK
        if path.body is not newest.body or self._depth is not None:
            path.body = newest.body
            path.height_m, path.sd_m = neck_height(world, newest.body)
        if math.isnan(path.height_m):
            return UNKNOWN_NECK
        if path.heights and newest.time_s <= path.heights[-1][0]:
            path.heights.clear()
        path.heights.append((newest.time_s, path.height_m))
        return Neck(path.height_m, math.hypot(path.sd_m, path.height_m * self._scale_sd), _descent(path.heights))

    @property
    def _world(self) -> World | None:
        known = self.calibration
        return self._depth or self._control or (known.camera if known else None)

    @property
    def _scale_sd(self) -> float:
        """How far all metres may be off, as a share."""
        known = self.calibration
        return known.height_sd_m / known.camera.height_m if known and self._control is None else 0.0

    def _calibrate(self, frame: Frame, people: Iterable[Track]) -> None:
        if self._self is None or self._self.size != frame.size:
            self._self = SelfCalibration(frame.size, self.calibration, self._stature)
        for track in people:
            newest = track.newest
            if newest.pose is not None and newest.body is not self._paths[track.id].body:
                self._self.see(track.id, newest.time_s, newest.body)

    def _look_deep(self, frame: Frame) -> World | None:
        known = self.calibration
        if self._network is None or known is None or 0 <= frame.time_s - self._depth_s < DEPTH_EVERY_S:
            return None
        self._depth_s = frame.time_s
        try:
            return align(self._network.estimate(frame.image), known.camera)
        except CalibrationError as error:
            _LOGGER.warning("No depth at %.1f s: %s", frame.time_s, error)
            return None


def _descent(heights: Iterable[tuple[float, float]]) -> float:
    """Speed downwards in metres a second between medians that are the baseline apart; NaN before it is full."""
    path = list(heights)
    now_s = path[-1][0]
    now = [entry for entry in path[-SMOOTHED:] if now_s - entry[0] < BASELINE_S]
    before = [entry for entry in path if BASELINE_S <= now_s - entry[0] < 3 * BASELINE_S][-SMOOTHED:]
    if not before:
        return math.nan
    end_s, end_m, start_s, start_m = (median(values) for some in (now, before) for values in zip(*some, strict=True))
    return float((start_m - end_m) / (end_s - start_s))
