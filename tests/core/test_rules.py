"""The rules: graded criteria with reasons in words, and the likely kind and direction of a fall."""

import math
from copy import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.evidence import direction_of, fall_evidence, kinds_of, lying_evidence, vanished_evidence
from falldetect_core.evidence.rules import DESCENT, END, Criterion, weigh
from falldetect_core.kinds import Direction, Kind, Posture, SeenBy
from falldetect_core.records import Kinematics

from .helpers.puppet import BENDING, ON_THE_BACK, ON_THE_FACE, SITTING, STANDING, Act, Puppet, begin, measure
from .helpers.sightings import measured

values = st.floats(-1e3, 1e3) | st.just(math.nan)
anything = st.builds(
    lambda numbers, posture: measured(0.0, posture, **numbers),
    st.fixed_dictionaries(
        dict.fromkeys(
            (
                "tilt_deg",
                "box_ratio",
                "height_ratio",
                "trunk_rise",
                "leg_extension",
                "hip_drop",
                "shoulder_drop",
                "height_drop",
                "tilt_change_deg",
                "descent_speed",
                "horizontal_speed",
            ),
            values,
        )
    ),
    st.sampled_from(Posture),
)


@pytest.mark.parametrize("criterion", [*DESCENT, *END], ids=lambda c: c.measure)
@given(values=st.tuples(st.floats(-200, 200), st.floats(-200, 200)))
def test_a_criterion_grades_from_none_to_full_without_steps(criterion: Criterion, values: tuple[float, float]) -> None:
    assert criterion.grade(criterion.none) == 0
    assert criterion.grade(criterion.full) == 1
    assert criterion.grade((criterion.none + criterion.full) / 2) == pytest.approx(0.5)
    assert criterion.grade(math.nan) == 0
    grades = [criterion.grade(value) for value in sorted(values)]
    assert all(0 <= grade <= 1 for grade in grades)
    assert grades == sorted(grades, reverse=criterion.full < criterion.none)


@pytest.mark.parametrize("criteria", [DESCENT, END])
def test_the_weights_of_criteria_are_shares(criteria: tuple[Criterion, ...]) -> None:
    assert sum(criterion.weight for criterion in criteria) == pytest.approx(1)


@given(st.lists(anything, min_size=1, max_size=8))
def test_evidence_is_a_probability_whatever_was_measured(window: list[Kinematics]) -> None:
    for evidence in (fall_evidence(window), lying_evidence(window[-1]), vanished_evidence(window, window[-1])):
        assert 0 <= evidence.probability <= 1 + 1e-9
        assert all("nan" not in str(reason) for reason in evidence.reasons)


def test_nothing_seen_is_no_evidence() -> None:
    assert weigh(END, measured()) == (0.0, ())
    assert fall_evidence([measured()]).probability == 0


def test_one_criterion_alone_is_never_certain() -> None:
    for criterion in (*DESCENT, *END):
        only = replace(measured(), **{criterion.measure: criterion.full}) if criterion.measure != "drop" else None
        if only is not None:
            assert weigh((criterion,), only)[0] < 0.75


def probability(act: Act) -> float:
    """The most evidence for a fall in any second and a half of an act."""
    moments = measure(act)
    return max(fall_evidence(moments[max(0, n - 15) : n + 1]).probability for n in range(len(moments)))


@pytest.mark.parametrize("stance", [ON_THE_FACE, ON_THE_BACK])
@pytest.mark.parametrize("facing_deg", [0, 60, 120, 180])
def test_a_fall_is_evident(stance, facing_deg: float) -> None:
    act = begin(puppet=Puppet(facing_deg=facing_deg)).walk(0.2, 5).fall(stance).stand(2)
    assert probability(act) >= 0.6


@pytest.mark.parametrize(
    "act",
    [
        begin().walk(1.2, 5).walk(-1, 4),
        begin().walk(0, 5).move(SITTING, 1.2).stand(3),
        begin().walk(0, 5).move(BENDING, 0.8).stand(3).move(STANDING, 0.8).stand(1),
        begin().walk(0, 5).move(SITTING, 1.5).stand(1.5).move(ON_THE_BACK, 3.0).stand(3),
    ],
    ids=["walking", "sitting down", "bending", "lying down"],
)
def test_daily_life_is_not(act: Act) -> None:
    assert probability(act) < 0.5


def test_the_reasons_say_what_was_seen() -> None:
    moments = measure(begin().walk(0.2, 5).fall(ON_THE_FACE).stand(1))
    reasons = " ".join(map(str, fall_evidence(moments[-12:]).reasons))
    assert "body heights/s" in reasons
    assert "from the vertical" in reasons


@given(st.lists(anything, max_size=8), st.lists(anything, min_size=1, max_size=8))
def test_the_kinds_are_probabilities_that_sum_to_one(before: list[Kinematics], during: list[Kinematics]) -> None:
    kinds = kinds_of(before, during)
    assert sum(kinds.values()) == pytest.approx(1)
    assert all(0 <= share <= 1 for share in kinds.values())
    assert Kind.UNKNOWN in kinds


