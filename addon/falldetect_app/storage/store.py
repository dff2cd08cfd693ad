"""What outlives the process: open incidents, switches, events on their way and those of the past, retained topics."""

import contextlib
import logging
import math
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic_core import from_json

from falldetect_app.contract.messages import IncidentState
from falldetect_app.storage.archive import Archive
from falldetect_app.storage.database import BACKUP_FILE, Database, Statement, copy_database
from falldetect_app.tolerance import read_tolerantly
from falldetect_core.kinds import Event
from falldetect_core.reasons import ReasonCode
from falldetect_core.records import Incident
from falldetect_core.settings import Sensitivity

_LOGGER = logging.getLogger(__name__)

FILE = "state.db"
ID_FILE = "installation_id"
LARGEST_OUTBOX = 1000
"""Events that wait for a broker; the oldest give way, as nobody needs to hear of a thousandth-last fall."""

LARGEST_HISTORY = 10_000
"""Events of the past, those of all rooms together; at ten a day, some three years."""

_UNMARK = "DELETE FROM taken_back WHERE topic = ?"

INCIDENT: TypeAdapter[Incident] = TypeAdapter(Incident)


class RoomMemory(BaseModel):
    """What a room remembers: its switches as they were set by command, and its newest fall."""

    monitoring: bool = True
    resume_s: float | None = None
    pause_s: float | None = None
    off_since_s: float | None = None
    sensitivity: Sensitivity | None = None
    last_fall: IncidentState | None = None


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """An event on its way: its id, topic and payload."""

    id: str
    topic: str
    payload: str


class Store:
    """The app's memory in a folder; see `Database` for what happens when the disk fails."""

    def __init__(self, folder: Path) -> None:
        """Open the folder's state, or begin one."""
        with contextlib.suppress(OSError):  # the database says what that means
            folder.mkdir(parents=True, exist_ok=True)
        _put_back(folder)
        self.folder = folder
        self.database = Database(folder / FILE)
        self.archive = Archive(self.database)
        self.installation_id = _installation_id(folder / ID_FILE)
        self.installed_at = _installed_at(folder / ID_FILE)

    @property
    def durable(self) -> bool:
        """Whether what is kept is on disk, not in memory alone."""
        return self.database.durable

    @property
    def trouble(self) -> str:
        """Why what is kept is in memory alone, empty while it is on disk."""
        return self.database.trouble

    @property
    def newer(self) -> str:
        """Where what a newer version kept was set aside, empty where it wasn't."""
        return self.database.newer

    def probe(self) -> None:
        """See now and then whether the disk takes what is kept; call it often."""
        self.database.probe()

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def room(self, room: str) -> RoomMemory:
        """Return what a room remembers."""
        rows = self.database.read("SELECT settings FROM rooms WHERE room = ?", room)
        try:
            return _read(RoomMemory.model_validate, from_json(rows[0][0]), f"room {room}") if rows else RoomMemory()
        except ValueError:
            _LOGGER.warning("What room %s remembered is not understood and forgotten", room)
            return RoomMemory()

    def rooms_with_incidents(self) -> set[str]:
        """Return the rooms that have incidents which were open."""
        return {room for (room,) in self.database.read("SELECT DISTINCT room FROM incidents")}

    def incidents(self, room: str) -> list[Incident]:
        """Return the incidents of a room that were open."""
        return [
            incident
            for (text,) in self.database.read("SELECT incident FROM incidents WHERE room = ? ORDER BY rowid", room)
            if (incident := _incident(text)) is not None
        ]

    def save(
        self, room: str, memory: RoomMemory, incidents: Sequence[Incident], entries: Sequence[OutboxEntry]
    ) -> None:
        """Keep a step of a room in one transaction: what it remembers, its open incidents and the events to deliver."""
        statements: list[Statement] = [
            ("INSERT OR REPLACE INTO rooms VALUES (?, ?)", (room, memory.model_dump_json())),
            ("DELETE FROM incidents WHERE room = ?", (room,)),
        ]
        statements += [
            (
                "INSERT OR REPLACE INTO incidents VALUES (?, ?, ?)",
                (incident.id, room, _text(incident)),
            )
            for incident in incidents
        ]
        put = "INSERT OR IGNORE INTO outbox (id, topic, payload) VALUES (?, ?, ?)"
        statements += [(put, (entry.id, entry.topic, entry.payload)) for entry in entries]
        keep = "INSERT OR IGNORE INTO history (id, room, payload) VALUES (?, ?, ?)"
        statements += [(keep, (entry.id, room, entry.payload)) for entry in entries]
        if entries:
            statements += [
                ("DELETE FROM outbox WHERE number <= (SELECT MAX(number) FROM outbox) - ?", (LARGEST_OUTBOX,)),
                ("DELETE FROM history WHERE number <= (SELECT MAX(number) FROM history) - ?", (LARGEST_HISTORY,)),
            ]
        self.database.write(statements)

    def move_incident(self, incident: Incident, room: str) -> None:
        """Keep an open incident in another room from now on."""
        text = _text(replace(incident, room=room))
        self.database.write([("INSERT OR REPLACE INTO incidents VALUES (?, ?, ?)", (incident.id, room, text))])

    def history(self, room: str, since: str, until: str, limit: int) -> list[str]:
        """Return the payloads of a room's newest events of a time, oldest first; times as the contract writes them."""
        query = (
            "SELECT payload FROM history WHERE room = ?"
            " AND CASE WHEN json_valid(payload) THEN json_extract(payload, '$.time') END BETWEEN ? AND ?"
            " ORDER BY number DESC LIMIT ?"
        )
        return [payload for (payload,) in reversed(self.database.read(query, room, since, until, limit))]

    def outbox(self) -> list[OutboxEntry]:
        """Return the events that no broker has confirmed, oldest first."""
        return [
            OutboxEntry(*row) for row in self.database.read("SELECT id, topic, payload FROM outbox ORDER BY number")
        ]

    def mark_delivered(self, event_id: str) -> None:
        """Forget an event that the broker has confirmed."""
        self.database.write([("DELETE FROM outbox WHERE id = ?", (event_id,))])

    def retained_topics(self) -> set[str]:
        """Return the topics on which the broker keeps a message of ours."""
        return {topic for (topic,) in self.database.read("SELECT topic FROM topics")}

    def add_retained_topic(self, topic: str) -> None:
        """Note that the broker keeps a message of ours there."""
        self.database.write([("INSERT OR IGNORE INTO topics VALUES (?)", (topic,)), (_UNMARK, (topic,))])

    def topics_to_clear(self) -> set[str]:
        """Return the topics whose message the broker is to keep no longer, and has not confirmed that."""
        return {topic for (topic,) in self.database.read("SELECT topic FROM taken_back")}

    def mark_topic_to_clear(self, topic: str) -> None:
        """Note that the broker is to keep nothing of ours there any more."""
        self.database.write([("INSERT OR IGNORE INTO taken_back VALUES (?)", (topic,))])

    def drop_retained_topic(self, topic: str) -> None:
        """Note that the broker keeps nothing of ours there any more."""
        self.database.write([("DELETE FROM topics WHERE topic = ?", (topic,)), (_UNMARK, (topic,))])


