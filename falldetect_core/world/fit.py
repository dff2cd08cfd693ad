"""Fits a camera to people who walk upright: robust least squares, by Levenberg and Marquardt.

Every step says: whoever stands with the ankles seen here has the shoulders there. Unknown are the camera and each
person's height; that people are about 1.68 m tall is what gives the metres. The error of a prediction holds that of the
ankles it started from (first-order propagation, Sampson's distance), since far away a pixel at the feet is a metre.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from falldetect_core.errors import CalibrationError
from falldetect_core.skeleton import ANKLE_SHARE, SHOULDER_SHARE
from falldetect_core.world.camera import Array, CameraModel

PEOPLE_M = 1.68
"""Mean height of adults, women and men (NCD Risk Factor Collaboration 2016, rounded)."""
HOUSEHOLD_SD_M = 0.085
"""How far the people of one home may all be off that mean; their number doesn't lessen it."""
PERSON_SD_M = 0.06
"""And one of them from the others: 0.10 m together."""
TOLD_SD_M = 0.02
"""How far all may be off a mean height that somebody told: shoes and rounding."""
HEIGHTS_M = 0.7, 2.3
"""Nobody who walks is smaller or taller."""
TYPICAL_HEIGHT_M, HEIGHT_SPREAD = 1.9, 0.5
TYPICAL_PITCH_DEG, PITCH_SPREAD_DEG = 20.0, 25.0
ROLL_SPREAD_DEG = 5.0
TYPICAL_FOCAL, FOCAL_SPREAD = 0.65, 0.35
"""In picture widths, 75 degrees; the spread, as the next-but-one above, is of its logarithm: 57 to 95 degrees."""
NOISE_SHARE, NOISE_PX = 0.02, 0.5
"""Error of a step's points: share of the body's apparent length, and pixels."""
OUTLIER = 3.0
"""Residuals beyond so many standard deviations count ever less (Cauchy's loss)."""
STARTS_DEG = (8.0, 28.0, 45.0)
ROUNDS_FIRST, ROUNDS = 8, 25
GOOD_ENOUGH = 1e-4
CAMERA = 4
"""The first of the unknowns: log height, pitch, roll, log focal length; then the household's mean and each height."""
DELTA = 1e-4
MEDIAN_RESIDUAL = 1.18
"""Median length of a normally distributed vector in the plane."""
UNSEEN = 30.0
"""Residual of a step that the camera couldn't have seen."""


@dataclass(frozen=True, slots=True)
class Stature:
    """How tall people are who walk, in metres, how far they may all be off that, and one from the others."""

    mean_m: float = PEOPLE_M
    shared_sd_m: float = HOUSEHOLD_SD_M
    person_sd_m: float = PERSON_SD_M

    @classmethod
    def told(cls, height_m: float | None) -> "Stature":
        """Return that of people whose height is known, or of any; raises CalibrationError for no human height."""
        if height_m is None:
            return ANY_ADULT
        least, most = HEIGHTS_M
        if not least <= height_m <= most:
            raise CalibrationError(f"nobody is {height_m:g} m tall: give the height in metres, for example 1.72")
        return cls(height_m, TOLD_SD_M)


ANY_ADULT = Stature()


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A camera, the covariance (4, 4) of log height, pitch and roll in degrees and log focal length, and how it fits.

    `heights_m` are the people's, in the order of their numbers; `residuals` (n,) are in standard deviations.
    """

    camera: CameraModel
    covariance: Array
    heights_m: Array
    residuals: Array
    cost: float


class Steps:
    """Steps as arrays: `foot`, `neck` (n, 2) in pixels, `person` (n,) counted from 0."""

    def __init__(self, rows: Array, size: tuple[int, int], stature: Stature) -> None:
        """Take rows of track, foot x, y, neck x, y."""
        self.size, self.stature = size, stature
        self.tracks, self.person = np.unique(rows[:, 0], return_inverse=True)
        self.foot, self.neck = rows[:, 1:3], rows[:, 3:5]
        self.sigma_px = NOISE_SHARE * np.linalg.norm(self.foot - self.neck, axis=1) + NOISE_PX

    def misses(self, unknown: Array) -> Array:
        """How far the shoulders are from where they should be, (n, 2) pixels."""
        misses: Array = self.neck - self._necks(unknown, self.foot)
        return misses

    def spread(self, unknown: Array) -> Array:
        """Inverse square roots of the misses' covariances, (n, 2, 2)."""
        base = self._necks(unknown, self.foot)
        by_foot = np.stack([self._necks(unknown, self.foot + step) - base for step in np.eye(2)], axis=2)
        covariance = np.eye(2) + by_foot @ by_foot.transpose(0, 2, 1)
        covariance[~np.isfinite(covariance).all(axis=(1, 2))] = np.eye(2)
        whitening: Array = np.linalg.inv(np.linalg.cholesky(covariance)).astype(np.float64)
        whitening /= self.sigma_px[:, np.newaxis, np.newaxis]
        return whitening

    def _necks(self, unknown: Array, foot: Array) -> Array:
        camera, heights = camera_of(unknown, self.size), unknown[CAMERA + 1 :][self.person]
        ankles = camera.at_height(foot, ANKLE_SHARE * heights)
        ankles[:, 2] += (SHOULDER_SHARE - ANKLE_SHARE) * heights
        return camera.project(ankles)


