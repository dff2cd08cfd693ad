"""Variations of what a camera saw of a track: other frame rates, lost and noisy poses, hidden halves, mirrored rooms.

The simulator's noise is fitted to one pose network; these go beyond it, so that nothing is learned from its details.
"""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from falldetect_core.evidence.features import Flags, Floats, SkeletonSequence
from falldetect_core.skeleton import VISIBLE

POSE, SILHOUETTE, MEMORY = 0, 1, 2
ROLL_SD_DEG = 6.0
MIRRORED = np.array([0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15])
"""Where each keypoint comes from when left and right change places."""
HIDEABLE = (
    (13, 14, 15, 16),
    (15, 16),
    (11, 12, 13, 14, 15, 16),
    (5, 7, 9, 11, 13, 15),
    (6, 8, 10, 12, 14, 16),
    (0, 1, 2, 3, 4),
    (7, 8, 9, 10),
    (5, 6, 7, 8, 9, 10, 0, 1, 2, 3, 4),
)
"""Legs, feet, the lower half, a side, the head, the arms, the upper half."""


def vary(past: SkeletonSequence, rng: np.random.Generator) -> tuple[SkeletonSequence, bool]:
    """Return a history with changes drawn at random, and whether it is mirrored."""
    changes: tuple[tuple[float, Callable[[SkeletonSequence, np.random.Generator], SkeletonSequence]], ...] = (
        (0.3, stretched),
        (0.4, thinned),
        (0.35, without_poses),
        (0.1, without_poses),
        (0.25, hidden),
        (0.2, scattered),
        (0.1, swapped),
        (0.7, noisy),
        (0.2, without_keypoints),
        (0.25, without_silhouette),
        (0.2, astray),
        (0.25, panned),
        (0.25, rolled),
        (0.6, resized),
    )
    for chance, change in changes:
        if rng.random() < chance:
            past = change(past, rng)
    if rng.random() < 0.5:
        return mirrored(past), True
    return past, False


def stretched(past: SkeletonSequence, rng: np.random.Generator) -> SkeletonSequence:
    """Play it slower or faster."""
    now_s = past.time_s[-1]
    return replace(past, time_s=now_s + (past.time_s - now_s) * rng.uniform(0.87, 1.18))


def thinned(past: SkeletonSequence, rng: np.random.Generator) -> SkeletonSequence:
    """Keep fewer frames, the newest among them."""
    least_s = 1.0 / rng.uniform(6.5, 14.0)
    kept = [len(past.time_s) - 1]
    for index in range(kept[0] - 1, -1, -1):
        if past.time_s[kept[-1]] - past.time_s[index] >= least_s * rng.uniform(0.85, 1.1):
            kept.append(index)
    return chosen(past, np.array(kept[::-1]))


def chosen(past: SkeletonSequence, indices: np.ndarray) -> SkeletonSequence:
    """Return these samples only."""
    names = ("time_s", "keypoints", "box", "blob", "seen_by", "fresh")
    return replace(past, **{name: getattr(past, name)[indices] for name in names})


def without_poses(past: SkeletonSequence, rng: np.random.Generator) -> SkeletonSequence:
    """Lose the poses for a while: the silhouette carries the track, or nothing does."""
    start_s = past.time_s[-1] - rng.uniform(0.0, 2.2)
    lost = (past.time_s >= start_s) & (past.time_s < start_s + rng.exponential(0.6)) & (past.seen_by == POSE)
    keypoints = past.keypoints.copy()
    keypoints[lost] = math.nan
    seen = ~np.isnan(past.blob[:, 0])
    box = np.where((lost & seen)[:, None], past.blob[:, :4], past.box)
    seen_by = np.where(lost, np.where(seen, SILHOUETTE, MEMORY), past.seen_by).astype(np.int8)
    return replace(past, keypoints=keypoints, box=box, seen_by=seen_by)


