"""People through time: who is who from frame to frame, carried by the silhouette where the pose is lost."""

from falldetect_core.tracks.track import Measures, Sample, Track
from falldetect_core.tracks.tracker import Place, Tracker

__all__ = ["Measures", "Place", "Sample", "Track", "Tracker"]