def camera_of(unknown: Array, size: tuple[int, int]) -> CameraModel:
    """Return the camera that the first unknowns mean."""
    height, pitch, roll, focal = unknown[:CAMERA].tolist()
    return CameraModel(math.exp(height), pitch, roll, math.exp(focal) * size[0], size)


def fit(steps: Steps, start: CameraModel | None = None) -> Fit:
    """Find the camera that explains the steps best, from where it was or from several places."""
    cameras = [start] if start else [_typical(pitch_deg, steps.size) for pitch_deg in STARTS_DEG]
    people_m = [steps.stature.mean_m] * len(steps.tracks)
    begun = [_descend(steps, _unknown(camera, people_m), ROUNDS_FIRST) for camera in cameras]
    best, _ = min(begun, key=lambda result: result[1])
    return _result(steps, *_descend(steps, best, ROUNDS))


def _typical(pitch_deg: float, size: tuple[int, int]) -> CameraModel:
    return CameraModel(TYPICAL_HEIGHT_M, pitch_deg, 0.0, TYPICAL_FOCAL * size[0], size)


def _unknown(camera: CameraModel, heights_m: Sequence[float]) -> Array:
    """Return the unknowns that mean a camera and people's heights."""
    height, focal = math.log(camera.height_m), math.log(camera.focal_px / camera.size[0])
    return np.array([height, camera.pitch_deg, camera.roll_deg, focal, np.mean(heights_m), *heights_m])


def surprises(steps: Steps, camera: CameraModel) -> Array:
    """Return how badly a camera explains the steps, whoever walks there, (n,) standard deviations."""
    mean_m = steps.stature.mean_m
    ankles_m = ANKLE_SHARE * mean_m
    tall = camera.height_above_floor_m(steps.foot, steps.neck, ankles_m) / SHOULDER_SHARE
    people = [np.nanmedian([*tall[steps.person == one], mean_m]) for one in range(len(steps.tracks))]
    unknown = _unknown(camera, np.clip(people, *HEIGHTS_M).tolist())
    return _residuals(steps.misses(unknown), steps.spread(unknown))


def _priors(unknown: Array, stature: Stature) -> tuple[Array, Array]:
    """Residuals of what is known beforehand, and their derivatives by the unknowns."""
    people = len(unknown) - CAMERA - 1
    means = np.array([math.log(TYPICAL_HEIGHT_M), TYPICAL_PITCH_DEG, 0.0, math.log(TYPICAL_FOCAL), stature.mean_m])
    spreads = np.array([HEIGHT_SPREAD, PITCH_SPREAD_DEG, ROLL_SPREAD_DEG, FOCAL_SPREAD, stature.shared_sd_m])
    slopes = np.zeros((CAMERA + 1 + people, CAMERA + 1 + people))
    slopes[: CAMERA + 1, : CAMERA + 1] = np.diag(1 / spreads)
    slopes[CAMERA + 1 :, CAMERA] = -1 / stature.person_sd_m
    slopes[CAMERA + 1 :, CAMERA + 1 :] = np.eye(people) / stature.person_sd_m
    offset = np.zeros(len(unknown))
    offset[: CAMERA + 1] = means / spreads
    return slopes @ unknown - offset, slopes


