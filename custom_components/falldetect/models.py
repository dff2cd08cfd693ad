"""What the app tells: one frozen record for each payload of the MQTT contract.

A record is its own schema, as its annotations say what a payload must hold. Fields with a default may be missing: an
alarm must not get lost over a detail.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal

from probatio import AsDatetime, Coerce, Match

from .const import DOWN, SITE_PATTERN, Direction, Kind, Transition

AWARE = AsDatetime(require_timezone=True)
NUMBER = Coerce(float)
TOPIC_LEVEL = Match(r"^[^/+#]+$", msg="expected an id that can stand in an MQTT topic")


@dataclass(frozen=True, kw_only=True)
class Discovery:
    """What an integration needs to set itself up."""

    schema: Literal[1]
    site: Annotated[str, Match(SITE_PATTERN)]
    installation_id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Room:
    """A room that the app watches."""

    id: Annotated[str, TOPIC_LEVEL]
    name: str


@dataclass(frozen=True, kw_only=True)
class Camera:
    """A camera and the room that it looks at."""

    id: Annotated[str, TOPIC_LEVEL]
    name: str
    room: str


@dataclass(frozen=True, kw_only=True)
class Info:
    """Who publishes, with its rooms and cameras."""

    schema: Literal[1]
    app_version: str
    installation_id: str
    name: str
    rooms: list[Room]
    cameras: list[Camera]
    features: list[str] = field(default_factory=list)
    status_every_s: Annotated[float, NUMBER] | None = None

    @property
    def cameras_in_rooms(self) -> list[Camera]:
        """Return the cameras whose room is there."""
        rooms = {room.id for room in self.rooms}
        return [camera for camera in self.cameras if camera.room in rooms]


@dataclass(frozen=True, kw_only=True)
class Incident:
    """A fall, or what may become one, in its present state."""

    incident: str
    state: str
    kind: Kind = Kind.UNKNOWN
    direction: Direction = Direction.UNKNOWN
    confidence: Annotated[float, NUMBER] | None = None
    reasons: list[str] = field(default_factory=list)
    onset: Annotated[datetime, AWARE] | None = None
    since: Annotated[datetime, AWARE] | None = None
    camera: str | None = None
    test: bool = False
    before: str = "unknown"
    after: str = "unknown"

    @property
    def is_down(self) -> bool:
        """Return whether somebody is on the floor."""
        return self.state in DOWN


@dataclass(frozen=True, kw_only=True)
class RoomState:
    """All state of a room."""

    schema: Literal[1]
    occupied: bool | None
    people: int | None
    fall: bool
    incidents: list[Incident]
    last_fall: Incident | None
    inactive: bool
    inactive_since: Annotated[datetime, AWARE] | None = None
    inactivity: str | None = None
    monitoring: bool
    sensitivity: str
    sensitivity_own: bool = True
    monitoring_off_since: Annotated[datetime, AWARE] | None = None

    @property
    def is_seen(self) -> bool:
        """Return whether a camera delivers pictures of the room."""
        return self.occupied is not None

    @property
    def alarms(self) -> list[Incident]:
        """Return the incidents that have somebody on the floor, the most serious first, tests last."""
        return sorted((one for one in self.incidents if one.is_down), key=lambda one: one.test)

    @property
    def down_since(self) -> datetime | None:
        """Return since when somebody has been on the floor."""
        onsets = (incident.onset or incident.since for incident in self.incidents if incident.is_down)
        return min(filter(None, onsets), default=None)


@dataclass(frozen=True, kw_only=True)
class Why:
    """A reason as a code and its figures by name."""

    code: str
    figures: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RoomEvent:
    """One step of one incident."""

    schema: Literal[1]
    event_id: str
    incident: str
    event: Transition
    time: Annotated[datetime, AWARE]
    onset: Annotated[datetime, AWARE] | None = None
    kind: Kind = Kind.UNKNOWN
    direction: Direction = Direction.UNKNOWN
    confidence: Annotated[float, NUMBER] | None = None
    reasons: list[str] = field(default_factory=list)
    why: list[Why] = field(default_factory=list)
    camera: str | None = None
    by: str | None = None
    reason: str | None = None
    test: bool = False
    before: str = "unknown"
    after: str = "unknown"
    inactivity: str | None = None


@dataclass(frozen=True, kw_only=True)
class History:
    """What happened in a room, oldest first."""

    schema: Literal[1]
    request: str
    events: list[RoomEvent]
    truncated: bool = False


@dataclass(frozen=True, kw_only=True)
class CameraState:
    """Connection, frame rate and delay of a camera."""

    schema: Literal[1]
    connected: bool
    problem: str | None = None
    message: str | None = None
    fps: Annotated[float, NUMBER] | None = None
    latency_s: Annotated[float, NUMBER] | None = None
    view: str | None = None
    sight: str | None = None


@dataclass(frozen=True, kw_only=True)
class AppProblem:
    """What is wrong with the app itself, as a word and as a sentence."""

    problem: str
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class AppState:
    """How the app itself is; without problems all is well."""

    schema: Literal[1]
    problems: list[AppProblem]


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The picture of a room's newest incident."""

    content: bytes = field(repr=False)
    received: datetime
