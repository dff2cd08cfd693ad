"""A film of simulated people: what the stages after the pose network are given, frame by frame, and the truth.

for moment in clip:
moment.time_s, moment.poses, moment.motion, clip.people[0].states[moment.index]
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from falldetect_core.records import Foreground, Pose
from training.simulation.arrays import BoolArray, FloatArray
from training.simulation.behaviour.truth import Fall
from training.simulation.camera.noise import KeypointView, Latents, Patch, PoseNoise
from training.simulation.camera.pinhole import Camera


@dataclass(frozen=True)
class PersonTruth:
    """One person in T frames.

    `keypoints` (T, 17, 3) are metres in the room, `pixels` (T, 17, 2) where they are in the picture, `visible` (T, 17)
    says which are inside it and behind nothing; `states` (T,) of State, `activity` (T,) names or "", `facing_deg` (T,)
    of the body in the room; all falls have the clip's times.
    """

    height_m: float
    keypoints: FloatArray
    pixels: FloatArray
    visible: BoolArray
    states: NDArray[np.int8]
    activity: tuple[str, ...]
    facing_deg: FloatArray
    falls: tuple[Fall, ...]

    def fall_at(self, time_s: float) -> Fall | None:
        """Return the fall that holds at a time: from its onset until the person is up again, or caught."""
        for fall in self.falls:
            if fall.onset_s <= time_s < (fall.end_s if fall.near else fall.up_s):
                return fall
        return None


@dataclass(frozen=True)
class Moment:
    """One frame: what the runtime would see, and the index of the frame in the truth."""

    index: int
    time_s: float
    poses: list[Pose]
    motion: Foreground


@dataclass(frozen=True)
class SimulatedClip:
    """A film of a scene from one camera; iterate for the frames. `poses` are those of a look at the whole picture."""

    name: str
    seed: int
    camera: Camera
    fps: float
    times: FloatArray
    people: tuple[PersonTruth, ...]
    motions: list[Foreground]
    views: tuple[KeypointView, ...] = field(repr=False)
    latents: tuple[Latents, ...] = field(repr=False)
    noise: PoseNoise = field(repr=False)

    def __len__(self) -> int:
        """Count the frames."""
        return len(self.times)

    def __iter__(self) -> Iterator[Moment]:
        """Yield the frames in order."""
        for index, time_s in enumerate(self.times):
            yield Moment(index, float(time_s), self.look(index), self.motions[index])

    def look(self, index: int, patch: Patch | None = None) -> list[Pose]:
        """Return what the pose network finds in frame `index`, best first, the same every time.

        Positions are pixels of the picture, or of the `patch` of it that is looked at.
        """
        area = patch or Patch.whole(self.camera.width, self.camera.height)
        poses = [
            pose
            for view, latents in zip(self.views, self.latents, strict=True)
            if (pose := self.noise.observe(view, latents, index, area)) is not None
        ]
        return sorted(poses, key=lambda pose: -pose.score)

    @property
    def falls(self) -> list[Fall]:
        """All falls of all people that reach the floor within the clip."""
        end_s = float(self.times[-1])
        return [fall for person in self.people for fall in person.falls if not fall.near and fall.contact_s <= end_s]
