"""Films a scene of performances: what the runtime's stages after the pose network would be given, and the truth.

for clip in ...:
for moment in clip: moment.time_s, moment.poses, moment.motion, moment.people
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from falldetect_core.records import Foreground, Pose
from training.simulation.arrays import FloatArray
from training.simulation.behaviour.performance import ActivitySpan, Performance
from training.simulation.behaviour.truth import Fall, State, states_of
from training.simulation.camera.noise import Latents, Patch, PoseNoise, View
from training.simulation.camera.pinhole import NEAR_M, Camera
from training.simulation.camera.silhouette import Look, Part, motions
from training.simulation.motion.movement import RATE_HZ
from training.simulation.physics.ragdoll import Box

WALL_M = 0.04
"""Furniture hides what is at least so far behind its surface: somebody who sits on a chair is not in it."""


@dataclass(frozen=True)
class Scene:
    """People in a room, from time 0 on, each in their own performance; all see the same furniture."""

    name: str
    people: tuple[Performance, ...]
    furniture: tuple[Box, ...] = ()

    @property
    def duration_s(self) -> float:
        """How long the longest performance takes."""
        return max(person.duration_s for person in self.people)


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
    visible: NDArray[np.bool_]
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
    views: tuple[View, ...] = field(repr=False)
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


def film(
    scene: Scene,
    camera: Camera,
    *,
    fps: float,
    seed: int,
    noise: PoseNoise | None = None,
    start_s: float = 0.0,
    end_s: float | None = None,
) -> SimulatedClip:
    """Film a scene between two of its times; the clip's own clock starts at 0."""
    rng = np.random.default_rng(seed)
    noise = noise or PoseNoise.fitted()
    until_s = min(end_s or scene.duration_s, scene.duration_s)
    count = max(2, int((until_s - start_s) * fps))
    at = start_s + (np.arange(count) + 0.25 * rng.uniform(-1, 1, count).clip(-0.8, 0.8)) / fps
    at = np.maximum.accumulate(np.clip(at, start_s, until_s - 1e-6))
    times = at - start_s + np.arange(count) * 1e-6
    seen = [_sight(person, camera, at) for person in scene.people]
    hidden = _hidden(seen, camera, scene.furniture)
    views = tuple(sight.view(camera, own) for sight, own in zip(seen, hidden, strict=True))
    parts = [
        Part(
            sight.end_pixels,
            np.where((sight.end_depth > NEAR_M).all(axis=2), sight.radius_px(camera.focal_px), 0.0),
            _behind(sight.ends.mean(axis=2), camera, scene.furniture)
            if scene.furniture
            else np.zeros(sight.ends.shape[:2], bool),
            [capsule.segment for capsule in person.body.capsules],
            Look.drawn(rng),
        )
        for sight, person in zip(seen, scene.people, strict=True)
    ]
    people = tuple(
        _truth(person, sight, view, at, start_s) for person, sight, view in zip(scene.people, seen, views, strict=True)
    )
    latents = tuple(noise.latents(times, rng) for _ in scene.people)
    return SimulatedClip(
        scene.name,
        seed,
        camera,
        fps,
        times,
        people,
        motions(camera, times, parts, scene.furniture, rng),
        views,
        latents,
        noise,
    )


@dataclass(frozen=True)
class Sight:
    """One person as the camera meets them at T moments."""

    keypoints: FloatArray
    pixels: FloatArray
    depth: FloatArray
    ends: FloatArray
    end_pixels: FloatArray
    end_depth: FloatArray
    radii: FloatArray

    def radius_px(self, focal_px: float) -> FloatArray:
        """Return the capsules' radii in pixels (T, K)."""
        return np.asarray(self.radii[None] * focal_px / np.maximum(self.end_depth.mean(axis=2), NEAR_M))

    def view(self, camera: Camera, hidden: tuple[NDArray[np.bool_], NDArray[np.bool_]]) -> View:
        """Return what the pose network has to go by."""
        covered, turned_away = hidden
        inside = (
            (self.depth > NEAR_M)
            & (self.pixels >= 0).all(axis=2)
            & (self.pixels < [camera.width, camera.height]).all(axis=2)
        )
        return View(self.pixels, inside & ~covered, turned_away)


