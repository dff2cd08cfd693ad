"""A file whose age tells a health check whether the app lives, and a watchdog that ends an app that hangs."""

import faulthandler
import logging
import time
from collections.abc import Callable
from pathlib import Path

_LOGGER = logging.getLogger(__name__)

INTERVAL_S = 5.0
STDERR = 2
"""The descriptor, whatever stands for it in Python."""


class Heartbeat:
    """Touches a file now and then, and holds off the watchdog; without either it does nothing.

    The watchdog needs nothing of Python: when no beat has come for its time, it writes where every thread hangs to the
    standard error and ends the process with code 1, so that whoever supervises it starts it anew.
    """

    def __init__(self, file: Path | None, watchdog_s: float = 0.0, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without a beat; the watchdog, which 0 does without, waits for the first."""
        self._file = file
        self._clock = clock
        self._watchdog_s = watchdog_s and max(watchdog_s, 2 * INTERVAL_S)
        self._last_s = -INTERVAL_S
        self._reported = ""

    def beat(self) -> None:
        """Say that all is well."""
        now_s = self._clock()
        if now_s - self._last_s < INTERVAL_S:
            return
        self._last_s = now_s
        if self._watchdog_s:
            faulthandler.dump_traceback_later(self._watchdog_s, exit=True, file=STDERR)
        if self._file is not None:
            self._touch(self._file)

    def end(self) -> None:
        """Dismiss the watchdog."""
        if self._watchdog_s:
            faulthandler.cancel_dump_traceback_later()

    def _touch(self, file: Path) -> None:
        try:
            file.touch()
        except OSError as error:
            if str(error) != self._reported:
                _LOGGER.error("%s cannot be touched (%s): a health check will think ill", file, error.strerror)  # noqa: TRY400
            self._reported = str(error)
        else:
            self._reported = ""
