"""What the page shows of the past: incidents with their skeletons and feedback, and the hours of each room."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from falldetect_app.contract.messages import IncidentEvent, iso, read_event
from falldetect_app.storage.database import Database
from falldetect_core.errors import CalibrationError
from falldetect_core.kinds import After, Event
from falldetect_core.rooms.incident_life import ALARMS, OPEN
from falldetect_core.world import CameraPlace, place_from_json

_LOGGER = logging.getLogger(__name__)

RECORDED = ("history", "recordings", "pictures", "feedback", "activity", "outbox", "incidents", "notes")
"""Tables that hold nothing but what happened."""
MOST_EVENTS = 10_000


class Judgement(StrEnum):
    """What people say of an incident: it was a fall, it was none, or nearly one."""

    TRUE = "true"
    FALSE = "false"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class PastIncident:
    """All that is known of an incident: its events, oldest first, what people say of it, whose replay is there."""

    events: tuple[IncidentEvent, ...]
    feedback: Judgement | None
    recorded: tuple[str, ...]
    pictured: bool = False

    @property
    def newest(self) -> IncidentEvent:
        """How it stands."""
        return self.events[-1]

    @property
    def surest(self) -> IncidentEvent:
        """The step with the best account of it."""
        return max(self.events, key=lambda event: event.confidence)

    @property
    def alarmed(self) -> bool:
        """Whether it came to an alarm."""
        return any(event.event in ALARMS for event in self.events)

    @property
    def down_s(self) -> float | None:
        """Seconds on the floor as far as is known; None while it is open, and for what was no alarm."""
        if self.newest.event in OPEN or not self.alarmed:
            return None
        return (self.newest.time - self.newest.onset).total_seconds()

    @property
    def after(self) -> After:
        """What the person did since they fell, as far as was seen; getting up is how it ended."""
        seen = [event.after for event in self.events if event.after not in (After.UNKNOWN, After.RECOVERED)]
        return seen[-1] if seen else self.newest.after

    @property
    def judgement(self) -> Judgement | None:
        """What people said, or what dismissing it means."""
        dismissed = self.newest.event is Event.DISMISSED
        return self.feedback or (Judgement.FALSE if dismissed else None)


@dataclass(frozen=True, slots=True)
class ActivityHour:
    """Seconds of one hour in which somebody was seen in a room, and in which something moved there."""

    room: str
    hour: str
    present_s: float
    moving_s: float


class Archive:
    """Reads and writes the past; the file is the store's."""

    def __init__(self, database: Database) -> None:
        """Share the store's database."""
        self._db = database

    def incidents(
        self, limit: int, before: int | None = None, room: str | None = None
    ) -> list[tuple[int, PastIncident]]:
        """Return the newest incidents, each with a number by which older ones can be asked for."""
        query = (
            "SELECT MIN(number) AS first, rtrim(id, '0123456789') AS incident FROM history WHERE ? IN (room, '')"
            " GROUP BY incident HAVING first < ? ORDER BY first DESC LIMIT ?"
        )
        rows = self._db.read(query, room or "", before or 2**62, limit)
        found = ((number, self.incident(incident.removesuffix("."))) for number, incident in rows)
        return [(number, incident) for number, incident in found if incident is not None]

    def incident(self, incident: str) -> PastIncident | None:
        """Return one incident, or None if it is not known, or not understood."""
        rows = self._db.read(
            "SELECT payload FROM history WHERE rtrim(id, '0123456789') = ? ORDER BY number", f"{incident}."
        )
        events = tuple(event for (payload,) in rows if (event := read_event(payload)) is not None)
        if not events:
            return None
        said = self._db.read("SELECT verdict FROM feedback WHERE incident = ?", incident)
        cameras = self._db.read("SELECT camera FROM recordings WHERE incident = ? ORDER BY camera", incident)
        pictured = self._db.read("SELECT 1 FROM pictures WHERE incident = ?", incident)
        feedback = Judgement(said[0][0]) if said and said[0][0] in Judgement else None
        return PastIncident(events, feedback, tuple(camera for (camera,) in cameras), bool(pictured))

    def judge(self, incident: str, verdict: Judgement | None, now: datetime) -> None:
        """Keep what somebody says of an incident; None takes it back."""
        self._db.write([("DELETE FROM feedback WHERE incident = ?", (incident,))])
        if verdict is not None:
            self._db.write([("INSERT INTO feedback VALUES (?, ?, ?)", (incident, verdict, iso(now)))])

    def keep_replay(self, incident: str, camera: str, time: datetime, data: bytes) -> None:
        """Keep a replay of an incident."""
        put = "INSERT OR REPLACE INTO recordings VALUES (?, ?, ?, ?)"
        self._db.write([(put, (incident, camera, iso(time), data))])

    def replay(self, incident: str, camera: str) -> bytes | None:
        """Return a replay as it was kept."""
        rows = self._db.read("SELECT data FROM recordings WHERE incident = ? AND camera = ?", incident, camera)
        return rows[0][0] if rows else None

    def keep_picture(self, incident: str, time: datetime, data: bytes) -> None:
        """Keep the encrypted picture of an incident; a newer one takes its place."""
        self._db.write([("INSERT OR REPLACE INTO pictures VALUES (?, ?, ?)", (incident, iso(time), data))])

    def picture(self, incident: str) -> bytes | None:
        """Return the encrypted picture of an incident."""
        rows = self._db.read("SELECT data FROM pictures WHERE incident = ?", incident)
        return rows[0][0] if rows else None

    def add_hours(self, hours: Iterable[ActivityHour]) -> None:
        """Add seconds to the hours of rooms."""
        put = (
            "INSERT INTO activity VALUES (?, ?, ?, ?) ON CONFLICT (room, hour) DO UPDATE SET"
            " present_s = present_s + excluded.present_s, moving_s = moving_s + excluded.moving_s"
        )
        self._db.write([(put, (hour.room, hour.hour, hour.present_s, hour.moving_s)) for hour in hours])

    def hours(self, since: datetime) -> list[ActivityHour]:
        """Return the hours of all rooms, oldest first."""
        query = "SELECT room, hour, present_s, moving_s FROM activity WHERE hour >= ? ORDER BY hour, room"
        return [ActivityHour(*row) for row in self._db.read(query, iso(since))]

    def calibration(self, camera: str) -> CameraPlace | None:
        """Return where a camera stands, if that was found out or told."""
        rows = self._db.read("SELECT place FROM places WHERE camera = ?", camera)
        try:
            return place_from_json(rows[0][0]) if rows else None
        except CalibrationError as error:
            _LOGGER.warning("Camera %s calibrates itself anew: %s", camera, error)
            return None

    def keep_calibration(self, camera: str, place: CameraPlace | None) -> None:
        """Keep where a camera stands; None forgets it."""
        forget = ("DELETE FROM places WHERE camera = ?", (camera,))
        put = [] if place is None else [("INSERT INTO places VALUES (?, ?)", (camera, place.to_json()))]
        self._db.write([forget, *put])

    def note(self, name: str) -> str | None:
        """Return a small thing that was noted."""
        rows = self._db.read("SELECT value FROM notes WHERE name = ?", name)
        return rows[0][0] if rows else None

    def keep_note(self, name: str, value: str) -> None:
        """Note a small thing."""
        self._db.write([("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))])

    def moments(self) -> list[datetime]:
        """Return when anything happened, oldest first, as far as it is known to the hour."""
        query = (
            "SELECT json_extract(payload, '$.time') FROM history WHERE json_valid(payload)"
            " UNION SELECT hour FROM activity"
        )
        return sorted(moment for (text,) in self._db.read(query) if (moment := moment_of(text)) is not None)

    def forget_before(self, days: int, now: datetime) -> None:
        """Delete what is older than so many days."""
        end = iso(now - timedelta(days=days))
        kept = "SELECT rtrim(id, '0123456789') FROM history"
        self._db.write(
            [
                ("DELETE FROM history WHERE json_valid(payload) AND json_extract(payload, '$.time') < ?", (end,)),
                ("DELETE FROM recordings WHERE time < ?", (end,)),
                ("DELETE FROM pictures WHERE time < ?", (end,)),
                (f"DELETE FROM feedback WHERE time < ? AND incident || '.' NOT IN ({kept})", (end,)),  # noqa: S608
                ("DELETE FROM activity WHERE hour < ?", (end,)),
            ]
        )

    def forget_everything(self) -> None:
        """Delete all that was recorded, beyond recovery from the file, and its copies; what rooms are set to stays."""
        last = "UPDATE rooms SET settings = json_remove(settings, '$.last_fall') WHERE json_valid(settings)"
        emptied = [(f"DELETE FROM {table}", ()) for table in RECORDED]  # noqa: S608 - names of ours
        self._db.write([*emptied, (last, ())])
        self._db.shrink()
        self._db.delete_copies()


def hour_of(time_s: float) -> str:
    """Name the hour of a time, as it is kept: its beginning in UTC."""
    return iso(datetime.fromtimestamp(time_s // 3600 * 3600, UTC))


def moment_of(text: object) -> datetime | None:
    """Read a moment as it is kept, None where that is none."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
