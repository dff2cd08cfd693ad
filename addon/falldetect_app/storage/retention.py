"""Deletes what is older than the home wants to keep, by a clock that can be believed.

A computer without a battery for its clock may start years ahead, or behind, until the network has told it the time. So
a clock that is far from all that was known has to hold for days before anything is deleted by it.
"""

import logging
from datetime import datetime, timedelta
from itertools import pairwise

from falldetect_app.clock import utc
from falldetect_app.storage.archive import Archive, moment_of

_LOGGER = logging.getLogger(__name__)

LOOK_S = 3600.0
LEAP = timedelta(days=30)
"""A clock that is farther away than so has leapt, or the app was off for as long."""
LOOKS_TO_BELIEVE = 72
"""After so many looks, three days in which the app ran, a clock that leapt is believed."""
NOTE = "retention"
"""Under this the archive keeps when it was last looked at by a clock that was believed..."""
DOUBTED = "retention doubted"
"""...and under this when by one that was not, and how often, so that it holds over restarts."""


class Retention:
    """Looks at the start and then every hour."""

    def __init__(self, archive: Archive) -> None:
        """Look at this archive."""
        self._archive = archive
        self._looked_s = -LOOK_S
        self._doubts = False

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
        last = moment_of(self._archive.note(NOTE)) or self._last_recorded()
        if last is None or abs(now - last) <= LEAP:
            self._archive.keep_note(DOUBTED, "")
            self._doubts = False
            return True
        if not self._doubts:
            self._doubts = True
            _LOGGER.warning(
                "The clock says %s, %d days away from all that is known: nothing is deleted by it until it has held "
                "for three days. Check the computer's date",
                now.date(),
                abs(now - last).days,
            )
        return self._looks(now) > LOOKS_TO_BELIEVE

    def _looks(self, now: datetime) -> int:
        """Count how often an hour has passed by a clock that is doubted, since it leapt."""
        text, _, count = (self._archive.note(DOUBTED) or "").partition(" ")
        looked, looks = moment_of(text), int(count) if count.isdecimal() else 0
        if looked is None or not timedelta(0) <= now - looked <= LEAP:
            looks = 0
        elif now - looked < timedelta(seconds=LOOK_S):
            return looks
        self._archive.keep_note(DOUBTED, f"{now.isoformat()} {looks + 1}")
        return looks + 1

    def _last_recorded(self) -> datetime | None:
        """Return the moment up to which what was recorded goes on without a leap: what is beyond proves no clock."""
        moments = self._archive.moments()
        leaps = (before for before, after in pairwise(moments) if after - before > LEAP)
        return next(leaps, moments[-1] if moments else None)
