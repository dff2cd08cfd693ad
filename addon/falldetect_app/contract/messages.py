"""Every message of the MQTT contract, version 1: the one source of the JSON schemas in docs/mqtt.md."""

import logging
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, ValidationError, WithJsonSchema

from falldetect_core.kinds import After, Before, Direction, Event, Kind, Quiet
from falldetect_core.settings import Sensitivity

_LOGGER = logging.getLogger(__name__)


def iso(time: datetime) -> str:
    """Write a time as the contract does: UTC, milliseconds, Z."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


type Utc = Annotated[datetime, PlainSerializer(iso), WithJsonSchema({"type": "string", "format": "date-time"})]
type Share = Annotated[float, Field(ge=0, le=1)]
Feature = Literal["acknowledge", "dismiss", "test", "monitoring", "sensitivity", "snapshot", "history"]
ViewState = Literal["clear", "dark", "covered", "moved", "frozen"]
SightState = Literal["clear", "dark", "small", "hidden"]
Problem = Literal["refused", "unauthorized", "not_found", "stalled", "ended", "broken"]


class Message(BaseModel):
    """One payload; readers ignore fields that they don't know."""

    model_config = ConfigDict(
        frozen=True, validate_by_name=True, serialize_by_alias=True, json_schema_serialization_defaults_required=True
    )

    version: Literal[1] = Field(default=1, validation_alias="schema", serialization_alias="schema")

    def payload(self) -> str:
        """Write it as it is published."""
        return self.model_dump_json()


class Discovery(Message):
    """What an integration needs to set itself up."""

    site: str
    installation_id: str
    name: str
    base: str
    app_version: str


class Hello(Message):
    """Who would have the site; the app that was installed first has it."""

    installation_id: str
    name: str
    installed_at: Utc


class RoomInfo(BaseModel):
    """A room and the ids of its cameras."""

    id: str
    name: str
    cameras: tuple[str, ...]


class CameraInfo(BaseModel):
    """A camera and the id of its room."""

    id: str
    name: str
    room: str


class Info(Message):
    """Who publishes, its rooms and cameras."""

    app_version: str
    site: str
    installation_id: str
    name: str
    rooms: tuple[RoomInfo, ...]
    cameras: tuple[CameraInfo, ...]
    features: tuple[Feature, ...]
    status_every_s: Annotated[int, Field(gt=0)]
    installed_at: Utc


class IncidentState(BaseModel):
    """An incident as it stands; `onset` is when the fall began, `since` when the present state did."""

    incident: str
    state: Event
    kind: Kind
    direction: Direction
    confidence: Share
    reasons: tuple[str, ...]
    onset: Utc
    since: Utc
    camera: str
    test: bool
    before: Before = Before.UNKNOWN
    after: After = After.UNKNOWN


class RoomState(Message):
    """All state of a room."""

    room: str
    time: Utc
    occupied: bool | None
    people: Annotated[int, Field(ge=0)] | None
    fall: bool
    incidents: tuple[IncidentState, ...]
    last_fall: IncidentState | None
    inactive: bool
    inactive_since: Utc | None
    inactivity: Quiet | None
    monitoring: bool
    sensitivity: Sensitivity
    sensitivity_own: bool
    monitoring_off_since: Utc | None = None


class Why(BaseModel):
    """A reason as a code and its figures by name, for readers who put it into their own language."""

    code: str
    figures: dict[str, str]


class IncidentEvent(Message):
    """One step in the life of one incident; `event_id` is the same if it is ever sent twice."""

    event_id: str
    incident: str
    event: Event
    room: str
    camera: str
    time: Utc
    onset: Utc
    kind: Kind
    kinds: dict[Kind, Share]
    direction: Direction
    confidence: Share
    reasons: tuple[str, ...]
    why: tuple[Why, ...] = ()
    by: str | None
    reason: str | None
    test: bool
    before: Before = Before.UNKNOWN
    after: After = After.UNKNOWN
    inactivity: Quiet | None = None

    @property
    def coded_reasons(self) -> list[tuple[str, Why]]:
        """Each reason in English and as a code; those of the first versions have no code."""
        unknown = (Why(code="other", figures={}),) * len(self.reasons)
        return list(zip(self.reasons, self.why or unknown, strict=True))


def read_event(payload: str) -> IncidentEvent | None:
    """Read an event of the past; None, and a line in the log, for what is not understood."""
    try:
        return IncidentEvent.model_validate_json(payload)
    except ValidationError:
        _LOGGER.warning("An event of the past is not understood and left out")
        return None


class HistoryAnswer(Message):
    """What happened in a room, oldest first: the answer to the command `history` with the same `request`."""

    room: str
    request: str
    events: tuple[IncidentEvent, ...]
    truncated: bool


class AppProblem(BaseModel):
    """What is wrong with the app itself: a word for machines, and a sentence for people that says how to mend it."""

    problem: Literal["storage", "newer", "settings", "pictures", "site"]
    message: str


class AppState(Message):
    """How the app itself is; without problems all is well."""

    problems: tuple[AppProblem, ...]


class CameraState(Message):
    """How a camera is; `message` is a sentence for people, without credentials."""

    camera: str
    room: str
    connected: bool
    problem: Problem | None
    message: str | None
    fps: Annotated[float, Field(ge=0)]
    damaged: Share = 0.0
    latency_s: Annotated[float, Field(ge=0)] | None
    view: ViewState
    sight: SightState
    last_frame: Utc | None
