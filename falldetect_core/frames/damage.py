"""How many of a stream's pictures are damaged: they are left out or shown as they are, and the stream goes on."""

from collections import deque
from dataclasses import dataclass

RECENT = 100
"""So many pictures tell how a camera is now."""


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
    """Counts the damage of one connection: `total` since it began, `recent` of its newest pictures."""

    def __init__(self) -> None:
        """Begin without a picture."""
        self.total = self.recent = Damage()
        self._newest: deque[bool] = deque()

    def note(self, *, damaged: bool) -> None:
        """Count a picture."""
        self._newest.append(damaged)
        oldest = self._newest.popleft() if len(self._newest) > RECENT else False
        self.recent = Damage(len(self._newest), self.recent.damaged + damaged - oldest)
        self.total = Damage(self.total.pictures + 1, self.total.damaged + damaged)
