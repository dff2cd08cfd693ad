"""The pinhole above the floor: what it projects it finds again."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from falldetect_core.errors import CalibrationError
from falldetect_core.world import Calibration, CameraModel, place_from_json

CAMERAS = st.builds(
    CameraModel,
    height_m=st.floats(0.5, 4),
    pitch_deg=st.floats(-10, 89),
    roll_deg=st.floats(-20, 20),
    focal_px=st.floats(200, 1200),
    size=st.just((640, 360)),
)
PLACES = st.tuples(st.floats(-4, 4), st.floats(0.3, 9))
LEVEL = CameraModel(1.5, 0.0, 0.0, 500.0, (640, 360))


@given(CAMERAS, PLACES, st.floats(0, 0.4))
def test_what_is_projected_is_found_again_at_its_height(
    camera: CameraModel, place: tuple[float, float], height_m: float
) -> None:
    point = np.array([[*place, height_m]])
    pixels = camera.project(point)
    assume(np.isfinite(pixels).all() and np.abs(pixels).max() < 5000)
    assert camera.at_height(pixels, height_m) == pytest.approx(point, abs=1e-5)


@given(CAMERAS, PLACES, st.floats(0, 2.2))
def test_the_height_of_what_stands_above_a_floor_point(
    camera: CameraModel, place: tuple[float, float], height_m: float
) -> None:
    ends = camera.project(np.array([[*place, 0.0], [*place, height_m]]))
    assume(np.isfinite(ends).all() and np.abs(ends).max() < 5000)
    assert camera.height_above_floor_m(ends[:1], ends[1:]) == pytest.approx(height_m, abs=1e-4)


@given(CAMERAS, PLACES, st.floats(1.0, 2.0))
def test_how_tall_somebody_appears(camera: CameraModel, place: tuple[float, float], height_m: float) -> None:
    ends = camera.project(np.array([[*place, 0.0], [*place, height_m]]))
    assume(np.isfinite(ends).all() and np.abs(ends).max() < 5000)
    length = camera.standing_height_px(ends[:1], height_m)
    assert length == pytest.approx(math.dist(*ends.tolist()), rel=1e-4, abs=1e-4)


def test_a_level_camera_sees_the_horizon_in_its_middle_and_the_floor_below() -> None:
    above, below = LEVEL.at_height(np.array([[320.0, 170.0], [320.0, 330.0]]))
    assert np.isnan(above).all()
    assert below == pytest.approx([0.0, 5.0, 0.0])


def test_what_is_behind_the_camera_is_not_seen() -> None:
    assert np.isnan(LEVEL.project(np.array([[0.0, -2.0, 1.0]]))).all()


def test_axes_are_right_handed_and_pitch_looks_down() -> None:
    axes = CameraModel(2.0, 30.0, 10.0, 500.0, (640, 360)).axes
    assert axes @ axes.T == pytest.approx(np.eye(3))
    assert np.linalg.det(axes) == pytest.approx(1.0)
    assert axes[2, 2] == pytest.approx(-0.5)


def test_another_size_of_the_picture_is_the_same_view() -> None:
    half = LEVEL.resized((320, 180))
    assert half.field_of_view_deg == pytest.approx(LEVEL.field_of_view_deg)
    assert half.project(np.array([[1.0, 4.0, 0.5]])) * 2 == pytest.approx(LEVEL.project(np.array([[1.0, 4.0, 0.5]])))


class TestCalibration:
    KNOWN = Calibration(LEVEL, 0.08, 0.4, 0.2, 0.05, 0.9, 80, 3)

    def test_survives_as_json(self) -> None:
        assert Calibration.from_json(self.KNOWN.to_json()) == self.KNOWN
        assert place_from_json(self.KNOWN.to_json()) == self.KNOWN

    @pytest.mark.parametrize("text", ["", "[]", "null", "{}", '{"camera": 3}', '{"matrix": [1]}', '{"matrix": 3}'])
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(CalibrationError, match=r"calibrat|map"):
            place_from_json(text)

    @pytest.mark.parametrize(
        ("name", "value"), [("height_m", "-1.0"), ("height_m", "NaN"), ("focal_px", "0.0"), ("pitch_deg", "120.0")]
    )
    def test_an_impossible_camera_is_refused(self, name: str, value: str) -> None:
        text = self.KNOWN.to_json().replace(f'"{name}": {getattr(LEVEL, name)}', f'"{name}": {value}')
        with pytest.raises(CalibrationError, match="no possible camera"):
            Calibration.from_json(text)

    def test_its_own_uncertainty_says_whether_it_is_usable(self) -> None:
        assert self.KNOWN.usable
        assert not Calibration(LEVEL, 0.3, 0.4).usable
        assert not Calibration(LEVEL, 0.05, 4.0).usable

    def test_a_picture_of_another_shape_shows_another_view(self) -> None:
        assert self.KNOWN.for_size((320, 180)).camera == LEVEL.resized((320, 180))
        assert self.KNOWN.for_size((640, 480)) is None

    def test_the_uncertainty_of_the_field_of_view(self) -> None:
        wider = CameraModel(1.5, 0.0, 0.0, 500.0 * 0.95, (640, 360))
        step = wider.field_of_view_deg - LEVEL.field_of_view_deg
        assert self.KNOWN.field_of_view_sd_deg == pytest.approx(step, rel=0.1)
