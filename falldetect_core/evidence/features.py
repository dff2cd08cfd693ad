"""What the network sees of a track: 2.5 s of its past as 25 evenly spaced steps, in standing heights.

Two streams as in source 3 (where the joints are, and how they move), and a third: the box and the silhouette, which
stay when the pose is lost. Places are relative to where the body was when the window began, so that a camera's place
means nothing; resampling by time makes 7 and 30 frames a second mean the same.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from falldetect_core.kinds import SeenBy
from falldetect_core.kinematics import EDGE_SHARE
from falldetect_core.rows import SEEN_BY
from falldetect_core.skeleton import (
    HIP_SHARE,
    LEFT_EAR,
    LEFT_HIP,
    LEFT_SHOULDER,
    NOSE,
    RIGHT_ANKLE,
    RIGHT_EAR,
    RIGHT_HIP,
    RIGHT_SHOULDER,
    SHOULDER_SHARE,
    VISIBLE,
)
from falldetect_core.tracks import Track, TrackHistory

type Floats = NDArray[np.float32]
type Flags = NDArray[np.bool_]

STEPS = 25
STEP_S = 0.1
WINDOW_S = (STEPS - 1) * STEP_S
GRID_S = -STEP_S * np.arange(STEPS - 1, -1, -1)
GAP_S = 0.5
"""Longer gaps are not interpolated (source 3: 5 frames at 10 a second)."""
HOLD_S = 0.16
"""What was seen last still holds for so long: one frame at 7 a second."""
SETTLED_STEPS = 5
"""The body's place at the start is that of the window's first half second."""
JOINT_KEYPOINTS = np.array([NOSE, LEFT_EAR, RIGHT_EAR, *range(LEFT_SHOULDER, RIGHT_ANKLE + 1)])
"""Eyes say nothing that nose and ears don't; the neck is the shoulders' middle."""
JOINTS = len(JOINT_KEYPOINTS)
BOX, BLOB, LEAN = slice(JOINTS, JOINTS + 2), slice(JOINTS + 2, JOINTS + 4), JOINTS + 4
POINTS = JOINTS + 5
JOINT_OF = {keypoint: joint for joint, keypoint in enumerate(JOINT_KEYPOINTS.tolist())}
LEFT_TRUNK, RIGHT_TRUNK = (
    np.array([JOINT_OF[shoulder], JOINT_OF[hip]])
    for shoulder, hip in ((LEFT_SHOULDER, LEFT_HIP), (RIGHT_SHOULDER, RIGHT_HIP))
)
"""Shoulder and hip of either side."""
FAR = 4.0
"""Standing heights, and heights a second: what is measured beyond is an error."""
PLACES = JOINTS + 4
REPORTED = np.array([*range(JOINTS), BOX.start, BLOB.start])
FEATURES = 2 * PLACES + 2 * PLACES + len(REPORTED) + 2 + 3 + 4
"""Places and speeds of joints and boxes, what is known of them, lean, by what they were seen, edges."""
WAYS = 3
"""Clues to the facing: shoulders and hips, nose, walking."""
BODY_FRAME = WAYS + 4 * WAYS
FACING_STEPS = 10
"""The facing is that of the first second in which it is seen."""
AXLE_WIDTH, NOSE_REACH, WALKING_REACH = 0.21, 0.06, 0.3
"""Shoulders and hips from the front, the nose from the side, in standing heights, and walking in heights a second."""
POSE, SILHOUETTE = range(2)
LONGEST = 8.0
"""Long over short axis, where it says no more."""
SAME_S = 1e-6
UNSEEN = math.nan


@dataclass(frozen=True, slots=True)
class SkeletonSequence:
    """N samples of a track, oldest first, as arrays; NaN where something wasn't seen.

    `time_s` (N,) seconds; `keypoints` (N, 17, 3) pixels and scores; `box` (N, 4) left, top, right, bottom in pixels;
    `blob` (N, 6) box in pixels, tilt in degrees, long over short axis; `seen_by` (N,) index into SEEN_BY; `fresh`
    (N,); `height_px` is the standing height now, `size` the picture's width and height in pixels.
    """

    time_s: NDArray[np.float64]
    keypoints: Floats
    box: Floats
    blob: Floats
    seen_by: NDArray[np.int8]
    fresh: Flags
    height_px: float
    size: tuple[int, int]


def sequence_of(track: Track, size: tuple[int, int]) -> SkeletonSequence:
    """Return what the window and the gap before it hold of a track in a picture of that width and height."""
    posed = track.past.rows[-len(track.past.keypoints) :]
    lately = track.newest.time_s - posed["time_s"] <= WINDOW_S + GAP_S
    return sequence(track.past, track.height_px, size, int(np.count_nonzero(lately)))


def sequence(past: TrackHistory, height_px: float, size: tuple[int, int], moments: int = 1) -> SkeletonSequence:
    """Return the newest moments of what is kept of a person."""
    rows = past.rows[-moments:]
    return SkeletonSequence(
        time_s=rows["time_s"],
        keypoints=past.keypoints[-moments:],
        box=rows["box"],
        blob=rows["blob"][:, :6],
        seen_by=rows["seen_by"],
        fresh=rows["fresh"],
        height_px=height_px,
        size=size,
    )


def window(past: SkeletonSequence) -> Floats:
    """Return the features (STEPS, FEATURES) of the time up to the newest sample; the standing height must be known."""
    grid = past.time_s[-1] + GRID_S
    points, known = resample(past.time_s, *_points(past), grid)
    seen = known[:, :PLACES, None]
    places = (points[:, :PLACES] - _start(points, known)) / past.height_px
    places = np.where(seen, places.clip(-FAR, FAR), 0.0)
    speeds = np.zeros_like(places)
    speeds[1:] = ((places[1:] - places[:-1]) / STEP_S).clip(-FAR, FAR) * (seen[1:] & seen[:-1])
    lean = np.where(known[:, LEAN, None], points[:, LEAN], 0.0)
    newest = np.maximum(np.searchsorted(past.time_s, grid + SAME_S, side="right") - 1, 0)
    seen_by = past.seen_by[newest, None]
    begun = grid[:, None] >= past.time_s[0] - HOLD_S
    supported = np.concatenate([seen_by == POSE, seen_by == SILHOUETTE, past.fresh[newest, None]], axis=1) & begun
    edges = _edges(points, past.size) & known[:, BOX.start, None]
    flat = (places.reshape(STEPS, -1), speeds.reshape(STEPS, -1), known[:, REPORTED], lean, supported, edges)
    return np.concatenate(flat, axis=1, dtype=np.float32)


def in_body_frame(features: Floats) -> Floats:
    """Turn the movements of a window (STEPS, FEATURES) into the body's own frame: (STEPS, BODY_FRAME), 0 where unknown.

    Somebody falls to the left: to the right in the picture of who faces the camera, to the left of who turns away. A
    left shoulder right of the other one in the picture faces the camera, a nose right of the ears the picture's right,
    and people walk forwards; each clue is multiplied with how the trunk leans and where the box went.
    """
    places = features[:, : 2 * PLACES].reshape(STEPS, PLACES, 2)
    told = features[:, 4 * PLACES : 4 * PLACES + len(REPORTED)]
    known = np.concatenate([told[:, :JOINTS], np.repeat(told[:, JOINTS:], 2, axis=1)], axis=1)
    seen = np.where(known[..., None] > 0, places, UNSEEN)
    nose, ears = seen[:, JOINT_OF[NOSE]], seen[:, [JOINT_OF[LEFT_EAR], JOINT_OF[RIGHT_EAR]]]
    left, right = seen[:, LEFT_TRUNK], seen[:, RIGHT_TRUNK]
    box = seen[:, BOX].mean(axis=1)
    went: Floats = np.diff(box[:, :1], axis=0, prepend=UNSEEN).astype(np.float32)
    clues = (
        ((left - right)[..., 0], AXLE_WIDTH),
        (nose[:, None, 0] - ears[..., 0], NOSE_REACH),
        (went / STEP_S, WALKING_REACH),
    )
    ways = np.array([_mean_of_first(values) / full for values, full in clues], np.float32).clip(-1.0, 1.0)
    lean = (left[:, 0] + right[:, 0] - left[:, 1] - right[:, 1]) / 2 / (SHOULDER_SHARE - HIP_SHARE)
    moved = np.nan_to_num(np.concatenate([lean, box], axis=1))
    products = (moved[:, :, None] * ways).reshape(STEPS, -1)
    return np.concatenate([np.broadcast_to(ways, (STEPS, WAYS)), products], axis=1, dtype=np.float32)


def _mean_of_first(values: Floats) -> float:
    """Return the mean of what is known in the first FACING_STEPS steps in which anything is, of values (STEPS, N)."""
    known = ~np.isnan(values)
    first = np.flatnonzero(known.any(axis=1))[:FACING_STEPS]
    return float(values[first][known[first]].mean()) if len(first) else 0.0


def resample(
    time_s: NDArray[np.float64], values: Floats, known: Flags, at_s: NDArray[np.float64]
) -> tuple[Floats, Flags]:
    """Interpolate values (N, P, 2), of which some are known (N, P), at times (T,): (T, P, 2) and (T, P).

    Between two known values at most GAP_S apart the line between them counts, after the last one that value for
    HOLD_S. What isn't known may be any number.
    """
    count = len(time_s)
    index = np.arange(count)[:, None]
    unknown = np.full((1, values.shape[1]), -1)
    before = np.concatenate([unknown, np.maximum.accumulate(np.where(known, index, -1))])
    after = np.concatenate([np.minimum.accumulate(np.where(known, index, count)[::-1])[::-1], unknown + 1 + count])
    place = np.searchsorted(time_s, at_s + SAME_S, side="right")
    first, last = before[place], after[place]
    times = np.concatenate([[-math.inf], time_s, [math.inf]])
    since, gap = at_s[:, None] - times[first + 1], times[last + 1] - times[first + 1]
    between = (gap > 0) & (gap <= GAP_S)
    share = np.where(between, since, 0.0) / np.where(between, gap, 1.0)
    columns = np.arange(values.shape[1])
    start, end = values[first, columns], values[np.where(between, last, first), columns]
    found: Floats = start + (end - start) * share[..., None].astype(np.float32)
    return found, between | (since <= HOLD_S)


def _points(past: SkeletonSequence) -> tuple[Floats, Flags]:
    """Return joints, corners of box and silhouette, and its lean, (N, POINTS, 2), and which are known (N, POINTS)."""
    count = len(past.time_s)
    points = np.empty((count, POINTS, 2), np.float32)
    known = np.empty((count, POINTS), bool)
    joints = past.keypoints[:, JOINT_KEYPOINTS]
    points[:, :JOINTS] = joints[..., :2]
    known[:, :JOINTS] = joints[..., 2] >= VISIBLE
    points[:, BOX] = past.box.reshape(-1, 2, 2)
    known[:, BOX] = (past.seen_by != SEEN_BY.index(SeenBy.MEMORY))[:, None]
    points[:, BLOB] = past.blob[:, :4].reshape(-1, 2, 2)
    points[:, LEAN, 0] = past.blob[:, 4] / 90.0
    points[:, LEAN, 1] = np.log(np.minimum(past.blob[:, 5], LONGEST))
    known[:, BLOB.start :] = ~np.isnan(past.blob[:, :1])
    return points, known


def _start(points: Floats, known: Flags) -> Floats:
    """Return the middle of the box when the window began, (2,) in pixels."""
    seen = np.flatnonzero(known[:, BOX.start])
    if not len(seen):
        return np.zeros(2, np.float32)
    middle: Floats = points[seen[seen < seen[0] + SETTLED_STEPS], BOX].mean(axis=(0, 1))
    return middle


def _edges(points: Floats, size: tuple[int, int]) -> Flags:
    """Say at which borders of the picture the box ends, (STEPS, 4): left, top, right, bottom."""
    width, height = size
    near_x, near_y = EDGE_SHARE * width, EDGE_SHARE * height
    low, high = points[:, BOX.start], points[:, BOX.start + 1]
    return np.stack(
        [low[:, 0] < near_x, low[:, 1] < near_y, high[:, 0] > width - near_x, high[:, 1] > height - near_y], axis=1
    )
