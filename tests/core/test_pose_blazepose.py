"""BlazePose: its detector's anchors and blending, turned squares, and the real weights on people of the demo's clip."""

import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.errors import ModelError
from falldetect_core.pose import NAMED, crop_around, estimate_crop, load
from falldetect_core.pose.blazepose import LANDMARKS, MIN_SCORE, BlazePose, refined, turned
from falldetect_core.pose.blazepose_detector import ANCHORS, decode, region
from falldetect_core.pose.region import Region, cut, moved_to_picture
from falldetect_core.pose_weights.registry import MODELS
from falldetect_core.pose_weights.registry import weights as weights_of
from falldetect_core.records import Image
from falldetect_core.skeleton import ANKLES, HIPS, NOSE, SHOULDERS

CLIP = Path(__file__).parents[2] / "docs" / "demo" / "fall.mp4"
WALKS, LIES = 60, 200
LEFT_HIP, RIGHT_HIP = 23, 24
"""Landmarks of BlazePose."""


@pytest.fixture(scope="module")
def network() -> BlazePose:
    return BlazePose(weights_of("blazepose-detector"), weights_of("blazepose-full"))


def frame(number: int) -> Image:
    clip = cv2.VideoCapture(str(CLIP))
    clip.set(cv2.CAP_PROP_POS_FRAMES, number)
    read, image = clip.read()
    assert read
    return image.astype(np.uint8, copy=False)


class TestDetector:
    def test_anchors_are_the_middles_of_their_cells(self) -> None:
        assert ANCHORS.shape == (2254, 2)
        assert ANCHORS[[0, 1, 2, 1568, 1960]].tolist() == [[4, 4], [4, 4], [12, 4], [8, 8], [16, 16]]
        assert ANCHORS[[-1]].tolist() == [[208, 208]]

    def rows(self, *bodies: tuple[int, float, list[float]]) -> tuple[np.ndarray, np.ndarray]:
        rows, logits = np.zeros((2254, 12), np.float32), np.full(2254, -100, np.float32)
        for anchor, score, row in bodies:
            rows[anchor], logits[anchor] = row, math.log(score / (1 - score))
        return rows, logits

    def test_a_row_is_measured_from_its_anchor(self) -> None:
        (body,) = decode(*self.rows((1960, 0.9, [1, 2, 20, 10, 0, 30, 0, -10, 5, 5, 6, 6])))
        assert body.tolist() == pytest.approx([7, 13, 27, 23, 16, 46, 16, 6, 21, 21, 22, 22])

    def test_boxes_of_one_body_are_blended_by_their_scores(self) -> None:
        near, far = [0, 0, 40, 40, *[0] * 8], [0, 0, 40, 40, *[0] * 8]
        (body,) = decode(*self.rows((1568, 0.9, near), (1570, 0.6, far)))
        assert body[4] == pytest.approx((0.9 * 8 + 0.6 * 24) / 1.5, rel=1e-4)

    def test_bodies_apart_come_best_first_and_unlikely_ones_never(self) -> None:
        row = [0, 0, 20, 20, *[0] * 8]
        bodies = decode(*self.rows((0, 0.6, row), (1567, 0.8, row), (800, 0.4, row)))
        assert bodies[:, 4].tolist() == [220, 4]
        assert decode(*self.rows()).shape == (0, 12)

    @given(x=st.floats(-500, 500), y=st.floats(-500, 500), turn=st.floats(-3.1, 3.1), reach=st.floats(1, 300))
    def test_a_region_is_turned_as_its_body_is(self, x: float, y: float, turn: float, reach: float) -> None:
        found = region(x, y, x + reach * math.sin(turn), y - reach * math.cos(turn))
        assert (found.x, found.y, found.side) == pytest.approx((x, y, 2.5 * reach))
        assert math.remainder(found.turn - turn, math.tau) == pytest.approx(0, abs=1e-6)