def without_silhouette(past: SkeletonSequence, rng: np.random.Generator) -> SkeletonSequence:
    """Lose the silhouette, for good or for a while."""
    start_s = past.time_s[-1] - rng.uniform(0.0, 2.5)
    lost = np.ones(len(past.time_s), bool) if rng.random() < 0.5 else past.time_s >= start_s
    blob = np.where(lost[:, None], np.float32(math.nan), past.blob)
    seen_by = np.where(lost & (past.seen_by == SILHOUETTE), MEMORY, past.seen_by).astype(np.int8)
    return replace(past, blob=blob, seen_by=seen_by)


def astray(past: SkeletonSequence, rng: np.random.Generator) -> SkeletonSequence:
    """Let the silhouette be of something else: a curtain, a shadow, a camera in the hand."""
    count, height_px = len(past.time_s), past.height_px
    drift = rng.normal(0.0, 0.4, (1, 2)) + rng.normal(0.0, 0.15, (count, 2))
    grown = rng.uniform(-0.2, 0.8) + rng.normal(0.0, 0.1, (count, 2))
    low = past.box[:, :2] + height_px * (drift - np.maximum(grown, -0.2))
    high = past.box[:, 2:] + height_px * (drift + np.maximum(grown, -0.2))
    lean = np.column_stack([rng.uniform(0.0, 90.0, count), rng.uniform(1.0, 3.0, count)])
    since_s = past.time_s[-1] - rng.uniform(0.0, 4.0)
    blob = np.column_stack([np.minimum(low, high - 1), high, lean]).astype(np.float32)
    now = (past.time_s >= since_s)[:, None]
    blob = np.where(now, blob, past.blob)
    box = np.where(now & (past.seen_by == SILHOUETTE)[:, None], blob[:, :4], past.box)
    return replace(past, blob=blob, box=box.astype(np.float32))


def panned(past: SkeletonSequence, rng: np.random.Generator) -> SkeletonSequence:
    """Move the camera: pan and zoom with a hand that shakes."""
    elapsed_s = past.time_s - past.time_s[-1]
    speed = past.height_px * rng.normal(0.0, 0.25, 2)
    shake = past.height_px * rng.uniform(0.0, 0.02) * rng.standard_normal((len(elapsed_s), 2))
    offset = (elapsed_s[:, None] * speed + shake).astype(np.float32)
    zoom = np.exp(elapsed_s * rng.normal(0.0, 0.06)).astype(np.float32)[:, None]
    middle = np.array(past.size, np.float32) / 2

    def seen(points: Floats) -> Floats:
        return (points - middle) * zoom + middle + offset

    keypoints = past.keypoints.copy()
    keypoints[..., :2] = np.stack([seen(keypoints[:, joint, :2]) for joint in range(keypoints.shape[1])], axis=1)
    corners = [seen(boxes[:, side : side + 2]) for boxes in (past.box, past.blob) for side in (0, 2)]
    blob = np.column_stack([corners[2], corners[3], past.blob[:, 4:]]).astype(np.float32)
    return replace(past, keypoints=keypoints, box=np.concatenate(corners[:2], axis=1), blob=blob)


def hidden(past: SkeletonSequence, rng: np.random.Generator) -> SkeletonSequence:
    """Hide a part of the body, from some time on or all the time."""
    part = list(HIDEABLE[int(rng.integers(len(HIDEABLE)))])
    since_s = past.time_s[-1] - rng.uniform(0.0, 4.0)
    keypoints = past.keypoints.copy()
    keypoints[np.ix_(past.time_s >= since_s, part, [2])] *= 0.2
    return boxed(replace(past, keypoints=keypoints))


def scattered(past: SkeletonSequence, rng: np.random.Generator) -> SkeletonSequence:
    """Hide keypoints anywhere on the body all the time, up to more than half of them."""
    part = rng.permutation(past.keypoints.shape[1])[: int(rng.integers(3, 11))]
    keypoints = past.keypoints.copy()
    keypoints[:, part, 2] *= 0.2
    return boxed(replace(past, keypoints=keypoints))


def rolled(past: SkeletonSequence, rng: np.random.Generator) -> SkeletonSequence:
    """Turn the camera about its own axis by some degrees."""
    angle = math.radians(float(rng.normal(0.0, ROLL_SD_DEG)))
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]], np.float32)
    middle = np.array(past.size, np.float32) / 2
    keypoints = past.keypoints.copy()
    keypoints[..., :2] = (keypoints[..., :2] - middle) @ turn + middle
    box, blob = (_around((_sides(boxes) - middle) @ turn + middle) for boxes in (past.box, past.blob[:, :4]))
    return replace(past, keypoints=keypoints, box=box, blob=np.concatenate([blob, past.blob[:, 4:]], axis=1))


