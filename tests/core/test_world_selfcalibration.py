"""A camera finds out where it stands from people who walk, knows how well, and notices when it is moved."""

from dataclasses import astuple, replace

import numpy as np
import pytest

from falldetect_core.errors import CalibrationError
from falldetect_core.skeleton import Body, Point, body_of
from falldetect_core.world import Calibration, CameraModel, SelfCalibration, Stature
from falldetect_core.world.selfcalibration import COLUMNS, KEPT_STEPS, RECENT_STEPS
from falldetect_core.world.walking import straight

from .helpers.cameras import report, trial
from .helpers.puppet import ON_THE_BACK, SITTING, STANDING, Camera, Puppet, Stance
from .helpers.walkers import SIZE, Walker

CORNER = CameraModel(2.4, 24.0, 1.0, 420.0, SIZE)


def walk(
    calibration: SelfCalibration, camera: CameraModel, *, seconds: float, first: int = 0, seed: int = 0, **how: float
) -> SelfCalibration:
    """Let three people of different height walk, a third of the time each."""
    random = np.random.default_rng(seed)
    for number, height_m in enumerate((1.62, 1.78, 1.55), first):
        for time_s, pose in Walker(random, camera, height_m, **how).walk(seconds / 3):
            calibration.see(number, number * 1000 + time_s, body_of(pose))
    return calibration


@pytest.fixture(scope="module")
def corner() -> SelfCalibration:
    """Two minutes of walking before a camera in a corner of a room."""
    return walk(SelfCalibration(SIZE), CORNER, seconds=120)


def test_minutes_of_walking_tell_where_the_camera_stands(corner: SelfCalibration) -> None:
    found = corner.calibration
    assert found is not None
    assert found.camera.height_m == pytest.approx(CORNER.height_m, rel=0.10)
    assert found.camera.pitch_deg == pytest.approx(CORNER.pitch_deg, abs=3.0)
    assert found.camera.roll_deg == pytest.approx(CORNER.roll_deg, abs=1.5)
    assert found.camera.field_of_view_deg == pytest.approx(CORNER.field_of_view_deg, abs=8)
    assert found.people == 3


@pytest.fixture(scope="module")
def trials() -> list:
    """Six cameras of every kind; many more are for the program of the helper."""
    return [trial(seed, minutes=1.5, people=2) for seed in range(100, 106)]


def test_random_cameras_are_found_and_know_how_well(trials: list) -> None:
    known = [one for one in trials if one.found]
    assert len(known) >= 4
    errors, deviations = (np.array([getattr(one, name) for one in known]) for name in ("errors", "deviations"))
    assert np.mean(np.abs(errors[:, 0]) < 0.10) >= 0.6
    assert np.all(np.abs(errors[:, 1]) < 3.0)
    assert np.mean(np.abs(errors) <= 2 * deviations) >= 0.85


def test_the_report_names_what_was_found(trials: list) -> None:
    assert report(trials).startswith(f"{sum(one.found is not None for one in trials)} of {len(trials)}")


@pytest.mark.parametrize("height_m", [1.52, 1.93])
def test_a_height_that_is_told_takes_the_doubt_from_one_walker(height_m: float) -> None:
    """A body's height and the camera's can't be told apart, which the deviation covers, unless one of them is known."""
    told, guessed = SelfCalibration(SIZE, stature=Stature.told(height_m)), SelfCalibration(SIZE)
    for time_s, pose in Walker(np.random.default_rng(8), CORNER, height_m).walk(60):
        for calibration in (told, guessed):
            calibration.see(1, time_s, body_of(pose))
    (knows, how_well), (guesses, how_badly) = (
        (found.newest.camera.height_m / CORNER.height_m - 1, found.newest.height_sd_m / found.newest.camera.height_m)
        for found in (told, guessed)
    )
    assert abs(knows) < 0.04 < abs(guesses) < 2.5 * how_badly
    assert how_well < 0.05 < how_badly
    assert told.newest.camera.pitch_deg == pytest.approx(CORNER.pitch_deg, abs=1.0)


@pytest.mark.parametrize("height", [172.0, 0.2, float("nan")])
def test_a_height_that_nobody_has_is_refused(height: float) -> None:
    with pytest.raises(CalibrationError, match="in metres"):
        Stature.told(height)


def test_nothing_is_said_before_it_is_known() -> None:
    calibration = walk(SelfCalibration(SIZE), CORNER, seconds=9)
    assert calibration.calibration is None


def test_one_place_tells_too_little_and_the_uncertainty_says_so() -> None:
    """Somebody who paces on the spot, far away before a level camera: the focal length can't be told."""
    level = CameraModel(1.2, 0.0, 0.0, 420.0, SIZE)
    calibration, puppet = SelfCalibration(SIZE), Puppet(height_m=1.7)
    camera = Camera(width=640, height=360, focal=420 / 640, height_m=level.height_m, pitch_deg=0.0)
    for number in range(300):
        x = 1.5 * np.sin(number / 10)
        calibration.see(1, number / 5, body_of(puppet.pose(STANDING._replace(x=float(x), z=5.0), camera)))
    calibration.solve()
    found = calibration.newest
    assert found is not None
    assert found.focal_sd > 0.25
    assert abs(np.log(found.camera.focal_px / level.focal_px)) < 2 * found.focal_sd


