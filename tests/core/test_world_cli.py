"""`falldetect calibrate`: what it says of a camera, and what it says when it can't."""

from pathlib import Path

import numpy as np
import pytest

from falldetect_core.cli import calibrate, main
from falldetect_core.errors import CalibrationError
from falldetect_core.records import Frame
from falldetect_core.world import Calibration, CameraModel, ControlMap, DepthNetwork, read_place

from .helpers.clips import CAMERA, ClipNetwork, write_clip
from .helpers.puppet import Act, begin
from .helpers.rooms import control_points, picture_of, room_depth, write_depth_network
from .helpers.videos import write_video

TRUTH = CameraModel(CAMERA.height_m, CAMERA.pitch_deg, 0.0, CAMERA.focal * CAMERA.width, (CAMERA.width, CAMERA.height))
STOPS = ((1.4, 4.0), (-1.6, 6.0), (0.5, 3.4), (2.0, 6.5), (-1.0, 3.6), (1.5, 5.0), (-2.0, 5.0), (0.0, 7.0), (0.8, 3.5))


def wandering() -> Act:
    """Somebody who walks all over the room."""
    act = begin(x=-1.2, z=4.5)
    for x, z in STOPS:
        act = act.walk(x, z, 1.2)
    return act


WALK = wandering()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip of somebody walking, one of nobody, and control points of the same camera."""
    made = tmp_path_factory.mktemp("calibrate")
    write_clip(made / "walk.mp4", WALK)
    write_video(made / "still.mp4", frames=20, rate=10, size=(160, 90))
    rows = control_points(TRUTH, np.random.default_rng(0), 14)
    rows[5, 4] += 0.7
    lines = ["u,v,depth,x,y,z", *(",".join(map(str, row)) for row in rows.tolist())]
    (made / "points.csv").write_text("\n".join(lines))
    return made


@pytest.fixture(autouse=True)
def _puppets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibrate, "load", lambda _: ClipNetwork(WALK))


def test_people_who_walk_tell_it(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", str(folder / "walk.mp4"), "--json", str(tmp_path / "place.json")]) == 0
    said = capsys.readouterr().out
    assert "above the floor, looks down by" in said
    found = read_place(tmp_path / "place.json")
    assert isinstance(found, Calibration)
    assert found.camera.height_m == pytest.approx(TRUTH.height_m, rel=0.1)
    assert found.camera.pitch_deg == pytest.approx(TRUTH.pitch_deg, abs=3)


def test_nobody_tells_nothing_and_it_says_what_is_missing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", str(folder / "still.mp4")]) == 1
    assert "Not known yet: saw 0 steps of 15" in capsys.readouterr().out


def test_a_height_in_centimetres_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", str(folder / "still.mp4"), "--people-height", "172"]) == 1
    assert "nobody is 172 m tall: give the height in metres" in capsys.readouterr().err


def test_control_points_tell_it_with_residuals(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "place.json"
    points = ["--control-points", str(folder / "points.csv")]
    assert main(["calibrate", str(folder / "walk.mp4"), *points, "--json", str(place)]) == 0
    said = capsys.readouterr().out
    assert "13 control points fit within 0.000 m" in said
    assert "point 6" in said
    assert "1.60 m above the floor, looks down by 8.0°" in said
    assert "±" not in said
    assert isinstance(read_place(place), ControlMap)


def test_control_points_alone_tell_the_height(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", "--control-points", str(folder / "points.csv")]) == 0
    assert "The camera is 1.60 m above the floor." in capsys.readouterr().out


def test_a_depth_network_that_sees_no_floor_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    network = write_depth_network(tmp_path / "depth.onnx", [360, 640], scale=0.0)
    points = ["--control-points", str(folder / "points.csv")]
    assert main(["calibrate", str(folder / "walk.mp4"), *points, "--depth-model", str(network)]) == 1
    assert "of the lower picture fits a floor" in capsys.readouterr().err


def test_a_depth_network_that_sees_the_floor_fits_it(tmp_path: Path) -> None:
    network = DepthNetwork(write_depth_network(tmp_path / "depth.onnx", [360, 640]))
    said = calibrate.describe_depth(network, TRUTH, Frame(0.0, picture_of(room_depth(TRUTH))))
    assert int(said.split(" in ")[1].split("%")[0]) > 50


def test_nothing_to_go_by_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate"]) == 1
    assert "name a file or camera" in capsys.readouterr().err


def test_a_file_that_is_missing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", "none.mp4"]) == 1
    assert "there is no file" in capsys.readouterr().err


def test_a_place_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(CalibrationError, match="check the path"):
        read_place(tmp_path / "none.json")


def test_what_is_known_badly_is_said_with_what_would_help() -> None:
    class Badly:
        newest = Calibration(TRUTH, 0.5, 4.0, 1.0, 0.3, 1.0, 16, 1)

    lines = calibrate.describe_found(Badly())
    assert lines[0] == "Not known well enough yet:"
    assert "1.60 m (± 0.50)" in lines[1]
    assert "nearer and farther" in lines[-1]


def test_a_source_without_a_picture_is_said() -> None:
    assert calibrate.describe_found(None) == ["Not known: the source shows no picture."]
