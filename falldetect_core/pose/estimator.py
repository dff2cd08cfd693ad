"""What a pose network does for the pipeline, whichever it is."""

from typing import Protocol

from falldetect_core.models import weights
from falldetect_core.pose.movenet import MoveNetMultiPose
from falldetect_core.records import Image, Pose


class PoseEstimator(Protocol):
    """Finds people in a BGR picture of any shape."""

    def estimate(self, image: Image) -> list[Pose]:
        """Return the bodies in it, in its own pixels, best first."""
        ...


def default_estimator(threads: int = 1) -> PoseEstimator:
    """Load MoveNet MultiPose; raises ModelError that says how to fetch it when it isn't on this machine."""
    return MoveNetMultiPose(weights("movenet-multipose"), threads=threads)
