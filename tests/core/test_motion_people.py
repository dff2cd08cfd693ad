"""Silhouettes of people: far away, in pieces, lying for hours, and gone while their place remembers them."""

import cv2
import numpy as np
import pytest

from falldetect_core.motion import MotionDetector
from falldetect_core.motion.blobs import find_blobs
from falldetect_core.records import Box, Foreground, Frame, Image

from .helpers.puppet import ON_THE_BACK, ON_THE_FACE, SITTING, STANDING
from .helpers.scenes import CAMERA, Grain, furnished, person, pose_of, silhouette_box

ROOM = furnished()
FAR_HEIGHT_PX = 50


class Watch:
    def __init__(self) -> None:
        self.detector, self._grain, self._now_s = MotionDetector(), Grain(3.0), 0.0

    def see(self, picture: Image, seconds: float = 0.1, *people: Box, rate: float = 10.0) -> list[Foreground]:
        seen = []
        for _ in range(round(seconds * rate)):
            seen.append(self.detector.update(Frame(self._now_s, self._grain.on(picture)), people))
            self._now_s += 1 / rate
        return seen


@pytest.mark.parametrize("stance", [STANDING, SITTING, ON_THE_BACK, ON_THE_FACE])
def test_a_silhouette_has_the_size_of_the_body(stance) -> None:
    watch = Watch()
    watch.see(ROOM, 2.0)
    blob, truth = watch.see(person(ROOM, stance))[-1].blobs[0], silhouette_box(stance)
    assert blob.box.height == pytest.approx(truth.height, rel=0.12, abs=8)
    assert blob.box.width == pytest.approx(truth.width, rel=0.12, abs=8)


@pytest.mark.parametrize("x", [-3.0, -1.0, 0.0, 1.5, 4.0])
def test_somebody_who_walks_ten_metres_away_is_a_blob(x: float) -> None:
    far = STANDING._replace(x=x, z=CAMERA.focal * CAMERA.width * 1.7 / FAR_HEIGHT_PX)
    watch = Watch()
    watch.see(ROOM, 2.0)
    blobs = watch.see(person(ROOM, far))[-1].blobs
    assert [blob.box.overlap(silhouette_box(far)) > 0.3 for blob in blobs] == [True]


def test_somebody_who_lies_still_for_hours_does_not_melt_into_the_room() -> None:
    watch = Watch()
    watch.see(ROOM, 2.0)
    seen = watch.see(person(ROOM, ON_THE_FACE), 3600, pose_of(ON_THE_FACE).box, rate=0.05)
    assert seen[-1].blobs[0].box.overlap(silhouette_box(ON_THE_FACE)) > 0.7


def test_the_ghost_of_somebody_who_was_there_at_the_start_goes_at_once() -> None:
    watch = Watch()
    watch.see(person(ROOM), 2.0, silhouette_box())
    elsewhere = STANDING._replace(x=1.0)
    box = silhouette_box(elsewhere)
    seen = watch.see(person(ROOM, elsewhere), 1.0, box)
    assert [round(blob.box.overlap(box), 1) > 0.6 for blob in seen[-1].blobs] == [True]


def test_the_old_place_of_a_chair_goes_before_the_new_one() -> None:
    def chair(left: int) -> Image:
        picture = ROOM.copy()
        cv2.rectangle(picture, (left, 200), (left + 60, 300), (40, 40, 90), -1)
        return picture

    watch = Watch()
    watch.see(chair(280), 2.0)
    seen = watch.see(chair(380), 20.0, rate=5.0)
    assert [blob.box.left > 340 for blob in seen[1].blobs] == [True]
    assert not seen[-1].blobs


def test_a_belt_of_the_colour_of_the_wall_does_not_part_a_person() -> None:
    mask = np.zeros((90, 160), np.uint8)
    for top, bottom in ((20, 26), (28, 45), (50, 70)):
        mask[top:bottom, 60:72] = 1
    blobs = find_blobs(mask, 0.25)
    assert [blob.box for blob in blobs] == [Box(240, 80, 288, 280)]
    assert blobs[0].tilt_deg == pytest.approx(0, abs=1)


def test_pieces_within_the_box_of_a_person_are_theirs() -> None:
    mask = np.zeros((90, 160), np.uint8)
    mask[60:68, 40:55] = mask[62:70, 66:80] = 1
    assert len(find_blobs(mask, 0.25)) == 2
    assert [blob.box for blob in find_blobs(mask, 0.25, [Box(150, 230, 330, 290)])] == [Box(160, 240, 320, 280)]


def test_people_side_by_side_stay_apart() -> None:
    mask = np.zeros((90, 160), np.uint8)
    mask[20:70, 40:52] = mask[22:72, 56:68] = 1
    both = [Box(155, 75, 215, 285), Box(220, 80, 280, 290)]
    assert len(find_blobs(mask, 0.25, both)) == 2


@pytest.mark.parametrize("size", [(640, 360), (640, 480), (360, 640), (1920, 1080), (2560, 720)])
def test_what_is_remembered_of_a_camera_stays_small(size: tuple[int, int]) -> None:
    detector = MotionDetector()
    random = np.random.default_rng(0)
    for number in range(12):
        detector.update(Frame(number / 10, random.integers(0, 255, (size[1], size[0], 3), np.uint8)))
    assert 10_000 < remembered_bytes(detector) < 36_000


def remembered_bytes(thing: object) -> int:
    """Sum the arrays that an object of the motion stage holds."""
    if isinstance(thing, np.ndarray):
        return thing.nbytes
    inside = type(thing).__module__.startswith("falldetect_core.motion")
    return sum(remembered_bytes(value) for value in vars(thing).values()) if inside else 0
