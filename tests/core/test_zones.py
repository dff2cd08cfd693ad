"""Places where lying is normal, as shares of the picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.records import Box
from falldetect_core.zones import in_rest_zone

SOFA = ((0.5, 0.5), (1.0, 0.5), (1.0, 1.0), (0.5, 1.0))
TRIANGLE = ((0.0, 0.0), (0.4, 0.0), (0.0, 0.4))


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (64, 64)])
def test_a_zone_lies_at_the_same_place_in_any_picture(size: tuple[int, int]) -> None:
    width, height = size
    inside = Box(0.7 * width, 0.7 * height, 0.8 * width, 0.8 * height)
    outside = Box(0.1 * width, 0.7 * height, 0.2 * width, 0.8 * height)
    assert in_rest_zone(inside, size, [SOFA])
    assert not in_rest_zone(outside, size, [SOFA])
    assert not in_rest_zone(inside, size, [])


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_middle_of_the_body_decides(x: float, y: float) -> None:
    box = Box(100 * x - 5, 100 * y - 5, 100 * x + 5, 100 * y + 5)
    distance = 0.4 - (x + y)
    if abs(distance) > 1e-3:
        assert in_rest_zone(box, (100, 100), [TRIANGLE]) == (distance > 0)


def test_any_of_several_zones_is_enough() -> None:
    assert in_rest_zone(Box(5, 5, 15, 15), (100, 100), [SOFA, TRIANGLE])
