"""How a person is held and moves, from a track's history: body heights, seconds and degrees in square pixels.

Rates are differences over `BASELINE_S`, not over a number of frames, so that they mean the same at 7 and at 30 frames a
second. Source 1 measured per frame and per crop; expressed in standing heights and seconds the same ideas fit every camera.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from falldetect_core.kinds import Posture
from falldetect_core.records import Kinematics
from falldetect_core.skeleton import HIP_SHARE, NO_BODY, SHOULDER_SHARE, Body, body_of
from falldetect_core.tracks import Sample, Support, Track

BASELINE_S = 0.4
"""Speeds are differences over this time: long enough to drown a pixel of jitter, short against a fall of a second."""
DROP_S = 1.5
"""A fall from standing takes 0.5 to 1.5 s to the floor."""
TILT_CHANGE_S = 0.5
LYING_TILT_DEG = 50.0
"""Criterion 1 of source 1 is 45 degrees; five more keep a deep sofa out."""
UPRIGHT_TILT_DEG = 40.0
UPRIGHT_HEIGHT = 0.62
"""Somebody standing or walking is at least this tall, somebody who sits or crouches is not."""
LOW_HEIGHT = 0.5
FLAT_RATIO = 0.9

type Series = NDArray[np.float64]


class Paths:
    """The body through time, as arrays over the track's samples; NaN where something wasn't seen."""

    def __init__(self, track: Track) -> None:
        """Collect them, each smoothed by a median of three."""
        samples = [sample for sample in track.samples if sample.support is not Support.MEMORY] or [track.samples[-1]]
        bodies = [body_of(sample.pose) if sample.pose else NO_BODY for sample in samples]
        self.height_px = track.height_px
        self.time_s: Series = np.array([sample.time_s for sample in samples])
        self.shoulder_y = _smooth([body.shoulders.y for body in bodies]) / self.height_px
        self.hip_y = _smooth([body.hips.y for body in bodies]) / self.height_px
        self.hip_x = _smooth([body.hips.x for body in bodies]) / self.height_px
        self.tilt_deg = _smooth([body.tilt_deg for body in bodies])
        self.height = _smooth([height_ratio(sample, self.height_px) for sample in samples])

    def drop(self, path: Series) -> float:
        """How far a value is now above its least of the last `DROP_S`."""
        values = path[self.time_s >= self.time_s[-1] - DROP_S]
        return math.nan if np.isnan(values).all() else float(values[-1] - np.nanmin(values))

    def rate(self, path: Series, over_s: float = BASELINE_S) -> float:
        """Change of a value a second, from `over_s` ago to now."""
        known = ~np.isnan(path)
        times, values = self.time_s[known], path[known]
        if len(times) < 2 or times[-1] - times[0] < over_s / 2:  # noqa: PLR2004 - a rate needs two
            return math.nan
        before = min(int(np.argmin(np.abs(times - (times[-1] - over_s)))), len(times) - 2)
        return float((values[-1] - values[before]) / (times[-1] - times[before]))


def kinematics(track: Track, before: Kinematics | None = None) -> Kinematics:
    """Describe the newest sample of a track against its history; `before` is the result for the sample before it."""
    newest = track.samples[-1]
    paths = Paths(track)
    body = body_of(newest.pose) if newest.pose else NO_BODY
    tilt_deg = body.tilt_deg if newest.pose else _silhouette_tilt(newest)
    height, box_ratio = height_ratio(newest, track.height_px), newest.box.height / max(newest.box.width, 1.0)
    speed = _fastest(paths.rate(paths.shoulder_y), -paths.rate(paths.height))
    return Kinematics(
        time_s=newest.time_s,
        posture=posture_of(newest, tilt_deg, height, box_ratio, body, track.height_px),
        tilt_deg=tilt_deg,
        box_ratio=box_ratio,
        height_ratio=height,
        hip_drop=paths.drop(paths.hip_y),
        shoulder_drop=paths.drop(paths.shoulder_y),
        height_drop=paths.drop(-paths.height),
        tilt_change_deg=paths.rate(paths.tilt_deg, TILT_CHANGE_S) * TILT_CHANGE_S,
        descent_speed=speed,
        horizontal_speed=abs(paths.rate(paths.hip_x)),
        acceleration=_acceleration(speed, newest.time_s, before),
        still_s=newest.time_s - track.still_since_s,
    )


def _fastest(*speeds: float) -> float:
    return max((speed for speed in speeds if not math.isnan(speed)), default=math.nan)


def _acceleration(speed: float, time_s: float, before: Kinematics | None) -> float:
    if before is None or time_s <= before.time_s:
        return math.nan
    return (speed - before.descent_speed) / (time_s - before.time_s)


def posture_of(
    sample: Sample, tilt_deg: float, height: float, box_ratio: float, body: Body, height_px: float
) -> Posture:
    """Tell upright, low and lying apart; unknown rather than a guess when nothing was seen."""
    if sample.support is Support.MEMORY or (math.isnan(tilt_deg) and math.isnan(height)):
        return Posture.UNKNOWN
    lying = tilt_deg >= LYING_TILT_DEG and not _bent_over_straight_legs(body, height_px)
    if lying or (height <= LOW_HEIGHT and box_ratio <= FLAT_RATIO):
        return Posture.LYING
    if height >= UPRIGHT_HEIGHT and not tilt_deg > UPRIGHT_TILT_DEG:
        return Posture.UPRIGHT
    return Posture.LOW


def _bent_over_straight_legs(body: Body, height_px: float) -> bool:
    """Hips as high above the ankles as in standing: the trunk bends, the body does not lie."""
    if not (body.hips.known and body.ankles.known):
        return False
    return body.ankles.y - body.hips.y >= 0.7 * HIP_SHARE * height_px


def height_ratio(sample: Sample, height_px: float) -> float:
    """Apparent over standing height, Hi / H0 (Scientific Reports 11, eq. 1).

    A pose's box reaches from the eyes to the ankles, about 0.9 of the height; a silhouette's from crown to sole.
    """
    covered = 1.0 if sample.pose is None else SHOULDER_SHARE + 0.08
    return sample.box.height / covered / height_px


def _silhouette_tilt(sample: Sample) -> float:
    return math.nan if sample.blob is None else sample.blob.tilt_deg


def _smooth(values: list[float]) -> Series:
    """Median of three, leaving the ends and what is missing alone."""
    series = np.array(values, np.float64)
    if len(series) >= 3:  # noqa: PLR2004 - a median of three
        middle: Callable[..., Series] = np.median
        series[1:-1] = np.where(
            np.isnan(series[1:-1]), np.nan, middle(np.stack([series[:-2], series[1:-1], series[2:]]), axis=0)
        )
    return series
