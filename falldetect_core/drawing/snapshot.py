"""A picture of an incident that shows no more than the family agreed to."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import cv2
import numpy as np

from falldetect_core.records import Frame, Image, Person, Pose
from falldetect_core.skeleton import LIMBS, VISIBLE

JPEG_QUALITY = 80
BLUR_SHARE = 0.04
"""Blur radius as a share of the picture's width: no face is left at any distance."""
UP_COLOUR = (120, 220, 120)
DOWN_COLOUR = (80, 80, 255)


class Privacy(StrEnum):
    """What a picture may show."""

    SKELETON = "skeleton"
    BLURRED = "blurred"
    FULL = "full"


def snapshot(frame: Frame, people: Sequence[Person], privacy: Privacy = Privacy.SKELETON) -> bytes:
    """Draw the people of a frame on black, on a blurred or on the full picture, and return it as JPEG."""
    picture = background(frame.image, privacy)
    draw_people(picture, people)
    _, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return encoded.tobytes()


def background(image: Image, privacy: Privacy) -> Image:
    """Return a new picture that shows what `privacy` allows of the frame."""
    if privacy is Privacy.SKELETON:
        return np.zeros_like(image)
    if privacy is Privacy.FULL:
        return image.copy()
    return cv2.GaussianBlur(image, (0, 0), max(1.0, BLUR_SHARE * image.shape[1])).astype(np.uint8, copy=False)


def draw_people(picture: Image, people: Iterable[Person]) -> None:
    """Draw everybody's skeleton, and a frame where only the silhouette is known; red for who is down."""
    for person in people:
        colour = DOWN_COLOUR if person.verdict.down or person.verdict.found_down else UP_COLOUR
        if person.pose is not None:
            draw_skeleton(picture, person.pose, colour)
        else:
            left, top, right, bottom = (round(side) for side in person.box)
            cv2.rectangle(picture, (left, top), (right, bottom), colour, _line_px(picture))


def draw_skeleton(picture: Image, pose: Pose, colour: tuple[int, int, int]) -> None:
    """Draw the visible limbs, joints and head."""
    line_px = _line_px(picture)
    points = [(round(float(x)), round(float(y))) for x, y, _ in pose.keypoints]
    seen = pose.keypoints[:, 2] >= VISIBLE
    for start, end in LIMBS:
        if seen[start] and seen[end]:
            cv2.line(picture, points[start], points[end], colour, line_px, cv2.LINE_AA)
    for point, visible in zip(points, seen, strict=True):
        if visible:
            cv2.circle(picture, point, line_px + 1, colour, -1, cv2.LINE_AA)


def _line_px(picture: Image) -> int:
    return max(1, round(float(picture.shape[1]) / 240))
