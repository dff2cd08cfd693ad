"""Closer looks: crops, turned until a lying head is up, and back in the whole picture's pixels."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.pose import Crop, crop_around, estimate_crop
from falldetect_core.pose.crop import turns_upright
from falldetect_core.records import Box, Image, Pose

from .helpers.examples import at_most


class Dots:
    """An estimator that finds one body: a red head and a green foot."""

    def __init__(self) -> None:
        self.heads: list[tuple[float, float]] = []

    def estimate(self, image: Image) -> list[Pose]:
        keypoints = np.zeros((17, 3), np.float32)
        for row, colour in ((0, (0, 0, 255)), (16, (0, 255, 0))):
            rows, columns = np.nonzero((image == colour).all(axis=2))
            keypoints[row] = (columns.mean(), rows.mean(), 1.0)
        head, foot = keypoints[0], keypoints[16]
        self.heads.append((float(head[0] - foot[0]), float(head[1] - foot[1])))
        left, right = sorted((float(head[0]), float(foot[0])))
        top, bottom = sorted((float(head[1]), float(foot[1])))
        return [Pose(keypoints, 0.5, Box(left, top, right, bottom))]


@given(x=st.integers(60, 580), y=st.integers(60, 300), angle=st.integers(0, 359))
@at_most(60)
def test_a_turned_look_finds_the_same_place_with_the_head_up(x: int, y: int, angle: int) -> None:
    way = 40 * np.cos(np.radians(angle)), 40 * np.sin(np.radians(angle))
    picture = np.zeros((360, 640, 3), np.uint8)
    head = round(x + way[0]), round(y + way[1])
    cv2.circle(picture, (x, y), 2, (0, 255, 0), -1)
    cv2.circle(picture, head, 2, (0, 0, 255), -1)
    box = Box(min(x, head[0]), min(y, head[1]), max(x, head[0]), max(y, head[1]))
    dots = Dots()
    pose = estimate_crop(dots.estimate, picture, crop_around(box, 640, 360, turns_upright(way)))[0]
    assert tuple(pose.keypoints[0, :2]) == pytest.approx(head, abs=0.5)
    assert tuple(pose.keypoints[16, :2]) == pytest.approx((x, y), abs=0.5)
    assert pose.box == pytest.approx(box, abs=1.0)
    to_right, down = dots.heads[0]
    assert down < 0
    assert abs(to_right) <= abs(down) + 1.5


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), st.floats(0, 1e3), st.floats(0, 1e3))
def test_a_crop_lies_in_the_picture_and_is_never_empty(left: float, top: float, width: float, height: float) -> None:
    x0, y0, x1, y1, _ = crop_around(Box(left, top, left + width, top + height), 640, 360)
    assert 0 <= x0 < x1 <= 640
    assert 0 <= y0 < y1 <= 360


@st.composite
def crops(draw: st.DrawFn, width: int = 40, height: int = 30) -> Crop:
    """Any piece of a picture, turned any way."""
    left, top = draw(st.integers(0, width - 1)), draw(st.integers(0, height - 1))
    right, bottom = draw(st.integers(left + 1, width)), draw(st.integers(top + 1, height))
    return Crop(left, top, right, bottom, draw(st.integers(0, 3)))


NUMBERED = np.stack([*np.meshgrid(np.arange(40), np.arange(30)), np.zeros((30, 40))], axis=-1).astype(np.uint8)
"""A picture whose pixels tell where they are."""


@given(crops(), st.data())
def test_every_pixel_of_a_crop_is_the_one_that_it_says_it_is(crop: Crop, data: st.DataObject) -> None:
    piece = crop.cut(NUMBERED)
    assert crop.size == (piece.shape[1], piece.shape[0])
    x, y = data.draw(st.integers(0, piece.shape[1] - 1)), data.draw(st.integers(0, piece.shape[0] - 1))
    assert crop.pixel(x, y) == tuple(piece[y, x, :2])


@given(crops(), st.data())
def test_what_is_found_in_a_crop_comes_back_to_its_place_with_head_and_metres_the_same_way_up(
    crop: Crop, data: st.DataObject
) -> None:
    width, height = crop.size
    head, foot = (
        (data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))) for _ in ("head", "foot")
    )
    keypoints, world = np.zeros((17, 3), np.float32), np.zeros((33, 3), np.float32)
    keypoints[0, :2], keypoints[16, :2], world[0, :2] = head, foot, np.subtract(head, foot)
    (left, right), (top, bottom) = sorted((head[0], foot[0])), sorted((head[1], foot[1]))
    back = crop.restored(Pose(keypoints, 0.5, Box(left, top, right, bottom), world))
    assert tuple(back.keypoints[0, :2]) == crop.pixel(*head)
    assert tuple(back.keypoints[16, :2]) == crop.pixel(*foot)
    assert back.world is not None
    assert tuple(back.world[0, :2]) == tuple(np.subtract(crop.pixel(*head), crop.pixel(*foot)))
    corners = [crop.pixel(*head), crop.pixel(*foot)]
    assert back.box == Box(*map(min, *corners), *map(max, *corners))
