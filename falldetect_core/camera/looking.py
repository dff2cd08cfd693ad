"""Looks of the pose network at a frame: at all of it, closely at who was lost, or cheaply at who is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from falldetect_core.pose import Crop, PoseEstimator, ScalableEstimator, crop_around, estimate_crop
from falldetect_core.pose.crop import turns_upright
from falldetect_core.records import Box, Frame, Pose
from falldetect_core.tracks import Detection
from falldetect_core.zones import IgnoreMask

FOUND_OVERLAP = 0.2
"""Intersection over union of the box of a pose with the place where somebody is expected."""
MOST_CROPS = 2
"""Closer looks a frame at people whom the first look lost."""
MOST_CHEAP_CROPS = 2
"""Looking at more places costs more than looking at all of the picture."""


class FramePoseEstimator(Protocol):
    """Finds people in a frame or in a crop of it, in pixels of the frame."""

    @property
    def cheap_in_crops(self) -> bool:
        """Whether a small crop costs less than all of the picture."""
        ...

    def estimate(self, frame: Frame, crop: Crop | None = None, *, cheaply: bool = False) -> list[Pose]:
        """Return the bodies in a crop, or in all of the frame, best first; `cheaply` for crops that one or two fill."""
        ...


class CroppingEstimator:
    """A pose network, on frames and crops of them."""

    def __init__(self, estimator: PoseEstimator) -> None:
        """Take a network for pictures of any size."""
        self._estimator = estimator
        self._cheap = estimator.for_crops() if isinstance(estimator, ScalableEstimator) else None

    @property
    def cheap_in_crops(self) -> bool:
        """Whether the network takes small pictures at less cost."""
        return self._cheap is not None

    def estimate(self, frame: Frame, crop: Crop | None = None, *, cheaply: bool = False) -> list[Pose]:
        """Run the network on a crop or on all of the frame."""
        estimator = self._cheap if cheaply and self._cheap else self._estimator
        if crop is None:
            return estimator.estimate(frame.image)
        return estimate_crop(estimator, frame.image, crop)


@dataclass(frozen=True, slots=True)
class SearchRegion:
    """Where to look for a person, and the way from their hips to their head in pixels where it is known."""

    box: Box
    hips_to_head: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found, and whether it was at all of the picture."""

    detections: list[Detection]
    whole: bool


class Looker:
    """Looks where it is told to; who was found in a zone that is ignored is nobody."""

    def __init__(self, estimator: FramePoseEstimator, ignored: IgnoreMask) -> None:
        """Look through an estimator."""
        self._estimator = estimator
        self._ignored = ignored

    @property
    def cheap_in_crops(self) -> bool:
        """Whether `look_cheaply` costs less than `look`."""
        return self._estimator.cheap_in_crops

    def look(self, frame: Frame, known: Sequence[SearchRegion], new: Sequence[SearchRegion]) -> Look:
        """Look at all of a frame, then closely where somebody known was lost or somebody new may be too small."""
        poses = self._estimator.estimate(frame)
        lost = [region for region in known if not is_found(region.box, poses)]
        for region in [*lost, *new][:MOST_CROPS]:
            poses += self._look_closely(frame, region)
        return self._found(frame, poses, whole=True)

    def look_cheaply(self, frame: Frame, known: Sequence[SearchRegion]) -> Look:
        """Look in small crops where people are known, and at all of the frame only if one isn't found so."""
        width, height = frame.size
        poses = [
            pose
            for region in known[:MOST_CHEAP_CROPS]
            for pose in self._estimator.estimate(frame, crop_around(region.box, width, height), cheaply=True)
        ]
        whole = not known or not all(is_found(region.box, poses) for region in known)
        if whole:
            poses += self._estimator.estimate(frame)
        return self._found(frame, poses, whole=whole)

    def _look_closely(self, frame: Frame, region: SearchRegion) -> list[Pose]:
        """Look at a place, first as it is, then turned until the head is up."""
        width, height = frame.size
        crop = crop_around(region.box, width, height)
        poses = self._estimator.estimate(frame, crop)
        turns = turns_upright(region.hips_to_head) if region.hips_to_head else 0
        if turns and not is_found(region.box, poses):
            poses = self._estimator.estimate(frame, crop._replace(quarter_turns=turns))
        return poses

    def _found(self, frame: Frame, poses: list[Pose], *, whole: bool) -> Look:
        return Look([Detection(pose) for pose in self._ignored.poses(poses, frame.size)], whole)


def is_found(box: Box, poses: Sequence[Pose]) -> bool:
    """Say whether one of the poses is where somebody is expected."""
    return any(box.overlap(pose.box) > FOUND_OVERLAP for pose in poses)
