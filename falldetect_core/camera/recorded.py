"""A camera whose pictures may take the time they need: looked at whenever a look shows more than the last one."""

from collections import deque
from typing import Self

from falldetect_core.camera.stages import Stages
from falldetect_core.pose import PoseEstimator
from falldetect_core.records import Foreground, Frame, Observation
from falldetect_core.settings import CameraSettings, Sensitivity

MOST_WAITING = 30


class RecordedCamera:
    """What one camera sees, from frame to observation; not safe to share between threads."""

    def __init__(self, stages: Stages) -> None:
        """Start with an unknown, empty room."""
        self.stages = stages
        self.perception = stages.perception
        self._waiting: deque[tuple[Frame, Foreground]] = deque(maxlen=MOST_WAITING)

    @classmethod
    def of(
        cls, settings: CameraSettings, estimator: PoseEstimator, *, sensitivity: Sensitivity = Sensitivity.STANDARD
    ) -> Self:
        """Return a camera of the parts that ship, with a pose network."""
        return cls(Stages.of(settings, estimator, sensitivity=sensitivity))

    def update(self, frame: Frame) -> Observation:
        """Take the next frame and return what is seen in it."""
        foreground, anew = self.stages.sense(frame)
        if anew:
            self._waiting.clear()
        self._waiting.append((frame, foreground))
        if self.stages.attention.can_wait(foreground):
            return self.perception.repeat(frame, foreground)
        while len(self._waiting) > 1:
            self.stages.follow(*self._waiting.popleft())
        return self.stages.follow(*self._waiting.popleft())
