"""Looks of the pose network at a frame: at all of it, closely at who was lost, or cheaply at who is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from falldetect_core.pose import Crop, PoseEstimator, ScalableEstimator, crop_around, estimate_crop
from falldetect_core.pose.crop import Part, part_around, turns_upright
from falldetect_core.records import Box, Frame, Image, Pose
from falldetect_core.tracks import Detection
from falldetect_core.zones import IgnoreMask

FOUND_OVERLAP = 0.2
"""Intersection over union of the box of a pose with the place where somebody is expected."""
CLOSE_SIDE_PX = 160
"""Of closer looks: in 256 pixels fewer fallen bodies are found, as they are too large for what the network learned."""
MOST_CROPS = 2
"""Closer looks a frame at people whom the first look lost."""
CHEAP_SIDE_PX = 128
"""Enough for a body that fills half of it: keypoints stay within 2 % of its height, at half the cost."""
MOST_CHEAP_CROPS = 2
"""Looking at more places costs more than looking at all of the picture."""
PART_SHARE = 0.7
"""A part of the picture that takes more of what all of it would isn't worth what it leaves out."""


class FramePoseEstimator(Protocol):
    """Finds people in a frame or in a crop of it, in pixels of the frame."""

    @property
    def long_side_px(self) -> int | None:
        """The long side of what the network sees of a whole frame; None if it sees everything in one size."""
        ...

    def estimate(self, frame: Frame, crop: Crop | None = None, *, long_side_px: int | None = None) -> list[Pose]:
        """Return the bodies in a crop, or in all of the frame, best first.

        The network sees so many pixels along the long side; as many as of a whole frame where that is None.
        """
        ...


class CroppingEstimator:
    """A pose network, on frames and crops of them."""

    def __init__(self, estimator: PoseEstimator) -> None:
        """Take a network for pictures of any size."""
        self._estimator = estimator
        self._scalable = estimator if isinstance(estimator, ScalableEstimator) else None

    @property
    def long_side_px(self) -> int | None:
        """The long side of what the network sees of a whole frame; None if it sees everything in one size."""
        return self._scalable.long_side_px if self._scalable else None

    def estimate(self, frame: Frame, crop: Crop | None = None, *, long_side_px: int | None = None) -> list[Pose]:
        """Run the network on a crop or on all of the frame."""
        estimate: Callable[[Image], list[Pose]] = self._estimator.estimate
        if self._scalable and long_side_px is not None:
            estimate = partial(self._scalable.estimate_at, long_side_px=long_side_px)
        return estimate(frame.image) if crop is None else estimate_crop(estimate, frame.image, crop)


@dataclass(frozen=True, slots=True)
class SearchRegion:
    """Where to look for a person, and the way from their hips to their head in pixels where it is known."""

    box: Box
    hips_to_head: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """Where to look: for whom is known, closely for somebody new who may be small, and where else something moves."""

    known: Sequence[SearchRegion]
    new: Sequence[SearchRegion] = ()
    strangers: Sequence[Box] = ()


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
    def cheap_in_parts(self) -> bool:
        """Whether looks at less than all of a frame cost less."""
        return self._estimator.long_side_px is not None

    def look(self, frame: Frame, places: Places) -> Look:
        """Look at all of a frame, then closely where somebody known was lost or somebody new may be too small."""
        return self._found(frame, self._closely(frame, self._estimator.estimate(frame), places), whole=True)

    def look_around(self, frame: Frame, places: Places) -> Look:
        """Look at the part of a frame where people and strangers are, as at all of it where that is not much less."""
        part = self._part(frame, places)
        if part is None:
            return self.look(frame, places)
        poses = self._estimator.estimate(frame, part.crop, long_side_px=part.long_side_px)
        return self._found(frame, self._closely(frame, poses, places), whole=False)

    def look_cheaply(self, frame: Frame, places: Places) -> Look:
        """Look at the part where people are or in small crops, whichever costs less.

        All of the frame is looked at only if somebody isn't found in their crop.
        """
        part = self._part(frame, places)
        crops = places.known[:MOST_CHEAP_CROPS]
        if part is not None and part.area_px <= len(crops) * CHEAP_SIDE_PX**2:
            return self.look_around(frame, places)
        width, height = frame.size
        poses = [
            pose
            for region in crops
            for pose in self._estimator.estimate(
                frame, crop_around(region.box, width, height), long_side_px=CHEAP_SIDE_PX
            )
        ]
        whole = not places.known or not all(is_found(region.box, poses) for region in places.known)
        if whole:
            poses += self._estimator.estimate(frame)
        return self._found(frame, poses, whole=whole)

    def _part(self, frame: Frame, places: Places) -> Part | None:
        """Return the part of a frame where people are, if looking at it costs much less than looking at all of it."""
        long_side_px = self._estimator.long_side_px
        if long_side_px is None or not places.known:
            return None
        boxes = [*(region.box for region in places.known), *places.strangers]
        part = part_around(boxes, frame.size, long_side_px)
        width, height = frame.size
        whole_px = width * height * (long_side_px / max(width, height)) ** 2
        return part if part is not None and part.area_px <= PART_SHARE * whole_px else None

    def _closely(self, frame: Frame, poses: list[Pose], places: Places) -> list[Pose]:
        """Add to the poses of a look what closer ones find, where somebody was lost or may be too small."""
        lost = [region for region in places.known if not is_found(region.box, poses)]
        for region in [*lost, *places.new][:MOST_CROPS]:
            poses = poses + self._look_closely(frame, region)
        return poses

    def _look_closely(self, frame: Frame, region: SearchRegion) -> list[Pose]:
        """Look at a place, first as it is, then turned until the head is up."""
        width, height = frame.size
        crop = crop_around(region.box, width, height)
        poses = self._estimator.estimate(frame, crop, long_side_px=CLOSE_SIDE_PX)
        turns = turns_upright(region.hips_to_head) if region.hips_to_head else 0
        if turns and not is_found(region.box, poses):
            turned = crop._replace(quarter_turns=turns)
            poses = self._estimator.estimate(frame, turned, long_side_px=CLOSE_SIDE_PX)
        return poses

    def _found(self, frame: Frame, poses: list[Pose], *, whole: bool) -> Look:
        return Look([Detection(pose) for pose in self._ignored.poses(poses, frame.size)], whole)


def is_found(box: Box, poses: Sequence[Pose]) -> bool:
    """Say whether one of the poses is where somebody is expected."""
    return any(box.overlap(pose.box) > FOUND_OVERLAP for pose in poses)
