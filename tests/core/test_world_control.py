"""Control points give the map W, whatever is wrong with some of them, and say so when they don't."""

import json
from pathlib import Path

import numpy as np
import pytest

from falldetect_core.errors import CalibrationError
from falldetect_core.skeleton import SHOULDER_SHARE
from falldetect_core.world import CameraModel, ControlMap, fit_control_points, place_from_json, read_control_points

from .helpers.rooms import control_points, depth_of
from .helpers.walkers import random_camera

CAMERA = CameraModel(2.3, 22.0, 2.0, 430.0, (640, 360))


def points(number: int = 16, *, seed: int = 0, pixels: float = 0.0, metres: float = 0.0) -> np.ndarray:
    """Control points of the camera, measured with errors."""
    random = np.random.default_rng(seed)
    rows = control_points(CAMERA, random, number)
    rows[:, :2] += random.normal(0, 1, (number, 2)) * pixels
    rows[:, 2:] += random.normal(0, 1, (number, 4)) * metres
    return rows


def test_exact_points_give_the_exact_map() -> None:
    found = fit_control_points(points())
    assert found.rms_m < 1e-6
    assert not found.rejected.any()
    assert found.camera_height_m == pytest.approx(CAMERA.height_m)
    camera = found.camera(CAMERA.size)
    assert (camera.pitch_deg, camera.roll_deg) == pytest.approx((CAMERA.pitch_deg, CAMERA.roll_deg), abs=1e-4)
    assert camera.focal_px == pytest.approx(CAMERA.focal_px, rel=1e-5)


@pytest.mark.parametrize("seed", range(50))
def test_necks_are_found_within_8_cm_under_any_camera(seed: int) -> None:
    """Points measured to 2 cm and 1.5 pixels, two of them wrongly; necks with their depths known to 3 cm."""
    random = np.random.default_rng(seed)
    camera = random_camera(random)
    rows = control_points(camera, random, 16)
    rows[:, :2] += random.normal(0, 1.5, (16, 2))
    rows[:, 2:] += random.normal(0, 0.02, (16, 4))
    rows[3, 3] += 0.8
    rows[9, :2] += 60
    found = fit_control_points(rows)
    necks = np.column_stack(
        [random.uniform(-2, 2, 40), random.uniform(1.5, 5, 40), random.uniform(0.1, SHOULDER_SHARE * 1.8, 40)]
    )
    depths = depth_of(camera, necks)
    seen = depths > 0.5
    heights = found.places(camera.project(necks[seen]), depths[seen] + random.normal(0, 0.03, seen.sum()))[:, 2]
    assert np.median(np.abs(heights - necks[seen, 2])) < 0.08


def test_wrong_points_are_left_out_and_named() -> None:
    rows = points(metres=0.01)
    rows[4, 5] += 0.6
    rows[11, 0] += 80
    found = fit_control_points(rows)
    assert np.flatnonzero(found.rejected).tolist() == [4, 11]
    assert found.residuals_m[4] > 0.3
    assert found.rms_m < 0.04


def test_lines_of_sight_meet_the_camera() -> None:
    found = fit_control_points(points())
    origins, directions = found.rays(np.array([[320.0, 180.0], [10.0, 350.0]]))
    assert origins == pytest.approx(np.array([[0, 0, CAMERA.height_m]] * 2), abs=1e-5)
    assert directions == pytest.approx(CAMERA.rays(np.array([[320.0, 180.0], [10.0, 350.0]]))[1], abs=1e-5)
    assert np.isnan(found.points(np.zeros((3, 2)))).all()


def test_survives_as_json() -> None:
    found = fit_control_points(points(metres=0.01))
    again = place_from_json(found.to_json())
    assert isinstance(again, ControlMap)
    assert again.matrix == pytest.approx(found.matrix)
    assert again.rms_m == pytest.approx(found.rms_m)


def test_json_of_another_shape_is_refused() -> None:
    with pytest.raises(CalibrationError, match="4 x 4"):
        ControlMap.from_json('{"matrix": [[1]], "residuals_m": [], "rejected": []}')


class TestErrors:
    def test_too_few(self) -> None:
        with pytest.raises(CalibrationError, match="10 control points are too few: measure at least 11"):
            fit_control_points(points(10))

    def test_all_on_the_floor(self) -> None:
        rows = points(14)
        rows[:, 5] = 0
        with pytest.raises(CalibrationError, match="in one plane"):
            fit_control_points(rows)

    def test_hardly_any_agree(self) -> None:
        rows = points(14)
        rows[:, 3:] = np.random.default_rng(0).uniform(-3, 3, (14, 3))
        with pytest.raises(CalibrationError, match="of 14 control points agree"):
            fit_control_points(rows)

    @pytest.mark.parametrize("value", [np.nan, np.inf, 0.0, -1.0])
    def test_impossible_depths(self, value: float) -> None:
        rows = points(14)
        rows[2, 2] = value
        with pytest.raises(CalibrationError, match="depths above 0"):
            fit_control_points(rows)


class TestFiles:
    def test_csv_and_json_are_read_alike(self, tmp_path: Path) -> None:
        rows = points(12)
        names = ("u", "v", "depth", "x", "y", "z")
        lines = ["u, v, depth, x, y, z", *(", ".join(map(str, row)) for row in rows.tolist())]
        (tmp_path / "points.csv").write_text("\n".join(lines))
        (tmp_path / "points.json").write_text(json.dumps([dict(zip(names, row, strict=True)) for row in rows.tolist()]))
        for name in ("points.csv", "points.json"):
            assert read_control_points(tmp_path / name) == pytest.approx(rows)

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("a.csv", "u,v,depth,x,y,z\n1,2,3,4,5,6\n1,2,3,4,5,", "point 2 of"),
            ("a.csv", "u,v,d\n1,2,3", "numbers named u, v, depth, x, y, z"),
            ("a.json", "{", "is no JSON"),
            ("a.json", "[[1, 2]]", "point 1 of"),
            ("a.json", "3", "is not understood"),
        ],
    )
    def test_what_is_not_understood_is_said(self, tmp_path: Path, name: str, content: str, words: str) -> None:
        (tmp_path / name).write_text(content)
        with pytest.raises(CalibrationError, match=words):
            read_control_points(tmp_path / name)

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(CalibrationError, match="check the path"):
            read_control_points(tmp_path / "none.csv")