def _sight(person: Performance, camera: Camera, at: FloatArray) -> Sight:
    joints = person.joints
    keypoints = _sampled(person.body.keypoints(joints, person.movement.rotations), at)
    ends = _sampled(person.body.capsule_ends(joints, person.movement.rotations), at)
    pixels, depth = camera.see(keypoints)
    end_pixels, end_depth = camera.see(ends)
    return Sight(keypoints, pixels, depth, ends, end_pixels, end_depth, person.body.radii)


def _sampled(values: FloatArray, at: FloatArray) -> FloatArray:
    """Interpolate values (T, ...) kept at RATE_HZ at times (N,); the last one stays."""
    place = np.clip(at * RATE_HZ, 0, len(values) - 1.001) if len(values) > 1 else np.zeros(len(at))
    before = place.astype(int)
    share = (place - before).reshape(-1, *([1] * (values.ndim - 1)))
    after = np.minimum(before + 1, len(values) - 1)
    found: FloatArray = values[before] * (1 - share) + values[after] * share
    return found


def _behind(points: FloatArray, camera: Camera, furniture: Sequence[Box]) -> NDArray[np.bool_]:
    """Say which room points (..., 3) furniture hides: whether the way from the camera to them meets a box before."""
    origin = np.asarray(camera.position)
    way = points - origin
    far = np.linalg.norm(way, axis=-1)
    steep = np.where(np.abs(way) < 1e-9, 1e-9, way)
    hidden = np.zeros(points.shape[:-1], bool)
    for box in furniture:
        first, second = (np.asarray(box.low) - origin) / steep, (np.asarray(box.high) - origin) / steep
        enters, leaves = np.minimum(first, second).max(axis=-1), np.maximum(first, second).min(axis=-1)
        hidden |= (enters < leaves) & (leaves > 0) & (enters * far < far - WALL_M)
    return hidden


def _hidden(
    seen: Sequence[Sight], camera: Camera, furniture: Sequence[Box]
) -> list[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Return for each person the keypoints (T, 17) that others or furniture cover, and those behind their own body."""
    found = []
    for sight in seen:
        covered = _behind(sight.keypoints, camera, furniture)
        for other in seen:
            if other is not sight:
                covered |= covers(sight, other, camera.focal_px, 0.9, 0.1)
        found.append((covered, covers(sight, sight, camera.focal_px, 0.75, 0.08)))
    return found


def covers(sight: Sight, other: Sight, focal_px: float, girth: float, apart_m: float) -> NDArray[np.bool_]:
    """Say which keypoints (T, 17) lie behind capsules of `other`, `apart_m` or more."""
    start, end = other.end_pixels[:, None, :, 0], other.end_pixels[:, None, :, 1]
    along = end - start
    point = sight.pixels[:, :, None]
    share = np.clip(np.sum((point - start) * along, axis=-1) / np.maximum(np.sum(along**2, axis=-1), 1e-6), 0.0, 1.0)
    distance = np.linalg.norm(point - start - along * share[..., None], axis=-1)
    depth = other.end_depth[:, None, :, 0] * (1 - share) + other.end_depth[:, None, :, 1] * share
    nearer = depth < sight.depth[:, :, None] - np.maximum(apart_m, 0.8 * other.radii[None, None])
    hits: NDArray[np.bool_] = ((distance < girth * other.radius_px(focal_px)[:, None]) & nearer).any(axis=-1)
    return hits


def _truth(person: Performance, sight: Sight, view: View, at: FloatArray, start_s: float) -> PersonTruth:
    frames = np.clip((at * RATE_HZ).astype(int), 0, len(person.movement) - 1)
    states = states_of(person.joints, person.body.leg, person.falls)[frames]
    inside = view.visible.any(axis=1)
    pelvis = person.movement.rotations[frames, 0]
    return PersonTruth(
        height_m=person.body.height,
        keypoints=sight.keypoints,
        pixels=sight.pixels,
        visible=view.visible,
        states=np.where(inside, states, State.ABSENT).astype(np.int8),
        activity=tuple(_named(person.activities, float(time_s)) for time_s in at),
        facing_deg=np.degrees(np.arctan2(pelvis[:, 1, 0], pelvis[:, 0, 0])),
        falls=tuple(fall.later(-start_s) for fall in person.falls),
    )


def _named(activities: Sequence[ActivitySpan], time_s: float) -> str:
    return next((item.name for item in activities if item.start_s <= time_s < item.end_s), "")
