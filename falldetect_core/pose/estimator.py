"""What a pose network does for the pipeline, whichever it is."""

from typing import Protocol, runtime_checkable

from falldetect_core.records import Image, Pose


class PoseEstimator(Protocol):
    """Finds people in a BGR picture of any shape."""

    def estimate(self, image: Image) -> list[Pose]:
        """Return the bodies in it, in its own pixels, best first."""
        ...


@runtime_checkable
class ScalableEstimator(PoseEstimator, Protocol):
    """A network that takes small pictures at less cost."""

    def for_crops(self) -> PoseEstimator:
        """Return the same network for pictures that a body or two fill."""
        ...
