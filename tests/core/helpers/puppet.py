"""A puppet that walks, bends, sits, lies down and falls before a simple camera: keypoints and pictures of our own.

Lengths are metres, the puppet's shares those of the skeleton module; the camera is a pinhole. A stance is three angles
from the vertical in the plane that the puppet faces; the body always rests on its lowest point.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import cv2
import numpy as np

from falldetect_core.camera import RecordedCamera
from falldetect_core.kinds import Posture
from falldetect_core.kinematics import kinematics
from falldetect_core.pose.crop import moved
from falldetect_core.records import Blob, Box, Foreground, Frame, Image, Kinematics, Mask, Observation, Pose, Transition
from falldetect_core.rooms.room import Room
from falldetect_core.settings import CameraSettings, RoomSettings
from falldetect_core.skeleton import BIACROMIAL_SHARE, LIMBS, SHANK_SHARE, THIGH_SHARE, TRUNK_SHARE
from falldetect_core.tracks import Detection, Tracker

NECK_SHARE = 0.118
"""Shoulders to eyes and ears."""
NOSE_SHARE = 0.05
LIMB_M = 0.16
SKIN = (90, 110, 150)


class Stance(NamedTuple):
    """Angles from the vertical in degrees: trunk and legs positive forwards; `x`, `z` where the feet are, in metres."""

    trunk: float = 0.0
    thigh: float = 0.0
    shank: float = 0.0
    x: float = 0.0
    z: float = 5.0

    def to(self, other: "Stance", share: float) -> "Stance":
        """Blend into another stance."""
        return Stance(*(a + (b - a) * share for a, b in zip(self, other, strict=True)))


STANDING = Stance()
SITTING = Stance(trunk=8, thigh=85, shank=0)
BENDING = Stance(trunk=85, thigh=-8, shank=2)
CROUCHING = Stance(trunk=25, thigh=110, shank=-35)
ON_THE_FACE = Stance(trunk=88, thigh=-88, shank=-88)
ON_THE_BACK = Stance(trunk=-88, thigh=88, shank=88)


@dataclass(frozen=True)
class Camera:
    """A pinhole in the middle of a picture, `height_m` above the floor, pitched down by `pitch_deg`."""

    width: int = 640
    height: int = 360
    focal: float = 0.85
    height_m: float = 1.6
    pitch_deg: float = 8.0

    def project(self, points: np.ndarray) -> np.ndarray:
        """Turn (n, 3) metres (x right, y up, z away) into (n, 2) pixels."""
        x, y, z = points[:, 0], points[:, 1] - self.height_m, points[:, 2]
        pitch = math.radians(self.pitch_deg)
        depth = z * math.cos(pitch) - y * math.sin(pitch)
        up = y * math.cos(pitch) + z * math.sin(pitch)
        scale = self.focal * self.width / depth
        return np.stack([self.width / 2 + x * scale, self.height / 2 - up * scale], axis=1)


@dataclass(frozen=True)
class Puppet:
    """A body: how tall, which way it faces (0 to the right, 90 towards the camera), and how it is seen."""

    height_m: float = 1.7
    facing_deg: float = 0.0
    score: float = 0.6

    def joints(self, stance: Stance) -> np.ndarray:
        """Return the 17 keypoints in metres, (17, 3)."""
        trunk, thigh, shank = (math.radians(angle) for angle in stance[:3])
        hips = np.zeros(2)
        shoulders = hips + TRUNK_SHARE * np.array([math.sin(trunk), math.cos(trunk)])
        eyes = shoulders + NECK_SHARE * np.array([math.sin(trunk), math.cos(trunk)])
        knees = hips + THIGH_SHARE * np.array([math.sin(thigh), -math.cos(thigh)])
        ankles = knees + SHANK_SHARE * np.array([math.sin(shank), -math.cos(shank)])
        elbows, wrists = (shoulders + share * (hips - shoulders) + (0.03, 0) for share in (0.6, 1.1))
        half = BIACROMIAL_SHARE / 2
        nose = eyes + NOSE_SHARE * np.array([math.cos(trunk), -math.sin(trunk)])
        rows = [(*nose, 0.0), *((*eyes, side * 0.02) for side in (1, -1)), *((*eyes, side * 0.05) for side in (1, -1))]
        for middle, spread in ((shoulders, half), (elbows, half), (wrists, half), (hips, 0.5 * half)):
            rows += [(*middle, side * spread) for side in (1, -1)]
        for middle in (knees, ankles):
            rows += [(*middle, side * 0.4 * half) for side in (1, -1)]
        flat = np.array(rows) * self.height_m
        flat[:, 1] += 0.045 * self.height_m - flat[:, 1].min()
        flat[:, 0] -= flat[15:, 0].mean()
        facing = math.radians(self.facing_deg)
        x = stance.x + flat[:, 0] * math.cos(facing) + flat[:, 2] * math.sin(facing)
        z = stance.z - flat[:, 0] * math.sin(facing) + flat[:, 2] * math.cos(facing)
        return np.stack([x, flat[:, 1], z], axis=1)

    def pose(self, stance: Stance, camera: Camera) -> Pose:
        """Return what a perfect pose network would see."""
        pixels = camera.project(self.joints(stance))
        keypoints = np.column_stack([pixels, np.full(17, self.score)]).astype(np.float32)
        (left, top), (right, bottom) = pixels.min(axis=0).tolist(), pixels.max(axis=0).tolist()
        return Pose(keypoints, self.score, Box(left, top, right, bottom))

    def draw(self, image: Image, stance: Stance, camera: Camera) -> None:
        """Paint the body with thick limbs."""
        points = [(round(x), round(y)) for x, y in camera.project(self.joints(stance)).tolist()]
        thick = max(2, round(LIMB_M * camera.focal * camera.width / stance.z))
        for start, end in LIMBS:
            cv2.line(image, points[start], points[end], SKIN, thick)
        cv2.circle(image, points[0], thick, SKIN, -1)


@dataclass(frozen=True)
class Act:
    """What a puppet does: stances at times, blended between; a fall speeds up as falling things do."""

    puppet: Puppet = field(default_factory=Puppet)
    keys: tuple[tuple[float, Stance, bool], ...] = ((0.0, STANDING, False),)

    def stand(self, seconds: float) -> "Act":
        """Hold the last stance."""
        return self.move(self.last, seconds)

    def move(self, stance: Stance, seconds: float, *, falling: bool = False) -> "Act":
        """Go over to another stance, evenly, or ever faster when falling."""
        placed = stance if falling or stance[3:] != STANDING[3:] else stance._replace(x=self.last.x, z=self.last.z)
        return replace(self, keys=(*self.keys, (self.end_s + seconds, placed, falling)))

    def fall(self, stance: Stance, seconds: float = 0.8) -> "Act":
        """Drop into a lying stance where the feet are."""
        return self.move(stance._replace(x=self.last.x, z=self.last.z), seconds, falling=True)

    def walk(self, x: float, z: float, speed: float = 1.0) -> "Act":
        """Walk upright to a place."""
        last = self.last
        return self.move(STANDING._replace(x=x, z=z), math.dist((last.x, last.z), (x, z)) / speed)

    @property
    def last(self) -> Stance:
        """The stance at the end."""
        return self.keys[-1][1]

    @property
    def end_s(self) -> float:
        """When it ends."""
        return self.keys[-1][0]

    def at(self, time_s: float) -> Stance:
        """The stance at a time."""
        for (start_s, before, _), (end_s, after, falling) in zip(self.keys, self.keys[1:], strict=False):
            if time_s < end_s:
                share = max(0.0, (time_s - start_s) / (end_s - start_s))
                return before.to(after, share**2 if falling else share)
        return self.last


def begin(x: float = -1.2, z: float = 5.0, puppet: Puppet | None = None) -> Act:
    """Start standing at a place."""
    return Act(puppet or Puppet(), ((0.0, STANDING._replace(x=x, z=z), False),))


class Network:
    """A pose network that knows the puppets; `sees` may blind it, `jitter_px` makes it tremble."""

    def __init__(self, acts: Sequence[Act], camera: Camera, sees: Callable[[float], bool], jitter_px: float) -> None:
        """Look at these acts through this camera."""
        self._acts, self._camera, self._sees, self._jitter_px = acts, camera, sees, jitter_px
        self._random = np.random.default_rng(7)
        self.now_s = 0.0
        self.looks = 0
        self._shown: dict[int, float] = {}

    def show(self, image: Image) -> None:
        """Learn that a picture shows the acts as they are now."""
        self._shown[id(image)] = self.now_s

    def play(self, acts: Sequence[Act]) -> None:
        """Go on with other acts."""
        self._acts = acts

    def look_through(self, camera: Camera) -> None:
        """Go on with another camera."""
        self._camera = camera

    def estimate(self, image: Image) -> list[Pose]:
        """Return the poses of the whole picture; crops show it nothing more."""
        self.looks += 1
        now_s = self._shown.get(id(image), self.now_s)
        if image.shape[:2] != (self._camera.height, self._camera.width) or not self._sees(now_s):
            return []
        return [self._tremble(act.puppet.pose(act.at(now_s), self._camera)) for act in self._acts]

    def _tremble(self, pose: Pose) -> Pose:
        keypoints = pose.keypoints.copy()
        keypoints[:, :2] += self._random.normal(0, self._jitter_px, (17, 2))
        return replace(pose, keypoints=keypoints)


def empty_room(camera: Camera) -> Image:
    """A wall and a floor with a little texture."""
    grain = np.random.default_rng(1).integers(0, 25, (camera.height, camera.width, 1), np.uint8)
    room = np.full((camera.height, camera.width, 3), 190, np.uint8)
    room[camera.height * 2 // 3 :] = 150
    return (room + grain).astype(np.uint8)


@dataclass
class Play:
    """What came of acts before a camera: observations, and the steps of incidents in a room."""

    seen: list[Observation]
    told: list[Transition]
    looks: int

    @property
    def events(self) -> list[str]:
        """The steps in words."""
        return [str(transition.event) for transition in self.told]

    def postures(self) -> list[Posture]:
        """The posture of the first person, at every moment with people."""
        return [observation.people[0].kinematics.posture for observation in self.seen if observation.people]


def play(
    *acts: Act,
    fps: float = 10.0,
    until_s: float | None = None,
    camera: Camera | None = None,
    settings: CameraSettings | None = None,
    room: RoomSettings | None = None,
    sees: Callable[[float], bool] = lambda _: True,
    jitter_px: float = 0.0,
    empty_s: float = 1.0,
) -> Play:
    """Run acts through a camera's pipeline and a room, after a moment of the empty room."""
    lens = camera or Camera()
    network = Network(acts, lens, sees, jitter_px)
    pipeline = RecordedCamera.of(settings or CameraSettings("door"), network)
    incidents = Room(room or RoomSettings("hall"))
    background = empty_room(lens)
    result = Play([], [], 0)
    for number in range(round(empty_s * fps)):
        pipeline.update(Frame(number / fps - empty_s, background))
    for number in range(round((until_s or max(act.end_s for act in acts)) * fps)):
        network.now_s = number / fps
        picture = background.copy()
        for act in acts:
            act.puppet.draw(picture, act.at(network.now_s), lens)
        network.show(picture)
        result.seen.append(pipeline.update(Frame(network.now_s, picture)))
        result.told += incidents.update(result.seen[-1])
    result.looks = network.looks
    return result


