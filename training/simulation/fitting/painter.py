"""Paints dressed people in flat shades with soft shadows, in a picture a second where a ray tracer takes a minute."""

from dataclasses import dataclass

import cv2
import numpy as np

from training.simulation.arrays import FloatArray
from training.simulation.bodies.body import Body
from training.simulation.bodies.clothing import Surface
from training.simulation.bodies.rig import Rig, SegmentPose
from training.simulation.camera.pinhole import NEAR_M, Camera

FINE = 2
"""Drawn so many times larger, then averaged."""
ROOM_M = (6.0, 5.0, 2.6)
Cover = tuple[int, int, int, int]
"""Left, top, right and bottom of what is before a person, pixels."""


@dataclass(frozen=True)
class Person:
    """A dressed body and the body measured from it."""

    rig: Rig
    body: Body
    surfaces: list[Surface]


class Painter:
    """Paints one room from one camera: far things first, near ones over them."""

    def __init__(self, camera: Camera, rng: np.random.Generator) -> None:
        """Paint the empty room in colours of its own."""
        self._camera = Camera(
            camera.position,
            camera.yaw_deg,
            camera.pitch_deg,
            camera.horizontal_fov_deg,
            camera.width * FINE,
            camera.height * FINE,
        )
        self._rng = rng
        self._light = np.array([float(rng.uniform(-0.7, 0.7)), float(rng.uniform(-0.7, 0.7)), 1.0])
        self._light /= np.linalg.norm(self._light)
        self._ambient = float(rng.uniform(0.35, 0.65))
        self._gain, self._noise, self._quality = (
            float(rng.uniform(0.6, 1.15)),
            float(rng.uniform(1, 6)),
            int(rng.integers(40, 92)),
        )
        self._cover = rng.uniform(20, 200, 3).tolist()
        self._room = self._empty()

    def paint(self, person: Person, pose: SegmentPose, cover: Cover) -> np.ndarray:
        """Return the picture (H, W, 3) BGR with a person in it behind a `cover`, as a cheap camera would send it."""
        picture = self._room.copy()
        corners, colours = [], []
        for surface in person.surfaces:
            vertices = person.rig.skin(pose, surface.vertices, surface.weights)
            corners.append(vertices[surface.triangles])
            colours.append(surface.colours[surface.triangles].mean(axis=1))
        triangles = np.concatenate(corners)
        self._shade_floor(picture, triangles)
        self._triangles(picture, triangles, np.concatenate(colours))
        left, top, right, bottom = (FINE * side for side in cover)
        cv2.rectangle(picture, (left, top), (right, bottom), self._cover, -1)
        small = cv2.resize(
            picture, (self._camera.width // FINE, self._camera.height // FINE), interpolation=cv2.INTER_AREA
        )
        noisy = small.astype(float) * self._gain + self._rng.normal(0, self._noise, small.shape)
        _, packed = cv2.imencode(
            ".jpg", np.clip(noisy, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, self._quality]
        )
        return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR))

    def _triangles(self, picture: np.ndarray, triangles: FloatArray, colours: FloatArray) -> None:
        normals = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
        towards = np.asarray(self._camera.position) - triangles.mean(axis=1)
        facing = np.sum(normals * towards, axis=1) > 0
        pixels, depth = self._camera.see(triangles)
        drawn = np.flatnonzero(facing & (depth > NEAR_M).all(axis=1))
        lit = self._ambient + (1 - self._ambient) * np.maximum(0.0, normals @ self._light)
        shown = 255 * np.clip(colours * lit[:, None], 0, 1)[:, ::-1] ** (1 / 2.2)
        points = np.rint(pixels * 8).astype(np.int32)
        for index in drawn[np.argsort(-depth[drawn].mean(axis=1))]:
            cv2.fillConvexPoly(picture, points[index], shown[index].tolist(), cv2.LINE_8, 3)

    def _shade_floor(self, picture: np.ndarray, triangles: FloatArray) -> None:
        shadow = triangles - triangles[..., 2:] * (self._light / self._light[2])
        pixels, depth = self._camera.see(shadow)
        mask = np.zeros(picture.shape[:2], np.uint8)
        for corners in np.rint(pixels[(depth > NEAR_M).all(axis=1)]).astype(np.int32):
            cv2.fillConvexPoly(mask, corners, 255)
        share = cv2.GaussianBlur(mask, (0, 0), 7).astype(float)[..., None] / 255
        picture[:] = (picture * (1 - 0.45 * share)).astype(np.uint8)

    def _empty(self) -> np.ndarray:
        """Paint floor, walls and some boxes of furniture in random colours, with a grain."""
        rng, (x, y, z) = self._rng, ROOM_M
        picture = np.full((self._camera.height, self._camera.width, 3), 128, np.uint8)
        wall, floor = (rng.uniform(0.15, 0.8) * rng.uniform(0.75, 1.0, 3) * [1.0, 0.95, 0.85] for _ in range(2))
        faces = [
            (np.array([[0, 0, 0], [x, 0, 0], [x, y, 0], [0, y, 0]]), floor * 0.6),
            *((np.array([[*a, 0], [*b, 0], [*b, z], [*a, z]]), wall * tone) for a, b, tone in (
                ((0, 0), (x, 0), 0.9), ((x, 0), (x, y), 1.0), ((x, y), (0, y), 0.85), ((0, y), (0, 0), 1.0))),
        ]  # fmt: skip
        for corners, colour in faces:
            self._face(picture, corners.astype(float), colour)
        for plank in np.arange(0.0, y, float(rng.uniform(0.15, 0.6))):
            self._face(
                picture,
                np.array([[0, plank, 0], [x, plank, 0], [x, plank + 0.02, 0], [0, plank + 0.02, 0]]),
                floor * 0.45,
            )
        for _ in range(int(rng.integers(2, 7))):
            self._furniture(picture)
        grain = cv2.resize(rng.normal(0, 8, (60, 100)), (picture.shape[1], picture.shape[0]))
        return np.clip(picture + grain[..., None], 0, 255).astype(np.uint8)

    def _furniture(self, picture: np.ndarray) -> None:
        rng, (x, y, _) = self._rng, ROOM_M
        size = rng.uniform([0.3, 0.3, 0.4], [1.5, 0.8, 1.8])
        at = rng.uniform(0, [x - size[0], y - size[1]])
        side = int(rng.integers(2))
        at[side] = 0.0 if rng.random() < 0.5 else (x, y)[side] - size[side]
        low, high = np.array([*at, 0.0]), np.array([*(at + size[:2]), size[2]])
        colour = rng.uniform(0.05, 0.7) * rng.uniform(0.5, 1.0, 3)
        quads = []
        for axis in range(3):
            for end, tone in ((low, 0.7), (high, 1.0)):
                first, second = (axis + 1) % 3, (axis + 2) % 3
                quad = np.repeat(low[None], 4, axis=0)
                quad[:, axis] = end[axis]
                quad[1:3, first] = high[first]
                quad[2:4, second] = high[second]
                quads.append((quad, colour * tone * (0.8 + 0.1 * axis)))
        quads.sort(key=lambda pair: -float(np.linalg.norm(pair[0].mean(axis=0) - self._camera.position)))
        for quad, shade in quads:
            self._face(picture, quad, shade)

    def _face(self, picture: np.ndarray, corners: FloatArray, colour: FloatArray) -> None:
        """Paint a quadrangle, cut where it comes too near to the camera."""
        local = (corners - np.asarray(self._camera.position)) @ self._camera.axes.T
        kept = []
        for first, second in zip(local, np.roll(local, -1, axis=0), strict=True):
            if first[2] > NEAR_M:
                kept.append(first)
            if (first[2] > NEAR_M) != (second[2] > NEAR_M):
                share = (NEAR_M - first[2]) / (second[2] - first[2])
                kept.append(first + share * (second - first))
        if len(kept) >= 3:
            points = np.stack(kept)
            pixels = points[:, :2] / points[:, 2:] * self._camera.focal_px + [
                self._camera.width / 2,
                self._camera.height / 2,
            ]
            shown = 255 * np.clip(colour, 0, 1)[::-1] ** (1 / 2.2)
            cv2.fillConvexPoly(picture, np.rint(pixels).clip(-20000, 20000).astype(np.int32), shown.tolist())
