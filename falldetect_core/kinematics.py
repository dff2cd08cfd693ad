"""How a person is held and moves, from a track's history: body heights, seconds and degrees in square pixels.

Rates are differences over `BASELINE_S`, not over a number of frames, so that they mean the same at 7 and at 30 frames
a second. Source 1 measured per frame and per crop; expressed in standing heights and seconds the same ideas fit every
camera.
"""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from falldetect_core.kinds import Posture, SeenBy
from falldetect_core.nanstats import nan_max
from falldetect_core.records import Box, Kinematics
from falldetect_core.rows import SEEN_BY
from falldetect_core.settings import Line
from falldetect_core.skeleton import (
    ANKLE_SHARE,
    EARS,
    EYES_TO_ANKLES,
    HIP_SHARE,
    LEFT_SHOULDER,
    NOSE,
    RIGHT_ANKLE,
    RIGHT_SHOULDER,
    SHOULDER_SHARE,
    VISIBLE,
    Body,
    middle,
)
from falldetect_core.tracks import Measures, Sample, Track
from falldetect_core.world import UNKNOWN_NECK, Neck
from falldetect_core.world.camera_world import BASELINE_S

DROP_S = 1.5
"""A fall from standing takes 0.5 to 1.5 s to the floor."""
TILT_CHANGE_S = 0.5
LYING_TILT_DEG = 50.0
"""Criterion 1 of source 1 is 45 degrees; five more keep a deep sofa out."""
UPRIGHT_TILT_DEG = 40.0
UPRIGHT_TRUNK = 0.7
UPRIGHT_HEIGHT = 0.62
"""Somebody standing or walking is at least this tall, somebody who sits or crouches is not."""
STRAIGHT_LEGS = 0.7
"""Hips this high above the feet belong to somebody who stands, however far the trunk bends."""
LONG = 1.6
"""A silhouette is this many times as long as broad before its lean means anything."""
EDGE_SHARE = 0.02
BODY_KEYPOINTS = [NOSE, *range(LEFT_SHOULDER, RIGHT_ANKLE + 1)]
HEAD_RISE = 0.06
"""Ears and eyes are 0.12 of the standing height above the shoulders."""
STANDING_HEIGHT = 0.8
STANDING_RATIO = 1.5
"""A silhouette this tall, and this many times as tall as wide, belongs to somebody who stands."""
LOW_HEIGHT = 0.5
FLAT_RATIO = 0.9

type Series = NDArray[np.float64]


class Paths:
    """The body through time, as arrays over the track's samples; NaN where something wasn't seen."""

    def __init__(self, track: Track) -> None:
        """Collect them, each smoothed by a median of three."""
        rows = track.past.rows
        seen = rows[rows["seen_by"] != SEEN_BY.index(SeenBy.MEMORY)]
        seen = seen if len(seen) else rows[-1:]
        self.now_s = track.newest.time_s
        self.time_s: Series = seen["time_s"]
        paths = _smooth(seen["measures"].astype(np.float64)).T
        self.tilt_deg: Series = paths[Measures._fields.index("tilt_deg")]
        _, self.shoulder_y, self.hip_y, self.hip_x, _, self.height, self.silhouette = paths / track.height_px

    def drop(self, path: Series) -> float:
        """How far a value is now above its least of the last `DROP_S`."""
        values = path[self.time_s >= self.now_s - DROP_S]
        return math.nan if not len(values) or np.isnan(values[-1]) else float(values[-1] - np.fmin.reduce(values))

    def rate(self, path: Series, over_s: float = BASELINE_S) -> float:
        """Change of a value a second, from `over_s` ago to now; NaN where it wasn't seen lately."""
        known = ~np.isnan(path)
        times, values = self.time_s[known], path[known]
        if len(times) < 2 or self.now_s - times[-1] > over_s:  # noqa: PLR2004 - a rate needs two
            return math.nan
        if times[-1] - times[0] < over_s / 2:
            return math.nan
        before = min(int(np.argmin(np.abs(times - (times[-1] - over_s)))), len(times) - 2)
        return float((values[-1] - values[before]) / (times[-1] - times[before]))


