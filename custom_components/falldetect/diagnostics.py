"""Diagnostics: what the integration knows, without whom and where it is about."""

from dataclasses import asdict
from typing import Any

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.core import HomeAssistant

from .hub import FalldetectConfigEntry

TO_REDACT = {"installation_id", "name", "message"}


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: FalldetectConfigEntry) -> dict[str, Any]:
    """Return the diagnostics of a config entry."""
    hub = entry.runtime_data
    known = {
        "site": hub.site,
        "broker_connected": hub.broker_connected,
        "app_online": hub.app_online,
        "info": asdict(hub.info),
        "rooms": {room_id: asdict(room) for room_id, room in hub.rooms.items()},
        "cameras": {camera_id: asdict(camera) for camera_id, camera in hub.cameras.items()},
        "snapshots": {room_id: len(snapshot.content) for room_id, snapshot in hub.snapshots.items()},
        "ignored_messages": hub.reader.complaints,
    }
    return async_redact_data(known, TO_REDACT)
