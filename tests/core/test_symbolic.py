"""The symbolic rule: a neck at the floor that came down fast, in metres."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.evidence import symbolic_evidence
from falldetect_core.evidence.symbolic import WINDOW_S
from falldetect_core.records import Evidence, Kinematics

from .helpers.sightings import measured


def descent(*, end_m: float = 0.1, seconds: float = 0.8, sd_m: float = 0.06, lies_s: float = 1.0) -> list[Kinematics]:
    """A neck that comes down evenly from 1.4 m and stays."""
    path = []
    for number in range(round((1 + seconds + lies_s) * 10) + 1):
        time_s = number / 10
        share = min(1.0, max(0.0, (time_s - 1) / seconds))
        falling = 0 < share < 1
        speed = (1.4 - end_m) / seconds if falling else 0.0
        height = 1.4 + (end_m - 1.4) * share
        path.append(measured(time_s, neck_height_m=height, neck_height_sd_m=sd_m, neck_descent_m_s=speed))
    return path


def judge(window: list[Kinematics]) -> Evidence:
    """What the rule says of necks that were measured."""
    evidence = symbolic_evidence(window)
    assert evidence is not None
    return evidence


def test_a_neck_that_fell_to_the_floor_is_a_fall_with_its_reasons() -> None:
    evidence = judge(descent())
    assert evidence.source == "symbolic"
    assert evidence.probability > 0.8
    assert tuple(map(str, evidence.reasons)) == ("neck 0.10 m above the floor", "neck came down at 1.6 m/s")


def test_lying_down_slowly_is_none() -> None:
    evidence = judge(descent(seconds=3.0))
    assert evidence.probability < 0.2
    assert tuple(map(str, evidence.reasons)) == ("neck 0.10 m above the floor",)


@pytest.mark.parametrize("end_m", [0.45, 0.8, 1.4])
def test_a_neck_above_the_floor_is_none_however_fast(end_m: float) -> None:
    assert judge(descent(end_m=end_m)).probability < 0.1


def test_a_fast_descent_long_ago_is_forgotten() -> None:
    assert judge(descent(lies_s=WINDOW_S + 1)).probability < 0.1


def test_one_low_frame_is_noise() -> None:
    path = descent(end_m=0.9)
    path[-1] = measured(path[-1].time_s, neck_height_m=0.1, neck_height_sd_m=0.05, neck_descent_m_s=2.0)
    assert judge(path).probability < 0.1


def test_the_tolerance_follows_the_uncertainty_but_not_up_to_a_chair() -> None:
    sure, unsure, lost = (judge(descent(end_m=0.3, sd_m=sd_m)).probability for sd_m in (0.03, 0.12, 0.5))
    assert sure < 0.1
    assert unsure > 0.5
    assert judge(descent(end_m=0.8, sd_m=0.3)).probability < 0.1
    assert lost < 0.6


@pytest.mark.parametrize("missing", ["neck_height_m", "neck_descent_m_s"])
def test_what_was_not_measured_is_no_evidence(missing: str) -> None:
    known = {"neck_height_m": 0.1, "neck_height_sd_m": 0.05, "neck_descent_m_s": 2.0} | {missing: math.nan}
    assert symbolic_evidence([measured(number / 10, **known) for number in range(10)]) is None


@given(
    st.lists(
        st.tuples(st.floats(-1, 3) | st.just(math.nan), st.floats(0, 2), st.floats(-5, 5) | st.just(math.nan)),
        min_size=1,
    )
)
def test_any_measures_give_a_probability(values: list[tuple[float, float, float]]) -> None:
    window = [
        measured(number / 10, neck_height_m=height, neck_height_sd_m=sd, neck_descent_m_s=speed)
        for number, (height, sd, speed) in enumerate(values)
    ]
    evidence = symbolic_evidence(window)
    assert evidence is None or 0 <= evidence.probability <= 1
    assert evidence is None or len(evidence.reasons) <= 2
