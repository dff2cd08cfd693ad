"""The pose network and the second look: real weights, any picture, the picture's own pixels."""

import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.errors import ModelError
from falldetect_core.pose import PoseEstimator, crop_around, estimate_crop, load
from falldetect_core.pose.crop import PART_SIDES_PX, moved, part_around
from falldetect_core.pose.litert import LiteRTNetwork
from falldetect_core.pose.movenet import MIN_SCORE, MoveNetMultiPose
from falldetect_core.records import Box, Image, Pose

from .helpers.puppet import STANDING, Camera, Puppet, Stance, empty_room

WIDE = Camera(width=640, height=360)
sides = st.floats(-2000, 3000)
boxes = st.builds(Box, sides, sides, sides, sides)


class TestMoveNet:
    def test_nobody_is_seen_in_an_empty_picture(self, network: MoveNetMultiPose) -> None:
        assert network.estimate(np.zeros((360, 640, 3), np.uint8)) == []

    @pytest.mark.parametrize("shape", [(360, 640), (640, 360), (1, 1), (3, 900), (721, 1281), (32, 32)])
    def test_pictures_of_any_shape_are_looked_at(self, network: MoveNetMultiPose, shape: tuple[int, int]) -> None:
        for pose in network.estimate(noise(shape)):
            assert pose.keypoints.shape == (17, 3)
            assert pose.score >= MIN_SCORE

    def test_at_most_six_come_best_first(self, network: MoveNetMultiPose) -> None:
        picture = empty_room(WIDE)
        for number in range(8):
            Puppet(facing_deg=90).draw(picture, stance_at(number - 3.5), WIDE)
        scores = [pose.score for pose in network.estimate(picture)]
        assert len(scores) <= 6
        assert scores == sorted(scores, reverse=True)

    def test_many_threads_may_share_it(self, network: MoveNetMultiPose) -> None:
        pictures = [noise((360, 640)), noise((640, 360))]
        alone = [[pose.score for pose in network.estimate(picture)] for picture in pictures]
        together: list[list[float]] = [[], []]

        def look(number: int) -> None:
            for _ in range(5):
                together[number] = [pose.score for pose in network.estimate(pictures[number])]

        threads = [threading.Thread(target=look, args=(number,)) for number in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert together == alone

    def test_closer_looks_of_any_cut_need_one_shape_beside_the_whole_pictures(self, weights: Path) -> None:
        network = MoveNetMultiPose(weights)
        network.estimate(noise((360, 640)))
        for shape in [(200, 200), (170, 200), (90, 75)]:
            network.estimate_at(noise(shape), 160)
        assert network.shapes == {(1, 160, 256, 3), (1, 160, 160, 3)}

    def test_parts_of_pictures_need_few_shapes(self, weights: Path) -> None:
        network = MoveNetMultiPose(weights)
        boxes = [Box(10, 10, 80, 300), Box(300, 200, 500, 300), Box(600, 300, 639, 359), Box(100, 100, 300, 250)]
        for size in ((640, 360), (704, 576), (1920, 1080)):
            for box in boxes:
                part = part_around([box], size, network.long_side_px)
                assert part is not None
                network.estimate_at(part.crop.cut(noise(size[::-1])), part.long_side_px)
        sides = {side for _, height, width, _ in network.shapes for side in (height, width)}
        assert sides <= set(PART_SIDES_PX)

    def test_of_many_shapes_the_latest_stay(self, weights: Path) -> None:
        network = MoveNetMultiPose(weights)
        for height in (64, 32, 64, 96, 128, 160, 192, 256):
            network.estimate(noise((height, 256)))
        assert network.shapes == {(1, height, 256, 3) for height in (64, 96, 128, 160, 192, 256)}

    def test_looks_at_one_shape_run_side_by_side(self, weights: Path) -> None:
        network, shape = LiteRTNetwork(weights), (1, 64, 64, 3)
        with network.interpreter(shape) as one, network.interpreter(shape) as other:
            assert one is not other
        with network.interpreter(shape) as again:
            assert again is one or again is other

    @pytest.mark.parametrize("content", [b"", b"not a model at all", b"\x1c\x00\x00\x00TFL3" + b"\x00" * 100])
    def test_a_file_that_is_no_model_is_named(self, tmp_path: Path, content: bytes) -> None:
        broken = tmp_path / "broken.tflite"
        broken.write_bytes(content)
        with pytest.raises(ModelError, match=r"broken\.tflite is not a LiteRT model: fetch it again"):
            MoveNetMultiPose(broken)

    @pytest.mark.usefixtures("weights")
    def test_the_default_is_ready_once_fetched(self) -> None:
        assert load().estimate(np.zeros((90, 160, 3), np.uint8)) == []

    def test_without_weights_the_default_says_how_to_fetch_them(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FALLDETECT_MODELS", str(tmp_path))
        with pytest.raises(ModelError, match="falldetect models fetch"):
            load()


class TestASecondLook:
    @given(box=boxes, width=st.integers(1, 2000), height=st.integers(1, 2000))
    def test_a_crop_is_never_empty_and_inside_the_picture(self, box: Box, width: int, height: int) -> None:
        left, top, right, bottom, _ = crop_around(box, width, height)
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height

    @given(x=st.floats(200, 1000), y=st.floats(200, 1000), w=st.floats(1, 80), h=st.floats(1, 80))
    def test_a_crop_well_inside_is_square_and_holds_the_box(self, x: float, y: float, w: float, h: float) -> None:
        left, top, right, bottom, _ = crop_around(Box(x, y, x + w, y + h), 2000, 2000)
        assert abs((right - left) - (bottom - top)) <= 1
        assert left <= x
        assert top <= y
        assert right >= x + w
        assert bottom >= y + h

    def test_what_the_crop_shows_is_told_in_pixels_of_the_picture(self) -> None:
        spot = WhiteSpot()
        picture = np.zeros((360, 640, 3), np.uint8)
        picture[200, 500] = 255
        (pose,) = estimate_crop(spot.estimate, picture, crop_around(Box(450, 150, 520, 260), 640, 360))
        assert pose.keypoints[0, :2].tolist() == [500, 200]
        assert pose.box == Box(500, 200, 501, 201)

    @given(x=st.integers(-500, 500), y=st.integers(-500, 500))
    def test_moving_there_and_back_changes_nothing(self, x: int, y: int) -> None:
        pose = Puppet().pose(stance_at(0), WIDE)
        back = moved(moved(pose, x, y), -x, -y)
        assert np.allclose(back.keypoints, pose.keypoints, atol=1e-3)
        assert back.box == pytest.approx(pose.box)
        assert back.score == pose.score


class WhiteSpot:
    """Takes the brightest pixel for somebody's nose."""

    def estimate(self, image: Image) -> list[Pose]:
        y, x = np.unravel_index(int(image[:, :, 0].argmax()), image.shape[:2])
        keypoints = np.zeros((17, 3), np.float32)
        keypoints[0] = x, y, 1
        return [Pose(keypoints, 1.0, Box(float(x), float(y), float(x) + 1, float(y) + 1))]


def test_anything_that_finds_poses_is_an_estimator() -> None:
    estimator: PoseEstimator = WhiteSpot()
    assert estimator.estimate(np.zeros((5, 5, 3), np.uint8))


def stance_at(x: float) -> Stance:
    return STANDING._replace(x=x)


def noise(shape: tuple[int, int]) -> Image:
    return np.random.default_rng(5).integers(0, 255, (*shape, 3), np.uint8)
