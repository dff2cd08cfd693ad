"""A map into the room from points whose places were measured: least squares, with outliers left out.

W (4, 4) turns (u d, v d, d, 1), the pixel and its depth along the optical axis, into (X, Y, Z, 1) in metres, Z up from
the floor (Applied Sciences 16(4) 1895). That is exact for every pinhole camera, whatever its focal length, pixel shape
and place, and depths may be in any unit. W also tells where lines of sight go: from W's last column along its first
three times (u, v, 1), so that heights follow without a depth as well.
"""

import csv
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from falldetect_core.errors import CalibrationError
from falldetect_core.world.camera import Array, CameraModel, Flags

LEAST_POINTS = 11
LEAST_TRUSTED = 8
TRIES, SAMPLE = 300, 5
"""Random samples of so many points; four give W exactly, of which one bad one would not be noticed."""
TOLERANCE_M = 0.15
"""Measured points are farther off only by mistake."""
LEAST_SPREAD = 0.01
"""Points whose extent in their thinnest direction is a smaller share of their largest are in one plane."""
COLUMNS = ("u", "v", "depth", "x", "y", "z")


@dataclass(frozen=True, slots=True, eq=False)
class ControlMap:
    """The map W, how far off each control point is, (n,) metres, and which were left out, (n,)."""

    matrix: Array
    residuals_m: Array
    rejected: Flags

    @property
    def rms_m(self) -> float:
        """Root mean square error of the points that were kept."""
        return math.sqrt(float(np.mean(self.residuals_m[~self.rejected] ** 2)))

    @property
    def camera_height_m(self) -> float:
        """Height of the camera above the floor."""
        return float(self.matrix[2, 3])

    def camera(self, size: tuple[int, int]) -> CameraModel:
        """Return the height, angles and focal length that the map means for pictures of that width and height."""
        right, down = self.matrix[:3, 0], self.matrix[:3, 1]
        forward = right * size[0] / 2 + down * size[1] / 2 + self.matrix[:3, 2]
        pitch = math.asin(-forward[2] / np.linalg.norm(forward))
        roll = math.asin(np.clip(right[2] / np.linalg.norm(right) / max(math.cos(pitch), 1e-9), -1, 1))
        focal_px = float(np.linalg.norm(forward) / np.linalg.norm(right))
        return CameraModel(self.camera_height_m, math.degrees(pitch), math.degrees(roll), focal_px, size)

    def to_json(self) -> str:
        """Return it as JSON."""
        return json.dumps(
            {
                "matrix": self.matrix.tolist(),
                "residuals_m": self.residuals_m.tolist(),
                "rejected": self.rejected.tolist(),
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read it back; raises CalibrationError for anything else."""
        try:
            values = json.loads(text)
            matrix = np.array(values["matrix"], np.float64)
            residuals_m, rejected = np.array(values["residuals_m"], np.float64), np.array(values["rejected"], np.bool_)
        except (ValueError, TypeError, KeyError) as error:
            raise CalibrationError(f"this is no map of control points: make it again ({error!r})") from None
        shapes = matrix.shape == (4, 4) and residuals_m.ndim == 1 and residuals_m.shape == rejected.shape
        if not (shapes and np.isfinite(matrix).all()):
            raise CalibrationError("this is no map of control points, which is 4 x 4 numbers: make it again")
        return cls(matrix, residuals_m, rejected)

    def places(self, pixels: Array, depths: Array) -> Array:
        """Return the places (n, 3) in metres of (n, 2) pixels at (n,) depths, in the control points' unit."""
        places: Array = _design(pixels, depths) @ self.matrix[:3].T
        return places

    def rays(self, pixels: Array) -> tuple[Array, Array]:
        """Return origin and direction of the lines of sight of (n, 2) pixels, each (n, 3)."""
        directions = np.column_stack([pixels, np.ones(len(pixels))]) @ self.matrix[:3, :3].T
        return np.broadcast_to(self.matrix[:3, 3], directions.shape), directions

    def points(self, pixels: Array) -> Array:
        """Return (n, 3) unknown places: without a depth there is only a line."""
        return np.full((len(pixels), 3), np.nan)


def read_control_points(path: Path) -> Array:
    """Read control points, (n, 6) u, v, depth, x, y, z, from CSV with that header or a JSON list of such objects.

    Raises CalibrationError that says which line is wrong.
    """
    try:
        text = path.read_text()
        rows: list[dict[str, Any]] = (
            json.loads(text)
            if path.suffix == ".json"
            else list(csv.DictReader(text.splitlines(), skipinitialspace=True))
        )
        number = 0
        points = []
        for number, row in enumerate(rows, 1):  # noqa: B007 - the message below names the row
            points.append([float(row[column]) for column in COLUMNS])
    except OSError as error:
        raise CalibrationError(f"{path} can't be read ({error.strerror}): check the path") from None
    except json.JSONDecodeError as error:
        raise CalibrationError(f"{path} is no JSON: {error}") from None
    except (KeyError, TypeError, ValueError, UnicodeDecodeError):
        wanted = ", ".join(COLUMNS)
        raise CalibrationError(f"point {number} of {path} is not understood: give numbers named {wanted}") from None
    return np.array(points, np.float64).reshape(-1, len(COLUMNS))


def fit_control_points(points: Array) -> ControlMap:
    """Find W from (n, 6) rows of u, v, depth, x, y, z; raises CalibrationError when they don't determine it."""
    if len(points) < LEAST_POINTS:
        raise CalibrationError(f"{len(points)} control points are too few: measure at least {LEAST_POINTS}")
    if not (np.isfinite(points).all() and (points[:, 2] > 0).all()):
        raise CalibrationError("control points need finite numbers and depths above 0: check the table")
    design, places = _design(points[:, :2], points[:, 2]), points[:, 3:]
    _check_spread(places)
    trusted = _consensus(design, places)
    if trusted.sum() < max(LEAST_TRUSTED, len(points) / 2):
        raise CalibrationError(
            f"only {int(trusted.sum())} of {len(points)} control points agree within {TOLERANCE_M:.2f} m: "
            "check units, that depths are along the optical axis, and that u, v belong to this picture"
        )
    _check_spread(places[trusted])
    matrix = np.vstack([_solve(design[trusted], places[trusted]).T, [0.0, 0.0, 0.0, 1.0]])
    return ControlMap(matrix, _off(design, places, matrix[:3].T), ~trusted)


def _design(pixels: Array, depths: Array) -> Array:
    return np.column_stack([pixels * depths[:, np.newaxis], depths, np.ones(len(depths))])


def _check_spread(places: Array) -> None:
    extent = np.linalg.svd(places - places.mean(axis=0), compute_uv=False)
    if extent[2] < LEAST_SPREAD * extent[0]:
        raise CalibrationError(
            "the control points lie in one plane, which determines no map: measure some at other heights, such as "
            "table tops, door frames and lamps"
        )


def _consensus(design: Array, places: Array) -> Flags:
    """Return which points the map agrees with that most points agree with, (n,) bool."""
    random = np.random.default_rng(0)
    best = np.zeros(len(places), bool)
    for _ in range(TRIES):
        some = random.choice(len(places), SAMPLE, replace=False)
        agreeing = _off(design, places, _solve(design[some], places[some])) <= TOLERANCE_M
        best = max(best, agreeing, key=np.count_nonzero)
    for _ in range(3):
        if best.sum() < SAMPLE:
            break
        best = _off(design, places, _solve(design[best], places[best])) <= TOLERANCE_M
    return best


def _solve(design: Array, places: Array) -> Array:
    """Least squares, columns scaled so that pixels and metres weigh alike."""
    scale = np.maximum(np.abs(design).max(axis=0), 1e-12)
    solution: Array = np.linalg.lstsq(design / scale, places, rcond=None)[0] / scale[:, np.newaxis]
    return solution


def _off(design: Array, places: Array, solution: Array) -> Array:
    off: Array = np.linalg.norm(design @ solution - places, axis=1)
    return off
