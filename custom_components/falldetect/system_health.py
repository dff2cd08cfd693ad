"""System health: whether the apps and their cameras work."""

from typing import Any

from homeassistant.components import mqtt, system_health
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .hub import FalldetectConfigEntry, FalldetectHub
from .reach import async_reach


@callback
def async_register(hass: HomeAssistant, register: system_health.SystemHealthRegistration) -> None:
    """Register what is told."""
    register.async_register_info(system_health_info)


async def system_health_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return the health of all apps together."""
    entries: list[FalldetectConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    hubs: list[FalldetectHub] = [entry.runtime_data for entry in entries]
    cameras = [camera for hub in hubs for camera in hub.cameras.values()]
    return {
        "broker_connected": mqtt.is_connected(hass),
        "apps_online": f"{sum(hub.app_online for hub in hubs)}/{len(hubs)}",
        "app_versions": ", ".join(hub.info.app_version for hub in hubs),
        "cameras_connected": f"{sum(camera.connected for camera in cameras)}/{len(cameras)}",
        "rooms_watched": f"{sum(room.monitoring for hub in hubs for room in hub.rooms.values())}"
        f"/{sum(len(hub.rooms) for hub in hubs)}",
        "unreachable": ", ".join(async_reach(hass).unreachable()),
    }
