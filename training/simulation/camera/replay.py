"""Runs the real pipeline on simulated clips: everything after the camera and the pose network is what ships.

The frames handed over hold no scene but their own coordinates, so that a closer look at a crop of one can be answered
from the clip.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count

import numpy as np

from falldetect_core.kinds import Event, Posture
from falldetect_core.motion import MotionDetector
from falldetect_core.pipeline import CameraPipeline
from falldetect_core.records import Box, Frame, Image, Kinematics, Motion, Observation, Person, Pose, Transition
from falldetect_core.room import Room
from falldetect_core.settings import CameraSettings, RoomSettings, Sensitivity
from falldetect_core.tracks import Sample, Track
from falldetect_core.verdict import NO_FALL, FallMemory
from training.simulation.arrays import FloatArray
from training.simulation.camera.clip import Moment, PersonTruth, SimulatedClip
from training.simulation.camera.noise import Patch

BITS = 12
SETTINGS = CameraSettings("simulated")
UNMEASURED = Kinematics(0.0, Posture.UNKNOWN, *(math.nan,) * 13)


@dataclass
class Alarms:
    """What the pipeline told of a clip: every step of every incident, and who was seen when."""

    clip: SimulatedClip
    transitions: list[Transition] = field(default_factory=list)

    def times_s(self, event: Event = Event.FALL) -> list[float]:
        """Return when `event` was told."""
        return [step.time_s for step in self.transitions if step.event is event]


def replay(
    clip: SimulatedClip, settings: CameraSettings = SETTINGS, *, sensitivity: Sensitivity = Sensitivity.STANDARD
) -> Alarms:
    """Run pipeline and room over a clip and return all that was told."""
    told = Alarms(clip)
    for _, _, steps in observe(clip, settings, sensitivity=sensitivity):
        told.transitions += steps
    return told


def observe(
    clip: SimulatedClip, settings: CameraSettings = SETTINGS, *, sensitivity: Sensitivity = Sensitivity.STANDARD
) -> Iterator[tuple[Moment, Observation, list[Transition]]]:
    """Yield every frame with what the pipeline sees in it and what it tells."""
    camera = SimulatedCamera(clip, settings, sensitivity=sensitivity)
    numbers = count(1)
    room = Room(RoomSettings("simulated", sensitivity=sensitivity), new_id=lambda: str(next(numbers)))
    for index, frame in enumerate(camera.frames()):
        seen = camera.update(frame)
        yield Moment(index, frame.time_s, clip.look(index), clip.motions[index]), seen, room.update(seen)


@dataclass(frozen=True)
class Sighting:
    """What the tracker made of a track in frame `index`; `height_px` is the standing height that it knew by then."""

    index: int
    track: int
    sample: Sample
    height_px: float


def follow(clip: SimulatedClip) -> list[Sighting]:
    """Return what the tracker holds of everybody in every frame, in order; nothing is judged."""
    camera = _Follower(clip)
    for frame in camera.frames():
        camera.update(frame)
    return camera.sightings


class SimulatedCamera(CameraPipeline):
    """The pipeline, with pose network and motion stage replaced by what a clip holds."""

    def __init__(
        self,
        clip: SimulatedClip,
        settings: CameraSettings = SETTINGS,
        *,
        sensitivity: Sensitivity = Sensitivity.STANDARD,
    ) -> None:
        """Stand before a clip."""
        self.clip = clip
        self._stage = _Stage(clip)
        super().__init__(settings, self._stage, sensitivity=sensitivity)
        self._motion = self._stage

    def frames(self) -> Iterator[Frame]:
        """Yield the clip's frames; the one yielded last is what the stages are shown."""
        image = coordinates(self.clip.camera.width, self.clip.camera.height)
        for index, time_s in enumerate(self.clip.times):
            self._stage.index = index
            yield Frame(float(time_s), image)

    def index_of(self, time_s: float) -> int:
        """Return which frame was taken at a time."""
        return int(np.abs(self.clip.times - time_s).argmin())

    def _follow(self, frame: Frame, motion: Motion) -> Observation:
        """Show the pose network the frame itself, which may have waited."""
        self._stage.index = self.index_of(frame.time_s)
        return super()._follow(frame, motion)


class _Follower(SimulatedCamera):
    """The pipeline up to the tracks."""

    def __init__(self, clip: SimulatedClip) -> None:
        super().__init__(clip)
        self.sightings: list[Sighting] = []

    def _person(self, track: Track, size: tuple[int, int], others: Sequence[Box]) -> Person:  # noqa: ARG002 - as it is called
        newest = track.newest
        self.sightings.append(Sighting(self.index_of(newest.time_s), track.id, newest, track.height_px))
        self._memories.setdefault(track.id, FallMemory())
        return Person(track.id, track.box, newest.pose, UNMEASURED, NO_FALL, newest.support)


class _Stage(MotionDetector):
    """Stands for pose network and motion stage: gives what the clip holds of the frame `index`."""

    def __init__(self, clip: SimulatedClip) -> None:
        super().__init__()
        self.index = 0
        self._clip = clip

    def estimate(self, image: Image) -> list[Pose]:
        """Return the poses of the frame in the area that `image` was cut from, in its own pixels."""
        return self._clip.look(self.index, patch_of(image))

    def update(self, frame: Frame, people: Iterable[Box] = ()) -> Motion:  # noqa: ARG002 - as the motion stage is called
        """Return the frame's motion."""
        return self._clip.motions[self.index]


@cache
def coordinates(width: int, height: int) -> Image:
    """Return a picture whose pixels hold their own x and y, 12 bits each."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    code = (x << BITS) | y
    image: Image = np.stack([code >> 16, code >> 8, code], axis=2).astype(np.uint8)
    image.setflags(write=False)
    return image


def patch_of(image: Image) -> Patch:
    """Return which piece of `coordinates` a picture is, upright or turned."""
    height, width = image.shape[:2]
    corner, right, down = (_place(image, x, y) for x, y in ((0, 0), (width - 1, 0), (0, height - 1)))
    across = (right - corner) / max(1, width - 1)
    along = (down - corner) / max(1, height - 1)
    return Patch(corner, across, along, width, height)


def _place(image: Image, x: int, y: int) -> FloatArray:
    first, second, third = (int(value) for value in image[y, x])
    code = first << 16 | second << 8 | third
    return np.array([code >> BITS, code & ((1 << BITS) - 1)], dtype=float)


def truth_of(clip: SimulatedClip, index: int, box: Box) -> PersonTruth | None:
    """Return the person of a clip whom a track's `box` in frame `index` covers best, if any."""
    best, found = 0.0, None
    for person in clip.people:
        points = person.pixels[index]
        low, high = points.min(axis=0), points.max(axis=0)
        own = Box(float(low[0]), float(low[1]), float(high[0]), float(high[1]))
        shared = own.intersection(box) / max(1.0, min(own.area, box.area))
        if shared > best:
            best, found = shared, person
    return found if best >= 0.3 else None
