"""The picture of an incident shows no more than the family agreed to."""

import cv2
import numpy as np
import pytest

from falldetect_core.drawing.snapshot import Privacy, draw_skeleton, snapshot
from falldetect_core.records import Box, Frame, Image, Person

from .helpers.puppet import ON_THE_FACE, STANDING, Camera, Puppet
from .helpers.sightings import fallen, upright

CAMERA = Camera()
FACE = (300, 60, 40, 40)


def picture() -> Image:
    """A grey room with a chequered face in it."""
    image = np.full((360, 640, 3), 120, np.uint8)
    left, top, width, height = FACE
    chequers = np.indices((height, width)).sum(axis=0) // 4 % 2 * 255
    image[top : top + height, left : left + width] = chequers[:, :, None]
    return image


def shown(privacy: Privacy, *people: Person) -> Image:
    content = snapshot(Frame(0.0, picture()), people, privacy)
    assert content[:3] == b"\xff\xd8\xff"
    return cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)


def face_of(image: Image) -> Image:
    left, top, width, height = FACE
    return image[top : top + height, left : left + width]


def standing() -> Person:
    return upright(0.0, pose=Puppet().pose(STANDING, CAMERA))


def lying() -> Person:
    return fallen(0.0, onset_s=0.0, pose=Puppet().pose(ON_THE_FACE, CAMERA))


def test_the_skeleton_stands_on_black_by_default() -> None:
    assert snapshot(Frame(0.0, picture()), [standing()]) == snapshot(
        Frame(0.0, picture()), [standing()], Privacy.SKELETON
    )
    image = shown(Privacy.SKELETON, standing())
    assert image.max() > 100
    assert np.median(image) == 0
    assert shown(Privacy.SKELETON).max() == 0


def test_nothing_of_the_picture_is_in_the_skeleton() -> None:
    black = snapshot(Frame(0.0, np.zeros((360, 640, 3), np.uint8)), [standing()])
    assert snapshot(Frame(0.0, picture()), [standing()]) == black


def test_a_blurred_face_is_no_face_any_more() -> None:
    assert face_of(shown(Privacy.FULL)).std() > 100
    assert face_of(shown(Privacy.BLURRED)).std() < 6
    assert abs(float(shown(Privacy.BLURRED)[300, 50].mean()) - 120) < 5


def test_the_full_picture_is_the_picture() -> None:
    difference = np.abs(shown(Privacy.FULL).astype(int) - picture())
    assert difference.mean() < 2


@pytest.mark.parametrize("privacy", list(Privacy))
def test_the_frame_itself_is_never_drawn_into(privacy: Privacy) -> None:
    frame = Frame(0.0, picture())
    snapshot(frame, [standing(), lying()], privacy)
    assert (frame.image == picture()).all()


def test_who_is_down_is_red_and_who_stands_is_green() -> None:
    blue, green, red = shown(Privacy.SKELETON, lying()).reshape(-1, 3).sum(axis=0)
    assert red > 2 * green
    blue, green, red = shown(Privacy.SKELETON, standing()).reshape(-1, 3).sum(axis=0)
    assert green > 1.5 * max(red, blue)


def test_a_silhouette_without_pose_is_framed() -> None:
    image = shown(Privacy.SKELETON, fallen(0.0, onset_s=0.0, box=Box(100, 200, 300, 280)))
    assert image[240, 100].max() > 60
    assert image[240, 200].max() < 30


def test_hidden_keypoints_are_not_drawn() -> None:
    hidden = Puppet(score=0.1).pose(STANDING, CAMERA)
    canvas = np.zeros((360, 640, 3), np.uint8)
    draw_skeleton(canvas, hidden, (255, 255, 255))
    assert not canvas.any()


@pytest.mark.parametrize("shape", [(1, 1), (3, 500), (47, 63)])
def test_pictures_of_any_shape_become_a_jpeg(shape: tuple[int, int]) -> None:
    for privacy in Privacy:
        content = snapshot(Frame(0.0, np.zeros((*shape, 3), np.uint8)), [standing()], privacy)
        assert cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR).shape[:2] == shape
