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
    """A network that sees pictures as large as it is told to, the smaller the cheaper."""

    @property
    def long_side_px(self) -> int:
        """The long side of what it sees unless it is told otherwise."""
        ...

    def estimate_at(self, image: Image, long_side_px: int) -> list[Pose]:
        """Return the bodies in a picture of which it sees so many pixels along its long side."""
        ...
