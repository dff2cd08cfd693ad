"""The lower fence: who is below it isn't judged by height or vanishing, is told so in words, and falls all the same."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.kinematics import at_fence
from falldetect_core.records import Box
from falldetect_core.settings import CameraSettings, Method

from .helpers.puppet import ON_THE_FACE, begin, play

SIZE = (640, 360)
SLOPE = (0.25, 0.5), (0.75, 0.9)
"""A stair's edge."""
ALL = (0.0, 0.0), (1.0, 0.0)
shares = st.floats(0, 1)


def ending(x: float, y: float, size: tuple[int, int] = SIZE) -> Box:
    """A box whose feet are at shares of the picture."""
    return Box((x - 0.05) * size[0], 0.0, (x + 0.05) * size[0], y * size[1])


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (1920, 1080)])
@pytest.mark.parametrize(("x", "level"), [(0.1, 0.5), (0.25, 0.5), (0.5, 0.7), (0.75, 0.9), (0.95, 0.9)])
def test_the_line_goes_on_level_beyond_its_ends(size: tuple[int, int], x: float, level: float) -> None:
    assert at_fence(ending(x, level + 0.01, size), size, SLOPE)
    assert not at_fence(ending(x, level - 0.01, size), size, SLOPE)


def test_the_lower_border_is_one_without_a_line_and_below_it() -> None:
    assert at_fence(ending(0.5, 1.0), SIZE)
    assert not at_fence(ending(0.5, 0.9), SIZE)
    assert at_fence(ending(0.5, 0.99), SIZE, ((0.0, 1.0), (1.0, 1.0)))


@given(shares, shares, st.lists(st.tuples(shares, shares), min_size=1, max_size=6))
def test_any_line_drawn_from_either_side_keeps_the_border(x: float, y: float, line: list[tuple[float, float]]) -> None:
    feet, fence = ending(x, y), tuple(line)
    assert at_fence(feet, SIZE, fence) >= at_fence(feet, SIZE)
    if len({across for across, _ in line}) == len(line):
        assert at_fence(feet, SIZE, fence) == at_fence(feet, SIZE, fence[::-1])
    if y > max(down for _, down in line) + 1e-6:
        assert at_fence(feet, SIZE, fence)


ACT = begin().walk(0.3, 5).fall(ON_THE_FACE).stand(3)
BELOW = CameraSettings("door", fence=ALL)


def test_a_fall_below_it_is_told_by_its_poses_and_what_is_not_judged_in_words() -> None:
    for settings in (CameraSettings("door"), BELOW):
        told = play(ACT, settings=settings)
        assert told.events == ["suspected", "fall"]
        words = {one.source: one.reasons for seen in told.seen for who in seen.people for one in who.verdict.evidence}
        assert ("physics" in words) is not bool(settings.fence)
        assert ("fence" in words) is bool(settings.fence)
    assert "lower fence" in str(words["fence"][0])


@pytest.mark.parametrize("method", [Method.RULES, Method.PHYSICS])
def test_who_sinks_there_and_is_lost_has_not_fallen(method: Method) -> None:
    """Without a pose from halfway down: elsewhere the silhouette tells of a fall."""
    lost_s = ACT.end_s - 3 - 0.3
    for settings in (CameraSettings("door", method=method), replace(BELOW, method=method)):
        told = play(ACT, sees=lambda t: t < lost_s, settings=settings)
        assert ("fall" in told.events) is not bool(settings.fence)
