"""Binary sensors: somebody on the floor, too quiet, or there; a camera and the app connected."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.binary_sensor import BinarySensorEntity, BinarySensorEntityDescription
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import CameraStateEntity, HubEntity, RoomStateEntity, async_follow_cameras, async_follow_rooms
from .hub import FalldetectConfigEntry
from .models import RoomState

PARALLEL_UPDATES = 0


def _alarm_attributes(room: RoomState) -> dict[str, Any]:
    """Return which incident the alarm is for."""
    if (alarm := room.alarm) is None:
        return {}
    return {"incident": alarm.incident, "stage": alarm.state, "test": alarm.test}


@dataclass(frozen=True, kw_only=True)
class RoomBinarySensorEntityDescription(BinarySensorEntityDescription):
    """Describes a binary sensor of a room."""

    is_on_fn: Callable[[RoomState], bool | None]
    is_known_fn: Callable[[RoomState], bool] = lambda room: room.is_seen
    attributes_fn: Callable[[RoomState], dict[str, Any]] = lambda _: {}


ROOM_SENSORS = (
    RoomBinarySensorEntityDescription(
        key="fall",
        translation_key="fall",
        device_class=BinarySensorDeviceClass.SAFETY,
        is_on_fn=lambda room: room.fall,
        is_known_fn=lambda room: room.fall or room.is_seen,
        attributes_fn=_alarm_attributes,
    ),
    RoomBinarySensorEntityDescription(
        key="inactivity",
        translation_key="inactivity",
        device_class=BinarySensorDeviceClass.PROBLEM,
        is_on_fn=lambda room: room.inactive,
        is_known_fn=lambda room: room.inactive or room.is_seen,
    ),
    RoomBinarySensorEntityDescription(
        key="occupancy",
        device_class=BinarySensorDeviceClass.OCCUPANCY,
        is_on_fn=lambda room: room.occupied,
    ),
)
CAMERA_SENSOR = BinarySensorEntityDescription(
    key="connection",
    translation_key="camera_connection",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    entity_category=EntityCategory.DIAGNOSTIC,
)
APP_SENSOR = BinarySensorEntityDescription(
    key="connection",
    translation_key="app_connection",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    entity_category=EntityCategory.DIAGNOSTIC,
)


async def async_setup_entry(
    hass: HomeAssistant, entry: FalldetectConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the binary sensors of the app, its rooms and its cameras."""
    hub = entry.runtime_data
    async_add_entities([AppBinarySensor(hub, APP_SENSOR)])
    async_follow_rooms(
        entry, async_add_entities, lambda room_id: (RoomBinarySensor(hub, sensor, room_id) for sensor in ROOM_SENSORS)
    )
    async_follow_cameras(entry, async_add_entities, lambda camera: (CameraBinarySensor(hub, CAMERA_SENSOR, camera),))


class RoomBinarySensor(RoomStateEntity, BinarySensorEntity):
    """Something that is so or not so in a room; unavailable while no camera sees the room."""

    entity_description: RoomBinarySensorEntityDescription

    @property
    @override
    def available(self) -> bool:
        """Return whether the room is seen, or its alarm is still open."""
        return super().available and self.entity_description.is_known_fn(self.room)

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether it is so."""
        return self.entity_description.is_on_fn(self.room)

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return what belongs to it."""
        return self.entity_description.attributes_fn(self.room)


class CameraBinarySensor(CameraStateEntity, BinarySensorEntity):
    """Whether a camera delivers pictures."""

    @property
    @override
    def is_on(self) -> bool:
        """Return whether pictures come."""
        return self.camera.connected

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return what is wrong with the camera, as a word and as a sentence."""
        return {"problem": self.camera.problem, "message": self.camera.message}


class AppBinarySensor(HubEntity, BinarySensorEntity):
    """Whether the app can be heard; always available, so that its silence can be noticed."""

    @property
    @override
    def available(self) -> bool:
        """Return true, as the answer is always known."""
        return True

    @property
    @override
    def is_on(self) -> bool:
        """Return whether broker and app are there."""
        return self.hub.available
