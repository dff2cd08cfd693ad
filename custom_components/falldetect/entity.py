"""Base entities of the Fall detection integration."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import override

from homeassistant.core import callback
from homeassistant.helpers.device_registry import ChildDeviceInfo, DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN, Feature
from .devices import camera_path, room_path
from .hub import FalldetectConfigEntry, FalldetectHub
from .models import Camera, CameraState, Info, Room, RoomState


@dataclass(frozen=True, kw_only=True)
class FeatureEntityDescription(EntityDescription):
    """Describes an entity that needs a feature of the app."""

    feature: Feature


class FalldetectEntity(Entity):
    """An entity that the hub tells of news."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, hub: FalldetectHub, description: EntityDescription, path: str) -> None:
        """Take an id below the path of the app, a room or a camera."""
        self.hub = hub
        self.entity_description = description
        self._attr_unique_id = f"{path}/{description.key}"

    @property
    @override
    def available(self) -> bool:
        """Return whether the app can be heard."""
        return self.hub.available

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the hub."""
        await super().async_added_to_hass()
        self.async_on_remove(self.hub.listen_connection(self._on_news))

    @callback
    def _on_news(self) -> None:
        """Show the news."""
        self.async_write_ha_state()


class HubEntity(FalldetectEntity):
    """An entity of the app itself."""

    def __init__(self, hub: FalldetectHub, description: EntityDescription) -> None:
        """Belong to the app's device."""
        super().__init__(hub, description, hub.installation_id)
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, hub.installation_id)})


class RoomEntity(FalldetectEntity):
    """An entity of a room."""

    def __init__(self, hub: FalldetectHub, description: EntityDescription, room_id: str) -> None:
        """Belong to the room's device."""
        super().__init__(hub, description, room_path(hub, room_id))
        self.room_id = room_id
        self._attr_device_info = ChildDeviceInfo(
            identifiers={(DOMAIN, room_path(hub, room_id))}, parent_device_id=hub.device_id
        )

    async def async_user_name(self) -> str | None:
        """Return who asked, if it was a person and not an automation."""
        if self._context is None or self._context.user_id is None:
            return None
        user = await self.hass.auth.async_get_user(self._context.user_id)
        return user.name if user else None


class RoomStateEntity(RoomEntity):
    """An entity that shows the state of a room."""

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the state of the room."""
        await super().async_added_to_hass()
        self.async_on_remove(self.hub.listen_room_state(self.room_id, self._on_news))

    @property
    @override
    def available(self) -> bool:
        """Return whether the app can be heard and has told of the room."""
        return super().available and self.room_id in self.hub.rooms

    @property
    def room(self) -> RoomState:
        """Return the state of the room."""
        return self.hub.rooms[self.room_id]


class CameraStateEntity(RoomEntity):
    """An entity that shows the state of a camera, on the device of its room."""

    def __init__(self, hub: FalldetectHub, description: EntityDescription, camera: Camera) -> None:
        """Carry the camera's name."""
        super().__init__(hub, description, camera.room)
        self.camera_id = camera.id
        self._attr_unique_id = f"{camera_path(hub, camera.id)}/{description.key}"
        self._attr_translation_placeholders = {"camera": camera.name}

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the state of the camera."""
        await super().async_added_to_hass()
        self.async_on_remove(self.hub.listen_camera_state(self.camera_id, self._on_news))

    @property
    @override
    def available(self) -> bool:
        """Return whether the app can be heard and has told of the camera."""
        return super().available and self.camera_id in self.hub.cameras

    @property
    def camera(self) -> CameraState:
        """Return the state of the camera."""
        return self.hub.cameras[self.camera_id]


@callback
def async_follow_rooms(
    entry: FalldetectConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    create: Callable[[str], Iterable[Entity]],
) -> None:
    """Add the entities of each room, now and when the app gets a new one."""
    _async_follow(entry, async_add_entities, lambda info: info.rooms, lambda room: create(room.id))


@callback
def async_follow_cameras(
    entry: FalldetectConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    create: Callable[[Camera], Iterable[Entity]],
) -> None:
    """Add the entities of each camera, now and when the app gets a new one."""
    _async_follow(entry, async_add_entities, lambda info: info.cameras_in_rooms, create)


@callback
def _async_follow[T: (Room, Camera)](
    entry: FalldetectConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    select: Callable[[Info], list[T]],
    create: Callable[[T], Iterable[Entity]],
) -> None:
    """Add the entities of everything that was not there at the last look, unless a reload is about to."""
    hub = entry.runtime_data
    known: set[str] = set()

    @callback
    def add_new() -> None:
        nonlocal known
        if hub.reloading:
            return
        new = [item for item in select(hub.info) if item.id not in known]
        known = {item.id for item in select(hub.info)}
        async_add_entities(entity for item in new for entity in create(item))

    add_new()
    entry.async_on_unload(hub.listen_info(add_new))
