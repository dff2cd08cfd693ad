"""A JSON file that is whole or the one before: written beside it, brought to the disk, then put in its place."""

import json
import os
from collections.abc import Iterator
from pathlib import Path


class KeptFile:
    """A file, and what it held before that."""

    def __init__(self, file: Path) -> None:
        """Name it; nothing is read yet."""
        self.file = file
        self._previous = file.with_suffix(".previous")

    def __iter__(self) -> Iterator[Path]:
        """Yield the files that are there, the newest first."""
        return iter([file for file in (self.file, self._previous) if file.exists()])

    def write(self, value: object) -> None:
        """Keep a value, readable by nobody else, and the one before beside it; raises OSError."""
        part = self.file.with_suffix(".part")
        self.file.parent.mkdir(parents=True, exist_ok=True)
        part.touch(mode=0o600)
        with part.open("w", encoding="utf-8") as file:
            json.dump(value, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        if self.file.exists():
            self.file.replace(self._previous)
        part.replace(self.file)
