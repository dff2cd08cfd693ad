"""A camera that is dark, covered, turned or frozen says so, and one that isn't doesn't."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from falldetect_core.kinds import View
from falldetect_core.motion.picture import small_grey
from falldetect_core.motion.view import RENEW_S, TELL_MOVED_S, ViewWatch
from falldetect_core.records import Box, Image

from .helpers.puppet import STANDING
from .helpers.scenes import Grain, furnished, infrared, lamp, lit, person, silhouette_box

ROOM = furnished()
TURNED = np.ascontiguousarray(ROOM[:, ::-1])
SOON_S = 30.0


class Watch:
    """A camera whose state is asked for."""

    def __init__(self) -> None:
        self._watch, self._grain, self._now_s = ViewWatch(), Grain(2.0), 0.0
        self._last: Image = np.empty((0, 0), np.uint8)

    def views(self, picture: Image, seconds: float, *people: Box, rate: float = 2.0, noisy: bool = True) -> list[View]:
        seen = []
        for _ in range(round(seconds * rate)):
            grey = small_grey(self._grain.on(picture) if noisy else picture)
            repeated, self._last = np.array_equal(grey, self._last), grey
            self._watch.look(grey, ground(grey, picture.shape[1], people), self._now_s)
            seen.append(self._watch.update(self._now_s, repeated=repeated))
            self._now_s += 1 / rate
        return seen


def ground(grey: Image, width: int, people: Sequence[Box]) -> Image:
    """Mark with 0 where people are in a small picture of one so wide."""
    open_ground = np.ones_like(grey)
    for box in people:
        left, top, right, bottom = (max(0, round(side * grey.shape[1] / width)) for side in box)
        open_ground[top:bottom, left:right] = 0
    return open_ground


@pytest.fixture
def watch() -> Watch:
    """One that knows its room."""
    made = Watch()
    assert set(made.views(ROOM, 10.0)) == {View.OK}
    return made


def cloth() -> Image:
    return cv2.GaussianBlur(ROOM, (0, 0), 90)


BROKEN = {
    "black": (np.zeros_like(ROOM), View.DARK),
    "grey": (np.full_like(ROOM, 128), View.COVERED),
    "cloth": (cloth(), View.COVERED),
    "turned": (TURNED, View.MOVED),
    "tilted": (np.roll(ROOM, 60, axis=0), View.MOVED),
}


@pytest.mark.parametrize(("picture", "view"), BROKEN.values(), ids=BROKEN.keys())
def test_a_view_that_is_lost_is_told_soon_and_its_return_too(watch: Watch, picture: Image, view: View) -> None:
    assert watch.views(picture, SOON_S)[-1] is view
    assert watch.views(ROOM, 5.0)[-1] is View.OK


def test_a_frozen_picture_is_told_soon_and_a_short_standstill_is_not(watch: Watch) -> None:
    assert set(watch.views(ROOM, 8.0, noisy=False)) == {View.OK}
    watch.views(ROOM, 2.0)
    assert watch.views(ROOM, SOON_S, noisy=False)[-1] is View.FROZEN
    assert watch.views(ROOM, 5.0)[-1] is View.OK


@pytest.mark.parametrize("picture", [lit(ROOM, 0.5), lit(ROOM, 1.4), lamp(ROOM, 1.8), infrared(ROOM)])
def test_other_light_is_the_same_view(watch: Watch, picture: Image) -> None:
    assert set(watch.views(picture, SOON_S)) == {View.OK}


def test_somebody_near_the_camera_does_not_turn_it(watch: Watch) -> None:
    near = STANDING._replace(z=2.0)
    assert set(watch.views(person(ROOM, near), SOON_S, silhouette_box(near))) == {View.OK}


def test_a_moment_of_darkness_is_not_told(watch: Watch) -> None:
    assert set(watch.views(np.zeros_like(ROOM), 5.0)) == {View.OK}


def test_a_turned_camera_is_told_for_a_while_and_then_knows_its_new_room(watch: Watch) -> None:
    seen = watch.views(TURNED, SOON_S + TELL_MOVED_S)
    assert View.MOVED in seen
    assert seen[-1] is View.OK
    assert watch.views(ROOM, SOON_S)[-1] is View.MOVED


def test_a_room_that_changes_little_by_little_stays_the_same_view(watch: Watch) -> None:
    for step in range(6):
        moved = np.roll(ROOM, 3 * step, axis=1)
        assert set(watch.views(moved, RENEW_S + 5, rate=0.05)) == {View.OK}


def test_a_camera_that_is_covered_from_the_start_says_so() -> None:
    assert Watch().views(np.full_like(ROOM, 90), SOON_S)[-1] is View.COVERED