class TestRegion:
    @given(x=st.floats(-50, 250), y=st.floats(-50, 250), side=st.floats(20, 300), turn=st.floats(-3.2, 3.2))
    def test_middle_and_top_of_the_square_are_where_they_belong(
        self, x: float, y: float, side: float, turn: float
    ) -> None:
        where = moved_to_picture(np.array([[64, 64], [64, 0]], np.float32), Region(x, y, side, turn), 128)
        top = (x + side / 2 * math.sin(turn), y - side / 2 * math.cos(turn))
        assert np.abs(where - [(x, y), top]).max() < 1e-2

    @given(turn=st.floats(-3.2, 3.2))
    def test_what_the_square_shows_is_what_the_picture_holds_there(self, turn: float) -> None:
        image = np.zeros((200, 300, 3), np.uint8)
        cv2.circle(image, (170, 80), 6, (255, 255, 255), -1)
        square = cut(image, Region(150, 100, 160, turn), 160, border=cv2.BORDER_CONSTANT)
        y, x = np.argwhere(square[:, :, 0] > 127).mean(axis=0)
        found = moved_to_picture(np.array([[x, y]], np.float32), Region(150, 100, 160, turn), 160)
        assert np.abs(found - (170, 80)).max() < 1


class TestRefinement:
    def heat(self, x: int, y: int, logit: float) -> np.ndarray:
        heat = np.full((64, 64, 1), -100, np.float32)
        heat[y, x, 0] = logit
        return heat

    def test_a_sure_spot_nearby_draws_the_landmark(self) -> None:
        assert refined(np.array([[42, 85]], np.float32), self.heat(12, 20, 9)).tolist() == [[48, 80]]

    @pytest.mark.parametrize(("x", "y", "logit"), [(12, 20, -1), (40, 20, 9), (12, 30, 9)])
    def test_an_unsure_or_distant_spot_does_not(self, x: int, y: int, logit: float) -> None:
        assert refined(np.array([[42, 85]], np.float32), self.heat(x, y, logit)).tolist() == [[42, 85]]

    @given(st.tuples(st.floats(-400, 600), st.floats(-400, 600)))
    def test_a_landmark_stays_within_reach_or_where_it_was(self, point: tuple[float, float]) -> None:
        heat = np.random.default_rng(1).normal(0, 4, (64, 64, 1)).astype(np.float32)
        (moved,) = refined(np.array([point], np.float32), heat)
        assert np.abs(moved - np.float32(point)).max() <= 16


@given(turn=st.floats(-3.2, 3.2))
def test_turning_metres_keeps_lengths_and_depth(turn: float) -> None:
    points = np.random.default_rng(2).normal(0, 0.5, (33, 3)).astype(np.float32)
    back = turned(turned(points, turn), -turn)
    assert np.abs(back - points).max() < 1e-5
    assert turned(points, turn)[:, 2].tolist() == points[:, 2].tolist()
    up = turned(np.array([[0, -1, 0]], np.float32), turn)
    assert up[0, :2] == pytest.approx((math.sin(turn), -math.cos(turn)), abs=1e-6)


