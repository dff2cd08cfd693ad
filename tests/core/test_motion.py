"""What differs from the empty room: people do, still or not; noise, light and moved chairs don't for long."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.motion import MotionDetector
from falldetect_core.motion.background import LEARN_S
from falldetect_core.motion.blobs import MAX_BLOBS, MIN_AREA, find_blobs, lean
from falldetect_core.records import Box, Foreground, Frame, Image

from .helpers.puppet import ON_THE_FACE, STANDING, Camera, Puppet, empty_room

CAMERA = Camera()
ROOM = empty_room(CAMERA)


def with_puppet(stance=STANDING) -> Image:
    picture = ROOM.copy()
    Puppet(facing_deg=60).draw(picture, stance, CAMERA)
    return picture


def puppet_box(stance=STANDING) -> Box:
    return Puppet(facing_deg=60).pose(stance, CAMERA).box


def watch(
    detector: MotionDetector, picture: Image, start_s: float, seconds: float, *people: Box, rate: float = 10.0
) -> Foreground:
    for number in range(round(seconds * rate)):
        motion = detector.update(Frame(start_s + number / rate, picture), people)
    return motion


@pytest.fixture
def detector() -> MotionDetector:
    """One that knows the empty room."""
    made = MotionDetector()
    watch(made, ROOM, 0.0, 3.0)
    return made


def test_an_empty_room_shows_nothing(detector: MotionDetector) -> None:
    motion = watch(detector, ROOM, 3.0, 1.0)
    assert motion.blobs == ()
    assert motion.changed == 0.0
    assert not motion.mask.bits.any()


def test_sensor_noise_is_no_motion() -> None:
    detector, noise = MotionDetector(), np.random.default_rng(3)
    for number in range(25):
        grainy = np.clip(ROOM + noise.normal(0, 4, ROOM.shape), 0, 255).astype(np.uint8)
        motion = detector.update(Frame(number / 10, grainy))
    assert motion.blobs == ()
    assert motion.changed < 0.0005


def test_somebody_who_comes_in_is_one_silhouette_where_they_are(detector: MotionDetector) -> None:
    motion = watch(detector, with_puppet(), 3.0, 0.1)
    assert motion.changed > 0.005
    assert len(motion.blobs) == 1
    assert motion.blobs[0].box.overlap(puppet_box()) > 0.5
    assert motion.blobs[0].tilt_deg < 10
    assert motion.blobs[0].elongation > 2


def test_a_lying_silhouette_leans_flat(detector: MotionDetector) -> None:
    motion = watch(detector, with_puppet(ON_THE_FACE), 3.0, 0.1)
    assert motion.blobs[0].tilt_deg > 60


def test_somebody_who_lies_still_does_not_melt_into_the_room(detector: MotionDetector) -> None:
    motion = watch(detector, with_puppet(ON_THE_FACE), 3.0, 200.0, puppet_box(ON_THE_FACE), rate=1.0)
    assert motion.blobs[0].box.overlap(puppet_box(ON_THE_FACE)) > 0.5
    assert motion.changed == 0.0


def test_a_chair_that_was_moved_becomes_part_of_the_room(detector: MotionDetector) -> None:
    moved = ROOM.copy()
    cv2.rectangle(moved, (400, 200), (460, 300), (40, 40, 90), -1)
    assert watch(detector, moved, 3.0, 0.5).blobs
    assert not watch(detector, moved, 3.5, 6 * LEARN_S).blobs


def test_a_switched_light_is_no_person(detector: MotionDetector) -> None:
    dark = (ROOM * 0.2).astype(np.uint8)
    motion = watch(detector, dark, 3.0, 0.1)
    assert motion.blobs == ()
    assert watch(detector, with_puppet() // 5, 3.1, 0.1).changed > 0
    assert watch(detector, ROOM, 3.2, 0.1).blobs == ()


@pytest.mark.parametrize("gain", [0.85, 0.93, 1.08])
def test_a_camera_that_corrects_its_exposure_sees_nobody(detector: MotionDetector, gain: float) -> None:
    assert watch(detector, np.clip(ROOM * gain, 0, 255).astype(np.uint8), 3.0, 0.2).blobs == ()


@pytest.mark.parametrize("shape", [(1, 1), (7, 3), (3, 400), (1000, 10), (240, 352)])
def test_pictures_of_any_shape_are_looked_at(shape: tuple[int, int]) -> None:
    detector = MotionDetector()
    for number in range(3):
        motion = detector.update(Frame(number / 10, np.full((*shape, 3), 40 * number, np.uint8)), [Box(-9, -9, 9, 9)])
    assert len(motion.mask.shape) == 2


def test_a_camera_that_changes_its_resolution_is_looked_at_anew(detector: MotionDetector) -> None:
    motion = detector.update(Frame(3.0, cv2.resize(ROOM, (480, 480))))
    assert motion.blobs == ()
    assert motion.changed == 0.0


def test_a_clock_that_jumps_back_harms_nothing(detector: MotionDetector) -> None:
    assert watch(detector, ROOM, -1000.0, 1.0).blobs == ()


@given(angle_deg=st.floats(-90, 90), length=st.integers(40, 90))
def test_the_lean_of_a_bar_is_its_angle_from_the_vertical(angle_deg: float, length: int) -> None:
    mask = np.zeros((200, 200), np.uint8)
    corners = cv2.boxPoints(((100, 100), (10, length), angle_deg))
    cv2.fillConvexPoly(mask, np.round(corners).astype(np.int32), 1)
    tilt_deg, elongation = lean(mask)
    assert tilt_deg == pytest.approx(abs(angle_deg), abs=3)
    assert elongation == pytest.approx(length / 10, rel=0.2)


def test_the_lean_of_nothing_is_none() -> None:
    assert lean(np.zeros((5, 5), np.uint8)) == (0.0, 1.0)


@given(
    st.lists(st.tuples(st.integers(0, 19), st.integers(0, 9), st.integers(1, 8), st.integers(1, 9)), max_size=30),
    st.floats(0.1, 2.0),
)
def test_blobs_are_few_large_and_inside_the_picture(pieces: list[tuple[int, int, int, int]], scale: float) -> None:
    mask = np.zeros((100, 200), np.uint8)
    for column, row, width, height in pieces:
        mask[10 * row : 10 * row + height, 10 * column : 10 * column + width] = 1
    blobs = find_blobs(mask, scale)
    assert len(blobs) <= MAX_BLOBS
    areas = [blob.area_px for blob in blobs]
    assert areas == sorted(areas, reverse=True)
    for blob in blobs:
        assert blob.area_px * scale**2 >= MIN_AREA - 1e-6
        assert blob.box.left >= 0
        assert blob.box.right <= 200 / scale + 1e-6
        assert blob.area_px <= blob.box.area + 1e-6
        assert 0 <= blob.tilt_deg <= 90
