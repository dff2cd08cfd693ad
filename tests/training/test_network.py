"""What the network learns from is what the runtime sees, and what is exported is what was learned."""

from dataclasses import replace
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from falldetect_core.evidence.features import FEATURES, STEPS, in_body_frame, window
from falldetect_core.evidence.network import DIRECTION_BINS, KINDS, FallNetwork, State, split, with_body_frame
from falldetect_core.kinds import Kind
from training.network.augmentation import mirrored, rolled, scattered, vary
from training.network.recording import SCENES, Recording, load, record, recordings, save
from training.network.windows import RECENT_S, UNLABELLED, bins_of, labels_of, sampled, usable
from training.simulation.behaviour.daily_life import DELIBERATE
from training.simulation.behaviour.truth import State as Truth
from training.simulation.scenes.random_clips import day, random_clip

if not find_spec("torch"):
    pytest.skip("needs torch: scripts/setup simulation", allow_module_level=True)

import torch

from training.network.__main__ import UNCALIBRATED, VALIDATION_SEED, write
from training.network.calibration import calibrated, platt, temperature
from training.network.learning import init_model, train, train_further
from training.network.measuring import area, macro_f1, measure, reliability, sustained, watch
from training.network.model import FallNet


@pytest.fixture(scope="module")
def made() -> list[Recording]:
    """Tracks of a clip with a fall and of one without."""
    return [part for seed, fall in ((5, True), (7, False)) for part in record(random_clip(seed, fall=fall))]


@pytest.fixture(scope="module")
def fall(made) -> Recording:
    """A track that shows a fall to the floor."""
    return next(part for part in made if any(not one.near for one in part.falls) and labels_of(part).fall.any())


def test_recordings_are_kept_as_they_were_made(made, tmp_path):
    save(tmp_path / "0.npz", made)
    for kept, part in zip(load(tmp_path / "0.npz"), made, strict=True):
        assert repr(kept.falls) == repr(part.falls)
        assert (kept.seed, kept.size, kept.activities) == (part.seed, part.size, part.activities)
        np.testing.assert_array_equal(kept.keypoints, part.keypoints)
        np.testing.assert_array_equal(kept.fall, part.fall)


def test_a_fall_is_one_from_contact_on_and_not_for_long(fall):
    labels = labels_of(fall)
    one = next(one for one in fall.falls if not one.near)
    since_s = fall.time_s - one.contact_s
    assert labels.fall[(since_s > 0) & (since_s < RECENT_S)].all()
    assert not labels.fall[since_s < 0].any()
    assert not labels.counted[(since_s < 0) & (fall.time_s > one.onset_s) & (fall.fall >= 0)].any()
    told = labels.kind[labels.kind != UNLABELLED]
    assert {KINDS[number] for number in told} == {one.kind}


def test_states_are_in_the_runtime_s_order():
    places = {name: state.value for name, state in Truth.__members__.items() if state is not Truth.ABSENT}
    assert places == {state.name: place for place, state in enumerate(State)}
    assert Truth.ABSENT == UNLABELLED


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_varied_histories_still_make_windows(made, seed):
    rng = np.random.default_rng(seed)
    part = made[int(rng.integers(len(made)))]
    past, _ = vary(part.until(int(rng.choice(usable(part))), 3.5), rng)
    features = window(past)
    assert np.isfinite(features).all()
    assert len(past.time_s) == len(past.keypoints) == len(past.seen_by)
    assert (np.diff(past.time_s) > 0).all()


def test_a_mirror_shows_the_same_body_from_the_other_side(fall):
    past = fall.until(len(fall) - 1, 3.0)
    twice = mirrored(mirrored(past))
    np.testing.assert_allclose(twice.keypoints, past.keypoints, rtol=1e-4, atol=1e-2)
    np.testing.assert_allclose(twice.box, past.box, rtol=1e-4, atol=1e-2)
    there, back = window(past), window(mirrored(past))
    np.testing.assert_allclose(back[:, 1], there[:, 1], atol=1e-3)
    np.testing.assert_allclose(back[:, 0], -there[:, 0], atol=1e-3)
    axle, side, up = [1, -1, -1], [-1, 1, 1], [1, -1, -1]
    np.testing.assert_allclose(in_body_frame(back), in_body_frame(there) * (axle + 2 * (side + up)), atol=2e-3)


def test_an_askew_camera_turns_poses_and_boxes_alike(fall):
    past = fall.until(int(usable(fall)[0]), 1.0)
    seen = rolled(past, np.random.default_rng(3))
    turn_px = np.hypot(*(seen.keypoints - past.keypoints)[..., :2].T)
    from_middle = np.hypot(*(past.keypoints[..., :2] - np.array(past.size) / 2).T)
    angles = (turn_px / from_middle)[from_middle > 20]
    assert 0 < angles.max() < 0.4
    assert angles.std() < 1e-3
    assert (seen.box[:, 2:] > seen.box[:, :2]).all()


def test_scattered_keypoints_are_hidden_all_the_time(fall):
    past = fall.until(int(usable(fall)[-1]), 3.0)
    seen = scattered(past, np.random.default_rng(3))
    less = seen.keypoints[..., 2] < past.keypoints[..., 2]
    known = ~np.isnan(past.keypoints[:, 0, 0])
    assert 3 <= less[known].all(axis=0).sum() <= 10
    assert (less[known].any(axis=0) == less[known].all(axis=0)).all()


