"""The times of a recording's pictures: its own stamps where they make sense, the usual spacing where they don't."""

import math

from falldetect_core.frames.stream_clock import TICK_S

BACK_S, LEAP_S = 1.0, 60.0
"""A stamp further back, or further on, is of another recording that was joined on."""


class FileClock:
    """Seconds since the beginning of the file, always growing."""

    def __init__(self, rate: float) -> None:
        """Space pictures without stamps as `rate` a second."""
        self._usual_s = 1.0 / rate
        self._shift_s = 0.0
        self._last_s = -TICK_S
        self._next_s = 0.0

    def read(self, stamp_s: float) -> float:
        """Return the next picture's time; `stamp_s` counts from the beginning, and is nan where there is none."""
        time_s = stamp_s + self._shift_s
        if not -BACK_S < time_s - self._last_s < LEAP_S:  # nan is neither
            self._shift_s = self._next_s - stamp_s if math.isfinite(stamp_s) else self._shift_s
            time_s = self._next_s
        self._last_s = time_s if time_s > self._last_s + TICK_S else self._next_s
        self._next_s = self._last_s + self._usual_s
        return self._last_s
