"""Whether a camera still sees its room."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from falldetect_app.cameras.view import ACCEPTED_S, ViewMonitor

from falldetect_core.frames import open_frames
from falldetect_core.records import Frame, Image

DEMO = Path(__file__).parents[3] / "docs" / "demo"


def furnished(seed: int) -> Image:
    """Return a picture of walls, floor and furniture."""
    random = np.random.default_rng(seed)
    picture = np.full((360, 640, 3), 150, np.uint8)
    for _ in range(14):
        x, y = int(random.integers(0, 560)), int(random.integers(0, 300))
        size = int(random.integers(40, 200)), int(random.integers(30, 150))
        shade = tuple(int(level) for level in random.integers(20, 240, 3))
        cv2.rectangle(picture, (x, y), (x + size[0], y + size[1]), shade, -1)
    return picture


def look(view: ViewMonitor, picture: Image, start_s: float, seconds: float) -> float:
    """Show a picture for some time, with the noise of a camera; return the end."""
    for second in range(round(seconds)):
        noise = RANDOM.normal(0, 4, picture.shape)
        view.update(Frame(start_s + second, np.clip(picture + noise, 0, 255).astype(np.uint8)))
    return start_s + round(seconds)


ROOM = furnished(1)
SOON_S = 30
RANDOM = np.random.default_rng(1)


TURNED = np.roll(ROOM, 200, axis=1)
BROKEN = [(np.zeros_like(ROOM), "dark"), (np.full_like(ROOM, 120), "covered"), (np.full_like(ROOM, 255), "covered")]


@pytest.mark.parametrize(("picture", "state"), [*BROKEN, (TURNED, "moved")])
def test_a_view_that_is_lost_is_told_soon_and_its_return_too(picture: Image, state: str) -> None:
    view = ViewMonitor()
    now_s = look(view, ROOM, 0, 10)
    now_s = look(view, picture, now_s, 8)
    assert view.state == "clear"
    now_s = look(view, picture, now_s, SOON_S - 8)
    assert view.state == state
    look(view, ROOM, now_s, 4)
    assert view.state == "clear"


def test_a_frozen_picture_is_told_soon_and_that_it_moves_again_too() -> None:
    view = ViewMonitor()
    now_s = look(view, ROOM, 0, 10)
    for second in range(SOON_S):
        view.update(Frame(now_s + second, ROOM))
    assert view.state == "frozen"
    look(view, ROOM, now_s + SOON_S, 4)
    assert view.state == "clear"


def test_a_new_view_is_the_room_s_after_a_while() -> None:
    view = ViewMonitor()
    now_s = look(view, ROOM, 0, 5)
    for minute in range(round(ACCEPTED_S / 60) + 3):
        look(view, furnished(2), now_s + minute * 60, 1)
    assert view.state == "clear"
    look(view, furnished(2), now_s + ACCEPTED_S + 200, 5)
    assert view.state == "clear"


@pytest.mark.parametrize("gain", [0.35, 1.5])
def test_another_light_is_no_other_room(gain: float) -> None:
    view = ViewMonitor()
    now_s = look(view, ROOM, 0, 10)
    look(view, np.clip(ROOM * gain, 0, 255).astype(np.uint8), now_s, SOON_S)
    assert view.state == "clear"


def test_somebody_close_to_the_camera_is_no_other_room() -> None:
    view = ViewMonitor()
    now_s = look(view, ROOM, 0, 10)
    standing = ROOM.copy()
    cv2.rectangle(standing, (220, 40), (360, 360), (60, 60, 90), -1)
    look(view, standing, now_s, SOON_S)
    assert view.state == "clear"


def test_a_day_of_the_demo_is_one_room() -> None:
    view = ViewMonitor()
    states = set()
    for frame in open_frames(str(DEMO / "daily_life.mp4")):
        view.update(frame)
        states.add(view.state)
    assert states == {"clear"}
