"""A camera that is watched for ever: reconnects with back-off, and keeps frames on one clock."""

import gc
import math
import threading
import time
from collections.abc import Callable, Iterator

from falldetect_core.errors import SourceError
from falldetect_core.frames.address import is_live
from falldetect_core.frames.stream import Frames, open_frames
from falldetect_core.records import Frame

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 30.0
AHEAD_S = 1.0
"""Pictures further in the future tell that the stream's time jumped, or that its first picture came late."""
BEHIND_S = 0.5
"""Pictures further behind, all of them for `WATCHED_S`, tell that the stream's clock is slow or left out a pause."""
WATCHED_S = 30.0
"""A network that holds pictures back brings one of them in time within this."""
TICK_S = 0.001
"""The least time between two frames, whatever the stream says."""


def no_report(_: SourceError | None) -> None:
    """Take no notice."""


class LiveFrames:
    """The frames of a camera, however often it has to be connected again.

    `time_s` runs on `clock`, which must not jump: anchored when a connection's first frame arrives, then the stream's
    own time, and anchored again where that jumps or has fallen behind, so that it always grows, is never far in the
    future and not for long in the past. A file is played at its own speed, once, or again and again with `loop`.
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
        self._last_s = -math.inf

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
        with open_frames(self._address, fps=self._fps, hardware=self._hardware) as frames:
            yield from self._on_clock(frames)

    def _on_clock(self, frames: Frames) -> Iterator[Frame]:
        anchor_s: float | None = None
        lag = _Lag(self._clock())
        for frame in frames:
            if self._closed.is_set():
                return
            now_s = self._clock()
            if anchor_s is None:
                self._on_problem(None)
                anchor_s = now_s - frame.time_s
            if self._jumped(anchor_s + frame.time_s, now_s):
                anchor_s = max(now_s, self._last_s + TICK_S) - frame.time_s
            if is_live(self._address):
                anchor_s += lag.to_make_up(now_s - anchor_s - frame.time_s, now_s)
            self._last_s = anchor_s + frame.time_s
            if not is_live(self._address):
                self._closed.wait(max(0.0, self._last_s - self._clock()))
            yield Frame(self._last_s, frame.picture)

    def _jumped(self, time_s: float, now_s: float) -> bool:
        early = is_live(self._address) and time_s > now_s + AHEAD_S
        return early or time_s <= self._last_s


class _Lag:
    """How far a stream's clock has fallen behind: what is late on its way raises single lags, but not the least."""

    def __init__(self, now_s: float) -> None:
        self._since_s = now_s
        self._least_s = math.inf

    def to_make_up(self, lag_s: float, now_s: float) -> float:
        """Note how far a frame lags; return by how much this and all later ones are to be set forward."""
        self._least_s = min(self._least_s, lag_s)
        if now_s - self._since_s < WATCHED_S:
            return 0.0
        least_s = self._least_s
        self._since_s, self._least_s = now_s, math.inf
        return least_s if least_s > BEHIND_S else 0.0