def back_up(folder: Path) -> Path:
    """Copy a folder's state while the app runs, for a backup to take; raises sqlite3.Error or OSError."""
    with contextlib.closing(sqlite3.connect((folder / FILE).absolute().as_uri() + "?mode=ro", uri=True)) as source:
        copy_database(source, folder / BACKUP_FILE)
    return folder / BACKUP_FILE


def _put_back(folder: Path) -> None:
    """Take the copy of a backup where there is no state: that is how a folder looks after it was restored."""
    copy, state = folder / BACKUP_FILE, folder / FILE
    if copy.exists() and not state.exists():
        _LOGGER.info("The state is taken from the backup that was restored")
        with contextlib.suppress(OSError):  # the database says what that means
            shutil.copyfile(copy, state)


def _text(incident: Incident) -> str:
    """Write an incident so that it can be read again: JSON knows no number for what isn't one."""
    onset_s, since_s = incident.onset_s, incident.since_s
    sound = replace(
        incident,
        onset_s=onset_s if math.isfinite(onset_s) else since_s,
        confidence=_sound(incident.confidence),
        kinds={kind: _sound(share) for kind, share in incident.kinds.items()},
        directions={direction: _sound(share) for direction, share in incident.directions.items()},
        before={before: _sound(share) for before, share in incident.before.items()},
    )
    return INCIDENT.dump_json(sound).decode()


def _sound(share: float) -> float:
    return share if math.isfinite(share) else 0.0


def _incident(text: str) -> Incident | None:
    try:
        return _read(INCIDENT.validate_python, _with_known_words(from_json(text)), "an incident")
    except ValueError:  # of the JSON, or of what it says
        _LOGGER.warning("An incident of the last run is not understood and forgotten")
        return None


def _with_known_words(fields: Any) -> Any:
    """Take a state that is not known for a fall, as somebody may lie there; version 0.1 kept reasons as sentences."""
    if not isinstance(fields, dict):
        return fields
    fields = dict(fields)
    if fields.get("state") not in {None, *Event}:
        fields["state"] = Event.FALL
    if isinstance(reasons := fields.get("reasons"), list):
        fields["reasons"] = [
            {"code": ReasonCode.OTHER, "figures": {"text": one}} if isinstance(one, str) else one for one in reasons
        ]
    return fields


def _read[T](read: Callable[[Any], T], fields: Any, whose: str) -> T:
    found, _, left_out = read_tolerantly(read, fields)
    if left_out:
        _LOGGER.warning(
            "Of what is kept of %s is not understood, as if of a newer version: %s", whose, ", ".join(left_out)
        )
    return found


def _installed_at(file: Path) -> datetime:
    """Tell since when the id has been there."""
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return datetime.now(UTC)


def _installation_id(file: Path) -> str:
    """Read or make the id, kept beside the database: a corrupt one must not make a new installation of this."""
    try:
        (known, *_) = file.read_text(encoding="ascii").splitlines() or [""]  # a newer version may say more
    except (OSError, UnicodeDecodeError):
        known = ""
    if len(known) == len(uuid.uuid4().hex) and known.isalnum():
        return known
    made = uuid.uuid4().hex
    try:
        file.write_text(made + "\n", encoding="ascii")
    except OSError as error:
        _LOGGER.warning("%s cannot be written (%s): the next start will look like another home", file, error.strerror)
    return made
