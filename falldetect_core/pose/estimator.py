"""What a pose network does for the pipeline, whichever it is."""

from typing import Protocol

from falldetect_core.records import Image, Pose


class PoseEstimator(Protocol):
    """Finds people in a BGR picture of any shape."""

    def estimate(self, image: Image) -> list[Pose]:
        """Return the bodies in it, in its own pixels, best first."""
        ...
