"""How the pose network sees a body that is really there: whether it finds it, how far off, and how sure it is.

The parameters are fitted to what the network does with rendered people (`fit_noise`) and kept in `noise.json`. A clip's
randomness is drawn before (`Latents`), correlated in time as real errors are, so that a look at the whole picture and
a closer one err alike.
"""

import json
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from falldetect_core.records import Box, Pose
from training.simulation.arrays import FloatArray

PARAMETERS = Path(__file__).with_name("noise.json")
INPUT_PX = 256.0
"""The longer side of the network's input."""
MIRROR = np.array([0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15])
HIPS, SHOULDERS = (11, 12), (5, 6)
LEAST_SCORE = 0.12
"""Bodies that the network scores lower are not handed on."""
LEAST_VISIBLE = 3
LARGE = 0.5
"""Bodies of 90 input pixels and more are seen alike."""


@dataclass(frozen=True)
class View:
    """What there is to see of a person in T frames.

    `pixels` (T, 17, 2) of the keypoints, `visible` (T, 17) those in the picture with nothing before them,
    `turned_away` (T, 17) those behind the person's own body.
    """

    pixels: FloatArray
    visible: NDArray[np.bool_]
    turned_away: NDArray[np.bool_]


@dataclass(frozen=True)
class Patch:
    """A piece of the picture, perhaps turned: where it starts, the ways right and down in it (2,), its size."""

    origin: FloatArray
    right: FloatArray
    down: FloatArray
    width: int
    height: int

    @staticmethod
    def whole(width: int, height: int) -> "Patch":
        """Return all of a picture."""
        return Patch(np.zeros(2), np.array([1.0, 0.0]), np.array([0.0, 1.0]), width, height)

    def inside(self, pixels: FloatArray) -> FloatArray:
        """Return pixels (N, 2) of the picture in those of the patch."""
        found: FloatArray = (pixels - self.origin) @ np.stack([self.right, self.down], axis=1)
        return found


@dataclass(frozen=True)
class Latents:
    """One person's luck in T frames, standard normal or uniform, correlated in time."""

    found: FloatArray
    jitter: FloatArray
    scatter: FloatArray
    doubt: FloatArray
    outlier: FloatArray
    swap: FloatArray
    score: FloatArray


def _rows(value: float) -> tuple[float, ...]:
    return (value,) * 17


