"""What a user may set, in one JSON file: Supervisor writes it from the app's configuration page, others by hand."""

import math
import ssl
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from falldetect_app.settings.address import HELP, address_problem
from falldetect_app.settings.slug import name_key, slug
from falldetect_app.settings.zones import check_fence, check_zones, read_fence, read_zones
from falldetect_core.pose_weights.registry import DEFAULT
from falldetect_core.settings import NEEDED, LifeSettings, Line, Polygon, Sensitivity

USUAL = LifeSettings()
Slug = Annotated[
    str, Field(pattern=r"^[a-z0-9_]+$", max_length=64, description="use lower-case letters, digits and underscores")
]
Name = Annotated[str, Field(max_length=64)]
Zones = Annotated[tuple[Polygon, ...], BeforeValidator(read_zones), AfterValidator(check_zones)]
Fence = Annotated[Line, BeforeValidator(read_fence), AfterValidator(check_fence)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class SnapshotChoice(StrEnum):
    """How much of the picture a snapshot shows; `off` publishes none."""

    SKELETON = "skeleton"
    BLURRED = "blurred"
    FULL = "full"
    OFF = "off"


class LiveChoice(StrEnum):
    """What the page shows behind the skeletons."""

    SKELETON = "skeleton"
    BLURRED = "blurred"
    FULL = "full"


class RecordChoice(StrEnum):
    """What is kept of an incident: its skeletons, with a picture besides or not, or nothing."""

    OFF = "off"
    SKELETON = "skeleton"
    BLURRED = "blurred"
    FULL = "full"


class DiscoveryMode(StrEnum):
    """When the app sets entities up by Home Assistant's own MQTT discovery; `auto`: unless the integration is there."""

    OFF = "off"
    AUTO = "auto"
    ON = "on"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Camera(_Section):
    """One camera and the room that it watches; ids that are not written are found by `Identities`."""

    name: Annotated[Name, Field(description="name the camera, for example: Window")]
    url: Annotated[SecretStr, Field(description=f"give the camera's address: {HELP}")]
    room: Annotated[Name, Field(description="name the room that the camera watches, for example: Living room")]
    id: Slug = ""
    room_id: Slug = ""
    loop: bool = False
    rest_zones: Zones = ()
    ignore_zones: Zones = ()
    fence: Fence = ()

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, url: SecretStr) -> SecretStr:
        problem = address_problem(url.get_secret_value())
        if problem:
            raise ValueError(problem)
        return url


class Mqtt(_Section):
    """The broker; without a host, Supervisor is asked for it."""

    host: Annotated[
        str, Field(pattern=r"^[A-Za-z0-9._:%-]{1,253}$", description="give the broker's name or IP address")
    ] = ""
    port: Annotated[int | None, Field(ge=1, le=65535, description="leave it out for 1883, or 8883 with tls")] = None
    username: str | None = None
    password: SecretStr | None = None
    tls: bool = False
    ca_file: Path | None = None
    protocol: Annotated[Literal["5", "3.1.1"], BeforeValidator(str)] = "5"

    @field_validator("ca_file")
    @classmethod
    def _holds_certificates(cls, file: Path | None) -> Path | None:
        try:
            ssl.create_default_context(cafile=file)
        except OSError:
            shown = "this" if ":/" in str(file) else f'"{file}"'  # an address, which may hold a password
            raise ValueError(f"{shown} is not a CA certificate in PEM format, or not there") from None
        return file


class PrivacyOptions(_Section):
    """What a snapshot shows, whether the broker keeps it, what the page shows, and what is kept for how long."""

    snapshot: SnapshotChoice = SnapshotChoice.SKELETON
    retain: bool = False
    live: LiveChoice = LiveChoice.SKELETON
    record: RecordChoice = RecordChoice.SKELETON
    keep_days: Annotated[int, Field(ge=1, le=3650)] = 365


class Options(_Section):
    """All options."""

    site: Slug = "home"
    name: Name = "Fall detection"
    cameras: Annotated[
        tuple[Camera, ...],
        Field(max_length=64, description="add cameras, each with name, url and room"),
    ] = ()
    mqtt: Mqtt = Mqtt()
    pose_model: Annotated[str, Field(max_length=255, description="name a model, or a file in /config")] = DEFAULT
    sensitivity: Sensitivity = Sensitivity.STANDARD
    learn: bool = True
    confirmation_s: Annotated[Number, Field(ge=0.5, le=30)] = USUAL.confirmation_s
    long_lie_s: Annotated[Number, Field(ge=10, le=3600)] = USUAL.long_lie_s
    person_down_s: Annotated[Number, Field(ge=5, le=3600)] = USUAL.person_down_s
    reminder_min: Annotated[Number, Field(ge=0, le=1440)] = USUAL.reminder_s / 60
    """After so many minutes whoever still lies there after somebody took charge is told of anew; 0: never."""
    inactivity_min: Annotated[Number, Field(ge=1, le=1440)] = USUAL.inactivity_s / 60
    privacy: PrivacyOptions = PrivacyOptions()
    discovery: DiscoveryMode = DiscoveryMode.AUTO
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @model_validator(mode="after")
    def _cameras_can_be_told_apart(self) -> Self:
        names = [camera.id or name_key(camera.name) for camera in self.cameras]
        for index, name in enumerate(names):
            first = names.index(name)
            if first != index:
                taken = slug(name, "camera")
                raise ValueError(
                    f'cameras[{index}].id: "{taken}" is the id of cameras[{first}]; give it another id or name'
                )
        return self

    @property
    def needed(self) -> float:
        """The probability that makes a fall, before what the home's feedback adds."""
        return NEEDED[self.sensitivity]

    @property
    def life(self) -> LifeSettings:
        """The times in the life of an incident."""
        return LifeSettings(
            confirmation_s=self.confirmation_s,
            long_lie_s=self.long_lie_s,
            person_down_s=self.person_down_s,
            reminder_s=self.reminder_min * 60 or math.inf,
            inactivity_s=self.inactivity_min * 60,
        )
