"""A camera that is watched for ever: reconnects with back-off, and keeps frames on one clock."""

import gc
import threading
import time
from collections.abc import Callable, Iterable, Iterator

from falldetect_core.errors import SourceError
from falldetect_core.frames.address import is_live
from falldetect_core.frames.damage import Damage
from falldetect_core.frames.sampler import Sampler
from falldetect_core.frames.stream import Frames, open_frames
from falldetect_core.frames.stream_clock import TICK_S, StreamClock
from falldetect_core.records import Frame

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 30.0


def no_report(_: SourceError | None) -> None:
    """Take no notice."""


class LiveFrames:
    """The frames of a camera, however often it has to be connected again.

    `time_s` runs on `clock`, which must not jump: it is estimated from the stream's stamps and when they arrive, always
    grows and is never in the future. A file is played at its own speed, once, or again and again with `loop`.
    `on_problem` hears every error, and None when pictures flow again.
    """

    def __init__(
        self,
        address: str,
        *,
        fps: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
        on_problem: Callable[[SourceError | None], None] = no_report,
        loop: bool = False,
        hardware: bool = False,
    ) -> None:
        """Connect later, when the first frame is asked for."""
        self._address = address
        self._fps = fps
        self._clock = clock
        self._on_problem = on_problem
        self._loop = loop
        self._hardware = hardware
        self._closed = threading.Event()
        self._sampler = Sampler(fps)
        self._stream_clock = StreamClock()
        self._frames: Frames | None = None
        self._last_s = float("-inf")

    @property
    def damage(self) -> Damage:
        """How many pictures of the last minute could not be decoded, or only in part."""
        return self._frames.recent_damage if self._frames else Damage()

    def close(self) -> None:
        """End the iteration soon; may be called from another thread."""
        self._closed.set()

    def __iter__(self) -> Iterator[Frame]:
        """Yield frames until closed, or until a file that isn't looped has ended."""
        wait_s = FIRST_WAIT_S
        while not self._closed.is_set():
            flowed = False
            try:
                for frame in self._connection():
                    wait_s, flowed = FIRST_WAIT_S, True
                    yield frame
            except SourceError as error:
                self._on_problem(error)
                self._closed.wait(wait_s)
                wait_s = min(2 * wait_s, LONGEST_WAIT_S)
            else:
                if not self._loop:
                    return
            if flowed:  # PyAV's container and streams hold each other, and with them the decoder's pictures
                gc.collect()

    def _connection(self) -> Iterator[Frame]:
        with open_frames(self._address, fps=self._fps, hardware=self._hardware, closed=self._closed) as frames:
            self._frames = frames
            shown = self._on_clock(frames.stamped()) if is_live(self._address) else self._played(frames)
            for number, frame in enumerate(shown):
                if number == 0:
                    self._on_problem(None)
                yield frame

    def _on_clock(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Give a camera's frames their time, and yield as many as are asked for."""
        self._stream_clock.restart()
        for frame in frames:
            time_s = self._stream_clock.read(frame.time_s, self._clock())
            if self._sampler.wants(time_s):
                yield Frame(time_s, frame.picture)

    def _played(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Yield a file's frames when their time has come."""
        begins_s: float | None = None
        for frame in frames:
            if begins_s is None:
                begins_s = max(self._clock(), self._last_s + TICK_S) - frame.time_s
            self._last_s = begins_s + frame.time_s
            self._closed.wait(max(0.0, self._last_s - self._clock()))
            yield Frame(self._last_s, frame.picture)