@dataclass(frozen=True)
class PoseNoise:
    """The parameters; sizes are in pixels of the network's input.

    `found` weighs the five facts of `facts_of` into the log-odds that the body is found, `body_score` into those of
    its score. `spread` is each keypoint's error (standard deviation over the body's size), to which `floor_px` is
    added; it grows by `spread_lean` for a body upside down, by `spread_hidden` for a hidden point. A keypoint's score
    has the log-odds `keypoint_score` (17) plus `certain` times (log2 size, cos lean, hidden, behind the own body);
    `astray` weighs 1 and the same into the log-odds that a point is somewhere else on the body, and `swap` (1, cos
    lean) into those that left and right are exchanged. Noises are standard deviations of log-odds;
    errors last `lasts_s`, as far as a share `steady` of their variance goes, and whether a body is found
    `found_lasts_s`, as far as `found_steady`.
    """

    found: tuple[float, ...] = (1.5, 1.2, 1.4, 2.5, 0.0)
    body_score: tuple[float, ...] = (-0.9, 0.5, 0.8, 1.2, 0.0)
    spread: tuple[float, ...] = field(default_factory=lambda: _rows(0.02))
    floor_px: float = 0.7
    spread_lean: float = 1.0
    spread_hidden: float = 2.0
    keypoint_score: tuple[float, ...] = field(default_factory=lambda: _rows(0.6))
    certain: tuple[float, ...] = (0.5, 0.8, -2.2, -0.7)
    astray: tuple[float, ...] = (-4.0, -0.3, -0.9, 1.5, 0.5)
    swap: tuple[float, ...] = (-3.5, -0.8)
    score_noise: float = 0.7
    body_noise: float = 0.5
    lasts_s: float = 0.4
    steady: float = 0.64
    found_lasts_s: float = 1.0
    found_steady: float = 0.7

    @staticmethod
    @cache
    def fitted() -> "PoseNoise":
        """Return what was fitted, or a first guess where nothing was."""
        if not PARAMETERS.exists():
            return PoseNoise()
        values: dict[str, Any] = json.loads(PARAMETERS.read_text())["parameters"]
        fitted: dict[str, Any] = {key: tuple(item) if isinstance(item, list) else item for key, item in values.items()}
        return PoseNoise(**fitted)

    def as_json(self) -> dict[str, object]:
        """Return the parameters, the reverse of `fitted`."""
        return asdict(self)

    def latents(self, times: FloatArray, rng: np.random.Generator) -> Latents:
        """Draw one person's luck for frames at `times` (T,)."""
        count = len(times)
        return Latents(
            found=_mixed(_correlated(times, rng, self.found_lasts_s), rng, self.found_steady),
            jitter=_correlated(times, rng, self.lasts_s, 17, 2),
            scatter=rng.standard_normal((count, 17, 2)),
            doubt=_correlated(times, rng, self.lasts_s, 17),
            outlier=_uniform(_correlated(times, rng, 0.25, 17)),
            swap=_uniform(_correlated(times, rng, 0.5)),
            score=_correlated(times, rng, 0.6),
        )

    def observe(self, view: View, luck: Latents, at: int, patch: Patch) -> Pose | None:
        """Return what the network makes of frame `at` in a patch of the picture, in pixels of the patch."""
        pixels = patch.inside(view.pixels[at])
        size = np.array([patch.width, patch.height])
        seen = view.visible[at] & (pixels >= 0).all(axis=1) & (pixels < size).all(axis=1)
        if seen.sum() < LEAST_VISIBLE:
            return None
        zoom = INPUT_PX / max(patch.width, patch.height)
        facts = facts_of(pixels, seen, zoom)
        if _logistic(float(np.dot(self.found, facts))) < _uniform(luck.found[at]):
            return None
        size_px = body_size(pixels)
        lean = facts[2]
        order = MIRROR if luck.swap[at] < _logistic(self.swap[0] + self.swap[1] * lean) else np.arange(17)
        hidden, behind = (~seen).astype(float), view.turned_away[at].astype(float)
        sigma = (
            np.asarray(self.spread)
            * size_px
            * (1 + self.spread_lean * (1 - lean) / 2)
            * (1 + self.spread_hidden * np.maximum(hidden, 0.5 * behind))
        )
        error = np.sqrt(self.steady) * luck.jitter[at] + np.sqrt(1 - self.steady) * luck.scatter[at]
        places = pixels[order] + error * (sigma + self.floor_px / zoom)[:, None]
        level = np.array([1.0, facts[1], lean])
        astray = luck.outlier[at] < _logistic(
            level @ self.astray[:3] + self.astray[3] * hidden + self.astray[4] * behind
        )
        if astray.any():
            middle, half = pixels[seen].mean(axis=0), 0.3 * size_px
            places[astray] = np.where(
                luck.scatter[at, astray, :1] > 0, places[MIRROR][astray], middle + half * luck.jitter[at, astray]
            )
        doubt = (
            np.asarray(self.keypoint_score)
            + self.certain[0] * facts[1]
            + self.certain[1] * lean
            + self.certain[2] * hidden
            + self.certain[3] * behind
            + self.score_noise * luck.doubt[at]
            - 1.5 * astray
        )
        score = float(_logistic(float(np.dot(self.body_score, facts)) + self.body_noise * luck.score[at]))
        if score < LEAST_SCORE:
            return None
        keypoints = np.concatenate([np.clip(places, 0, size), _logistic(doubt)[:, None]], axis=1).astype(np.float32)
        low, high = keypoints[:, :2].min(axis=0), keypoints[:, :2].max(axis=0)
        return Pose(keypoints, score, Box(float(low[0]), float(low[1]), float(high[0]), float(high[1])))


def facts_of(pixels: FloatArray, seen: NDArray[np.bool_], zoom: float) -> FloatArray:
    """Return what finding a body depends on (5,).

    These are 1, log2 of its size over 64 input pixels (no more than LARGE), the cosine of its trunk's lean in the
    picture, the share of its keypoints that are seen, and how level it is.
    """
    trunk = pixels[list(SHOULDERS)].mean(axis=0) - pixels[list(HIPS)].mean(axis=0)
    length = float(np.hypot(*trunk))
    lean = -float(trunk[1]) / max(length, 1e-6)
    size = max(body_size(pixels[seen]) * zoom, 4.0) if seen.any() else 4.0
    return np.array([1.0, min(float(np.log2(size / 64.0)), LARGE), lean, float(seen.mean()), 1.0 - abs(lean)])


def body_size(pixels: FloatArray) -> float:
    """Return the longer side of the box around keypoints (N, 2), in pixels."""
    return float(np.ptp(pixels, axis=0).max())


def _correlated(times: FloatArray, rng: np.random.Generator, lasts_s: float, *shape: int) -> FloatArray:
    """Return standard normal numbers (T, ...) that forget with a time constant."""
    fresh = rng.standard_normal((len(times), *shape))
    found = fresh.copy()
    keep = np.exp(-np.diff(times) / lasts_s)
    for index in range(1, len(times)):
        found[index] = keep[index - 1] * found[index - 1] + np.sqrt(1 - keep[index - 1] ** 2) * fresh[index]
    return found


def _mixed(slow: FloatArray, rng: np.random.Generator, share: float) -> FloatArray:
    """Mix standard normal numbers with fresh ones, so that `share` of the variance is theirs."""
    return np.asarray(np.sqrt(share) * slow + np.sqrt(1 - share) * rng.standard_normal(slow.shape))


def _uniform(normal: FloatArray) -> FloatArray:
    """Turn standard normal numbers into uniform ones (a logistic curve follows the normal one within 0.01)."""
    return _logistic(1.702 * np.asarray(normal))


def _logistic(value: FloatArray | float) -> FloatArray:
    return np.asarray(1.0 / (1.0 + np.exp(-np.asarray(value))))