def measure(act: Act, *, fps: float = 10.0, camera: Camera | None = None, shift_px: float = 0.0) -> list[Kinematics]:
    """Follow an act by its poses alone, and return how the body moved at every moment from the third on."""
    lens, tracker, measured = camera or Camera(), Tracker(), []
    for number in range(round(act.end_s * fps)):
        time_s = number / fps
        pose = moved(act.puppet.pose(act.at(time_s), lens), shift_px, 0.0)
        tracks = tracker.update(time_s, [Detection(pose)], nothing_moves(time_s))
        measured += [kinematics(track, (lens.width, lens.height)) for track in tracks]
    return measured


SCALE = 0.25


def nothing_moves(time_s: float, *blobs: Blob) -> Foreground:
    """What the motion stage says of a still picture, silhouettes aside."""
    mask = np.zeros((90, 160), np.uint8)
    for blob in blobs:
        left, top, right, bottom = (round(side * SCALE) for side in blob.box)
        mask[max(0, top) : bottom, max(0, left) : right] = 1
    return Foreground(
        time_s=time_s, mask=Mask.of(mask), moved=Mask.of(np.zeros_like(mask)), scale=SCALE, blobs=blobs, changed=0.0
    )


def all_moves(time_s: float, *blobs: Blob) -> Foreground:
    """What the motion stage says when every pixel changed."""
    return replace(nothing_moves(time_s, *blobs), moved=Mask.of(np.ones((90, 160), np.uint8)), changed=1.0)
