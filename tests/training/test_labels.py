"""Labels say what is true at each sample, by recordings whose truth is written here."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from falldetect_core.evidence.features import WINDOW_S
from falldetect_core.evidence.network import KINDS
from falldetect_core.kinds import Before, Kind
from training.network.recording import NO_FALL, NOBODY, Recording
from training.network.windows import KIND_SHOWS_S, RECENT_S, UNLABELLED, UNSURE_S, labels_of
from training.simulation.behaviour.truth import Fall, State

FPS = 10
ONSET_S, CONTACT_S = 3.0, 4.0
SLIP = Fall(Kind.SLIP, ONSET_S, CONTACT_S, 4.5, math.inf, 180.0, Before.WALKING, "still")
CAUGHT = replace(SLIP, contact_s=math.inf)


def recording(*falls: Fall, seconds: float = 12.0) -> Recording:
    """Somebody who walks, and falls as told; what the camera saw doesn't matter here."""
    time_s = np.arange(0.0, seconds, 1 / FPS)
    count = len(time_s)
    state, fall = np.full(count, State.UPRIGHT, np.int8), np.full(count, NO_FALL, np.int16)
    for number, one in enumerate(falls):
        fall[time_s >= one.onset_s] = number
        state[(time_s >= one.onset_s) & (time_s < one.end_s)] = State.FALLING
        state[time_s >= one.end_s] = State.UPRIGHT if one.near else State.DOWN
    nothing = np.full((count, 17, 3), np.nan, np.float32)
    flat = np.full((count, 6), np.nan, np.float32)
    return Recording(
        seed=0, size=(640, 360), time_s=time_s, keypoints=nothing, box=flat[:, :4], blob=flat,
        seen_by=np.zeros(count, np.int8), fresh=np.ones(count, bool), heights_px=np.full(count, 200.0, np.float32),
        person=np.zeros(count, np.int8), state=state, fall=fall, activity=np.zeros(count, np.int16),
        falls=falls, activities=("",),
    )  # fmt: skip


def test_who_only_walks_has_not_fallen_and_every_moment_counts() -> None:
    labels = labels_of(recording())
    assert not labels.fall.any()
    assert labels.counted.all()
    assert (labels.kind == UNLABELLED).all()
    assert np.isnan(labels.toward_deg).all()
    assert (labels.state == State.UPRIGHT).all()


def test_a_fall_is_one_for_two_seconds_from_contact_on_and_before_and_after_either_answer_is_right() -> None:
    made = recording(SLIP)
    labels, since_s = labels_of(made), made.time_s - CONTACT_S
    recent = (since_s >= 0) & (since_s <= RECENT_S)
    assert (labels.fall == recent).all()
    unsure = (made.time_s >= ONSET_S) & (since_s < 0) | (since_s > RECENT_S) & (since_s < UNSURE_S)
    assert (labels.counted == ~unsure).all()


def test_kind_and_direction_show_from_shortly_after_the_onset() -> None:
    made = recording(SLIP)
    labels = labels_of(made)
    shown = labels.kind != UNLABELLED
    assert made.time_s[shown].min() == pytest.approx(ONSET_S + KIND_SHOWS_S, abs=0.11)
    assert made.time_s[shown].max() <= CONTACT_S + RECENT_S
    assert {KINDS[place] for place in labels.kind[shown]} == {Kind.SLIP}
    assert set(labels.toward_deg[shown].tolist()) == {180.0}


def test_straight_down_is_a_direction_of_its_own() -> None:
    labels = labels_of(recording(replace(SLIP, toward_deg=math.nan)))
    assert np.isinf(labels.toward_deg[labels.kind != UNLABELLED]).all()


def test_a_near_fall_has_a_kind_but_is_no_fall_and_counts() -> None:
    labels = labels_of(recording(CAUGHT))
    assert not labels.fall.any()
    assert labels.counted.all()
    assert (labels.kind != UNLABELLED).any()
    assert np.isnan(labels.toward_deg).all()


def test_who_is_down_for_long_lies() -> None:
    made = recording(SLIP)
    state = labels_of(made).state
    assert (state[made.time_s > CONTACT_S + RECENT_S + 0.01] == State.LYING).all()
    assert State.DOWN in state[made.time_s <= CONTACT_S + RECENT_S]


def test_what_covers_nobody_has_no_state_and_after_a_change_of_person_nothing_counts_for_a_window() -> None:
    made = recording()
    person = np.where(made.time_s < 5.0, 0, NOBODY).astype(np.int8)
    labels = labels_of(replace(made, person=person))
    assert (labels.state[person == NOBODY] == UNLABELLED).all()
    left_out = made.time_s[labels.counted == 0]
    assert left_out.min() == pytest.approx(5.0)
    assert left_out.max() < 5.0 + WINDOW_S


@settings(max_examples=60, deadline=None)
@given(onset_s=st.floats(0.5, 8.0), lasts_s=st.floats(0.3, 1.5), apart_s=st.floats(2.0, 6.0))
def test_of_two_falls_each_is_told_in_its_own_time(onset_s: float, lasts_s: float, apart_s: float) -> None:
    first = replace(SLIP, onset_s=onset_s, contact_s=onset_s + lasts_s, end_s=onset_s + lasts_s + 0.3)
    other = replace(first.later(lasts_s + apart_s), kind=Kind.TRIP)
    made = recording(first, other, seconds=30.0)
    labels = labels_of(made)
    for one in (first, other):
        told = (labels.fall == 1) & (labels.kind == KINDS.index(one.kind))
        since_s = made.time_s[told] - one.contact_s
        assert told.any()
        assert ((since_s >= 0) & (since_s <= RECENT_S)).all()
    assert not (labels.fall.astype(bool) & (labels.counted == 0)).any()
