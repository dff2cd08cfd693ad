"""A decoded picture: upright, with square pixels, in colours that are converted when somebody looks at them."""

import struct
import threading
from typing import NamedTuple, SupportsFloat

import cv2
import numpy as np
from av.sidedata.sidedata import SideDataContainer, Type
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from falldetect_core.records import Image

LARGEST_SIDE_PX = 1280
"""Larger pictures are shrunk to this: nothing downstream looks closer."""
_NOTHING: Image = np.empty((0, 0, 3), np.uint8)


class Orientation(NamedTuple):
    """How a picture becomes upright: transposed first, then mirrored left to right, or top to bottom."""

    transposed: bool = False
    mirrored: bool = False
    upside_down: bool = False

    def upright(self, image: Image) -> Image:
        """Return the picture as it is to be seen."""
        turned = cv2.transpose(image) if self.transposed else image
        if self.mirrored or self.upside_down:
            turned = cv2.flip(turned, int(self.mirrored) - int(self.upside_down and self.mirrored) * 2)
        return turned.astype(np.uint8, copy=False)


def orientation_of(picture: VideoFrame) -> Orientation:
    """Read the display matrix that telephones, cameras that hang head first, and EXIF leave with a picture.

    Not by `picture.side_data`: picture and that hold each other, so that each would stay in memory until Python's
    collector of such circles comes by, which is hundreds of megabytes later (PyAV 19).
    """
    matrix = SideDataContainer(picture).get(Type.DISPLAYMATRIX)  # type: ignore[call-arg]  # not in PyAV's stubs
    if matrix is None:
        return Orientation()
    right_x, right_y, _, down_x, down_y = struct.unpack_from("=5i", bytes(matrix))
    if abs(right_x) >= abs(right_y):
        return Orientation(mirrored=right_x < 0, upside_down=down_y < 0)
    return Orientation(transposed=True, mirrored=down_x < 0, upside_down=right_y < 0)


class Converter:
    """Converts a stream's pictures to BGR, from any thread; to be set up takes as long as converting two."""

    def __init__(self) -> None:
        """Set up with the first picture."""
        self._scaler, self._reformatter = VideoReformatter(), VideoReformatter()
        self.lock = threading.RLock()

    def bgr(self, picture: VideoFrame, width: int, height: int) -> Image:
        """Return a new array, shape (height, width, 3); scaled before it has colours, which is half the work."""
        with self.lock:
            if (picture.width, picture.height) != (width, height):
                picture = self._scaler.reformat(picture, width, height)
            converted = self._reformatter.reformat(picture, format="bgr24")
            return converted.to_ndarray().astype(np.uint8, copy=False)


class Undeveloped:
    """A picture that nobody has looked at yet: in a still room most are never looked at."""

    def __init__(self, picture: VideoFrame, aspect: SupportsFloat | None, converter: Converter) -> None:
        """Keep it as it was decoded; `aspect` is the width of a pixel over its height, None where nobody says."""
        wide = picture.width * (float(aspect) if aspect else 1.0)
        scale = min(1.0, LARGEST_SIDE_PX / max(wide, picture.height))
        self._stored = max(1, round(wide * scale)), max(1, round(picture.height * scale))
        self._orientation = orientation_of(picture)
        self.size = self._stored[::-1] if self._orientation.transposed else self._stored
        self._picture: VideoFrame | None = picture
        self._converter = converter
        self._image = _NOTHING

    @property
    def image(self) -> Image:
        """The picture in BGR, upright with square pixels, shape (height, width, 3), always the same array."""
        with self._converter.lock:
            if self._picture is not None:
                self._image = self._orientation.upright(self._converter.bgr(self._picture, *self._stored))
                self._picture = None
            return self._image
