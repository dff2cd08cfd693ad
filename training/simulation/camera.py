"""A pinhole camera on a wall, in the room's axes (z up, metres)."""

from dataclasses import dataclass

import numpy as np

from training.simulation.body import FloatArray


@dataclass(frozen=True)
class Camera:
    """A camera at `position` that looks `yaw_deg` from the x axis and `pitch_deg` down."""

    position: tuple[float, float, float]
    yaw_deg: float
    pitch_deg: float
    horizontal_fov_deg: float
    width: int = 640
    height: int = 360

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
        """Return the pixels (N, 2) of room `points` (N, 3)."""
        local = (points - np.asarray(self.position)) @ self.axes.T
        pixels: FloatArray = local[:, :2] / local[:, 2:] * self.focal_px + [self.width / 2, self.height / 2]
        return pixels
