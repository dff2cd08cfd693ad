"""Pictures from files and cameras, with the stream's own time."""

from falldetect_core.frames.address import is_live
from falldetect_core.frames.damage import Damage
from falldetect_core.frames.live import LiveFrames
from falldetect_core.frames.redaction import redacted
from falldetect_core.frames.stream import Frames, open_frames

__all__ = ["Damage", "Frames", "LiveFrames", "is_live", "open_frames", "redacted"]