def test_windows_are_drawn_the_same_every_time(made):
    first, second = (sampled(made, np.random.default_rng(1)) for _ in range(2))
    np.testing.assert_array_equal(first.features, second.features)
    assert first.features.shape[1] == STEPS
    assert 0 < first.labels.fall.mean() < 0.6


def test_directions_fall_into_bins_from_the_facing_to_the_left():
    angles = np.array([0.0, 29.0, -30.0, 180.0, -179.0, np.nan, np.inf], np.float32)
    assert bins_of(angles).tolist() == [0, 1, 11, 6, 6, UNLABELLED, DIRECTION_BINS]


def test_the_runtime_computes_what_torch_computed(tmp_path):
    torch.manual_seed(2)
    network = FallNet().eval()
    features = np.random.default_rng(0).normal(0, 0.5, (4, STEPS, FEATURES)).astype(np.float32)
    write(tmp_path / "net.npz", network.weights() | UNCALIBRATED)
    with torch.no_grad():
        wanted = network(torch.from_numpy(with_body_frame(features))).numpy()
    np.testing.assert_allclose(FallNetwork(tmp_path / "net.npz").outputs(features), wanted, atol=5e-3)


def test_training_learns_and_what_it_wrote_can_be_measured(made, tmp_path: Path):
    windows = sampled(made * 2, np.random.default_rng(0))
    network = train([windows], epochs=40, seed=1)
    again = init_model()
    again.remember(network.weights())
    way = again.weights()["way.heads.weight"]
    weights = train_further(again, [windows], epochs=5, seed=1).weights()
    assert (weights["way.heads.weight"] == way).all()
    assert (weights["heads.weight"] != network.weights()["heads.weight"]).any()
    write(tmp_path / "net.npz", weights | UNCALIBRATED)
    runtime = FallNetwork(tmp_path / "net.npz")
    outputs = runtime.outputs(windows.features.astype(np.float32))
    counted = windows.labels.counted > 0
    assert area(split(outputs)["fall"][counted, 0], windows.labels.fall[counted] > 0) > 0.9
    write(tmp_path / "net.npz", weights | calibrated(outputs, windows.labels))
    report = measure(watch([replace(part) for part in made], FallNetwork(tmp_path / "net.npz")), runtime)
    assert report["falls"] == 1
    assert report["clips without a fall"] == 1


@settings(max_examples=10, deadline=None)
@given(scale=st.floats(0.3, 3.0), shift=st.floats(-2.0, 2.0))
def test_calibration_finds_the_line_that_makes_probabilities_hold(scale, shift):
    rng = np.random.default_rng(0)
    log_odds = rng.normal(0, 3 / scale, 20_000).astype(np.float32)
    truth = (rng.random(20_000) < 1 / (1 + np.exp(-(scale * log_odds + shift)))).astype(np.float32)
    found = platt(log_odds, truth)
    assert found[0] == pytest.approx(scale, rel=0.15)
    assert found[1] == pytest.approx(shift, abs=0.25)


def test_a_temperature_cools_what_is_too_sure():
    rng = np.random.default_rng(0)
    outputs = rng.normal(0, 1, (4000, 4))
    truth = np.array([rng.choice(4, p=np.exp(row) / np.exp(row).sum()) for row in outputs])
    assert float(temperature(3 * outputs, truth)) == pytest.approx(3.0, rel=0.1)


def test_figures_are_what_their_names_say():
    assert area(np.array([0.1, 0.2, 0.8, 0.9]), np.array([False, False, True, True])) == 1.0
    assert area(np.array([0.5, 0.5]), np.array([False, True])) == 0.5
    assert macro_f1(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 0]), 3) == pytest.approx((0.8 + 2 / 3) / 2)
    assert sustained(np.array([0.9, 0.9, 0.1, 0.8, 0.7, 0.6])) == 0.6
    assert sustained(np.array([0.9, 0.9])) == 0.0
    assert reliability(np.array([0.05, 0.95]), np.array([0.0, 1.0])) == [(0.05, 0.0, 1), (0.95, 1.0, 1)]


def test_every_sort_of_clips_is_recorded_once_and_then_read(tmp_path, monkeypatch):
    monkeypatch.setitem(SCENES, "hidden", replace(SCENES["hidden"], shard=1))
    first = list(recordings(500_000, 1, scenes="hidden", folder=tmp_path))
    written = (tmp_path / "hidden" / "500000.npz").stat().st_mtime_ns
    again = list(recordings(500_000, 1, scenes="hidden", folder=tmp_path))
    assert first
    assert len(again) == len(first)
    assert (tmp_path / "hidden" / "500000.npz").stat().st_mtime_ns == written


def test_sorts_of_clips_are_what_they_are_called():
    seat = SCENES["seats"].make(SCENES["seats"].first_seed)
    assert [fall.kind for fall in seat.falls][:1] == [Kind.TRANSFER]
    crowd = SCENES["crowds"].make(SCENES["crowds"].first_seed)
    assert len(crowd.people) >= 3
    assert crowd.falls
    deliberate = day(1, 60.0, deliberate=True)
    assert not deliberate.falls
    assert set(deliberate.people[0].activity) - {""} <= {activity.__name__ for activity in DELIBERATE}


def test_no_clip_to_learn_from_is_kept_for_choosing_or_testing():
    ends = sorted((scenes.first_seed, scenes.first_seed + scenes.count) for scenes in SCENES.values())
    assert all(end <= first for (_, end), (first, _) in pairwise(ends))
    assert ends[-1][1] <= VALIDATION_SEED
