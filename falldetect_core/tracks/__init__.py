"""People through time: who is who from frame to frame, carried by the silhouette where the pose is lost."""

from falldetect_core.tracks.detection import Detection
from falldetect_core.tracks.history import TrackHistory
from falldetect_core.tracks.sample import Measures, Sample
from falldetect_core.tracks.track import Track
from falldetect_core.tracks.tracker import Tracker

__all__ = ["Detection", "Measures", "Sample", "Track", "TrackHistory", "Tracker"]
