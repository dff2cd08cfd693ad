"""The account of a fall: when it began, and what is said of it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.evidence.network import NO_CLASSIFIER, DirectionPrediction, Prediction
from falldetect_core.fall.account import (
    BESIDE_S,
    FALL_WINDOW_S,
    MOST_CONFIDENT,
    SINKING,
    UNSEEN_S,
    account_of,
    last_seen,
    onset_of,
)
from falldetect_core.kinds import Before, Direction, Kind, Posture
from falldetect_core.reasons import Reason, ReasonCode
from falldetect_core.records import Evidence, Kinematics

from .helpers.sightings import measured

WHY = Reason.of(ReasonCode.CAME_DOWN, n=1.2)
SURE = Evidence("log_odds", 0.8, (WHY,))


def falling(*speeds: float, start_s: float = 0.0) -> list[Kinematics]:
    """A moment every tenth of a second, coming down at those speeds."""
    return [
        measured(start_s + n / 10, Posture.LOW if speed else Posture.UPRIGHT, descent_speed=speed)
        for n, speed in enumerate(speeds)
    ]


class Network:
    """A network that says what it was told to say of the direction."""

    def predict(self) -> Prediction:
        return PREDICTION

    def direction(self) -> DirectionPrediction:
        return DirectionPrediction({Direction.BACKWARD: 0.6, Direction.LEFT: 0.4})


PREDICTION = Prediction(Evidence("network", 0.9), {}, {Kind.SLIP: 0.6, Kind.EXTERNAL: 0.3, Kind.UNKNOWN: 0.1})
FALL = falling(0.0, 0.0, 0.0, 0.3, 0.9, 0.6, 0.05)


def test_it_begins_where_the_last_descent_did() -> None:
    assert onset_of(FALL) == pytest.approx(0.3)
    assert onset_of(falling(0.5, 0.0, 0.2, 0.9)) == pytest.approx(0.2)
    assert onset_of(falling(math.nan, 0.0)) == pytest.approx(0.1)


@given(st.lists(st.floats(-1, 2) | st.just(math.nan), min_size=1, max_size=20))
def test_from_the_onset_to_the_fastest_moment_the_body_went_down(speeds: list[float]) -> None:
    during = falling(*speeds)
    onset_s = onset_of(during)
    assert onset_s in [k.time_s for k in during]
    known = [speed for speed in speeds if not math.isnan(speed)]
    if known and max(known) > SINKING:
        fastest = speeds.index(max(known))
        assert all(k.descent_speed > SINKING for k in during[: fastest + 1] if k.time_s >= onset_s)


def test_what_was_seen_reaches_back_over_the_time_that_a_fall_takes() -> None:
    seen = last_seen(falling(*[0.0] * 40))
    assert seen[-1].time_s == pytest.approx(3.9)
    assert seen[-1].time_s - seen[0].time_s == pytest.approx(FALL_WINDOW_S, abs=0.11)


def test_what_was_not_seen_hardly_counts_up_to_a_time() -> None:
    for gap_s in (0.5 * UNSEEN_S, 0.9 * UNSEEN_S, 1.1 * UNSEEN_S):
        window = [*falling(0.0, 0.5, 0.9), measured(0.2 + gap_s, Posture.UNKNOWN)]
        seen = last_seen(window)
        assert (seen == window[:3]) is (gap_s + 0.2 <= UNSEEN_S)


def test_who_was_never_seen_has_the_newest_moment_alone() -> None:
    window = [measured(number / 10, Posture.UNKNOWN) for number in range(5)]
    assert last_seen(window) == window[-1:]


def test_without_a_network_the_rules_tell_kind_and_direction() -> None:
    told = account_of(FALL, SURE, None, NO_CLASSIFIER, beside_s=-math.inf)
    assert (told.falling, told.down, told.found_down) == (True, True, False)
    assert (told.time_s, told.onset_s) == (pytest.approx(0.6), pytest.approx(0.3))
    assert (told.confidence, told.reasons) == (0.8, (WHY,))
    assert sum(told.kinds.values()) == pytest.approx(1)
    assert told.directions == {Direction.UNKNOWN: 1.0}
    assert told.before[Before.UNKNOWN] < 0.5


def test_with_a_network_it_tells_them() -> None:
    told = account_of(FALL, SURE, PREDICTION, Network(), beside_s=-math.inf)
    assert told.direction is Direction.BACKWARD
    assert told.directions[Direction.BACKWARD] == pytest.approx(0.54)
    assert told.directions[Direction.UNKNOWN] == pytest.approx(0.1)
    assert max(told.kinds, key=lambda kind: told.kinds[kind]) is Kind.SLIP


def test_who_was_beside_just_before_may_have_pushed() -> None:
    pushed = [
        account_of(FALL, SURE, PREDICTION, Network(), beside_s=beside_s).kinds[Kind.EXTERNAL]
        for beside_s in (-math.inf, 0.3 - BESIDE_S - 0.01, 0.3 - BESIDE_S + 0.01, 0.6)
    ]
    assert pushed[0] == pushed[1] < pushed[2] == pushed[3]


def test_no_camera_is_certain() -> None:
    assert account_of(FALL, Evidence("rules", 1.0), None, NO_CLASSIFIER, beside_s=0.0).confidence == MOST_CONFIDENT
