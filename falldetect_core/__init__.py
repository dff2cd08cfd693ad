"""Fall detection for the cameras that are already there: frames in, incidents out.

The way of a frame is the listing of this package: frames, motion, pose, tracks, kinematics, evidence, verdict,
incident, room.
"""

from falldetect_core.camera import RecordedCamera
from falldetect_core.errors import FallDetectError, ManifestError, ModelError, SourceError
from falldetect_core.kinds import Direction, Event, Kind, Posture
from falldetect_core.records import Frame, Incident, Observation, Transition
from falldetect_core.rooms.room import Room
from falldetect_core.settings import CameraSettings, LifeSettings, RoomSettings, Sensitivity

__version__ = "0.1.0"
__all__ = [
    "CameraSettings",
    "Direction",
    "Event",
    "FallDetectError",
    "Frame",
    "Incident",
    "Kind",
    "LifeSettings",
    "ManifestError",
    "ModelError",
    "Observation",
    "Posture",
    "RecordedCamera",
    "Room",
    "RoomSettings",
    "Sensitivity",
    "SourceError",
    "Transition",
]