def test_children_and_people_on_wheels_do_not_ruin_it() -> None:
    calibration = walk(SelfCalibration(SIZE), CORNER, seconds=90)
    random = np.random.default_rng(5)
    for number, how in enumerate(({"height_m": 1.05}, {"height_m": 1.7, "crouched": True}), 10):
        for time_s, pose in Walker(random, CORNER, **how).walk(40):
            calibration.see(number, number * 1000 + time_s, body_of(pose))
    found = calibration.calibration
    assert found.camera.height_m == pytest.approx(CORNER.height_m, rel=0.12)
    assert found.camera.pitch_deg == pytest.approx(CORNER.pitch_deg, abs=2.0)


def test_ankles_that_jump_now_and_then_do_not_ruin_it() -> None:
    calibration, random = SelfCalibration(SIZE), np.random.default_rng(3)
    for number in range(3):
        for time_s, pose in Walker(random, CORNER, 1.7).walk(50):
            if random.random() < 0.15:
                pose.keypoints[15:, :2] += random.normal(0, 25, (2, 2)).astype(np.float32)
            calibration.see(number, number * 1000 + time_s, body_of(pose))
    assert calibration.calibration.camera.height_m == pytest.approx(CORNER.height_m, rel=0.10)
    assert calibration.calibration.camera.pitch_deg == pytest.approx(CORNER.pitch_deg, abs=2.0)


def numbers(calibration: Calibration) -> list[float]:
    """All of a calibration, to compare but for the last bits, which differ between processors."""
    height_m, pitch_deg, roll_deg, focal_px, size = astuple(calibration.camera)
    return [height_m, pitch_deg, roll_deg, focal_px, *size, *astuple(calibration)[1:]]


def test_a_camera_that_was_moved_is_found_anew(corner: SelfCalibration) -> None:
    moved = replace(CORNER, pitch_deg=CORNER.pitch_deg + 12, height_m=2.0)
    again = walk(SelfCalibration(SIZE, corner.calibration), CORNER, seconds=30)
    assert numbers(again.calibration) == pytest.approx(numbers(corner.calibration))
    walk(again, moved, seconds=120, first=10)
    assert again.calibration.camera.pitch_deg == pytest.approx(moved.pitch_deg, abs=2.0)
    assert again.calibration.camera.height_m == pytest.approx(moved.height_m, rel=0.12)


def test_what_was_known_is_used_at_once_and_in_any_size(corner: SelfCalibration) -> None:
    known = Calibration.from_json(corner.calibration.to_json())
    assert numbers(SelfCalibration(SIZE, known).calibration) == pytest.approx(numbers(known))
    assert SelfCalibration((320, 180), known).calibration.camera.size == (320, 180)
    assert SelfCalibration((640, 480), known).calibration is None


def test_what_is_kept_is_small_however_long_it_runs() -> None:
    assert 4 * COLUMNS * (KEPT_STEPS + RECENT_STEPS) < 10_000
    calibration = walk(SelfCalibration(SIZE), CORNER, seconds=240)
    assert calibration.steps == KEPT_STEPS


class TestWhoWalks:
    CAMERA = Camera(height_m=2.4, pitch_deg=25)

    @pytest.mark.parametrize("facing_deg", [0, 45, 180, 225])
    def test_a_standing_body_is_straight_and_a_seated_one_is_not(self, facing_deg: float) -> None:
        puppet = Puppet(facing_deg=facing_deg)
        assert straight(body_of(puppet.pose(STANDING, self.CAMERA)))
        assert not straight(body_of(puppet.pose(SITTING, self.CAMERA)))

    @pytest.mark.parametrize("stance", [STANDING, ON_THE_BACK])
    def test_who_stays_where_they_are_gives_no_steps(self, stance: Stance) -> None:
        calibration = SelfCalibration(SIZE)
        body = body_of(Puppet().pose(stance, self.CAMERA))
        for number in range(200):
            calibration.see(1, number / 10, body)
        assert calibration.steps == 0

    def test_a_body_too_small_to_measure_gives_none(self) -> None:
        tiny = Body(*(Point(100.0, 100.0 + 3 * part) for part in range(5)))
        assert not straight(tiny)

    def test_a_clock_that_jumps_harms_nothing(self) -> None:
        calibration = SelfCalibration(SIZE)
        bodies = [body_of(pose) for _, pose in Walker(np.random.default_rng(0), CORNER, 1.7).walk(10)]
        for time_s, body in zip([0, 1, 5, 2, 1, 1, 900, 901, 3], bodies, strict=False):
            calibration.see(1, float(time_s), body)
        assert calibration.steps <= 2
