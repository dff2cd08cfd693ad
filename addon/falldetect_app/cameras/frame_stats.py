"""How fast and how late a camera's pictures come through."""

import threading
from collections import deque

WINDOW_S = 5.0
"""Rate and delay are means over this time."""
SURE_S = 3.0
"""Over less, a low rate is only a beginning."""
LEAST_FPS = 5.0
"""At fewer pictures a second a fall lasts fewer of them than it takes to tell it from sitting down."""
MOST_DAMAGED = 0.05
"""Where a larger share of the pictures is damaged, a fall may be among those that are missed."""


class FrameStats:
    """Counts processed pictures; written by one thread, read by another."""

    def __init__(self) -> None:
        """Start without a picture."""
        self._lock = threading.Lock()
        self._seen: deque[tuple[float, float]] = deque()
        self.last_s: float | None = None
        self.frame_s: float | None = None

    def note(self, frame_s: float, now_s: float) -> None:
        """Count a picture taken at `frame_s` and done with at `now_s`."""
        with self._lock:
            self._seen.append((now_s, max(0.0, now_s - frame_s)))
            self._forget(now_s)
            self.last_s, self.frame_s = now_s, frame_s

    def read(self, now_s: float) -> tuple[float, float | None]:
        """Return pictures a second and their mean delay in seconds, None without pictures."""
        with self._lock:
            self._forget(now_s)
            if not self._seen:
                return 0.0, None
            span_s = max(now_s - self._seen[0][0], 1.0)
            rate = len(self._seen) / span_s
            return round(rate, 1), round(sum(delay for _, delay in self._seen) / len(self._seen), 3)

    def slow(self, now_s: float) -> bool:
        """Whether pictures have come for a while, but too few."""
        with self._lock:
            self._forget(now_s)
            span_s = now_s - self._seen[0][0] if self._seen else 0.0
            return span_s >= SURE_S and len(self._seen) / span_s < LEAST_FPS

    def _forget(self, now_s: float) -> None:
        while self._seen and now_s - self._seen[0][0] > WINDOW_S:
            self._seen.popleft()