def _cost(residuals: Array, known: Array) -> float:
    """Cauchy's loss of the steps, and of the children among the people; squares of the other priors."""
    doubted = np.concatenate([residuals, known[CAMERA + 1 :]]) / OUTLIER
    return float(OUTLIER**2 * np.log1p(doubted**2).sum() + (known[: CAMERA + 1] ** 2).sum())


def _total(steps: Steps, unknown: Array, spread: Array) -> float:
    return _cost(_residuals(steps.misses(unknown), spread), _priors(unknown, steps.stature)[0])


def _residuals(misses: Array, spread: Array) -> Array:
    white = np.linalg.norm((spread @ misses[:, :, np.newaxis])[:, :, 0], axis=1)
    return np.where(np.isfinite(white), white, UNSEEN)


def _descend(steps: Steps, unknown: Array, rounds: int) -> tuple[Array, float]:
    """Levenberg's and Marquardt's way down; the spread of the misses is that of each round's start."""
    damping = 1e-2
    for _ in range(rounds):
        spread = steps.spread(unknown)
        hessian, gradient = _normal(steps, unknown, spread)
        before = _total(steps, unknown, spread)
        for _ in range(6):
            way = np.linalg.solve(hessian + damping * np.diag(np.diag(hessian)), -gradient)
            trial = unknown + way
            trial[0] = np.clip(trial[0], *np.log((0.2, 12.0)))
            trial[1:3] = np.clip(trial[1:3], -89, 89)
            trial[3] = np.clip(trial[3], *np.log((0.2, 5.0)))
            trial[CAMERA:] = np.clip(trial[CAMERA:], *HEIGHTS_M)
            after = _total(steps, trial, spread)
            if after < before:
                break
            damping *= 5
        else:
            break
        unknown, damping = trial, max(damping / 5, 1e-6)
        if before - after < GOOD_ENOUGH * (1 + after):
            break
    return unknown, _total(steps, unknown, steps.spread(unknown))


def _normal(steps: Steps, unknown: Array, spread: Array) -> tuple[Array, Array]:
    """Return the normal equations, (u, u) and (u,), with every step and person weighted by how far it is believed."""
    misses = steps.misses(unknown)
    slopes = _slopes(steps, unknown, misses)
    residuals = _residuals(misses, spread)
    white = (spread @ np.nan_to_num(misses)[:, :, np.newaxis])[:, :, 0]
    believed = np.where(residuals < UNSEEN, 1 / (1 + (residuals / OUTLIER) ** 2), 0.0)
    rows = np.einsum("nij,njk->nik", spread, np.nan_to_num(slopes))
    flat, weights = rows.reshape(-1, rows.shape[2]), np.repeat(believed, 2)
    known, known_slopes = _priors(unknown, steps.stature)
    trust = np.ones(len(known))
    trust[CAMERA + 1 :] = 1 / (1 + (known[CAMERA + 1 :] / OUTLIER) ** 2)
    hessian = (flat.T * weights) @ flat + (known_slopes.T * trust) @ known_slopes
    gradient = (flat.T * weights) @ white.ravel() + (known_slopes.T * trust) @ known
    return hessian, gradient


def _slopes(steps: Steps, unknown: Array, misses: Array) -> Array:
    """Return the derivatives of the misses by the unknowns, (n, 2, u); a height moves only that person's steps."""
    slopes = np.zeros((*misses.shape, len(unknown)))
    for place in range(CAMERA):
        moved = unknown.copy()
        moved[place] += DELTA
        slopes[:, :, place] = (steps.misses(moved) - misses) / DELTA
    taller = unknown.copy()
    taller[CAMERA + 1 :] += DELTA
    slopes[np.arange(len(misses)), :, CAMERA + 1 + steps.person] = (steps.misses(taller) - misses) / DELTA
    return slopes


def _result(steps: Steps, unknown: Array, cost: float) -> Fit:
    """Covariance from the curvature, widened where the steps scatter more than was thought."""
    spread = steps.spread(unknown)
    hessian, _ = _normal(steps, unknown, spread)
    residuals = _residuals(steps.misses(unknown), spread)
    scatter = max(1.0, float(np.median(residuals)) / MEDIAN_RESIDUAL) ** 2
    covariance: Array = np.linalg.inv(hessian)[:CAMERA, :CAMERA].astype(np.float64) * scatter
    return Fit(camera_of(unknown, steps.size), covariance, unknown[CAMERA + 1 :], residuals, cost)
