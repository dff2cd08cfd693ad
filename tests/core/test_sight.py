"""Whether people are seen well enough to be judged is told once it has lasted, and until it is over."""

import numpy as np
import pytest

from falldetect_core.camera.sight import DARK_LEVEL, LEAST_MOMENTS, MOMENTS, SMALL_PX, SightWatch, sight_of
from falldetect_core.evidence.physics import SEEN_SHARE
from falldetect_core.kinds import Posture, Sight
from falldetect_core.records import Box, Frame, Observation, Person, Pose

from .helpers.sightings import STANDING, judged, measured

POSE = Pose(np.zeros((17, 3), np.float32), 0.5, STANDING)
FAR = Box(300, 100, 315, 99 + SMALL_PX)


def somebody(
    box: Box = STANDING, pose: Pose | None = POSE, posture: Posture = Posture.UPRIGHT, share: float = 1.0
) -> Person:
    return Person(1, box, pose, measured(0.0, posture, seen_share=share), judged())


def watch(sight: SightWatch, start_s: float, seconds: int, *people: Person, level: int = 200) -> float:
    """Show people for some time, ten pictures a second."""
    picture = np.full((90, 160, 3), level, np.uint8)
    for number in range(10 * seconds):
        time_s = start_s + number / 10
        sight.note(Frame(time_s, picture), Observation("door", time_s, (160, 90), people, 0.0))
    return start_s + seconds


CASES = [
    (somebody(FAR), 200, Sight.SMALL),
    (somebody(share=SEEN_SHARE - 0.1), 200, Sight.HIDDEN),
    (somebody(), int(DARK_LEVEL) - 1, Sight.DARK),
]


@pytest.mark.parametrize(("person", "level", "told"), CASES)
def test_what_hinders_is_told_once_it_lasts_and_until_people_are_seen_well(
    person: Person, level: int, told: Sight
) -> None:
    sight = SightWatch()
    now_s = watch(sight, 0.0, LEAST_MOMENTS - 1, person, level=level)
    assert (sight.known, sight.state) == (False, Sight.CLEAR)
    now_s = watch(sight, now_s, 2, person, level=level)
    assert (sight.known, sight.state) == (True, told)
    now_s = watch(sight, now_s, LEAST_MOMENTS // 2, somebody())
    assert sight.state is told
    watch(sight, now_s, MOMENTS, somebody())
    assert sight.state is Sight.CLEAR


def test_an_empty_room_says_nothing_however_dark() -> None:
    sight = SightWatch()
    watch(sight, 0.0, 2 * LEAST_MOMENTS, level=0)
    watch(sight, 100.0, 2 * LEAST_MOMENTS, somebody(pose=None), level=0)
    assert not sight.known


def test_what_hinders_now_and_then_is_not_told() -> None:
    sight, now_s = SightWatch(), 0.0
    for _ in range(20):
        now_s = watch(sight, now_s, 3, somebody(FAR))
        now_s = watch(sight, now_s, 3, somebody())
        assert sight.state is Sight.CLEAR


def test_one_who_is_seen_well_is_enough() -> None:
    sight = SightWatch()
    watch(sight, 0.0, LEAST_MOMENTS + 1, somebody(FAR), somebody())
    assert sight.state is Sight.CLEAR


def test_who_lies_is_low_and_not_far_away() -> None:
    assert sight_of(somebody(FAR, posture=Posture.LYING)) is Sight.CLEAR
    assert sight_of(somebody(FAR)) is Sight.SMALL
