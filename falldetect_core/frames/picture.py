"""A decoded picture: upright, with square pixels, in colours that are converted when somebody looks at them."""

import threading
from typing import SupportsFloat

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from falldetect_core.records import Image

LARGEST_SIDE_PX = 1280
"""Larger pictures are halved to this: nothing downstream looks closer."""
_NOTHING: Image = np.empty((0, 0, 3), np.uint8)
_TURNS = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}


class Converter:
    """Converts a stream's pictures to BGR, from any thread; to be set up takes as long as converting two."""

    def __init__(self) -> None:
        """Set up with the first picture."""
        self._reformatter = VideoReformatter()
        self.lock = threading.RLock()

    def bgr(self, picture: VideoFrame) -> Image:
        """Return a new array, shape (height, width, 3)."""
        with self.lock:
            return self._reformatter.reformat(picture, format="bgr24").to_ndarray().astype(np.uint8, copy=False)


class Undeveloped:
    """A picture that nobody has looked at yet: in a still room most are never looked at."""

    def __init__(self, picture: VideoFrame, converter: Converter) -> None:
        """Keep it as it was decoded, at half the size."""
        self.size = picture.width, picture.height
        self._picture: VideoFrame | None = picture
        self._converter = converter
        self._image = _NOTHING

    @property
    def image(self) -> Image:
        """The picture in BGR, shape (height, width, 3), always the same array."""
        with self._converter.lock:
            if self._picture is not None:
                self._image, self._picture = self._converter.bgr(self._picture), None
            return self._image


def upright_square(picture: VideoFrame, aspect: SupportsFloat | None, converter: Converter) -> Image | Undeveloped:
    """Return it turned as the stream says, with square pixels and no side above 1280; as it is where it is so."""
    wide = float(aspect) if aspect else 1.0
    scale = min(1.0, LARGEST_SIDE_PX / max(picture.width * wide, picture.height))
    if wide != 1.0 or scale < 1.0:
        width, height = round(picture.width * wide * scale), round(picture.height * scale)
        picture = picture.reformat(width=max(1, width), height=max(1, height))
    turn = _TURNS.get(picture.rotation % 360)
    if turn is None:
        return Undeveloped(picture, converter)
    return cv2.rotate(converter.bgr(picture), turn).astype(np.uint8, copy=False)
