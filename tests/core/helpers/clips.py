"""Puppets on video: light and dark squares in each frame carry its number, which tells a network the time."""

from pathlib import Path

import cv2
import numpy as np

from falldetect_core.records import Image, Pose

from .puppet import Act, Camera, Network, empty_room
from .videos import write_video

SQUARE_PX = 8
BITS = 12
FPS = 10
CAMERA = Camera()


def write_clip(path: Path, act: Act) -> Path:
    """Film an act."""
    background = empty_room(CAMERA)

    def paint(number: int) -> Image:
        picture = background.copy()
        act.puppet.draw(picture, act.at(number / FPS), CAMERA)
        for bit in range(BITS):
            light = 255 * (number >> bit & 1)
            cv2.rectangle(picture, (bit * SQUARE_PX, 0), ((bit + 1) * SQUARE_PX - 1, SQUARE_PX - 1), (light,) * 3, -1)
        return picture

    size = (CAMERA.width, CAMERA.height)
    return write_video(path, size=size, frames=round(act.end_s * FPS), rate=FPS, paint=paint)


class ClipNetwork:
    """Sees the act that a clip shows, at the moment that its frame tells."""

    def __init__(self, act: Act) -> None:
        """Know the act."""
        self._network = Network([act], CAMERA, lambda _: True, 0.0)

    def estimate(self, image: Image) -> list[Pose]:
        """Read the number of the frame, and look; a picture too small for a number shows nobody."""
        if image.shape[1] < BITS * SQUARE_PX:
            return []
        middles = image[SQUARE_PX // 2, SQUARE_PX // 2 : BITS * SQUARE_PX : SQUARE_PX].mean(axis=1)
        self._network.now_s = int(((middles > 127) * 2 ** np.arange(BITS)).sum()) / FPS
        return self._network.estimate(image)
