"""A pinhole camera above a floor: where things are in metres, once its height, angles and focal length are known.

The world is right-handed, in metres: x to the camera's right, y away from it along the floor, z up; the floor is z = 0
and the camera stands above the origin. Pixels are square, the optical axis meets the middle of the picture, and the
lens doesn't bend lines.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

type Array = NDArray[np.float64]
type Flags = NDArray[np.bool_]

LEAST_DEPTH_M = 0.05
"""Nothing is seen nearer to the lens."""


@dataclass(frozen=True, slots=True)
class CameraModel:
    """Height above the floor, pitch (positive looks down), roll (positive turns the room clockwise), focal length.

    `size` is the picture's width and height in pixels.
    """

    height_m: float
    pitch_deg: float
    roll_deg: float
    focal_px: float
    size: tuple[int, int]

    @property
    def field_of_view_deg(self) -> float:
        """Horizontal field of view."""
        return math.degrees(2 * math.atan2(self.size[0] / 2, self.focal_px))

    @property
    def axes(self) -> Array:
        """Rows are the camera's right, down and forward in the world, (3, 3)."""
        pitch, roll = math.radians(self.pitch_deg), math.radians(self.roll_deg)
        right, forward = np.array([1.0, 0.0, 0.0]), np.array([0.0, math.cos(pitch), -math.sin(pitch)])
        down = np.array([0.0, -math.sin(pitch), -math.cos(pitch)])
        turned = math.cos(roll) * right - math.sin(roll) * down, math.sin(roll) * right + math.cos(roll) * down
        return np.stack([*turned, forward])

    def project(self, points: Array) -> Array:
        """Turn (n, 3) metres into (n, 2) pixels; NaN for what is behind the camera."""
        seen = (points - (0.0, 0.0, self.height_m)) @ self.axes.T
        depth = np.where(seen[:, 2] > LEAST_DEPTH_M, seen[:, 2], np.nan)
        pixels: Array = seen[:, :2] / depth[:, np.newaxis] * self.focal_px + np.array(self.size) / 2
        return pixels

    def rays(self, pixels: Array) -> tuple[Array, Array]:
        """Return origin and direction of the lines of sight of (n, 2) pixels, each (n, 3); depth 1 along each."""
        plane = (pixels - np.array(self.size) / 2) / self.focal_px
        directions = np.column_stack([plane, np.ones(len(plane))]) @ self.axes
        return np.broadcast_to(np.array([0.0, 0.0, self.height_m]), directions.shape), directions

    def points(self, pixels: Array) -> Array:
        """Return (n, 3) unknown places: one camera alone sees no depth."""
        return np.full((len(pixels), 3), np.nan)

    def at_height(self, pixels: Array, height_m: Array | float = 0.0) -> Array:
        """Return where lines of sight of (n, 2) pixels reach a height above the floor, (n, 3); NaN where they don't."""
        origins, directions = self.rays(pixels)
        return reach_height(origins, directions, height_m)

    def height_above_floor_m(self, foot: Array, pixels: Array, foot_height_m: float = 0.0) -> Array:
        """Return the heights (n,) of things seen at `pixels` straight above what is seen at `foot`, at its height."""
        places = self.at_height(foot, foot_height_m)
        origins, directions = self.rays(pixels)
        away = places[:, :2] / np.linalg.norm(places[:, :2], axis=1, keepdims=True)
        distance = np.sum(places[:, :2] * away, axis=1)
        speed = np.sum(directions[:, :2] * away, axis=1)
        heights: Array = origins[:, 2] + directions[:, 2] * distance / np.where(speed > 0, speed, np.nan)
        return heights

    def resized(self, size: tuple[int, int]) -> "CameraModel":
        """Return the same camera with pictures of another size and the same field of view."""
        return replace(self, focal_px=self.focal_px * size[0] / self.size[0], size=size)

    def standing_height_px(self, foot: Array, height_m: float) -> Array:
        """Return how long (n,) somebody of that height appears who stands on the floor points seen at `foot`."""
        places = self.at_height(foot)
        crowns = self.project(places + np.array([0.0, 0.0, height_m]))
        lengths: Array = np.linalg.norm(crowns - foot, axis=1)
        return lengths


def reach_height(origins: Array, directions: Array, height_m: Array | float) -> Array:
    """Return where lines reach a height above the floor, (n, 3); NaN for those that don't come to it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ways = (height_m - origins[:, 2]) / directions[:, 2]
    reached: Array = (
        origins + directions * np.where((ways > LEAST_DEPTH_M) & np.isfinite(ways), ways, np.nan)[:, np.newaxis]
    )
    return reached