def _sides(boxes: Floats) -> Floats:
    """Return the middles of the sides of boxes (N, 4), (N, 4, 2): a body hardly fills the corners."""
    left, top, right, bottom = boxes.T
    x, y = (left + right) / 2, (top + bottom) / 2
    return np.stack([np.stack(pair, axis=1) for pair in ((left, y), (x, top), (right, y), (x, bottom))], axis=1)


def _around(points: Floats) -> Floats:
    return np.concatenate([points.min(axis=1), points.max(axis=1)], axis=1)


def without_keypoints(past: SkeletonSequence, rng: np.random.Generator) -> SkeletonSequence:
    """Lose single keypoints here and there."""
    keypoints = past.keypoints.copy()
    keypoints[..., 2][rng.random(keypoints.shape[:2]) < rng.uniform(0.02, 0.25)] *= 0.2
    return replace(past, keypoints=keypoints)


def swapped(past: SkeletonSequence, rng: np.random.Generator) -> SkeletonSequence:
    """Take the front for the back for a while."""
    start_s = past.time_s[-1] - rng.uniform(0.0, 2.5)
    during = (past.time_s >= start_s) & (past.time_s < start_s + rng.exponential(0.3))
    keypoints = past.keypoints.copy()
    keypoints[during] = keypoints[during][:, MIRRORED]
    return replace(past, keypoints=keypoints)


def noisy(past: SkeletonSequence, rng: np.random.Generator) -> SkeletonSequence:
    """Shake the keypoints, some of them far."""
    keypoints = past.keypoints.copy()
    shape = keypoints[..., :2].shape
    far = rng.random(keypoints.shape[:2]) < rng.uniform(0.0, 0.03)
    sd_px = past.height_px * (rng.uniform(0.0, 0.02) + 0.12 * far[..., None])
    keypoints[..., :2] += (sd_px * rng.standard_normal(shape)).astype(np.float32)
    return replace(past, keypoints=keypoints)


def resized(past: SkeletonSequence, rng: np.random.Generator) -> SkeletonSequence:
    """Misjudge the standing height."""
    return replace(past, height_px=past.height_px * float(np.exp(rng.normal(0.0, 0.13))))


def mirrored(past: SkeletonSequence) -> SkeletonSequence:
    """Return what a mirror shows: left and right of picture and body change places."""
    width = past.size[0]
    keypoints = past.keypoints[:, MIRRORED].copy()
    keypoints[..., 0] = width - keypoints[..., 0]
    blob = np.concatenate([_turned(past.blob[:, :4], width), past.blob[:, 4:]], axis=1)
    return replace(past, keypoints=keypoints, box=_turned(past.box, width), blob=blob)


def _turned(boxes: Floats, width: int) -> Floats:
    return np.stack([width - boxes[:, 2], boxes[:, 1], width - boxes[:, 0], boxes[:, 3]], axis=1)


def boxed(past: SkeletonSequence) -> SkeletonSequence:
    """Fit the boxes of poses to the keypoints that are left, and to the silhouette where the feet are hidden."""
    seen: Flags = past.keypoints[..., 2] >= VISIBLE
    posed = (past.seen_by == POSE) & (seen.sum(axis=1) >= 3)
    points = past.keypoints[..., :2]
    low = np.where(seen[..., None], points, np.inf).min(axis=1)
    high = np.where(seen[..., None], points, -np.inf).max(axis=1)
    feet_hidden = ~seen[:, 15:].any(axis=1) & ~np.isnan(past.blob[:, 0])
    low = np.where(feet_hidden[:, None], np.minimum(low, past.blob[:, :2]), low)
    high = np.where(feet_hidden[:, None], np.maximum(high, past.blob[:, 2:4]), high)
    box = np.where(posed[:, None], np.concatenate([low, high], axis=1), past.box).astype(np.float32)
    return replace(past, box=box)
