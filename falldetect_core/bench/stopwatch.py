"""CPU time of the stages of the work, each without those that run inside it."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Adds up this thread's CPU seconds a stage."""

    def __init__(self) -> None:
        """Start with nothing timed."""
        self.spent_s: defaultdict[str, float] = defaultdict(float)
        self._open: list[str] = []
        self._since_s = 0.0

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Time what runs inside as `stage`; a stage inside another interrupts it."""
        self._book()
        self._open.append(stage)
        try:
            yield
        finally:
            self._book()
            self._open.pop()

    def _book(self) -> None:
        now_s = time.thread_time()
        if self._open:
            self.spent_s[self._open[-1]] += now_s - self._since_s
        self._since_s = now_s
