"""How many of a stream's pictures are damaged: they are left out or shown as they are, and the stream goes on."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

RECENT_S = 60.0
"""The pictures of so long tell how a camera is now."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Of so many pictures so many could not be decoded, or only in part."""

    pictures: int = 0
    damaged: int = 0

    @property
    def share(self) -> float:
        """Share of the pictures that are damaged, 0 to 1."""
        return self.damaged / self.pictures if self.pictures else 0.0


class DamageMeter:
    """Counts the damage of one connection: `total` since it began, `recent` of the last minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without a picture; `clock` gives seconds."""
        self._clock = clock
        self.total = self.recent = Damage()
        self._newest: deque[tuple[float, bool]] = deque()

    def note(self, *, damaged: bool) -> None:
        """Count a picture."""
        now_s = self._clock()
        self._newest.append((now_s, damaged))
        recent = self.recent.damaged + damaged
        while now_s - self._newest[0][0] > RECENT_S:
            recent -= self._newest.popleft()[1]
        self.recent = Damage(len(self._newest), recent)
        self.total = Damage(self.total.pictures + 1, self.total.damaged + damaged)
