"""Diagnostics: what the integration knows, without whom and where it is about."""

from dataclasses import asdict
from typing import Any

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.core import HomeAssistant

from .hub import FalldetectConfigEntry, FalldetectHub
from .troubles import troubles

TO_REDACT = {"installation_id", "name", "message", "by", "reason"}


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: FalldetectConfigEntry) -> dict[str, Any]:
    """Return the diagnostics of a config entry."""
    hub = entry.runtime_data
    known = {
        "options": dict(entry.options),
        "site": hub.site,
        "broker_connected": hub.broker_connected,
        "app_online": hub.app_online,
        "info": asdict(hub.info),
        "rooms": {room_id: asdict(room) for room_id, room in hub.rooms.items()},
        "cameras": {camera_id: asdict(camera) for camera_id, camera in hub.cameras.items()},
        "snapshots": {room_id: len(snapshot.content) for room_id, snapshot in hub.snapshots.items()},
        "troubles": [trouble.key for trouble in troubles(hub)],
        "ignored_messages": hub.reader.complaints,
    }
    redacted: dict[str, Any] = _with_pseudonyms(async_redact_data(known, TO_REDACT), _pseudonyms(hub))
    return redacted


def _pseudonyms(hub: FalldetectHub) -> dict[str, str]:
    """Return what the site, rooms and cameras are called instead of by their ids, which are made from their names."""
    rooms = {room.id: f"room_{number}" for number, room in enumerate(hub.info.rooms, 1)}
    cameras = {camera.id: f"camera_{number}" for number, camera in enumerate(hub.info.cameras, 1)}
    return {hub.site: "site"} | rooms | cameras


def _with_pseudonyms(known: Any, names: dict[str, str]) -> Any:
    """Replace ids wherever they stand, also in topics."""
    if isinstance(known, dict):
        return {_with_pseudonyms(key, names): _with_pseudonyms(value, names) for key, value in known.items()}
    if isinstance(known, list):
        return [_with_pseudonyms(value, names) for value in known]
    if type(known) is str:
        return "/".join(names.get(part, part) for part in known.split("/"))
    return known
