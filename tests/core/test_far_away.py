"""Somebody ten metres away, 50 pixels high at 640x360, with the real network on the demo's rendered film."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from falldetect_core.camera import RecordedCamera
from falldetect_core.frames import open_frames
from falldetect_core.pose.movenet import MoveNetMultiPose
from falldetect_core.records import Frame
from falldetect_core.settings import CameraSettings

FILM = Path(__file__).parents[2] / "docs/demo/fall.mp4"
EMPTY_S, WALKS_S, TRIPS_S = 1.0, 3.5, 5.4
"""The room is empty for 2 s; at 3 s somebody is whole in the picture."""
SHARE = 0.33
"""Of the film's size: the person is then 47 pixels high."""


def far_away() -> Iterator[Frame]:
    """Show the film as a small part of a larger, blurred room, with the noise of a sensor."""
    width, height, grain, room = round(640 * SHARE), round(360 * SHARE), np.random.default_rng(1), None
    with open_frames(str(FILM), fps=10) as frames:
        for frame in frames:
            if room is None:
                room = cv2.resize(cv2.GaussianBlur(frame.image, (0, 0), 3), (640, 360)).astype(np.float32)
            shown = room + grain.normal(0, 2, room.shape)
            shown[200 : 200 + height, 250 : 250 + width] = cv2.resize(
                frame.image, (width, height), interpolation=cv2.INTER_AREA
            )
            if EMPTY_S <= frame.time_s <= TRIPS_S:
                yield Frame(frame.time_s, np.clip(shown, 0, 255).astype(np.uint8))


def test_somebody_50_pixels_high_is_followed(weights: Path) -> None:
    pipeline = RecordedCamera.of(CameraSettings("hall"), MoveNetMultiPose(weights))
    people = {frame.time_s: pipeline.update(frame).people for frame in far_away()}
    numbers = [[person.track for person in found] for time_s, found in people.items() if time_s >= WALKS_S]
    assert len(numbers) >= 10
    assert numbers == [[1]] * len(numbers)
