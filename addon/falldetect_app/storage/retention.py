"""Deletes what is older than the home wants to keep, by a clock that can be believed.

A computer without a battery for its clock may start years ahead, until the network has told it the time. So a clock
that is far ahead of all that was known has to hold for days before anything is deleted by it.
"""

import logging
from datetime import datetime, timedelta

from falldetect_app.clock import utc
from falldetect_app.storage.archive import Archive

_LOGGER = logging.getLogger(__name__)

LOOK_S = 3600.0
LEAP = timedelta(days=30)
"""A clock that is farther ahead than so has leapt, or the app was off for as long."""
LOOKS_TO_BELIEVE = 72
"""After so many looks, three days, a clock that leapt is believed."""
NOTE = "retention"
"""Under this the archive keeps when it was last looked at by a clock that was believed."""


class Retention:
    """Looks at the start and then every hour."""

    def __init__(self, archive: Archive) -> None:
        """Look at this archive."""
        self._archive = archive
        self._looked_s = -LOOK_S
        self._doubts = 0

    def tick(self, now_s: float, keep_days: int) -> None:
        """Delete if it is time to."""
        if not 0 <= now_s - self._looked_s < LOOK_S:
            self._looked_s = now_s
            now = utc(now_s)
            if self._believes(now):
                self._archive.keep_note(NOTE, now.isoformat())
                self._archive.forget_before(keep_days, now)

    def _believes(self, now: datetime) -> bool:
        """Say whether the clock goes on from what was last known, or has held for long."""
        last = self._last_known()
        if last is None or now - last <= LEAP:
            self._doubts = 0
            return True
        self._doubts += 1
        if self._doubts == 1:
            _LOGGER.warning(
                "The clock says %s, %d days after all that is known: nothing is deleted by it until it has held for "
                "three days. Check the computer's date",
                now.date(),
                (now - last).days,
            )
        return self._doubts > LOOKS_TO_BELIEVE

    def _last_known(self) -> datetime | None:
        """Return the latest moment that was believed, or else that of the newest incident."""
        if noted := self._archive.note(NOTE):
            return datetime.fromisoformat(noted)
        return next((incident.newest.time for _, incident in self._archive.incidents(1)), None)
