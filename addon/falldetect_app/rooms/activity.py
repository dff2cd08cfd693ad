"""How long somebody was seen and something moved in a room, hour by hour, and which gaps without activity are usual."""

import logging
import threading
from collections import defaultdict
from datetime import datetime

from falldetect_app.storage.archive import ActivityHour, Archive, hour_of
from falldetect_core.records import Observation
from falldetect_core.rooms.hour_profile import HourProfile, MissedActivity
from falldetect_core.rooms.inactivity import MOVES_S

_LOGGER = logging.getLogger(__name__)

LONGEST_STEP_S = 2.0
"""Between two pictures further apart nothing is known."""
KEEP_S = 60.0
"""What was counted is written this often..."""
KEEP_PROFILE_S = 600.0
"""...and what is usual this often."""
NOTE_S = 5.0


class ActivityCounter:
    """Counts one room's hours; seconds that several cameras see count once."""

    def __init__(self, room: str, archive: Archive) -> None:
        """Start without a picture."""
        self._room = room
        self._archive = archive
        self._newest_s: float | None = None
        self._counted: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self._kept_s = self._profile_kept_s = self._noted_s = 0.0
        self._moved = False
        self._lock = threading.Lock()
        self._profile = _profile(archive.note(_note(room)))

    def missed(self, now_s: float) -> MissedActivity | None:
        """Return what activity is missed here, None while all is as usual."""
        with self._lock:
            return None if self._moved else self._profile.missed(_local(now_s))

    def usual_gap_s(self, now_s: float) -> float:
        """Return what gap is usual at this hour; infinite before a week is known."""
        with self._lock:
            return self._profile.usual_gap_s(_local(now_s))

    def observe(self, seen: Observation) -> None:
        """Count the time since the last picture of any camera, if somebody is in this one."""
        with self._lock:
            moves = any(person.kinematics.still_s < MOVES_S for person in seen.people)
            self._moved |= moves
            last_s, self._newest_s = self._newest_s, max(seen.time_s, self._newest_s or seen.time_s)
            if last_s is None or not seen.people or not 0 < seen.time_s - last_s <= LONGEST_STEP_S:
                return
            counted = self._counted[hour_of(seen.time_s)]
            counted[0] += seen.time_s - last_s
            if moves:
                counted[1] += seen.time_s - last_s

    def tick(self, now_s: float) -> None:
        """Note whether there is activity, and write what was counted, now and then."""
        if now_s - self._noted_s >= NOTE_S:
            self._noted_s = now_s
            self._note(now_s)
        if now_s - self._profile_kept_s >= KEEP_PROFILE_S:
            self._profile_kept_s = now_s
            self._keep_profile()
        if now_s - self._kept_s < KEEP_S:
            return
        self._kept_s = now_s
        with self._lock:
            counted, self._counted = self._counted, defaultdict(lambda: [0.0, 0.0])
        if counted:
            hours = (
                ActivityHour(self._room, hour, present_s, moving_s) for hour, (present_s, moving_s) in counted.items()
            )
            self._archive.add_hours(hours)

    def close(self) -> None:
        """Write the rest."""
        self._noted_s = float("inf")
        self.tick(float("inf"))

    def _note(self, now_s: float) -> None:
        with self._lock:
            watching = self._newest_s is not None and now_s - self._newest_s <= NOTE_S
            self._profile.note(_local(now_s), active=self._moved, watching=watching)
            self._moved = False

    def _keep_profile(self) -> None:
        with self._lock:
            text = self._profile.to_json()
        self._archive.keep_note(_note(self._room), text)


def _note(room: str) -> str:
    return f"usual gaps of {room}"


def _local(now_s: float) -> datetime:
    """Return the wall clock of the home, as days and nights go by it."""
    return datetime.fromtimestamp(now_s).astimezone()


def _profile(text: str | None) -> HourProfile:
    try:
        return HourProfile.from_json(text) if text else HourProfile()
    except ValueError as error:
        _LOGGER.warning("What is usual in a room is learned anew: %s", error)
        return HourProfile()