def kinematics(
    track: Track,
    size: tuple[int, int],
    neck: Neck = UNKNOWN_NECK,
    pitch_deg: float = math.nan,
    *,
    fence: Line = (),
) -> Kinematics:
    """Describe the newest sample of a track against its history.

    `neck` is what the camera's place in the world tells of the neck, `pitch_deg` how far the camera looks down,
    `fence` the line below which nobody's height is seen.
    """
    newest, paths = track.newest, Paths(track)
    below = at_fence(newest.box, size, fence)
    if below and newest.seen_by is SeenBy.SILHOUETTE:  # cut off, it tells where the body is, not how it is held
        newest, paths.height[-1] = replace(newest, blob=None), math.nan
    tilt_deg = newest.body.tilt_deg if newest.pose else _silhouette_tilt(newest)
    height, ratio = height_ratio(newest, track.height_px), box_ratio(newest)
    return Kinematics(
        time_s=newest.time_s,
        posture=posture_of(newest, tilt_deg, height, ratio, track.height_px),
        tilt_deg=tilt_deg,
        box_ratio=ratio,
        height_ratio=height,
        trunk_rise=trunk_rise(newest.body, track.height_px),
        leg_extension=leg_extension(newest.body, track.height_px),
        hip_drop=paths.drop(paths.hip_y),
        shoulder_drop=paths.drop(paths.shoulder_y),
        height_drop=paths.drop(-paths.height),
        tilt_change_deg=paths.rate(paths.tilt_deg, TILT_CHANGE_S) * TILT_CHANGE_S,
        descent_speed=nan_max((paths.rate(paths.shoulder_y), -paths.rate(paths.height))),
        horizontal_speed=abs(paths.rate(paths.hip_x)),
        still_s=newest.time_s - track.still_since_s,
        seen_by=newest.seen_by,
        at_edge=at_edge(newest.box, size),
        velocity_x=paths.rate(paths.hip_x),
        neck_height_m=neck.height_m,
        neck_height_sd_m=neck.height_sd_m,
        neck_descent_m_s=neck.descent_m_s,
        pitch_deg=pitch_deg,
        silhouette_height=_silhouette_height(newest, track.height_px),
        silhouette_ratio=newest.blob.box.height / max(newest.blob.box.width, 1.0) if newest.blob else math.nan,
        silhouette_speed=-paths.rate(paths.silhouette),
        at_fence=below,
        seen_share=seen_share(newest),
        hips_y=newest.body.hips.y / track.height_px,
        **bearing(newest, track.height_px),
    )


def at_edge(box: Box, size: tuple[int, int]) -> bool:
    """Say whether a box comes near the border of a picture of that width and height, and may go on outside."""
    width, height = size
    near_x, near_y = EDGE_SHARE * width, EDGE_SHARE * height
    return box.left < near_x or box.top < near_y or box.right > width - near_x or box.bottom > height - near_y


def at_fence(box: Box, size: tuple[int, int], fence: Line = ()) -> bool:
    """Say whether a box ends below the fence, shares of a picture of that width and height, or at its lower border."""
    width, height = size
    level = 1 - EDGE_SHARE
    if fence:
        across, down = zip(*sorted(fence), strict=True)
        level = min(level, float(np.interp(box.feet[0] / width, across, down)))
    return box.bottom > level * height


def seen_share(sample: Sample) -> float:
    """Share of nose, shoulders, arms, hips and legs that a pose shows; NaN without one."""
    if sample.pose is None:
        return math.nan
    return float((sample.pose.keypoints[BODY_KEYPOINTS, 2] >= VISIBLE).mean())


def bearing(sample: Sample, height_px: float) -> dict[str, float]:
    """Say how the body faces and leans, in body heights; NaN where the points weren't seen."""
    if sample.pose is None:
        return {}
    keypoints, body = sample.pose.keypoints, sample.body
    known = keypoints[:, 2] >= VISIBLE
    ears = middle(keypoints, EARS)
    both = bool(known[LEFT_SHOULDER] and known[RIGHT_SHOULDER])
    width_px = float(keypoints[LEFT_SHOULDER, 0] - keypoints[RIGHT_SHOULDER, 0]) if both else math.nan
    nose_px = float(keypoints[NOSE, 0]) - ears.x if known[NOSE] else math.nan
    return {
        "shoulder_width": width_px / height_px,
        "nose_x": nose_px / height_px,
        "lean_x": (body.shoulders.x - body.hips.x) / height_px,
        "lean_y": (body.shoulders.y - body.hips.y) / height_px,
    }


