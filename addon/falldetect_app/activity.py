"""How long somebody was seen and something moved in a room, hour by hour: the day's usual course."""

import threading
from collections import defaultdict

from falldetect_app.archive import Archive, Hour, hour_of
from falldetect_core.records import Observation

LONGEST_STEP_S = 2.0
"""Between two pictures further apart nothing is known."""
STILL_S = 1.0
"""Somebody who has been still for less moves."""
KEEP_S = 60.0
"""What was counted is written this often."""


class Activity:
    """Counts one room's hours; seconds that several cameras see count once."""

    def __init__(self, room: str, archive: Archive) -> None:
        """Start without a picture."""
        self._room = room
        self._archive = archive
        self._newest_s: float | None = None
        self._counted: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self._kept_s = 0.0
        self._lock = threading.Lock()

    def see(self, seen: Observation) -> None:
        """Count the time since the last picture of any camera, if somebody is in this one."""
        with self._lock:
            last_s, self._newest_s = self._newest_s, max(seen.time_s, self._newest_s or seen.time_s)
            if last_s is None or not seen.people or not 0 < seen.time_s - last_s <= LONGEST_STEP_S:
                return
            counted = self._counted[hour_of(seen.time_s)]
            counted[0] += seen.time_s - last_s
            if any(person.kinematics.still_s < STILL_S for person in seen.people):
                counted[1] += seen.time_s - last_s

    def tick(self, now_s: float) -> None:
        """Write what was counted, now and then."""
        if now_s - self._kept_s < KEEP_S:
            return
        self._kept_s = now_s
        with self._lock:
            counted, self._counted = self._counted, defaultdict(lambda: [0.0, 0.0])
        if counted:
            hours = (Hour(self._room, hour, present_s, moving_s) for hour, (present_s, moving_s) in counted.items())
            self._archive.add_hours(hours)

    def close(self) -> None:
        """Write the rest."""
        self.tick(float("inf"))
