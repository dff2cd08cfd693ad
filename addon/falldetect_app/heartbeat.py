"""A file whose age tells a health check whether the app lives."""

import time
from pathlib import Path

INTERVAL_S = 5.0


class Heartbeat:
    """Touches a file now and then; without a file it does nothing."""

    def __init__(self, file: Path | None) -> None:
        """Begin without a beat."""
        self._file = file
        self._last_s = -INTERVAL_S

    def beat(self) -> None:
        """Say that all is well."""
        now_s = time.monotonic()
        if self._file is not None and now_s - self._last_s >= INTERVAL_S:
            self._file.touch()
            self._last_s = now_s
