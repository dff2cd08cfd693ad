"""Curtains and screens never rest: they become known as that, and don't keep the costly stages awake."""

import cv2
import numpy as np
import pytest

from falldetect_core.motion import MotionDetector
from falldetect_core.motion.detector import STILL_SHARE
from falldetect_core.records import Foreground, Frame, Image

from .helpers.puppet import STANDING
from .helpers.scenes import Grain, furnished, person, silhouette_box

ROOM = furnished()
RANDOM = np.random.default_rng(2)
SCREEN = [tuple(int(level) for level in RANDOM.integers(20, 230, 3)) for _ in range(200)]


def curtain(time_s: float) -> Image:
    """Five folds that wave with the wind."""
    picture, sway = ROOM.copy(), round(20 * np.sin(2 * np.pi * time_s / 3.1))
    for fold in range(5):
        left = 60 + 24 * fold
        corners = [(left, 30), (left + 12, 30), (left + 12 + sway, 200), (left + sway, 200)]
        cv2.fillPoly(picture, [np.array(corners, np.int32)], (120 + 15 * fold, 90, 60 + 20 * fold))
    return picture


def screen(time_s: float) -> Image:
    """A television that shows another scene every 0.4 s."""
    picture = ROOM.copy()
    picture[130:190, 280:400] = SCREEN[int(time_s / 0.4) % len(SCREEN)]
    return picture


def film(paint, start_s: float, seconds: float, detector: MotionDetector, rate: float = 10.0) -> list[Foreground]:
    grain = Grain(2.0)
    times_s = [start_s + number / rate for number in range(round(seconds * rate))]
    return [detector.update(Frame(time_s, grain.on(paint(time_s)))) for time_s in times_s]


@pytest.mark.parametrize("paint", [curtain, screen])
def test_what_never_rests_is_known_within_a_minute(paint) -> None:
    detector = MotionDetector()
    film(lambda _: ROOM, 0.0, 2.0, detector)
    film(paint, 2.0, 60.0, detector, rate=5.0)
    seen = film(paint, 62.0, 8.0, detector)
    assert sum(bool(motion.blobs) for motion in seen) < 0.2 * len(seen)
    assert np.mean([motion.changed > STILL_SHARE for motion in seen]) < 0.2


def test_somebody_beside_a_waving_curtain_is_seen() -> None:
    detector = MotionDetector()
    film(curtain, 0.0, 60.0, detector, rate=5.0)
    where = STANDING._replace(x=0.6)
    seen = film(lambda time_s: person(curtain(time_s), where), 60.0, 1.0, detector)
    assert all(motion.blobs[0].box.overlap(silhouette_box(where)) > 0.6 for motion in seen)
    assert seen[0].changed > STILL_SHARE


def test_a_place_that_came_to_rest_is_trusted_again() -> None:
    detector = MotionDetector()
    film(screen, 0.0, 60.0, detector, rate=5.0)
    film(lambda _: ROOM, 60.0, 40.0, detector, rate=5.0)
    seen = film(lambda _: person(ROOM), 100.0, 0.2, detector)
    assert seen[-1].blobs[0].box.overlap(silhouette_box()) > 0.6
