"""Makes choices, texts and nested values of bytes, so that a small change of them is a small change."""

from collections.abc import Sequence
from typing import Any

DEEPEST = 4
MOST_MEMBERS = 6
LONGEST_TEXT = 40
NUMBERS = (0, -1, 1, 0.5, 1e308, -0.0, 2**31, 2**63, 10**30, float("nan"), float("inf"))
ODD = (
    "",
    " ",
    "\x00",
    "\n",
    "\x1b[31m",
    "a" * 600,
    "ä",
    "中",
    "😀",
    "\ud800",
    "../../etc/passwd",
    "<b>",
    "{}",
    "%s",
    "²",
    "9" * 5000,
)


class Tape:
    """Bytes that are read once; zeros follow their end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def over(self) -> bool:
        return self._at >= len(self._data)

    def byte(self) -> int:
        self._at += 1
        return 0 if self._at > len(self._data) else self._data[self._at - 1]

    def pick[T](self, choices: Sequence[T]) -> T:
        return choices[self.byte() % len(choices)]

    def take(self, most: int) -> bytes:
        size = self.byte() % (most + 1)
        taken = self._data[self._at : self._at + size]
        self._at += size
        return taken

    def rest(self) -> bytes:
        taken, self._at = self._data[self._at :], len(self._data)
        return taken

    def text(self) -> str:
        kind = self.byte() % 4
        return self.pick(ODD) if kind == 0 else self.take(LONGEST_TEXT).decode(errors="replace")

    def value(self, names: Sequence[str], words: Sequence[Any], depth: int = DEEPEST) -> Any:
        """Make a value as JSON knows it: of names that are known somewhere, words that mean something, others."""
        match self.byte() % 8:
            case 0 | 1 if depth:
                return {
                    self.pick(names): self.value(names, words, depth - 1) for _ in range(self.byte() % MOST_MEMBERS)
                }
            case 2 if depth:
                return [self.value(names, words, depth - 1) for _ in range(self.byte() % MOST_MEMBERS)]
            case 3:
                return self.pick((None, True, False, self.byte(), self.pick(NUMBERS)))
            case 4:
                return self.text()
        return self.pick(words)
