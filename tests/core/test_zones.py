"""Places that mean something, as shares of the picture."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.records import Blob, Box, Foreground, Mask, Pose
from falldetect_core.zones import IgnoreMask, in_zone

SOFA = ((0.5, 0.5), (1.0, 0.5), (1.0, 1.0), (0.5, 1.0))
TRIANGLE = ((0.0, 0.0), (0.4, 0.0), (0.0, 0.4))
SIZE = (640, 360)
SCALE = 0.25


def motion_of(*boxes: Box) -> Foreground:
    """Everything in these boxes (pixels) moves."""
    moved = np.zeros((round(SIZE[1] * SCALE), round(SIZE[0] * SCALE)), np.uint8)
    for box in boxes:
        left, top, right, bottom = (round(side * SCALE) for side in box)
        moved[top:bottom, left:right] = 1
    blobs = tuple(Blob(box, box.area, 0.0, 2.0) for box in boxes)
    return Foreground(0.0, Mask.of(moved), Mask.of(moved), SCALE, blobs, float(moved.mean()))


def pose_in(box: Box) -> Pose:
    return Pose(np.zeros((17, 3), np.float32), 0.6, box)


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (64, 64)])
def test_a_zone_lies_at_the_same_place_in_any_picture(size: tuple[int, int]) -> None:
    width, height = size
    assert in_zone((0.75 * width, 0.75 * height), size, [SOFA])
    assert not in_zone((0.15 * width, 0.75 * height), size, [SOFA])
    assert not in_zone((0.75 * width, 0.75 * height), size, [])


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_place_is_on_one_side_of_the_border(x: float, y: float) -> None:
    distance = 0.4 - (x + y)
    if abs(distance) > 1e-3:
        assert in_zone((100 * x, 100 * y), (100, 100), [TRIANGLE]) == (distance > 0)


def test_any_of_several_zones_is_enough() -> None:
    assert in_zone((10, 10), (100, 100), [SOFA, TRIANGLE])


class TestIgnoreMask:
    SCREEN = Box(400, 200, 600, 340)
    BEFORE_IT = Box(400, 120, 460, 359)
    TELEVISION = ((0.5, 0.5), (1.0, 0.5), (1.0, 0.97), (0.5, 0.97))

    def test_what_moves_in_a_zone_is_nothing(self) -> None:
        seen = IgnoreMask([SOFA]).foreground(motion_of(self.SCREEN), SIZE)
        assert seen.changed == 0
        assert seen.blobs == ()
        assert seen.mask.bits.any(), "who is followed keeps the silhouette"

    def test_what_moves_elsewhere_is_seen_as_ever(self) -> None:
        elsewhere = motion_of(Box(40, 40, 120, 300))
        seen = IgnoreMask([SOFA]).foreground(elsewhere, SIZE)
        assert seen.changed == pytest.approx(elsewhere.changed)
        assert seen.blobs == elsewhere.blobs

    def test_who_stands_before_it_has_the_feet_elsewhere(self) -> None:
        mask = IgnoreMask([self.TELEVISION])
        assert mask.poses([pose_in(self.SCREEN), pose_in(self.BEFORE_IT)], SIZE)[0].box == self.BEFORE_IT
        assert [blob.box for blob in mask.foreground(motion_of(self.SCREEN, self.BEFORE_IT), SIZE).blobs] == [
            self.BEFORE_IT
        ]

    def test_without_zones_motion_is_the_same(self) -> None:
        motion = motion_of(self.SCREEN)
        assert IgnoreMask().foreground(motion, SIZE) is motion

    @given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=3, max_size=8))
    def test_any_polygon_leaves_out_no_more_than_there_was(self, corners: list[tuple[float, float]]) -> None:
        motion = motion_of(Box(0, 0, *SIZE))
        seen = IgnoreMask([tuple(corners)]).foreground(motion, SIZE)
        assert 0 <= seen.changed <= motion.changed
        assert (seen.moved.picture <= motion.moved.picture).all()
