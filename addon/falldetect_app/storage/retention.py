"""Deletes what is older than the home wants to keep."""

from falldetect_app.clock import utc
from falldetect_app.storage.archive import Archive

LOOK_S = 3600.0


class Retention:
    """Looks at the start and then every hour."""

    def __init__(self, archive: Archive) -> None:
        """Look at this archive."""
        self._archive = archive
        self._looked_s = -LOOK_S

    def tick(self, now_s: float, keep_days: int) -> None:
        """Delete if it is time to."""
        if not 0 <= now_s - self._looked_s < LOOK_S:
            self._looked_s = now_s
            self._archive.forget_before(keep_days, utc(now_s))
