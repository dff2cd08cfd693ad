"""A pinhole camera on a wall, in the room's axes (z up, metres)."""

from dataclasses import dataclass

import numpy as np

from training.simulation.arrays import FloatArray

NEAR_M = 0.2
"""Nothing nearer than this is in the picture."""


@dataclass(frozen=True)
class Camera:
    """A camera at `position` that looks `yaw_deg` from the x axis and `pitch_deg` down."""

    position: tuple[float, float, float]
    yaw_deg: float
    pitch_deg: float
    horizontal_fov_deg: float
    width: int = 640
    height: int = 360
    barrel: float = 0.0
    """How far the lens draws in what is at one focal length from the middle (the radial coefficient k1, negated)."""

    @property
    def focal_px(self) -> float:
        """Focal length in pixels."""
        return float(self.width / 2 / np.tan(np.radians(self.horizontal_fov_deg) / 2))

    @property
    def axes(self) -> FloatArray:
        """Rows: the picture's right, down and the viewing direction, in the room."""
        yaw, pitch = np.radians([self.yaw_deg, self.pitch_deg])
        forward = np.array([np.cos(yaw) * np.cos(pitch), np.sin(yaw) * np.cos(pitch), -np.sin(pitch)])
        right = np.array([np.sin(yaw), -np.cos(yaw), 0.0])
        return np.stack([right, np.cross(forward, right), forward])

    def project(self, points: FloatArray) -> FloatArray:
        """Return the pixels (..., 2) of room `points` (..., 3)."""
        return self.see(points)[0]

    def see(self, points: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the pixels (..., 2) of room `points` (..., 3) and how far ahead they are (...), metres."""
        local = (points - np.asarray(self.position)) @ self.axes.T
        depth = local[..., 2]
        flat = local[..., :2] / np.maximum(depth, NEAR_M)[..., None]
        if self.barrel:
            square = np.minimum(np.sum(flat**2, axis=-1, keepdims=True), 1 / (3 * self.barrel))
            flat = flat * (1 - self.barrel * square)
        pixels: FloatArray = flat * self.focal_px + [self.width / 2, self.height / 2]
        return pixels, depth
