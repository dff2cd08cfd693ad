"""Middle points, tilt and standing height of a body, at any scale and place in the picture."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.records import Box, Pose
from falldetect_core.skeleton import (
    ANKLES,
    HIPS,
    LEFT_HIP,
    LEFT_SHOULDER,
    RIGHT_SHOULDER,
    SHOULDERS,
    UNKNOWN,
    body_of,
    keypoint_box,
    middle,
    standing_height_px,
)
from falldetect_core.tracks import Detection

from .helpers.puppet import BENDING, ON_THE_FACE, SITTING, STANDING, Camera, Puppet

FAR = Camera(pitch_deg=0, height_m=0.9, focal=20)
"""Like a telescope: no perspective, so that lengths are what they are."""


def far(stance=STANDING, **how: object) -> Pose:
    return Puppet(**how).pose(stance._replace(z=100), FAR)


def height_px(pose: Pose) -> float:
    return standing_height_px(pose, body_of(pose))


def hidden(pose: Pose, *points: int) -> Pose:
    keypoints = pose.keypoints.copy()
    keypoints[list(points), 2] = 0.1
    return replace(pose, keypoints=keypoints)


@given(
    tilt_deg=st.floats(0, 180),
    scale=st.floats(0.02, 10),
    x=st.floats(-1e4, 1e4),
    y=st.floats(-1e4, 1e4),
    side=st.sampled_from([-1, 1]),
)
def test_the_tilt_is_the_same_at_any_scale_place_and_side(
    tilt_deg: float, scale: float, x: float, y: float, side: int
) -> None:
    keypoints = np.zeros((17, 3), np.float64)
    keypoints[:, 2] = 0.9
    angle = math.radians(tilt_deg)
    top = np.array([math.sin(angle) * side, -math.cos(angle)]) * 100 * scale
    keypoints[list(SHOULDERS), :2] = top
    keypoints[:, :2] += (x, y)
    assert body_of(Pose(keypoints, 0.9, Box(0, 0, 1, 1))).tilt_deg == pytest.approx(tilt_deg, abs=0.05)


def test_a_trunk_that_is_not_seen_has_no_tilt() -> None:
    for part in (SHOULDERS, HIPS):
        assert math.isnan(body_of(hidden(far(), *part)).tilt_deg)


@pytest.mark.parametrize("stance", [STANDING, SITTING, BENDING, ON_THE_FACE])
@pytest.mark.parametrize("facing_deg", [0, 180])
def test_the_standing_height_is_told_from_any_stance_seen_from_the_side(stance, facing_deg: float) -> None:
    expected_px = 1.7 * FAR.focal * FAR.width / 100
    assert height_px(far(stance, facing_deg=facing_deg)) == pytest.approx(expected_px, rel=0.03)


@given(facing_deg=st.floats(0, 360), scale=st.floats(0.1, 5))
def test_the_standing_height_grows_with_the_picture(facing_deg: float, scale: float) -> None:
    pose = far(facing_deg=facing_deg)
    larger = replace(pose, keypoints=pose.keypoints * np.array([scale, scale, 1], np.float32))
    assert height_px(larger) == pytest.approx(scale * height_px(pose), rel=0.001)


def test_the_trunk_alone_tells_the_standing_height_and_nothing_seen_tells_none() -> None:
    legless = hidden(far(), 13, 14, 15, 16)
    assert height_px(legless) == pytest.approx(height_px(far()), rel=0.05)
    assert math.isnan(height_px(hidden(far(), *range(17))))


def test_a_middle_point_leans_to_the_better_seen_side_and_forgets_the_hidden_one() -> None:
    pose = far(facing_deg=90)
    left = pose.keypoints[LEFT_SHOULDER, 0]
    assert middle(hidden(pose, RIGHT_SHOULDER).keypoints, SHOULDERS).x == pytest.approx(float(left))
    assert middle(hidden(pose, *ANKLES).keypoints, ANKLES) == UNKNOWN
    assert not UNKNOWN.known
    assert body_of(pose).hips.known


def test_the_box_holds_what_is_seen_and_is_the_networks_where_too_little_is() -> None:
    pose = far(SITTING)
    box = keypoint_box(pose)
    assert box == pytest.approx(pose.box)
    assert keypoint_box(hidden(pose, *range(15))) == pose.box
    assert keypoint_box(hidden(pose, LEFT_HIP)).height == pytest.approx(box.height)


def test_the_visible_share_counts_keypoints() -> None:
    assert Detection(far()).visible_share == 1.0
    assert Detection(hidden(far(), *range(17))).visible_share == 0.0
    assert Detection(hidden(far(), 0)).visible_share == pytest.approx(16 / 17)
