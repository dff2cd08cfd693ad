"""Boxes and frames: geometry that holds for any numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from falldetect_core.records import Box, Frame, Mask

sides = st.floats(-1e4, 1e4)
boxes = st.builds(Box, sides, sides, sides, sides)
proper = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), sides, sides, st.floats(1, 1e3), st.floats(1, 1e3))


@given(boxes, boxes)
def test_overlap_is_a_share_and_the_same_both_ways(a: Box, b: Box) -> None:
    assert 0 <= a.overlap(b) <= 1 + 1e-9
    assert abs(a.overlap(b) - b.overlap(a)) < 1e-9
    assert a.intersection(b) == b.intersection(a)


@given(proper, sides, sides)
def test_overlap_does_not_change_when_both_are_shifted(box: Box, x: float, y: float) -> None:
    other = Box(box.left + 10, box.top + 5, box.right + 10, box.bottom + 5)
    shifted = [Box(b.left + x, b.top + y, b.right + x, b.bottom + y) for b in (box, other)]
    assert abs(shifted[0].overlap(shifted[1]) - box.overlap(other)) < 1e-3


@given(proper)
def test_a_box_covers_itself_and_nothing_far_away(box: Box) -> None:
    assert box.overlap(box) > 1 - 1e-9
    away = Box(box.left + 3e4, box.top, box.right + 3e4, box.bottom)
    assert box.overlap(away) == 0
    assert box.left <= box.centre[0] <= box.right
    assert box.top <= box.centre[1] <= box.bottom


@given(boxes)
def test_an_area_is_never_negative(box: Box) -> None:
    assert box.area >= 0
    assert box.area == max(0, box.width) * max(0, box.height)


def test_the_size_of_a_frame_is_width_and_height() -> None:
    assert Frame(0.0, np.zeros((36, 64, 3), np.uint8)).size == (64, 36)


@given(
    array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=30).flatmap(
        lambda s: arrays(np.uint8, (2, *s), elements=st.integers(0, 1))
    )
)
def test_a_mask_keeps_its_picture_in_an_eighth(pictures: NDArray[np.uint8]) -> None:
    one, other = map(Mask.of, pictures)
    assert (one.picture == pictures[0]).all()
    assert one.picture.shape == one.shape == pictures[0].shape
    assert ((one | other).picture == pictures.any(axis=0)).all()
    assert one.bits.nbytes <= pictures[0].size / 8 + 1