class TestOnPeople:
    def test_a_walking_person_is_seen_where_the_other_network_sees_them(self, network: BlazePose) -> None:
        seen = network.estimate(frame(WALKS))[0].keypoints
        (other,) = load("movenet-multipose").estimate(frame(WALKS))
        sure = other.keypoints[:, 2] > 0.4
        assert sure.sum() >= 10
        assert np.median(np.linalg.norm(seen[sure, :2] - other.keypoints[sure, :2], axis=1)) < 8

    def test_landmarks_are_metres_of_a_grown_person_around_the_hips(self, network: BlazePose) -> None:
        world = network.estimate(frame(WALKS))[0].world
        assert world is not None
        assert world.shape == (LANDMARKS, 3)
        assert np.abs(world[[LEFT_HIP, RIGHT_HIP]].mean(axis=0)).max() < 0.05
        assert 1.2 < np.linalg.norm(world[[27, 28]].mean(axis=0) - world[0]) < 1.9
        assert 0.25 < np.linalg.norm(world[11] - world[12]) < 0.5

    @pytest.mark.parametrize("quarters", [1, 2, 3])
    def test_a_picture_on_its_side_gives_the_same_person_on_the_side(self, network: BlazePose, quarters: int) -> None:
        upright = network.estimate(frame(WALKS))[0]
        side = network.estimate(np.ascontiguousarray(np.rot90(frame(WALKS), quarters)))[0]
        assert upright.world is not None
        assert side.world is not None
        for before, after, shoulders, hips in (
            (upright.keypoints, side.keypoints, SHOULDERS, HIPS),
            (upright.world, side.world, (11, 12), (LEFT_HIP, RIGHT_HIP)),
        ):
            turn = trunk_deg(after, shoulders, hips) - trunk_deg(before, shoulders, hips)
            assert math.remainder(turn + 90 * quarters, 360) == pytest.approx(0, abs=15)

    def test_somebody_lying_has_the_head_at_the_left_of_the_hips(self, network: BlazePose) -> None:
        pose = network.estimate(frame(LIES))[0]
        assert pose.score >= MIN_SCORE
        assert pose.world is not None
        assert pose.keypoints[NOSE, 0] < pose.keypoints[list(HIPS), 0].mean() < pose.keypoints[list(ANKLES), 0].mean()
        assert pose.world[0, 0] < pose.world[[27, 28], 0].mean() - 0.8

    @pytest.mark.parametrize("quarters", [0, 1, 2, 3])
    def test_a_closer_look_at_a_turned_crop_keeps_the_metres_in_the_picture(
        self, network: BlazePose, quarters: int
    ) -> None:
        whole = network.estimate(frame(WALKS))[0]
        height, width = frame(WALKS).shape[:2]
        near = estimate_crop(network.estimate, frame(WALKS), crop_around(whole.box, width, height, quarters))[0]
        assert whole.world is not None
        assert near.world is not None
        assert np.median(np.linalg.norm(near.world[:, :2] - whole.world[:, :2], axis=1)) < 0.1
        assert np.median(np.linalg.norm(near.keypoints[:, :2] - whole.keypoints[:, :2], axis=1)) < 8

    def test_nobody_is_seen_in_an_empty_picture(self, network: BlazePose) -> None:
        assert network.estimate(np.zeros((360, 640, 3), np.uint8)) == []

    @pytest.mark.parametrize("shape", [(1, 1), (3, 900), (721, 1281)])
    def test_pictures_of_any_shape_are_looked_at(self, network: BlazePose, shape: tuple[int, int]) -> None:
        image = np.random.default_rng(5).integers(0, 255, (*shape, 3), np.uint8)
        for pose in network.estimate(image):
            assert pose.keypoints.shape == (17, 3)
            assert pose.score >= MIN_SCORE

    def test_two_people_are_two(self, network: BlazePose) -> None:
        both = np.hstack([frame(WALKS)[:, 400:], frame(WALKS)[:, 400:]])
        first, second = sorted(pose.keypoints[NOSE, 0] for pose in network.estimate(both))
        assert second - first == pytest.approx(both.shape[1] / 2, abs=6)


def trunk_deg(points: np.ndarray, shoulders: tuple[int, int], hips: tuple[int, int]) -> float:
    """Direction of the trunk in the picture, clockwise from the right."""
    x, y = points[list(hips), :2].mean(axis=0) - points[list(shoulders), :2].mean(axis=0)
    return math.degrees(math.atan2(y, x))


class TestLoading:
    def test_every_name_is_a_registered_one(self) -> None:
        assert set(NAMED) <= {model.name for model in MODELS}

    def test_a_network_is_loaded_by_name(self) -> None:
        assert isinstance(load("blazepose-full", threads=2), BlazePose)

    @pytest.mark.parametrize("word", ["", "blazepose-detector", "yolo.pt"])
    def test_a_word_that_is_none_is_told_with_those_that_are(self, word: str) -> None:
        with pytest.raises(ModelError, match=r"choose one of movenet-multipose, blazepose-full, blazepose-lite, or a"):
            load(word)

    def test_weights_that_are_not_here_are_told_with_how_to_fetch_them(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FALLDETECT_MODELS", str(tmp_path))
        with pytest.raises(ModelError, match="run `falldetect models fetch blazepose-full` once"):
            load("blazepose-full")
