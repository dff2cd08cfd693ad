"""The one clock of the app: seconds since 1970 that never jump while it runs."""

import time
from datetime import UTC, datetime


class Clock:
    """Wall time at the start plus the monotonic seconds since, so that incidents keep their times over a restart."""

    def __init__(self) -> None:
        """Read the wall clock once."""
        self.set()

    def __call__(self) -> float:
        """Tell the time in seconds since 1970."""
        return self._start_s + time.monotonic()

    @property
    def off_s(self) -> float:
        """Seconds that the wall clock has been set forward since, negative for back."""
        return time.time() - self()

    def set(self) -> None:
        """Go by the wall clock from now on; only while nobody goes by this one."""
        self._start_s = time.time() - time.monotonic()


def utc(time_s: float) -> datetime:
    """Turn seconds since 1970 into a date and time in UTC."""
    return datetime.fromtimestamp(time_s, UTC)
