"""What the network sees of a track is the same for every camera, place and frame rate; its answers hold together."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.camera.verdicts import shipped_network
from falldetect_core.errors import ModelError
from falldetect_core.evidence.features import (
    FAR,
    FEATURES,
    GAP_S,
    HOLD_S,
    JOINTS,
    PLACES,
    REPORTED,
    STEP_S,
    STEPS,
    WAYS,
    SkeletonSequence,
    in_body_frame,
    resample,
    sequence_of,
    window,
)
from falldetect_core.evidence.network import (
    FALL,
    HEADS,
    KINDS,
    WEIGHTS,
    FallNetwork,
    Prediction,
    State,
    past_and_present,
    width_of,
)
from falldetect_core.kinds import Direction, Kind
from falldetect_core.records import Box
from falldetect_core.tracks import Detection, Track, Tracker
from falldetect_core.tracks.history import UNSEEN_POSE
from tests.core.helpers.puppet import (
    BENDING,
    CROUCHING,
    ON_THE_BACK,
    ON_THE_FACE,
    SITTING,
    STANDING,
    Act,
    Camera,
    begin,
    nothing_moves,
)

from .helpers.examples import at_most

LENS = Camera()
SIZE = (LENS.width, LENS.height)


def judge(act: Act, fps: float = 10.0, lens: Camera = LENS) -> list[tuple[float, Prediction]]:
    """Follow an act by its poses alone, and return what the network thinks at every moment."""
    tracker, told = Tracker(), []
    for number in range(round(act.end_s * fps)):
        time_s = number / fps
        for track in tracker.update(time_s, [Detection(act.puppet.pose(act.at(time_s), lens))], nothing_moves(time_s)):
            prediction = shipped_network().of(track, (lens.width, lens.height)).predict()
            assert prediction is not None
            told.append((time_s, prediction))
    return told


def past(act: Act, fps: float = 10.0) -> SkeletonSequence:
    """What a track holds at the end of an act."""
    tracker = Tracker()
    for number in range(round(act.end_s * fps) + 1):
        time_s = number / fps
        tracks = tracker.update(time_s, [Detection(act.puppet.pose(act.at(time_s), LENS))], nothing_moves(time_s))
    return sequence_of(tracks[0], SIZE)


def known(features):
    return features[:, 4 * PLACES : 4 * PLACES + len(REPORTED)]


FALLING = begin(x=0.0).stand(2.0).fall(ON_THE_FACE).stand(0.5)
WALKING = begin(x=-2.0).walk(1.0, 5.0, speed=1.0)
FALLEN, WALKED = past(FALLING), past(WALKING, 30.0)


def test_a_window_has_its_shape_and_no_wild_values():
    features = window(FALLEN)
    assert features.shape == (STEPS, FEATURES)
    assert features.dtype == np.float32
    assert np.abs(features).max() <= FAR


@at_most(30)
@given(x=st.floats(-200, 200), y=st.floats(-60, 60), scale=st.floats(0.25, 4.0))
def test_a_window_is_the_same_wherever_and_however_near_the_body_is(x, y, scale):
    here = FALLEN
    keypoints = here.keypoints.copy()
    keypoints[..., :2] = keypoints[..., :2] * scale + [x, y]
    there = replace(
        here,
        keypoints=keypoints,
        box=here.box * scale + np.array([x, y, x, y], np.float32),
        height_px=here.height_px * scale,
    )
    np.testing.assert_allclose(window(there)[:, :-4], window(here)[:, :-4], atol=2e-3)


@at_most(8)
@given(fps=st.floats(7.0, 30.0))
def test_a_window_hardly_depends_on_the_frame_rate(fps):
    steps = slice(STEPS // 2, STEPS - 2)
    often, seldom = window(WALKED)[steps], window(past(WALKING, fps))[steps]
    assert np.abs(often - seldom)[:, : 2 * PLACES].max() < 0.05


@given(
    st.lists(st.floats(0.02, 0.98 * GAP_S), min_size=4, max_size=30),
    st.floats(-5, 5),
    st.floats(-50, 50),
    st.integers(0, 99),
)
def test_what_moves_evenly_is_found_between_frames(gaps, start, speed, seed):
    time_s = np.cumsum(gaps)
    values = np.repeat((start + speed * time_s)[:, None, None], 2, axis=2).astype(np.float32)
    at_s = np.sort(np.random.default_rng(seed).uniform(time_s[0], time_s[-1], 9))
    found, told = resample(time_s, values, np.ones((len(gaps), 1), bool), at_s)
    assert told.all()
    np.testing.assert_allclose(found[:, 0, 0], start + speed * at_s, atol=1e-2)


def test_long_gaps_are_not_interpolated_and_nothing_comes_from_the_future():
    time_s, values = np.array([0.0, 1.0]), np.array([[[1.0, 1.0]], [[3.0, 3.0]]], np.float32)
    at_s = np.array([-0.1, 0.0, HOLD_S - 0.01, 0.5, 1.0, 1.0 + HOLD_S + 0.01])
    found, told = resample(time_s, values, np.ones((2, 1), bool), at_s)
    assert told[:, 0].tolist() == [False, True, True, False, True, False]
    assert found[1, 0, 0] == found[2, 0, 0] == 1.0


def test_a_joint_that_is_not_seen_is_told_as_missing_and_moves_nothing_else():
    whole = FALLEN
    keypoints = whole.keypoints.copy()
    keypoints[:, 0, 2] = 0.1
    without = window(replace(whole, keypoints=keypoints))
    assert not known(without)[:, 0].any()
    assert not without[:, :2].any()
    np.testing.assert_array_equal(without[:, 2 : 2 * PLACES], window(whole)[:, 2 : 2 * PLACES])


def test_who_turns_their_back_falls_to_the_other_side():
    there = FALLEN.keypoints.copy()
    there[:, [5, 6, 11, 12]] = there[:, [6, 5, 12, 11]]
    seen, from_behind = (
        in_body_frame(window(one))[-1].reshape(-1, WAYS) for one in (FALLEN, replace(FALLEN, keypoints=there))
    )
    assert np.abs(seen[1:]).max() > 0.1
    np.testing.assert_allclose(from_behind[:, 0], -seen[:, 0], atol=1e-5)
    np.testing.assert_allclose(from_behind[:, 1:], seen[:, 1:], atol=1e-5)


def test_a_silhouette_or_nothing_at_all_stands_for_a_lost_pose():
    whole = FALLEN
    count = len(whole.time_s)
    keypoints, seen_by = whole.keypoints.copy(), whole.seen_by.copy()
    keypoints[-8:], seen_by[-8:-4], seen_by[-4:] = UNSEEN_POSE, 1, 2
    blob = np.full((count, 6), np.nan, np.float32)
    blob[-8:-4] = [*whole.box[-1], 80.0, 3.0]
    features = window(replace(whole, keypoints=keypoints, seen_by=seen_by, blob=blob))
    assert not known(features)[-1].any()
    assert known(features)[-6, JOINTS:].all()
    assert not known(features)[-6, :JOINTS].any()
    assert not np.isnan(features).any()


def test_what_lies_before_the_first_sample_is_unknown():
    features = window(past(begin().stand(0.5)))
    born = STEPS - 1 - round(0.5 / STEP_S)
    assert not features[: born - 2].any()
    assert known(features)[born + 1 :, 0].all()


@given(st.integers(0, 2**32 - 1), st.integers(0, STEPS - 2), st.sampled_from([1, 2, 4, 8]))
def test_no_step_of_the_network_looks_ahead(seed, step, dilation):
    flow = np.random.default_rng(seed).normal(size=(STEPS, 3)).astype(np.float32)
    changed = flow.copy()
    changed[step + 1 :] += 1.0
    before, after = past_and_present(flow, dilation), past_and_present(changed, dilation)
    np.testing.assert_array_equal(before[: step + 1], after[: step + 1])
    np.testing.assert_array_equal(before[:, -3:], flow)


@at_most(25)
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 3.0))
def test_answers_are_probabilities_whatever_is_asked(seed, spread):
    features = np.random.default_rng(seed).normal(0, spread, (STEPS, FEATURES)).astype(np.float32)
    network = shipped_network()
    outputs = network.outputs(features)
    prediction = network.prediction_of(outputs[: width_of(FALL)])
    way = network.direction_of(outputs[width_of(FALL) :])
    assert 0.0 <= prediction.evidence.probability <= 1.0
    for shares in (prediction.states, prediction.kinds, way.of_a_fall(prediction.evidence.probability)):
        assert min(shares.values()) >= 0.0
        assert sum(shares.values()) == pytest.approx(1.0, abs=1e-4)
    assert set(prediction.states) == set(State)
    assert set(prediction.kinds) == set(Kind)
    assert set(way.of_a_fall(0.5)) == set(Direction)
    assert bool(prediction.evidence.reasons) == (prediction.evidence.probability >= 0.5)


def test_many_windows_at_once_are_answered_as_one_by_one():
    features = np.random.default_rng(3).normal(0, 0.5, (5, STEPS, FEATURES)).astype(np.float32)
    together = shipped_network().outputs(features)
    assert together.shape == (5, sum(HEADS.values()))
    np.testing.assert_allclose(together[2], shipped_network().outputs(features[2]), atol=1e-4)


def test_what_is_no_fall_is_of_no_kind():
    quiet = judge(begin().stand(3.0))[-1][1]
    assert quiet.evidence.probability < 0.04
    falls = max((prediction for _, prediction in judge(FALLING)), key=lambda one: one.evidence.probability)
    assert falls.evidence.probability > 0.5
    assert falls.kinds[Kind.UNKNOWN] == pytest.approx(1 - falls.evidence.probability)


def test_the_network_that_ships_is_read_once():
    assert shipped_network() is shipped_network()


@pytest.mark.parametrize("fps", [7.0, 10.0, 30.0])
@pytest.mark.parametrize("down", [ON_THE_FACE, ON_THE_BACK], ids=["on the face", "on the back"])
@pytest.mark.parametrize("x", [-1.0, 1.0])
def test_it_knows_a_fall_of_a_puppet_that_it_never_saw(fps, down, x):
    told = judge(begin(x=x).stand(2.5).fall(down).stand(2.0), fps)
    assert max(prediction.evidence.probability for time_s, prediction in told if time_s < 2.4) < 0.3
    after = [prediction for time_s, prediction in told if 3.4 <= time_s <= 4.8]
    assert max(prediction.evidence.probability for prediction in after) > 0.8
    likeliest = max(after[-1].states, key=lambda state: after[-1].states[state])
    assert likeliest in (State.DOWN, State.LYING)


@pytest.mark.parametrize(
    "act",
    [
        begin(x=-2.0).walk(2.0, 5.0, speed=1.2),
        begin().stand(1.5).move(BENDING, 1.0).stand(1.0).move(STANDING, 1.2).stand(1.0),
        begin().stand(1.5).move(SITTING, 1.2).stand(2.0),
        begin().stand(1.5).move(CROUCHING, 1.0).stand(1.0).move(STANDING, 1.0).stand(1.0),
    ],
    ids=["walking", "bending", "sitting down", "crouching"],
)
def test_daily_life_of_a_puppet_is_no_fall(act):
    assert max(prediction.evidence.probability for _, prediction in judge(act)) < 0.5


def test_it_says_nothing_of_somebody_whose_height_is_unknown():
    classifier = shipped_network().of(Track(1, 0.0, Box(300, 100, 360, 300)), SIZE)
    assert classifier.predict() is None
    assert classifier.direction() is None


def test_the_weights_are_small():
    assert WEIGHTS.stat().st_size < 1_000_000
    assert len(KINDS) == HEADS["kinds"]


def test_weights_that_are_none_are_refused(tmp_path):
    broken = tmp_path / "fallnet.npz"
    with pytest.raises(ModelError, match="install falldetect again"):
        FallNetwork(broken)
    broken.write_bytes(b"not weights")
    with pytest.raises(ModelError, match="install falldetect again"):
        FallNetwork(broken)


@pytest.mark.parametrize("change", ["no calibration", "other features", "other questions", "no directions", "empty"])
def test_weights_of_another_network_are_refused(tmp_path, change):
    with np.load(WEIGHTS) as file:
        arrays = {name: file[name] for name in file.files}
    match change:
        case "no calibration":
            del arrays["calibration.fall"]
        case "other features":
            arrays["embed.weight"] = arrays["embed.weight"][1:]
        case "no directions":
            del arrays["way.heads.bias"]
        case "other questions":
            arrays["heads.bias"] = arrays["heads.bias"][1:]
        case _:
            arrays = {}
    np.savez(tmp_path / "other.npz", **arrays)
    with pytest.raises(ModelError, match="another network"):
        FallNetwork(tmp_path / "other.npz")
