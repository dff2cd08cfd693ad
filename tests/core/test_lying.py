"""Who lies since when, how they came to, and what excuses it: a seat, or exercise on the floor."""

import math
from collections.abc import Sequence
from typing import Any

import pytest

from falldetect_core.fall.lying import (
    BELOW_SEAT,
    BLINK_S,
    LAY_DOWN_S,
    LIES_S,
    REPEATED,
    SEAT_SINKS,
    Lying,
    lies,
    seen_up_before,
)
from falldetect_core.kinds import Posture
from falldetect_core.records import Kinematics

from .helpers.sightings import measured

FLAT: dict[str, Any] = {"tilt_deg": 80.0, "trunk_rise": 0.1, "box_ratio": 0.5, "height_ratio": 0.3}
STANDING_Y = 1.0
FLOOR_Y = STANDING_Y + 0.47
SEAT_Y = STANDING_Y + SEAT_SINKS


def stands(time_s: float, **more: Any) -> Kinematics:
    return measured(time_s, Posture.UPRIGHT, **({"leg_extension": 1.0, "hips_y": STANDING_Y} | more))


def sits(time_s: float, hips_y: float) -> Kinematics:
    return measured(time_s, Posture.LOW, tilt_deg=10.0, trunk_rise=0.9, hips_y=hips_y)


def lying(time_s: float, **more: Any) -> Kinematics:
    return measured(time_s, Posture.LYING, **(FLAT | {"hips_y": FLOOR_Y} | more))


def after(moments: Sequence[Kinematics], *, up: bool = False) -> Lying:
    """What is known after those moments."""
    known = Lying()
    for number in range(len(moments)):
        known.update(moments[: number + 1], up=up)
    return known


def lain(*before: Kinematics, seconds: float = LAY_DOWN_S + 1, **more: Any) -> bool:
    """Whether somebody is found down who lay down at 0.5 s, for so long."""
    moments = [*before, *(lying(0.5 + number / 10, **more) for number in range(round(10 * seconds)))]
    return after(moments).found(moments[-1].time_s)


def test_who_lies_lies_since_they_were_first_seen_so_until_they_are_up() -> None:
    down = [lying(number / 10) for number in range(20)]
    assert after(down).since_s == 0.0
    assert math.isnan(after(down, up=True).since_s)


def test_who_was_not_seen_to_lie_down_is_found_down_at_once() -> None:
    assert not lain(seconds=LIES_S - 0.5)
    assert lain(seconds=LIES_S + 0.5)


def test_who_was_seen_to_come_down_slowly_is_found_down_too_but_later() -> None:
    assert not lain(stands(0.0), seconds=LAY_DOWN_S - 1)
    assert lain(stands(0.0))


@pytest.mark.parametrize(("sank", "excused"), [(SEAT_SINKS, True), (0.47, False)])
def test_who_lies_as_high_as_a_seat_rests(sank: float, *, excused: bool) -> None:
    assert lain(stands(0.0), hips_y=STANDING_Y + sank) is not excused


@pytest.mark.parametrize(("sank", "excused"), [(BELOW_SEAT / 2, True), (0.25, False)])
def test_a_seat_is_where_somebody_sat_too(sank: float, *, excused: bool) -> None:
    assert lain(sits(0.0, SEAT_Y), hips_y=SEAT_Y + sank) is not excused


def test_who_sat_down_on_the_floor_first_has_no_seat_there() -> None:
    assert lain(stands(0.0), sits(0.2, FLOOR_Y))


def test_who_bent_their_legs_on_the_way_down_stood_higher() -> None:
    assert lain(stands(0.0), stands(0.2, leg_extension=0.6, hips_y=STANDING_Y + 0.2))


def test_whose_hips_were_not_seen_since_they_stood_is_found_down() -> None:
    assert lain(stands(0.0), hips_y=math.nan)


def exercises(*, before: Sequence[Kinematics], every_s: float) -> Lying:
    """Somebody who lies goes down again every so often, for a minute."""
    moments = [*before]
    for number in range(600):
        down = number % round(10 * every_s) < 5
        moments.append(lying(0.5 + number / 10, shoulder_drop=0.3 if down else 0.0))
    return after(moments)


def test_exercise_on_the_floor_is_no_lying_for_who_was_seen_to_go_down() -> None:
    assert not exercises(before=[stands(0.0)], every_s=3.0).found(60.4)
    assert exercises(before=[stands(0.0)], every_s=15.0).found(60.4)
    assert exercises(before=[], every_s=3.0).found(60.4)


def test_who_stops_exercising_and_lies_on_is_found_down() -> None:
    known = exercises(before=[stands(0.0)], every_s=3.0)
    last_s = known.since_s
    known.update([lying(last_s + LAY_DOWN_S)], up=False)
    assert known.found(last_s + LAY_DOWN_S)
    assert last_s > 60.0 - 3.0 * REPEATED


@pytest.mark.parametrize(("gap_s", "seen"), [(0.1, True), (BLINK_S + 0.1, False)])
def test_who_lay_down_before_the_camera_s_eyes_did_so_slowly(gap_s: float, *, seen: bool) -> None:
    moments = [stands(0.0), lying(gap_s)]
    assert seen_up_before(moments) is seen
    assert after(moments).lay_down is seen


def test_who_was_never_seen_up_did_not_lie_down() -> None:
    assert not after([lying(0.0), lying(0.1)]).lay_down


def test_where_lying_is_normal_nobody_lies() -> None:
    known = after([lying(0.0), lying(5.0)])
    known.rest()
    assert math.isnan(known.since_s)
    assert not known.found(60.0)


def test_who_may_not_have_fallen_is_found_down_from_now_on() -> None:
    known = after([stands(0.0), lying(0.1)])
    assert not known.unseen
    known.doubt(3.0)
    assert known.unseen
    assert known.since_s == 3.0


def test_lying_is_how_a_body_is_held() -> None:
    assert lies(lying(0.0))
    assert not lies(stands(0.0, tilt_deg=5.0, trunk_rise=1.0, box_ratio=2.5, height_ratio=1.0))
    assert not lies(measured(0.0, Posture.UNKNOWN))
