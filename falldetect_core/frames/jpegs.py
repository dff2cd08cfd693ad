"""Pictures out of an HTTP answer as browsers show them: JPEGs, whatever stands between them."""

import logging
import math
import re
import time
from collections.abc import Iterator
from typing import Any, SupportsFloat

from av.codec import CodecContext
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext

from falldetect_core.frames.http import Body, HttpCamera

_LOGGER = logging.getLogger(__name__)

BEGIN, END = b"\xff\xd8", b"\xff\xd9"
MOST_BYTES = 50_000_000
"""What is longer is no picture."""
STILLS_A_SECOND = 8.0
"""How often single pictures are asked for: enough to see a fall, little enough for small cameras."""
SAME_S = 1.0
"""A picture that is sent again is passed on this often, as cameras that are asked too often repeat themselves."""
_MARKER = re.compile(rb"\xff[\xc0-\xcf\xd8-\xef\xfe]")
"""What begins a piece of a JPEG; in the picture's own data it does not occur."""


class JpegSplitter:
    """Cuts a stream of bytes into JPEGs by their own marks, as cameras do not agree on what stands between them."""

    def __init__(self) -> None:
        """Begin outside of a picture."""
        self.count = 0
        self._data = bytearray()
        self._at = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield the pictures that are complete with these bytes."""
        self._data += data
        while (picture := self._picture()) is not None:
            self.count += 1
            yield picture
        if len(self._data) > MOST_BYTES:
            self._drop(len(self._data))

    def rest(self) -> bytes:
        """Return a picture that has begun, and lacks its end."""
        return bytes(self._data) if self._at else b""

    def _picture(self) -> bytes | None:
        if not self._at and not self._found_begin():
            return None
        while (marker := _MARKER.search(self._data, self._at)) is not None:
            if marker[0] in (BEGIN, END):
                end = marker.start() if marker[0] == BEGIN else marker.end()
                picture = bytes(self._data[:end])
                self._drop(end)
                return picture
            if marker.end() + 2 > len(self._data):
                break
            self._at = marker.end() + int.from_bytes(self._data[marker.end() : marker.end() + 2])
        else:
            self._at = max(self._at, len(self._data) - 1)
        return None

    def _found_begin(self) -> bool:
        begin = self._data.find(BEGIN)
        self._drop(begin if begin >= 0 else max(0, len(self._data) - 1))
        self._at = len(BEGIN) if begin >= 0 else 0
        return begin >= 0

    def _drop(self, size: int) -> None:
        del self._data[:size]
        self._at = 0


class JpegSource:
    """Packets of JPEGs; an answer that holds a single one is asked for again and again."""

    duration_s = None
    begins_s = 0.0
    aspect: SupportsFloat | None = None
    rate = STILLS_A_SECOND

    def __init__(self, camera: HttpCamera, body: Body) -> None:
        """Read from `body`."""
        self.codec: VideoCodecContext = CodecContext.create("mjpeg", "r")
        self._camera = camera
        self._body = body
        self._pictures = self._stream()

    def next(self) -> "Packet[Any] | None":
        """Return the next picture, None at the end."""
        picture = next(self._pictures, None)
        return None if picture is None else Packet(picture)

    def close(self) -> None:
        """Close the connection."""
        self._body.close()

    def _stream(self) -> Iterator[bytes]:
        """Yield what comes, and if that was a single picture, ask again."""
        splitter = JpegSplitter()
        while data := self._body.read():
            yield from splitter.feed(data)
        named = self._body.type.partition("/")[0]
        if named == "image" or (splitter.count == 1 and named != "multipart"):
            yield from self._stills()

    def _stills(self) -> Iterator[bytes]:
        _LOGGER.info("%s gives single pictures: %g a second are asked for", self._camera, STILLS_A_SECOND)
        last, last_s = b"", -math.inf
        while True:
            asked_s = time.monotonic()
            picture = self._still()
            now_s = time.monotonic()
            if picture != last or now_s - last_s >= SAME_S:
                last, last_s = picture, now_s
                yield picture
            took_s = now_s - asked_s
            time.sleep(max(took_s, 1 / STILLS_A_SECOND - took_s))

    def _still(self) -> bytes:
        """Ask for a picture; what is none is returned as it is, to be counted as damaged."""
        body = self._camera.get()
        data = b""
        while (more := body.read()) and len(data) < MOST_BYTES:
            data += more
        body.close()
        splitter = JpegSplitter()
        return next(splitter.feed(data), b"") or splitter.rest() or data or b"\0"
