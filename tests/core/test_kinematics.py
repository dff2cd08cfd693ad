"""How the body is held and moves: body heights, seconds and degrees, whatever the camera."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.kinds import Posture
from falldetect_core.records import Kinematics

from .helpers.examples import at_most
from .helpers.puppet import (
    BENDING,
    CROUCHING,
    ON_THE_BACK,
    ON_THE_FACE,
    SITTING,
    STANDING,
    Act,
    Camera,
    Puppet,
    Stance,
    begin,
    measure,
)

FALL = begin().walk(0.3, 5).fall(ON_THE_FACE).stand(2)
FINELY = measure(FALL, fps=30)
MEASURES = ("tilt_deg", "box_ratio", "height_ratio", "leg_extension", "hip_drop", "shoulder_drop", "height_drop")
SPEEDS = ("descent_speed", "horizontal_speed", "tilt_change_deg")


def held(stance: Stance, facing_deg: float = 0.0) -> Kinematics:
    """Somebody who has walked in and taken a stance."""
    return measure(begin(puppet=Puppet(facing_deg=facing_deg)).walk(0, 5).move(stance, 2.5).stand(3))[-1]


def most(moments: list[Kinematics], name: str) -> float:
    return max(value for k in moments if not math.isnan(value := getattr(k, name)))


def same(a: list[Kinematics], b: list[Kinematics], names: tuple[str, ...], tolerance: float) -> None:
    assert len(a) == len(b)
    for before, after in zip(a, b, strict=True):
        for name in names:
            expected = getattr(before, name)
            scale = 30 if name.endswith("deg") else 1
            assert getattr(after, name) == pytest.approx(expected, abs=tolerance * scale, nan_ok=True), name


@given(factor=st.floats(0.25, 3))
@at_most(10)
def test_the_size_of_the_picture_changes_nothing(factor: float) -> None:
    larger = Camera(width=round(640 * factor), height=round(360 * factor))
    exact = larger.width / 640
    same(measure(FALL), measure(FALL, camera=larger), MEASURES + SPEEDS, 0.02 / min(1, exact))


@given(shift_px=st.floats(-200, 200))
@at_most(10)
def test_the_place_in_the_picture_changes_nothing(shift_px: float) -> None:
    same(measure(FALL), measure(FALL, shift_px=shift_px), MEASURES + SPEEDS, 0.01)


@pytest.mark.parametrize("shape", [(640, 480), (640, 640), (360, 640)])
def test_the_shape_of_the_picture_changes_no_angle(shape: tuple[int, int]) -> None:
    width, height = shape
    other = Camera(width=width, height=height, focal=0.85 * 640 / width)
    same(measure(FALL), measure(FALL, camera=other), ("tilt_deg", "tilt_change_deg", "box_ratio"), 0.02)


@given(fps=st.floats(7, 30))
@at_most(12)
def test_the_frame_rate_hardly_changes_speeds_and_drops(fps: float) -> None:
    finely, coarsely = FINELY, measure(FALL, fps=fps)
    for name in ("descent_speed", "shoulder_drop", "hip_drop", "height_drop", "tilt_change_deg"):
        assert most(coarsely, name) == pytest.approx(most(finely, name), rel=0.25), name


@pytest.mark.parametrize(("x", "z"), [(0, 3), (0, 8), (-1.5, 5), (1, 4)])
def test_the_distance_to_the_camera_hardly_changes_how_fast_a_fall_is(x: float, z: float) -> None:
    fall = begin(x=x - 1, z=z).walk(x, z).fall(ON_THE_FACE).stand(1)
    assert most(measure(fall), "descent_speed") == pytest.approx(most(measure(FALL), "descent_speed"), rel=0.3)


@pytest.mark.parametrize("speed", [0.5, 1.0, 1.5])
def test_walking_across_is_measured_in_body_heights_a_second(speed: float) -> None:
    walk = measure(begin(x=-1.5, z=6).walk(1.5, 6, speed))
    assert walk[-1].horizontal_speed == pytest.approx(speed / 1.7, rel=0.15)
    assert most(walk, "descent_speed") < 0.1


@pytest.mark.parametrize(
    ("stance", "facing_deg", "posture"),
    [
        (STANDING, 0, Posture.UPRIGHT),
        (STANDING, 90, Posture.UPRIGHT),
        (CROUCHING, 0, Posture.LOW),
        (ON_THE_FACE, 0, Posture.LYING),
        (ON_THE_BACK, 180, Posture.LYING),
        (ON_THE_BACK, 45, Posture.LYING),
    ],
)
def test_postures_are_told_apart(stance: Stance, facing_deg: float, posture: Posture) -> None:
    assert held(stance, facing_deg).posture is posture


@pytest.mark.parametrize("facing_deg", [0, 90, 180, 270])
@pytest.mark.parametrize("stance", [BENDING, SITTING])
def test_bending_and_sitting_are_not_lying(stance: Stance, facing_deg: float) -> None:
    assert held(stance, facing_deg).posture is not Posture.LYING


def test_the_height_falls_with_the_body() -> None:
    ratios = [held(stance).height_ratio for stance in (STANDING, SITTING, ON_THE_FACE)]
    assert ratios[0] == pytest.approx(1.0, abs=0.12)
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[-1] < 0.4


@given(trunk=st.floats(-85, 85))
@at_most(15)
def test_the_tilt_from_the_side_is_the_trunks_angle(trunk: float) -> None:
    level = Camera(pitch_deg=0, height_m=1.0)
    leaning = Act(Puppet(), ((0.0, Stance(trunk=trunk, z=8), False),)).stand(1)
    assert measure(leaning, camera=level)[-1].tilt_deg == pytest.approx(abs(trunk), abs=3)


def test_a_fall_is_a_descent_a_drop_and_a_turn() -> None:
    moments = measure(FALL)
    assert most(moments, "descent_speed") > 0.6
    assert most(moments, "shoulder_drop") > 0.5
    assert most(moments, "tilt_change_deg") > 45


def test_getting_up_is_no_descent() -> None:
    rising = measure(begin().walk(0, 5).move(ON_THE_FACE, 3).stand(2).move(STANDING, 2).stand(1))
    assert max(k.descent_speed for k in rising if k.time_s > 8) < 0.1


def test_what_is_hidden_is_unknown_rather_than_guessed() -> None:
    unseen = Act(Puppet(score=0.3), FALL.keys)
    for moment in measure(unseen):
        assert moment.posture in set(Posture)
    legless = held(STANDING)
    assert not math.isnan(legless.leg_extension)