def test_who_walked_is_likelier_to_have_tripped_than_who_stood() -> None:
    falls = [measured(descent_speed=0.7, tilt_change_deg=30.0)]
    walked = kinds_of([measured(horizontal_speed=0.6)] * 5, falls)
    stood = kinds_of([measured(horizontal_speed=0.0)] * 5, falls)
    assert walked[Kind.TRIP] > stood[Kind.TRIP]
    assert stood[Kind.COLLAPSE] > walked[Kind.COLLAPSE]


def test_a_quick_turn_of_the_trunk_speaks_for_a_slip() -> None:
    before = [measured(horizontal_speed=0.5)] * 5
    turned, sank = (kinds_of(before, [measured(descent_speed=1.0, tilt_change_deg=t)]) for t in (60.0, 10.0))
    assert turned[Kind.SLIP] > sank[Kind.SLIP]


def test_who_sat_before_fell_in_transfer() -> None:
    sat = [measured(posture=Posture.LOW, height_ratio=0.6)] * 10
    assert kinds_of(sat, [measured(descent_speed=1.0)])[Kind.TRANSFER] > 0.5


@pytest.mark.parametrize(
    ("stance", "facing_deg", "direction"),
    [
        (ON_THE_FACE, 0, Direction.FORWARD),
        (ON_THE_FACE, 180, Direction.FORWARD),
        (ON_THE_BACK, 0, Direction.BACKWARD),
        (ON_THE_BACK, 180, Direction.BACKWARD),
        (ON_THE_FACE, 90, Direction.FORWARD),
        (ON_THE_BACK, 270, Direction.BACKWARD),
    ],
)
def test_the_direction_is_relative_to_the_bodys_facing(stance, facing_deg: float, direction: Direction) -> None:
    act = begin(puppet=Puppet(facing_deg=facing_deg)).walk(0, 5).stand(1).fall(stance).stand(2)
    moments = measure(act)
    before = [k for k in moments if k.time_s < act.end_s - 2.8][-10:]
    assert direction_of(before, moments[-1]) is direction


@pytest.mark.parametrize(
    ("width", "nose_x", "lean", "direction"),
    [
        (0.2, 0.0, (0.25, 0.0), Direction.LEFT),
        (0.2, 0.0, (-0.25, 0.0), Direction.RIGHT),
        (-0.2, 0.0, (0.25, 0.0), Direction.RIGHT),
        (0.2, 0.0, (0.0, 0.25), Direction.FORWARD),
        (-0.2, 0.0, (0.0, 0.25), Direction.BACKWARD),
        (0.2, 0.0, (0.0, 0.0), Direction.DOWN),
        (0.0, 0.05, (0.25, 0.0), Direction.FORWARD),
        (0.0, 0.05, (-0.25, 0.0), Direction.BACKWARD),
        (0.0, 0.05, (0.0, 0.0), Direction.DOWN),
        (0.0, 0.0, (0.25, 0.0), Direction.UNKNOWN),
        (math.nan, 0.05, (0.25, 0.0), Direction.UNKNOWN),
    ],
)
def test_the_lean_at_the_end_is_turned_into_the_bodys_frame(
    width: float, nose_x: float, lean: tuple[float, float], direction: Direction
) -> None:
    before = [measured(shoulder_width=width, nose_x=nose_x)] * 5
    assert direction_of(before, measured(lean_x=lean[0], lean_y=lean[1])) is direction


@given(st.lists(anything, max_size=8), anything)
def test_a_direction_is_always_told_or_unknown(before: list[Kinematics], end: Kinematics) -> None:
    assert direction_of(before, end) in set(Direction)
    assert direction_of([], end) is Direction.UNKNOWN


def test_a_body_lost_from_sight_while_it_came_down_is_evidence() -> None:
    down = [measured(n / 10, Posture.LOW, descent_speed=1.0, shoulder_drop=0.6, tilt_change_deg=50.0) for n in range(5)]
    assert vanished_evidence(down, measured(1.0, Posture.UNKNOWN)).probability > 0.5
    assert vanished_evidence(down, measured(0.5, Posture.UNKNOWN)).probability == 0


def test_a_body_lost_at_the_border_of_the_picture_is_not() -> None:
    leaving = [measured(0.0, Posture.LOW, descent_speed=1.0, shoulder_drop=0.6, tilt_change_deg=50.0, at_edge=True)]
    assert vanished_evidence(leaving, measured(1.0, Posture.UNKNOWN)).probability == 0
    inside = [replace(leaving[0], at_edge=False)]
    assert vanished_evidence(inside, measured(1.0, Posture.UNKNOWN)).probability > 0.5
    border = measured(1.0, Posture.UNKNOWN, at_edge=True, seen_by=SeenBy.SILHOUETTE, still_s=0.1)
    assert vanished_evidence(inside, replace(border, still_s=1.0, at_fence=True)).probability == 0
    assert vanished_evidence(inside, border).probability == 0
    assert vanished_evidence(inside, replace(border, seen_by=SeenBy.MEMORY, still_s=1.0)).probability == 0
    assert vanished_evidence(inside, replace(border, still_s=1.0)).probability > 0.5
