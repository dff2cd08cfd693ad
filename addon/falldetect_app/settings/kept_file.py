"""A JSON file that is whole or the one before: written beside it, brought to the disk, then put in its place."""

import contextlib
import json
import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

_LOGGER = logging.getLogger(__name__)


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


def set_aside(file: Path, *, keep: bool = False) -> None:
    """Keep what is not understood for whoever can mend it, and where it is if so; a later one takes its place."""
    aside = file.with_name(f"{file.name}.broken")
    with contextlib.suppress(OSError):  # a disk that cannot be written: it is not used all the same
        if keep:
            shutil.copy2(file, aside)
        else:
            file.replace(aside)
        _LOGGER.error("It is set aside as %s", aside)
