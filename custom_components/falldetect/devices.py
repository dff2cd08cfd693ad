"""Devices: the app as a hub, each of its rooms as a part of it."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN
from .hub import FalldetectConfigEntry, FalldetectHub
from .models import Info


def room_path(hub: FalldetectHub, room_id: str) -> str:
    """Return what a room's ids begin with, a path so that names can't run into each other."""
    return f"{hub.installation_id}/room/{room_id}"


def camera_path(hub: FalldetectHub, camera_id: str) -> str:
    """Return what a camera's ids begin with."""
    return f"{hub.installation_id}/camera/{camera_id}"


@callback
def async_follow_devices(hass: HomeAssistant, entry: FalldetectConfigEntry) -> None:
    """Let the registries follow the rooms and cameras that the app reports, now and while it runs."""
    hub = entry.runtime_data
    known = hub.info

    @callback
    def follow() -> None:
        nonlocal known
        _async_update_devices(hass, entry)
        _async_remove_lost_rooms(hass, entry)
        _async_remove_lost_cameras(hass, entry)
        if _changed_in_place(known, hub.info):
            hub.reloading = True
            hass.config_entries.async_schedule_reload(entry.entry_id)
        known = hub.info

    follow()
    entry.async_on_unload(hub.listen_info(follow))


@callback
def _async_update_devices(hass: HomeAssistant, entry: FalldetectConfigEntry) -> None:
    """Create or rename the devices of the app and its rooms."""
    hub = entry.runtime_data
    registry = dr.async_get(hass)
    hub.device_id = registry.async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, hub.installation_id)},
        manufacturer="falldetect",
        model="Fall detection app",
        name=hub.info.name,
        sw_version=hub.info.app_version,
    ).id
    for room in hub.info.rooms:
        registry.async_get_or_create_child(
            config_entry_id=entry.entry_id,
            identifiers={(DOMAIN, room_path(hub, room.id))},
            name=room.name,
            parent_device_id=hub.device_id,
        )


@callback
def async_room_device(hass: HomeAssistant, entry: FalldetectConfigEntry, room_id: str) -> dr.ChildDeviceEntry | None:
    """Return the device of a room."""
    identifier = (DOMAIN, room_path(entry.runtime_data, room_id))
    devices = dr.async_child_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    return next((device for device in devices if identifier in device.identifiers), None)


@callback
def _async_remove_lost_rooms(hass: HomeAssistant, entry: FalldetectConfigEntry) -> None:
    """Remove the devices of rooms that are gone, and their entities with them."""
    registry = dr.async_get(hass)
    for device in dr.async_child_entries_for_config_entry(registry, entry.entry_id):
        if is_lost(entry.runtime_data, device):
            registry.async_remove_device(device.id)


def is_lost(hub: FalldetectHub, device: dr.AnyDeviceEntry) -> bool:
    """Return whether a device is neither the app nor one of its rooms."""
    paths = {hub.installation_id, *(room_path(hub, room.id) for room in hub.info.rooms)}
    return device.identifiers.isdisjoint((DOMAIN, path) for path in paths)


@callback
def _async_remove_lost_cameras(hass: HomeAssistant, entry: FalldetectConfigEntry) -> None:
    """Remove the entities of cameras that are gone."""
    hub = entry.runtime_data
    registry = er.async_get(hass)
    paths = {camera_path(hub, camera.id) for camera in hub.info.cameras_in_rooms}
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        path = entity.unique_id.rpartition("/")[0]
        if path.startswith(camera_path(hub, "")) and path not in paths:
            registry.async_remove(entity.entity_id)


def _changed_in_place(old: Info, new: Info) -> bool:
    """Return whether something changed that entities are made with: a camera's name or room, or a feature."""
    cameras = {camera.id: camera for camera in old.cameras_in_rooms}
    changed = any(cameras.get(camera.id, camera) != camera for camera in new.cameras_in_rooms)
    return changed or set(old.features) != set(new.features)
