"""Each variation of what a camera saw changes what it is for, and leaves a history that a camera could have seen."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from falldetect_core.evidence.features import SkeletonSequence, window
from falldetect_core.skeleton import VISIBLE
from training.network import augmentation
from training.network.augmentation import (
    MEMORY,
    POSE,
    SILHOUETTE,
    hidden,
    noisy,
    panned,
    resized,
    scattered,
    stretched,
    swapped,
    thinned,
    without_keypoints,
    without_poses,
    without_silhouette,
)

type Change = Callable[[SkeletonSequence, np.random.Generator], SkeletonSequence]

CHANGES: tuple[Change, ...] = (
    stretched, thinned, without_poses, hidden, scattered, swapped, noisy, without_keypoints, without_silhouette,
    augmentation.astray, panned, augmentation.rolled, resized,
)  # fmt: skip
SEEDS = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def seen() -> SkeletonSequence:
    """Three seconds of somebody who walks across the picture, 15 frames a second, with a silhouette a bit larger."""
    time_s = 10.0 + np.arange(0, 3, 1 / 15)
    count = len(time_s)
    rng = np.random.default_rng(1)
    body = np.stack([rng.uniform(-30, 30, 17), np.linspace(-100, 100, 17)], axis=1)
    middle = np.stack([np.linspace(150, 450, count), np.full(count, 180.0)], axis=1)
    points = middle[:, None] + body
    keypoints = np.concatenate([points, np.full((count, 17, 1), 0.8)], axis=2).astype(np.float32)
    box = np.concatenate([points.min(axis=1), points.max(axis=1)], axis=1).astype(np.float32)
    blob = np.column_stack([box + np.array([-5, -5, 5, 5]), np.full(count, 5.0), np.full(count, 3.0)])
    return SkeletonSequence(
        time_s=time_s,
        keypoints=keypoints,
        box=box,
        blob=blob.astype(np.float32),
        seen_by=np.full(count, POSE, np.int8),
        fresh=np.ones(count, bool),
        height_px=220.0,
        size=(640, 360),
    )


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@given(seed=SEEDS)
@settings(max_examples=25, deadline=None)
def test_what_comes_of_it_is_a_history_and_what_was_there_is_untouched(
    seen: SkeletonSequence, change: Change, seed: int
) -> None:
    before = seen.keypoints.copy(), seen.box.copy(), seen.blob.copy(), seen.time_s.copy()
    past = change(seen, np.random.default_rng(seed))
    lengths = {len(part) for part in (past.time_s, past.keypoints, past.box, past.blob, past.seen_by, past.fresh)}
    assert len(lengths) == 1
    assert past.time_s[-1] == seen.time_s[-1]
    assert (np.diff(past.time_s) > 0).all()
    assert (past.box[:, 2:] >= past.box[:, :2]).all()
    assert past.height_px > 0
    assert np.isfinite(window(past)).all()
    for kept, now in zip(before, (seen.keypoints, seen.box, seen.blob, seen.time_s), strict=True):
        np.testing.assert_array_equal(kept, now)


@given(seed=SEEDS)
@settings(max_examples=25, deadline=None)
def test_fewer_frames_come_at_a_camera_s_rate(seen: SkeletonSequence, seed: int) -> None:
    apart_s = np.diff(thinned(seen, np.random.default_rng(seed)).time_s)
    assert apart_s.min() >= 1 / 15 - 1e-9
    assert apart_s.max() <= 1 / 6.0 + 1 / 15


@given(seed=SEEDS)
@settings(max_examples=25, deadline=None)
def test_where_poses_are_lost_the_silhouette_carries_or_nothing_does(seen: SkeletonSequence, seed: int) -> None:
    past = without_poses(seen, np.random.default_rng(seed))
    lost = np.isnan(past.keypoints[:, 0, 0])
    assert ((past.seen_by == SILHOUETTE) == lost).all()
    np.testing.assert_array_equal(past.box[lost], seen.blob[lost, :4])
    gone = without_silhouette(past, np.random.default_rng(seed))
    assert (np.isnan(gone.blob[:, 0]) <= (gone.seen_by != SILHOUETTE)).all()
    assert set(gone.seen_by[lost].tolist()) <= {SILHOUETTE, MEMORY}


@pytest.mark.parametrize("change", [hidden, scattered, without_keypoints])
@given(seed=SEEDS)
@settings(max_examples=25, deadline=None)
def test_keypoints_are_hidden_where_they_are_not_moved(seen: SkeletonSequence, change: Change, seed: int) -> None:
    past = change(seen, np.random.default_rng(seed))
    np.testing.assert_array_equal(past.keypoints[..., :2], seen.keypoints[..., :2])
    assert (past.keypoints[..., 2] <= seen.keypoints[..., 2]).all()
    assert (past.keypoints[..., 2] < VISIBLE).any() or change is without_keypoints


@given(seed=SEEDS)
@settings(max_examples=25, deadline=None)
def test_a_panned_camera_sees_the_newest_moment_as_it_is_but_for_its_shake(seen: SkeletonSequence, seed: int) -> None:
    past = panned(seen, np.random.default_rng(seed))
    moved = (past.keypoints[-1, :, :2] - seen.keypoints[-1, :, :2]) / seen.height_px
    assert np.abs(moved).max() <= 0.1
    assert np.ptp(moved, axis=0).max() < 1e-4


@given(seed=SEEDS)
@settings(max_examples=25, deadline=None)
def test_front_and_back_are_swapped_by_changing_sides(seen: SkeletonSequence, seed: int) -> None:
    past = swapped(seen, np.random.default_rng(seed))
    np.testing.assert_array_equal(np.sort(past.keypoints, axis=1), np.sort(seen.keypoints, axis=1))
