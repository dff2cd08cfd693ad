"""People as a camera meets them: where they are in the picture, and what hides them there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.simulation.arrays import BoolArray, FloatArray
from training.simulation.behaviour.performance import Performance
from training.simulation.camera.noise import KeypointView
from training.simulation.camera.pinhole import NEAR_M, Camera
from training.simulation.motion.movement import RATE_HZ
from training.simulation.physics.ragdoll import Furniture

WALL_M = 0.04
"""Furniture hides what is at least so far behind its surface: somebody who sits on a chair is not in it."""


@dataclass(frozen=True)
class Projection:
    """One person as the camera meets them at T moments: 17 keypoints and K capsules.

    `keypoints` (T, 17, 3) and the capsules' `ends` (T, K, 2, 3) are metres in the room; `pixels` and `end_pixels` are
    where these are in the picture, `depth` and `end_depth` how far ahead, metres; `radii` (K,) metres.
    """

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

    def view(self, camera: Camera, hidden: tuple[BoolArray, BoolArray]) -> KeypointView:
        """Return what the pose network has to go by."""
        covered, turned_away = hidden
        inside = (
            (self.depth > NEAR_M)
            & (self.pixels >= 0).all(axis=2)
            & (self.pixels < [camera.width, camera.height]).all(axis=2)
        )
        return KeypointView(self.pixels, inside & ~covered, turned_away)


def project(person: Performance, camera: Camera, at: FloatArray) -> Projection:
    """Return how a camera meets somebody at times `at` (T,)."""
    joints = person.joints
    keypoints = sampled(person.body.keypoints(joints, person.movement.rotations), at)
    ends = sampled(person.body.capsule_ends(joints, person.movement.rotations), at)
    pixels, depth = camera.see(keypoints)
    end_pixels, end_depth = camera.see(ends)
    return Projection(keypoints, pixels, depth, ends, end_pixels, end_depth, person.body.radii)


def sampled(values: FloatArray, at: FloatArray) -> FloatArray:
    """Interpolate values (T, ...) kept at RATE_HZ at times (N,); the last one stays."""
    place = np.clip(at * RATE_HZ, 0, len(values) - 1.001) if len(values) > 1 else np.zeros(len(at))
    before = place.astype(int)
    share = (place - before).reshape(-1, *([1] * (values.ndim - 1)))
    after = np.minimum(before + 1, len(values) - 1)
    found: FloatArray = values[before] * (1 - share) + values[after] * share
    return found


def behind_furniture(points: FloatArray, camera: Camera, furniture: Sequence[Furniture]) -> BoolArray:
    """Say which room points (..., 3) furniture hides: whether the way from the camera to them meets any before."""
    origin = np.asarray(camera.position)
    way = points - origin
    far = np.linalg.norm(way, axis=-1)
    steep = np.where(np.abs(way) < 1e-9, 1e-9, way)
    hidden = np.zeros(points.shape[:-1], bool)
    for piece in furniture:
        first, second = (np.asarray(piece.low) - origin) / steep, (np.asarray(piece.high) - origin) / steep
        enters, leaves = np.minimum(first, second).max(axis=-1), np.maximum(first, second).min(axis=-1)
        hidden |= (enters < leaves) & (leaves > 0) & (enters * far < far - WALL_M)
    return hidden


def hidden_keypoints(
    seen: Sequence[Projection], camera: Camera, furniture: Sequence[Furniture]
) -> list[tuple[BoolArray, BoolArray]]:
    """Return for each person the keypoints (T, 17) that others or furniture cover, and those behind their own body."""
    found = []
    for person in seen:
        covered = behind_furniture(person.keypoints, camera, furniture)
        for other in seen:
            if other is not person:
                covered |= covers(person, other, camera.focal_px, 0.9, 0.1)
        found.append((covered, covers(person, person, camera.focal_px, 0.75, 0.08)))
    return found


def covers(person: Projection, other: Projection, focal_px: float, girth: float, apart_m: float) -> BoolArray:
    """Say which keypoints (T, 17) lie behind capsules of `other`, `apart_m` or more."""
    start, end = other.end_pixels[:, None, :, 0], other.end_pixels[:, None, :, 1]
    along = end - start
    point = person.pixels[:, :, None]
    share = np.clip(np.sum((point - start) * along, axis=-1) / np.maximum(np.sum(along**2, axis=-1), 1e-6), 0.0, 1.0)
    distance = np.linalg.norm(point - start - along * share[..., None], axis=-1)
    depth = other.end_depth[:, None, :, 0] * (1 - share) + other.end_depth[:, None, :, 1] * share
    nearer = depth < person.depth[:, :, None] - np.maximum(apart_m, 0.8 * other.radii[None, None])
    hits: BoolArray = ((distance < girth * other.radius_px(focal_px)[:, None]) & nearer).any(axis=-1)
    return hits
