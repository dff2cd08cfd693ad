"""One camera: foreground, looks, tracks and verdicts in order, frame in, observation out."""

from falldetect_core.camera.live import LiveCamera
from falldetect_core.camera.recorded import RecordedCamera
from falldetect_core.camera.scheduler import InferenceScheduler, Priority, Ticket
from falldetect_core.camera.stages import Stages

__all__ = ["InferenceScheduler", "LiveCamera", "Priority", "RecordedCamera", "Stages", "Ticket"]