def posture_of(sample: Sample, tilt_deg: float, height: float, ratio: float, height_px: float) -> Posture:
    """Tell upright, low and lying apart; unknown rather than a guess when nothing was seen."""
    if sample.seen_by is SeenBy.MEMORY or (math.isnan(tilt_deg) and math.isnan(height)):
        return Posture.UNKNOWN
    if sample.pose is None:
        return silhouette_posture(height, ratio)
    lying = tilt_deg >= LYING_TILT_DEG and not leg_extension(sample.body, height_px) >= STRAIGHT_LEGS
    if lying or (height <= LOW_HEIGHT and ratio <= FLAT_RATIO):
        return Posture.LYING
    if math.isnan(tilt_deg) and not head_up(sample.body, height_px):
        return Posture.UNKNOWN
    tall = trunk_rise(sample.body, height_px) >= UPRIGHT_TRUNK if math.isnan(height) else height >= UPRIGHT_HEIGHT
    if tall and not tilt_deg > UPRIGHT_TILT_DEG:
        return Posture.UPRIGHT
    return Posture.LOW


def head_up(body: Body, height_px: float) -> bool:
    """Say whether the head is seen above the shoulders, as of somebody whose hips a table hides."""
    seen = body.head.known and body.shoulders.known
    return seen and body.shoulders.y - body.head.y >= HEAD_RISE * height_px


def silhouette_posture(height: float, ratio: float) -> Posture:
    """Tell a standing and a lying silhouette from all others: somebody bent or foreshortened looks like anything."""
    if height <= LOW_HEIGHT and ratio <= FLAT_RATIO:
        return Posture.LYING
    return Posture.UPRIGHT if height >= STANDING_HEIGHT and ratio >= STANDING_RATIO else Posture.UNKNOWN


def leg_extension(body: Body, height_px: float) -> float:
    """Height of the hips above the ankles over that in standing; NaN when either is hidden."""
    if not (body.hips.known and body.ankles.known):
        return math.nan
    return (body.ankles.y - body.hips.y) / ((HIP_SHARE - ANKLE_SHARE) * height_px)


def height_ratio(sample: Sample, height_px: float) -> float:
    """Apparent over standing height, Hi / H0 (Scientific Reports 11, eq. 1); NaN where the legs are hidden.

    A pose's box reaches from the eyes to the ankles, about 0.9 of the height; a silhouette's from crown to sole.
    """
    if sample.pose is None:
        return _silhouette_height(sample, height_px)
    return sample.box.height / (EYES_TO_ANKLES * height_px) if legs_seen(sample) else math.nan


def legs_seen(sample: Sample) -> bool:
    """Say whether the body is seen to its feet; a box that ends where the legs are hidden tells no height."""
    return sample.body.ankles.known if sample.pose else sample.blob is not None


def box_ratio(sample: Sample) -> float:
    """Height over width of the body's box; NaN where the legs are hidden."""
    return sample.box.height / max(sample.box.width, 1.0) if legs_seen(sample) else math.nan


def trunk_rise(body: Body, height_px: float) -> float:
    """Height of the shoulders above the hips over that in standing: 1 upright, 0 flat, also along the line of sight."""
    if not (body.shoulders.known and body.hips.known):
        return math.nan
    return (body.hips.y - body.shoulders.y) / ((SHOULDER_SHARE - HIP_SHARE) * height_px)


def _silhouette_height(sample: Sample, height_px: float) -> float:
    """Height of the silhouette over the standing height; NaN without one."""
    return sample.blob.box.height / height_px if sample.blob else math.nan


def _silhouette_tilt(sample: Sample) -> float:
    """Lean of the silhouette's long axis; NaN for one too round to have any."""
    if sample.blob is None or sample.blob.elongation < LONG:
        return math.nan
    return sample.blob.tilt_deg


def _smooth(series: Series) -> Series:
    """Median of three along the first axis; the ends stay, what has a missing neighbour is missing."""
    before, now, after = series[:-2], series[1:-1], series[2:]
    smooth = series.copy()
    smooth[1:-1] = np.maximum(np.minimum(before, now), np.minimum(np.maximum(before, now), after))
    return smooth
