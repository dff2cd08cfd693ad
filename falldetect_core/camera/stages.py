"""What a camera is composed of, each part owning its own state; any of them can be timed, watched or replaced."""

from dataclasses import dataclass
from typing import Self

from falldetect_core.camera.attention import Attention
from falldetect_core.camera.foreground import ForegroundSource, ForegroundStage
from falldetect_core.camera.looking import CroppingEstimator, FramePoseEstimator, Look, Looker, Places, SearchRegion
from falldetect_core.camera.perception import Perception
from falldetect_core.camera.verdicts import Judge, Verdicts
from falldetect_core.motion import MotionDetector
from falldetect_core.pose import PoseEstimator
from falldetect_core.records import Foreground, Frame, Observation
from falldetect_core.settings import CameraSettings, Sensitivity
from falldetect_core.zones import IgnoreMask

SMALL_SHARE = 0.3
"""Somebody new who is lower than this share of the picture is too small for the look at the whole of it."""


@dataclass(frozen=True, slots=True)
class Stages:
    """The parts of one camera: what stands out, the looks, who is there, and when a look is worth it."""

    foreground: ForegroundStage
    looker: Looker
    perception: Perception
    attention: Attention

    @classmethod
    def of(cls, settings: CameraSettings, estimator: PoseEstimator, *, sensitivity: Sensitivity) -> Self:
        """Return what ships: background subtraction, a pose network, and the verdicts of rules and fall network."""
        return cls.composed(
            settings, MotionDetector(), CroppingEstimator(estimator), Verdicts(settings, sensitivity=sensitivity)
        )

    @classmethod
    def composed(
        cls, settings: CameraSettings, foreground: ForegroundSource, estimator: FramePoseEstimator, judge: Judge
    ) -> Self:
        """Put together parts of one's own."""
        ignored = IgnoreMask(settings.ignore_zones)
        perception = Perception(settings, judge)
        return cls(
            ForegroundStage(foreground, ignored),
            Looker(estimator, ignored),
            perception,
            Attention(perception.monitor),
        )

    def sense(self, frame: Frame) -> tuple[Foreground, bool]:
        """Return what stands out in the next frame, and whether everybody had to be forgotten before it."""
        anew = self.perception.begin(frame)
        boxes = self.perception.tracker.boxes
        return self.foreground.update(frame, boxes, self.attention.still_since_s), anew

    def follow(self, frame: Frame, foreground: Foreground) -> Observation:
        """Take one frame through the rest of the stages, with a look at it where that shows more."""
        look = self.look(frame, foreground) if self.attention.shows_more(foreground) else None
        return self.perception.follow(frame, foreground, look)

    def look(self, frame: Frame, foreground: Foreground) -> Look:
        """Look at all of a frame, then closely where somebody was lost or somebody new may be too small for that."""
        return self.looker.look(frame, self._places(frame, foreground))

    def look_around(self, frame: Frame, foreground: Foreground) -> Look:
        """Look as `look` does, but only at the part of the frame where people are and something moves."""
        return self.looker.look_around(frame, self._places(frame, foreground))

    def look_cheaply(self, frame: Frame, foreground: Foreground) -> Look:
        """Look where people are known, in the way that costs least."""
        return self.looker.look_cheaply(frame, self._places(frame, foreground))

    def _places(self, frame: Frame, foreground: Foreground) -> Places:
        """Say where a look that begins now has to look."""
        self.attention.looked_s = frame.time_s
        monitor = self.perception.monitor
        strangers = monitor.unmatched(foreground)
        small = [SearchRegion(box) for box in strangers if box.height <= SMALL_SHARE * frame.size[1]]
        alone = len(monitor.boxes) <= 1  # in a crowd somebody is near who sees a fall
        return Places(monitor.search_regions(foreground), small[:1] if alone else [], strangers)
