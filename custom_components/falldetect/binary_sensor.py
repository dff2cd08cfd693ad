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
from .fall_sensor import FallSensor
from .hub import FalldetectConfigEntry
from .inactivity_sensor import InactivitySensor
from .models import RoomState

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class RoomBinarySensorEntityDescription(BinarySensorEntityDescription):
    """Describes a binary sensor of a room."""

    is_on_fn: Callable[[RoomState], bool | None]


OCCUPANCY = RoomBinarySensorEntityDescription(
    key="occupancy",
    device_class=BinarySensorDeviceClass.OCCUPANCY,
    is_on_fn=lambda room: room.occupied,
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
        entry,
        async_add_entities,
        lambda room_id: (
            FallSensor(hub, room_id),
            InactivitySensor(hub, room_id),
            RoomBinarySensor(hub, OCCUPANCY, room_id),
        ),
    )
    async_follow_cameras(entry, async_add_entities, lambda camera: (CameraBinarySensor(hub, CAMERA_SENSOR, camera),))


class RoomBinarySensor(RoomStateEntity, BinarySensorEntity):
    """Something that is so or not so in a room; unavailable while no camera sees the room."""

    entity_description: RoomBinarySensorEntityDescription

    @property
    @override
    def available(self) -> bool:
        """Return whether the room is seen."""
        return super().available and self.room.is_seen

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether it is so."""
        return self.entity_description.is_on_fn(self.room)


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
