"""Thins pictures out to a frame rate."""

import math


class Sampler:
    """Thins a stream to a frame rate by the frames' own times, evenly, whatever the stream's rate."""

    def __init__(self, fps: float) -> None:
        """Keep at most `fps` frames a second."""
        self._interval_s = 1.0 / fps
        self._due_s = -math.inf

    def wants(self, time_s: float) -> bool:
        """Say whether to keep the frame at `time_s`; a clock that jumps back starts anew."""
        tolerance_s = 0.1 * self._interval_s
        jumped_back = time_s < self._due_s - 2 * self._interval_s
        if time_s + tolerance_s < self._due_s and not jumped_back:
            return False
        behind = jumped_back or time_s - self._due_s > self._interval_s
        self._due_s = (time_s if behind else self._due_s) + self._interval_s
        return True
