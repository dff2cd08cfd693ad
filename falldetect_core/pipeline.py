"""One camera: its stages in order, frame in, observation out."""

import math

from falldetect_core.kinematics import kinematics
from falldetect_core.motion import MotionDetector
from falldetect_core.pose import PoseEstimator
from falldetect_core.records import Frame, Motion, Observation, Person, Pose
from falldetect_core.settings import CameraSettings, Sensitivity
from falldetect_core.tracks import Track, Tracker
from falldetect_core.verdict import FallMemory

STILL_SHARE = 0.0005
"""Below this share of changed pixels nothing moves in the picture."""
LOOK_AGAIN_S = 1.0
"""People who don't move are looked at this often."""


class CameraPipeline:
    """What one camera sees, from frame to observation; not safe to share between threads."""

    def __init__(
        self, settings: CameraSettings, estimator: PoseEstimator, *, sensitivity: Sensitivity = Sensitivity.STANDARD
    ) -> None:
        """Start with an unknown, empty room."""
        self.settings = settings
        self.sensitivity = sensitivity
        self._estimator = estimator
        self._motion = MotionDetector()
        self._tracker = Tracker()
        self._memories: dict[int, FallMemory] = {}
        self._looked_s = -math.inf
        self._recent: tuple[Frame, Observation] | None = None

    @property
    def recent(self) -> tuple[Frame, Observation] | None:
        """The newest frame and what was seen in it, for a snapshot."""
        return self._recent

    def update(self, frame: Frame) -> Observation:
        """Take the next frame and return what is seen in it."""
        motion = self._motion.update(frame, self._tracker.boxes)
        poses = self._look(frame, motion)
        tracks = self._tracker.update(frame.time_s, poses, motion)
        people = tuple(self._person(track, motion, frame.size) for track in tracks)
        self._memories = {track.id: self._memories[track.id] for track in tracks}
        seen = Observation(self.settings.id, frame.time_s, frame.size, people, motion.changed)
        self._recent = (frame, seen)
        return seen
