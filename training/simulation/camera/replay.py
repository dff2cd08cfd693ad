"""Runs the real camera on simulated clips: everything after the camera and the pose network is what ships."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np

from falldetect_core.camera import RecordedCamera, Stages
from falldetect_core.camera.verdicts import Judge, Verdicts
from falldetect_core.fall.account import NO_FALL
from falldetect_core.kinds import Event, Posture
from falldetect_core.pose import Crop
from falldetect_core.records import Box, Foreground, Frame, Kinematics, Observation, Person, Pose, Transition
from falldetect_core.rooms.room import Room
from falldetect_core.settings import CameraSettings, RoomSettings, Sensitivity
from falldetect_core.tracks import Sample, Track
from falldetect_core.world.camera_world import CameraWorld
from training.simulation.camera.clip import Moment, PersonTruth, SimulatedClip
from training.simulation.camera.noise import Patch

SETTINGS = CameraSettings("simulated")
UNMEASURED = Kinematics(0.0, Posture.UNKNOWN)


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
    """Yield every frame with what a camera sees in it and what its room tells."""
    camera = simulated_camera(clip, Verdicts(settings, sensitivity=sensitivity), settings)
    numbers = count(1)
    room = Room(RoomSettings("simulated", sensitivity=sensitivity), new_id=lambda: str(next(numbers)))
    for index, frame in enumerate(frames(clip)):
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
    witness = _Witness(clip)
    camera = simulated_camera(clip, witness)
    for frame in frames(clip):
        camera.update(frame)
    return witness.sightings


def simulated_camera(clip: SimulatedClip, judge: Judge, settings: CameraSettings = SETTINGS) -> RecordedCamera:
    """Return a camera whose foreground and poses are those that a clip holds; everything after them is what ships."""
    return RecordedCamera(Stages.composed(settings, ClipForeground(clip), ClipEstimator(clip), judge))


def frames(clip: SimulatedClip) -> Iterator[Frame]:
    """Yield a clip's frames; what is in them is asked of the clip, so their pictures are black."""
    image = np.zeros((clip.camera.height, clip.camera.width, 3), np.uint8)
    for time_s in clip.times:
        yield Frame(float(time_s), image)


def index_of(clip: SimulatedClip, time_s: float) -> int:
    """Return which frame of a clip was taken at a time."""
    return int(np.abs(clip.times - time_s).argmin())


class ClipForeground:
    """The foreground that a clip holds of each frame."""

    def __init__(self, clip: SimulatedClip) -> None:
        """Stand before a clip."""
        self._clip = clip

    def update(self, frame: Frame, people: Iterable[Box] = ()) -> Foreground:  # noqa: ARG002 - nothing is learned here
        """Return what stands out in a frame."""
        return self._clip.motions[index_of(self._clip, frame.time_s)]


class ClipEstimator:
    """The poses that a clip's model of the pose network finds in a frame, or in a crop of it."""

    long_side_px = None

    def __init__(self, clip: SimulatedClip) -> None:
        """Stand before a clip."""
        self._clip = clip

    def estimate(self, frame: Frame, crop: Crop | None = None, *, long_side_px: int | None = None) -> list[Pose]:  # noqa: ARG002
        """Return the bodies in a crop, or in all of the frame, best first."""
        index = index_of(self._clip, frame.time_s)
        if crop is None:
            return self._clip.look(index)
        return [crop.restored(pose) for pose in self._clip.look(index, patch_of(crop))]


class _Witness:
    """Takes note of what the tracker holds of everybody, and judges nobody."""

    sensitivity = Sensitivity.STANDARD
    threshold_shift = 0.0
    needed = math.inf

    def __init__(self, clip: SimulatedClip) -> None:
        self.sightings: list[Sighting] = []
        self._clip = clip

    def people(self, tracks: Sequence[Track], size: tuple[int, int], world: CameraWorld) -> tuple[Person, ...]:  # noqa: ARG002
        """Note everybody."""
        self.sightings += [
            Sighting(index_of(self._clip, track.newest.time_s), track.id, track.newest, track.height_px)
            for track in tracks
        ]
        return tuple(
            Person(track.id, track.box, track.newest.pose, UNMEASURED, NO_FALL, track.newest.seen_by)
            for track in tracks
        )

    def forget(self) -> None:
        """Forget everybody; what was noted stays."""


def patch_of(crop: Crop) -> Patch:
    """Return which piece of the picture a crop is, upright or turned."""
    width, height = crop.size
    corner, right, down = (
        np.array(crop.pixel(x, y), dtype=float) for x, y in ((0, 0), (width - 1, 0), (0, height - 1))
    )
    return Patch(corner, (right - corner) / max(1, width - 1), (down - corner) / max(1, height - 1), width, height)


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
