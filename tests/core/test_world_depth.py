"""A depth network of one's own: its unit is found by the floor, and its depths give necks in metres."""

from pathlib import Path

import numpy as np
import pytest
from onnx import helper

from falldetect_core.errors import CalibrationError, ModelError
from falldetect_core.world import CameraModel, DepthNetwork, align

from .helpers.networks import write_network
from .helpers.rooms import picture_of, room_depth, write_depth_network
from .helpers.walkers import random_camera

CAMERA = CameraModel(2.3, 25.0, 1.0, 430.0, (640, 360))


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> DepthNetwork:
    """A network that tells inverse depth, times 40, less 3."""
    return DepthNetwork(write_depth_network(tmp_path_factory.mktemp("networks") / "depth.onnx", [360, 640]))


def test_the_floor_gives_scale_and_shift(network: DepthNetwork) -> None:
    fitted = align(network.estimate(picture_of(room_depth(CAMERA))), CAMERA)
    assert fitted.scale == pytest.approx(1 / 40, rel=0.02)
    assert fitted.shift == pytest.approx(3 / 40, rel=0.05)
    assert fitted.floor > 0.5


@pytest.mark.parametrize("seed", range(24))
def test_necks_are_found_within_8_cm_under_any_camera(seed: int) -> None:
    """Inverse depths 2 % off everywhere, of an unknown scale and shift."""
    random = np.random.default_rng(seed)
    camera = random_camera(random).resized((320, 180))
    relative, necks = _noisy_room(camera, random)
    fitted = align(relative, camera)
    heights = fitted.points(camera.project(necks))[:, 2]
    assert np.nanmedian(np.abs(heights - necks[:, 2])) < 0.08


def _noisy_room(camera: CameraModel, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Relative inverse depth of a room with three necks in it, and where those are."""
    necks: list[np.ndarray] = []
    while len(necks) < 3:
        neck = np.array([random.uniform(-2, 2), random.uniform(1.0, 4.0), random.uniform(0.1, 1.5)])
        pixel = camera.project(neck[np.newaxis])[0]
        if np.isfinite(pixel).all() and (pixel > 5).all() and (pixel < np.array(camera.size) - 5).all():
            necks.append(neck)
    # The nearest is painted last, so that nothing hides it.
    inverse = 1 / room_depth(camera, np.array(necks))
    inverse *= 1 + 0.02 * random.standard_normal((18, 32)).repeat(10, axis=0).repeat(10, axis=1)
    return (inverse - 0.05) * random.uniform(5, 50), np.array(necks)


def test_networks_that_take_any_size_are_given_a_usual_one(tmp_path: Path) -> None:
    network = DepthNetwork(write_depth_network(tmp_path / "any.onnx", ["height", "width"]))
    image = np.full((90, 160, 3), 90, np.uint8)
    assert network.estimate(image).shape == (90, 160)


def test_depth_out_of_the_picture_or_before_the_camera_is_unknown(network: DepthNetwork) -> None:
    fitted = align(network.estimate(picture_of(room_depth(CAMERA))), CAMERA)
    depths = fitted.depth_m(np.array([[320.0, 300.0], [-5.0, 10.0], [640.0, 10.0], [np.nan, 3.0]]))
    assert np.isfinite(depths).tolist() == [True, False, False, False]


class TestErrors:
    def test_a_network_of_another_kind(self, tmp_path: Path) -> None:
        doubling = [helper.make_node("Add", ["x", "x"], ["y"])]
        with pytest.raises(ModelError, match="no depth network: it should take one float picture 1x3xHxW"):
            DepthNetwork(write_network(tmp_path / "double.onnx", doubling, {"x": [2]}, {"y": [2]}))

    def test_a_network_that_gives_another_shape(self, tmp_path: Path) -> None:
        keeping = [helper.make_node("Identity", ["x"], ["y"])]
        path = write_network(tmp_path / "keep.onnx", keeping, {"x": [1, 3, 28, 28]}, {"y": [1, 3, 28, 28]})
        with pytest.raises(ModelError, match="rather than one value a pixel"):
            DepthNetwork(path).estimate(np.zeros((28, 28, 3), np.uint8))

    def test_a_map_of_another_size(self) -> None:
        with pytest.raises(CalibrationError, match="doesn't fit a picture"):
            align(np.ones((10, 10)), CAMERA)

    def test_no_floor_in_sight(self) -> None:
        up = CameraModel(2.3, -40.0, 0.0, 430.0, (640, 360))
        with pytest.raises(CalibrationError, match="hardly sees the floor"):
            align(np.ones((360, 640)), up)

    @pytest.mark.parametrize("noise", [False, True])
    def test_depths_that_fit_no_floor(self, noise: bool) -> None:  # noqa: FBT001 - a parameter of the test
        relative = np.random.default_rng(0).random((360, 640)) if noise else np.ones((360, 640))
        with pytest.raises(CalibrationError, match="fits a floor"):
            align(relative, CAMERA)
