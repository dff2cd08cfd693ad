"""Up, with hysteresis: what it takes to be called up again."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.fall.uprightness import (
    RISEN,
    SEEMS_UP_POSES,
    SEEMS_UP_S,
    SITTING_TILT_DEG,
    SITTING_TRUNK,
    UP_AGAIN_S,
    Uprightness,
    looks_up,
)
from falldetect_core.kinds import Posture, SeenBy
from falldetect_core.records import Kinematics

from .helpers.sightings import measured

FLAT: dict[str, Any] = {"tilt_deg": 80.0, "trunk_rise": 0.1, "box_ratio": 0.5, "height_ratio": 0.3}
SITS: dict[str, Any] = {"tilt_deg": SITTING_TILT_DEG - 1, "trunk_rise": SITTING_TRUNK + 0.1}


def stands(time_s: float, **more: Any) -> Kinematics:
    return measured(time_s, Posture.UPRIGHT, **more)


def lying(time_s: float, **more: Any) -> Kinematics:
    return measured(time_s, Posture.LYING, **(FLAT | more))


def after(*moments: Kinematics, on_floor: bool = False) -> Uprightness:
    """What is known after those moments."""
    uprightness = Uprightness()
    for moment in moments:
        uprightness.update(moment, on_floor=on_floor)
    return uprightness


def test_nobody_is_up_before_anything_is_seen() -> None:
    unknown = Uprightness()
    assert not unknown.is_up(0.0)
    assert not unknown.seems_up(0.0)
    assert unknown.up_s == -math.inf


@given(st.floats(0.05, 0.2), st.integers(1, 30))
def test_who_is_seen_up_for_long_enough_is_up_and_seems_so_a_little_sooner(gap_s: float, poses: int) -> None:
    times = [number * gap_s for number in range(poses)]
    known = after(*map(stands, times))
    assert known.is_up(times[-1]) is (times[-1] >= UP_AGAIN_S)
    assert known.seems_up(times[-1]) is (times[-1] >= SEEMS_UP_S and poses >= SEEMS_UP_POSES)
    assert known.up_s == times[-1]


def test_a_moment_in_between_that_is_not_up_begins_the_count_anew() -> None:
    moments = [lying(0.5) if number == 5 else stands(number / 10) for number in range(10)]
    assert not after(*moments).is_up(0.9)
    assert after(*moments[:5], *map(stands, (0.5, 0.6))).is_up(0.6)


def test_where_lying_is_normal_everybody_was_just_up() -> None:
    known = after(lying(0.0), lying(5.0))
    known.rest(5.0)
    assert known.up_s == 5.0


@pytest.mark.parametrize("seen_by", [SeenBy.SILHOUETTE, SeenBy.MEMORY])
def test_it_takes_a_pose_to_be_up(seen_by: SeenBy) -> None:
    assert looks_up(stands(0.0))
    assert not looks_up(stands(0.0, seen_by=seen_by))


def test_who_sits_is_up_unless_on_the_floor_where_they_fell() -> None:
    sits = measured(0.0, Posture.LOW, hips_y=1.0, **SITS)
    assert looks_up(sits)
    assert looks_up(sits, lowest=1.0 + RISEN)
    assert not looks_up(sits, lowest=1.0 + RISEN / 2)
    assert not looks_up(sits._replace(tilt_deg=SITTING_TILT_DEG + 1))
    assert not looks_up(sits._replace(trunk_rise=SITTING_TRUNK - 0.1))


def test_hips_count_from_where_they_were_lowest_since_the_fall() -> None:
    floor = [lying(number / 10, hips_y=2.0) for number in range(5)]
    on_the_floor = [measured(0.5 + n / 10, Posture.LOW, hips_y=2.0 - RISEN / 2, **SITS) for n in range(10)]
    on_a_chair = [measured(0.5 + n / 10, Posture.LOW, hips_y=2.0 - 2 * RISEN, **SITS) for n in range(10)]
    assert not after(*floor, *on_the_floor, on_floor=True).is_up(1.4)
    assert after(*floor, *on_a_chair, on_floor=True).is_up(1.4)
    assert after(*floor, *on_the_floor, on_floor=False).is_up(1.4)
