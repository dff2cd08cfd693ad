"""Sensors: the last fall, people in a room, and how well a camera is read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import Kind
from .entity import CameraStateEntity, RoomStateEntity, async_follow_cameras, async_follow_rooms
from .hub import FalldetectConfigEntry
from .models import CameraState, RoomState
from .time_on_floor import TimeOnFloorSensor

PARALLEL_UPDATES = 0


def _kind_of_last_fall(room: RoomState) -> str | None:
    """Return the kind of the last fall, or None for unknown."""
    if room.last_fall is None or room.last_fall.kind is Kind.UNKNOWN:
        return None
    return room.last_fall.kind


@dataclass(frozen=True, kw_only=True)
class RoomSensorEntityDescription(SensorEntityDescription):
    """Describes a sensor of a room."""

    value_fn: Callable[[RoomState], datetime | int | str | None]
    is_known_fn: Callable[[RoomState], bool] = lambda _: True


@dataclass(frozen=True, kw_only=True)
class CameraSensorEntityDescription(SensorEntityDescription):
    """Describes a sensor of a camera."""

    value_fn: Callable[[CameraState], float | None]


ROOM_SENSORS = (
    RoomSensorEntityDescription(
        key="kind",
        translation_key="kind",
        device_class=SensorDeviceClass.ENUM,
        options=[kind for kind in Kind if kind is not Kind.UNKNOWN],
        value_fn=_kind_of_last_fall,
    ),
    RoomSensorEntityDescription(
        key="last_fall",
        translation_key="last_fall",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda room: room.last_fall.onset if room.last_fall else None,
    ),
    RoomSensorEntityDescription(
        key="people",
        translation_key="people",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda room: room.people,
        is_known_fn=lambda room: room.is_seen,
    ),
)
CAMERA_SENSORS = (
    CameraSensorEntityDescription(
        key="frame_rate",
        translation_key="frame_rate",
        native_unit_of_measurement="fps",
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda camera: camera.fps,
    ),
    CameraSensorEntityDescription(
        key="delay",
        translation_key="delay",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=2,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda camera: camera.latency_s,
    ),
)
TIME_ON_FLOOR = SensorEntityDescription(
    key="time_on_floor",
    translation_key="time_on_floor",
    device_class=SensorDeviceClass.DURATION,
    native_unit_of_measurement=UnitOfTime.SECONDS,
    suggested_display_precision=0,
)


async def async_setup_entry(
    hass: HomeAssistant, entry: FalldetectConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the sensors of rooms and cameras."""
    hub = entry.runtime_data
    async_follow_rooms(
        entry, async_add_entities, lambda room_id: (RoomSensor(hub, sensor, room_id) for sensor in ROOM_SENSORS)
    )
    async_follow_rooms(entry, async_add_entities, lambda room_id: (TimeOnFloorSensor(hub, TIME_ON_FLOOR, room_id),))
    async_follow_cameras(
        entry, async_add_entities, lambda camera: (CameraSensor(hub, sensor, camera) for sensor in CAMERA_SENSORS)
    )


class RoomSensor(RoomStateEntity, SensorEntity):
    """A value of a room."""

    entity_description: RoomSensorEntityDescription

    @property
    @override
    def available(self) -> bool:
        """Return whether the value can be known."""
        return super().available and self.entity_description.is_known_fn(self.room)

    @property
    @override
    def native_value(self) -> datetime | int | str | None:
        """Return the value."""
        return self.entity_description.value_fn(self.room)


class CameraSensor(CameraStateEntity, SensorEntity):
    """A value of a camera; unavailable while it delivers no pictures."""

    entity_description: CameraSensorEntityDescription

    @property
    @override
    def available(self) -> bool:
        """Return whether the camera delivers pictures."""
        return super().available and self.camera.connected

    @property
    @override
    def native_value(self) -> float | None:
        """Return the value."""
        return self.entity_description.value_fn(self.camera)
