"""One connection to a camera or file: decoded with PyAV, sampled to a frame rate, broken only by one typed error."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

import av.error

from falldetect_core.errors import SourceError
from falldetect_core.frames import patience
from falldetect_core.frames.address import is_live, problem_with, scheme_of
from falldetect_core.frames.damage import Damage
from falldetect_core.frames.decoder import Decoder
from falldetect_core.frames.explain import explain, no_pictures
from falldetect_core.frames.file_clock import FileClock
from falldetect_core.frames.picture import Converter, Undeveloped
from falldetect_core.frames.sampler import Sampler
from falldetect_core.frames.source import open_source
from falldetect_core.frames.stream_clock import StreamClock
from falldetect_core.records import Frame


def open_frames(
    address: str, *, fps: float = 10.0, hardware: bool = False, closed: threading.Event | None = None
) -> "Frames":
    """Open a file, RTSP (over TCP), RTMP, HTTP or webcam and sample it to at most `fps` frames a second.

    With `hardware` the graphics hardware decodes, where there is one that can. `closed` ends it from another thread.

    Raises SourceError, whose reason is `not_found`, `refused`, `unauthorized`, `stalled` or `broken`.
    """
    problem = problem_with(address)
    if problem:
        raise SourceError("not_found" if scheme_of(address) == "file" else "broken", problem)
    return Frames(address, fps, hardware=hardware, closed=closed or threading.Event())


class Frames:
    """The frames of one connection, until it ends; a file ends quietly, a camera that ends raises SourceError.

    `time_s` of a frame is the time since the first one, be that damaged or not.
    """

    def __init__(self, address: str, fps: float, *, hardware: bool, closed: threading.Event) -> None:
        """Connect; use `open_frames`, which checks the address first."""
        self._address = address
        self._live = is_live(address)
        self._fps = fps
        self._closed = closed
        self._converter = Converter()
        self._source = self._guard(lambda: open_source(address, hardware=hardware), patience.OPEN_TIMEOUT_S)
        self._decoder = Decoder(self._source.codec, trusted=scheme_of(address) in ("file", "device"))
        if self._decoder.too_large:
            self.close()
            raise no_pictures(address, self._decoder)
        self._guard(self._decoder.open, math.inf)

    @property
    def duration_s(self) -> float | None:
        """Length that the file's header states, in seconds; None for a camera."""
        return self._source.duration_s

    @property
    def damage(self) -> Damage:
        """How many pictures could not be decoded, or only in part, since the beginning."""
        return self._decoder.meter.total

    @property
    def recent_damage(self) -> Damage:
        """The same of the last minute, which tells how a camera is now."""
        return self._decoder.meter.recent

    def __enter__(self) -> Self:
        """Return the open source."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection; harmless when closed already."""
        self._source.close()

    def __iter__(self) -> Iterator[Frame]:
        """Yield sampled frames in order of time."""
        sampler, read = Sampler(self._fps), self._clock()
        for frame in self.stamped():
            time_s = read(frame.time_s)
            if sampler.wants(time_s):
                yield Frame(time_s, frame.picture)

    def stamped(self) -> Iterator[Frame]:
        """Yield every frame, with the stream's own stamp as its time, nan where it has none; a file's begin at 0."""
        while not self._closed.is_set() and (packet := self._guard(self._source.next, patience.READ_TIMEOUT_S)):
            for picture in self._decoder.decode(packet):
                stamp_s = math.nan if picture.time is None else picture.time - self._source.begins_s
                yield Frame(stamp_s, Undeveloped(picture, self._source.aspect, self._converter))
            if self._live and self._decoder.hopeless:
                raise no_pictures(self._address, self._decoder)
        if not self._closed.is_set():
            self._end()

    def _end(self) -> None:
        """Raise what is wrong with an end: cameras have none, and a file has pictures before it."""
        if self._live or not self._decoder.started:
            raise no_pictures(self._address, self._decoder)

    def _clock(self) -> Callable[[float], float]:
        """Return what makes of a stamp the time since the beginning."""
        if not self._live:
            return FileClock(self._source.rate).read
        clock, begins_s = StreamClock(), math.inf

        def read(stamp_s: float) -> float:
            nonlocal begins_s
            time_s = clock.read(stamp_s, time.monotonic())
            begins_s = min(begins_s, time_s)
            return time_s - begins_s

        return read

    def _guard[T](self, call: Callable[[], T], timeout_s: float) -> T:
        """Make any failure of a call a SourceError; FFmpeg gives several names to a camera that stays silent."""
        started_s = time.monotonic()
        try:
            return call()
        except (av.error.FFmpegError, OSError, ValueError) as error:
            waited_in_vain = time.monotonic() - started_s >= timeout_s
            raise explain(TimeoutError() if waited_in_vain else error, self._address) from None
