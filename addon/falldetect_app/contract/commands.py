"""What can be asked of a room, and how it is read from a message."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from falldetect_core.errors import FallDetectError
from falldetect_core.settings import Sensitivity

LARGEST_BYTES = 4096
SHOWN_CHARACTERS = 120


def _in_utc(time: datetime) -> datetime:
    try:
        return time.astimezone(UTC)
    except OverflowError:
        raise ValueError("a time must be of the years 1 to 9999 in UTC") from None


type Words = Annotated[str, Field(max_length=500)]
type Time = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class RoomSensitivity(StrEnum):
    """How much evidence a fall needs in a room; `home`: as much as the home's setting says."""

    HOME = "home"
    LOW = "low"
    STANDARD = "standard"
    HIGH = "high"

    @property
    def own(self) -> Sensitivity | None:
        """The room's own sensitivity; None for the home's."""
        return None if self is RoomSensitivity.HOME else Sensitivity(self)


class _Command(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)


class Acknowledge(_Command):
    """A person takes charge of one incident, or of all open ones."""

    command: Literal["acknowledge"]
    incident: Words | None = None
    by: Words | None = None


class Dismiss(_Command):
    """One incident, or all open ones, was a false alarm."""

    command: Literal["dismiss"]
    incident: Words | None = None
    by: Words | None = None
    reason: Words | None = None


class Test(_Command):
    """Run a test incident."""

    command: Literal["test"]


class Set(_Command):
    """Switch monitoring, for some seconds or for good, or set the sensitivity."""

    command: Literal["set"]
    monitoring: bool | None = None
    for_s: Annotated[float, Field(gt=0, le=7 * 86400)] | None = None
    sensitivity: Annotated[RoomSensitivity, Field(strict=False)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.monitoring is None and self.sensitivity is None:
            raise ValueError("set needs monitoring or sensitivity")
        if self.for_s is not None and self.monitoring is not False:
            raise ValueError("for_s goes with monitoring: false only")
        return self


class History(_Command):
    """Tell the newest 500 events of the room in a time; `request` comes back with the answer."""

    command: Literal["history"]
    request: Words
    since: Time | None = None
    until: Time | None = None


type AnyCommand = Acknowledge | Dismiss | Test | Set | History
type Command = Annotated[AnyCommand, Field(discriminator="command")]
COMMAND: TypeAdapter[AnyCommand] = TypeAdapter(Command)


class CommandError(FallDetectError):
    """A command that is not understood; it changes nothing."""


def read_command(payload: bytes) -> AnyCommand:
    """Read a command's payload; raises CommandError that says what isn't understood."""
    if len(payload) > LARGEST_BYTES:
        raise CommandError(f"a command of {len(payload)} bytes is longer than {LARGEST_BYTES}")
    try:
        return COMMAND.validate_json(payload)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"][1:])
        shown = repr(payload[:SHOWN_CHARACTERS].decode(errors="replace"))
        raise CommandError(f"{field}: {first['msg'][:SHOWN_CHARACTERS]} in {shown}".removeprefix(": ")) from None
