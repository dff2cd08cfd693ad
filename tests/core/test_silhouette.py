"""The silhouette of one body: not the ghost beside it, not another person's, not what is painted on a wall."""

import numpy as np
import pytest

from falldetect_core.records import Box, Foreground, Mask
from falldetect_core.tracks.silhouette import Silhouettes

from .helpers.puppet import ON_THE_FACE, STANDING, Camera, Puppet

SCALE = 0.25


def motion(time_s: float, *pieces: Box, moving: tuple[Box, ...] = ()) -> Foreground:
    mask, moved = np.zeros((90, 160), np.uint8), np.zeros((90, 160), np.uint8)
    for picture, boxes in ((mask, pieces), (moved, moving)):
        for box in boxes:
            left, top, right, bottom = (round(side * SCALE) for side in box)
            picture[top:bottom, left:right] = 1
    return Foreground(
        time_s=time_s, mask=Mask.of(mask), moved=Mask.of(moved), scale=SCALE, blobs=(), changed=float(moved.mean())
    )


STOOD = Box(200, 100, 260, 300)
LIES = Box(120, 260, 300, 320)


def test_nothing_is_known_before_the_first_picture() -> None:
    silhouettes = Silhouettes()
    assert silhouettes.body(STOOD) is None
    assert silhouettes.share_of(Puppet().pose(STANDING, Camera())) == 0.0


def test_a_falling_body_is_found_and_the_ghost_where_it_stood_is_not() -> None:
    silhouettes = Silhouettes()
    silhouettes.update(motion(0.0, STOOD, moving=(STOOD,)))
    silhouettes.update(motion(5.0, STOOD, LIES, moving=(LIES,)))
    found = silhouettes.body(Box(180, 200, 270, 310))
    assert found is not None
    assert found.box.overlap(LIES) > 0.7
    assert found.tilt_deg == pytest.approx(90, abs=12)


def test_who_lies_still_is_where_they_lay_and_no_more_than_that() -> None:
    silhouettes = Silhouettes()
    beside = Box(340, 100, 400, 300)
    silhouettes.update(motion(100.0, LIES, beside))
    found = silhouettes.body(LIES)
    assert found is not None
    assert found.box == pytest.approx(LIES, abs=1 / SCALE)


def test_nobody_is_given_the_place_of_somebody_else() -> None:
    silhouettes = Silhouettes()
    together = Box(200, 100, 320, 300)
    silhouettes.update(motion(0.0, together))
    found = silhouettes.body(STOOD, others=[Box(262, 100, 320, 300)])
    assert found is not None
    assert found.box == pytest.approx(STOOD, abs=2 / SCALE)
    assert silhouettes.body(STOOD, others=[together]) is None


@pytest.mark.parametrize("box", [Box(-300, -300, -100, -100), Box(700, 400, 900, 500), Box(100, 100, 100, 100)])
def test_outside_the_picture_is_nobody(box: Box) -> None:
    silhouettes = Silhouettes()
    silhouettes.update(motion(0.0, STOOD))
    assert silhouettes.body(box) is None


def test_the_same_motion_twice_counts_once_and_a_clock_that_jumps_does_no_harm() -> None:
    silhouettes = Silhouettes()
    seen = motion(10.0, STOOD, moving=(STOOD,))
    silhouettes.update(seen)
    silhouettes.update(seen)
    silhouettes.update(motion(3.0, STOOD, LIES, moving=(LIES,)))
    silhouettes.update(motion(1e9, STOOD, LIES))
    assert silhouettes.body(STOOD) is not None


def test_a_pose_stands_out_as_far_as_its_keypoints_lie_on_the_silhouette() -> None:
    silhouettes, pose = Silhouettes(), Puppet().pose(STANDING, Camera())
    left, top, right, bottom = pose.box
    silhouettes.update(motion(0.0, Box(left - 8, top - 8, right + 8, bottom + 8)))
    assert silhouettes.share_of(pose) == 1.0
    assert silhouettes.share_of(Puppet().pose(ON_THE_FACE._replace(x=-2.0), Camera())) == 0.0
