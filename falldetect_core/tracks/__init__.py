"""People through time: who is who from frame to frame, carried by the silhouette where the pose is lost."""

from falldetect_core.tracks.track import Sample, Support, Track
from falldetect_core.tracks.tracker import Tracker

__all__ = ["Sample", "Support", "Track", "Tracker"]
