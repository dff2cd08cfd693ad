"""People who walk about before a true camera, and what a trembling pose network would see of them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from falldetect_core.records import Box, Pose
from falldetect_core.skeleton import SHOULDER_SHARE
from falldetect_core.world import CameraModel

SIDES = np.array([1.0, -1.0])
STRIDE_M = 1.3
"""Two steps."""
SIZE = (640, 360)


@dataclass
class Walker:
    """Somebody of a height who walks from place to place; lengths in metres, `noise` in body heights."""

    random: np.random.Generator
    camera: CameraModel
    height_m: float
    noise: float = 0.02
    speed: float = 0.9
    crouched: bool = False

    def walk(self, seconds: float, fps: float = 5.0) -> Iterator[tuple[float, Pose]]:
        """Yield times and poses; keypoints out of the picture score 0."""
        place, goal, way = self._place(), self._place(), 0.0
        for number in range(round(seconds * fps)):
            step = goal - place
            left = float(np.linalg.norm(step))
            if left < 0.3:
                goal = self._place()
                continue
            step /= left
            place = place + step * self.speed / fps
            way += self.speed / fps
            yield number / fps, self.pose(self.joints(place, step, way))

    def joints(self, place: np.ndarray, facing: np.ndarray, way: float) -> np.ndarray:
        """Return the 17 keypoints in metres, (17, 3), `way` metres into the walk."""
        h = self.height_m
        left = np.array([-facing[1], facing[0]])
        phase = 2 * math.pi * way / STRIDE_M
        swing = 0.17 * h * np.sin(phase + np.array([0.0, math.pi]))
        lift = 0.05 * h * np.maximum(0, np.cos(phase + np.array([0.0, math.pi])))
        drop = 0.25 * h if self.crouched else 0.0

        def pair(share: float, spread: float, forward: np.ndarray | float = 0.0, up: np.ndarray | float = 0.0):
            along = np.broadcast_to(np.asarray(forward, float), 2)
            ground = place + np.outer(along, facing) + np.outer(SIDES * spread * h / 2, left)
            return np.column_stack([ground, np.broadcast_to(share * h + up, 2)])

        nose = np.array([*(place + 0.06 * h * facing), 0.91 * h - drop])
        return np.vstack(
            [
                nose,
                pair(0.936, 0.04, 0.05 * h, -drop),
                pair(0.92, 0.09, 0.0, -drop),
                pair(SHOULDER_SHARE, 0.23, 0.01 * h, -drop),
                pair(0.63, 0.26, -0.5 * swing, -drop),
                pair(0.49, 0.27, -swing, -drop),
                pair(0.53, 0.115, 0.0, -drop),
                pair(0.285, 0.1, 0.5 * swing + (0.2 * h if self.crouched else 0), 0.5 * lift - drop / 3),
                pair(0.039, 0.1, swing, lift),
            ]
        )

    def pose(self, joints: np.ndarray) -> Pose:
        """Look at the joints through the camera, with noise that is the body's apparent height times `noise`."""
        pixels = self.camera.project(joints)
        length = np.ptp(pixels[:, 1])
        pixels = pixels + self.random.normal(0, self.noise * length, pixels.shape)
        inside = np.all((pixels >= 0) & (pixels < self.camera.size), axis=1)
        keypoints = np.column_stack([np.nan_to_num(pixels), np.where(inside, 0.6, 0.05)]).astype(np.float32)
        (left, top), (right, bottom) = keypoints[:, :2].min(axis=0).tolist(), keypoints[:, :2].max(axis=0).tolist()
        return Pose(keypoints, 0.6, Box(left, top, right, bottom))

    def _place(self) -> np.ndarray:
        """A place on the floor, up to 8 m away, where the camera sees the feet."""
        while True:
            pixel = self.random.uniform(0, 1, 2) * self.camera.size
            place = self.camera.at_height(pixel[np.newaxis])[0, :2]
            if np.linalg.norm(place) < 8 and self.camera.height_m < 50:
                return place


def random_camera(random: np.random.Generator) -> CameraModel:
    """A camera as people mount them: 0.8 to 3 m high, pitched 0 to 50 degrees, 50 to 110 degrees wide.

    One that sees no floor within 8 m, or nobody from neck to feet, is turned anew.
    """
    while True:
        focal = SIZE[0] / 2 / math.tan(math.radians(random.uniform(50, 110) / 2))
        camera = CameraModel(random.uniform(0.8, 3.0), random.uniform(0, 50), random.normal(0, 2), focal, SIZE)
        if sees_people(camera):
            return camera


def sees_people(camera: CameraModel) -> bool:
    """Whether somebody is seen from neck to feet on at least a square metre of the floor."""
    x, y = np.meshgrid(np.arange(-4, 4.1, 0.5), np.arange(0.5, 8.1, 0.5))
    places = np.column_stack([x.ravel(), y.ravel(), np.zeros(x.size)])
    ends = np.stack([camera.project(places), camera.project(places + np.array([0, 0, 1.4]))])
    whole = np.all((ends >= 0) & (ends < camera.size), axis=(0, 2))
    return int(whole.sum()) >= 8
