"""Switches: whether a room is watched."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import Feature
from .entity import RoomStateEntity, async_follow_rooms
from .hub import FalldetectConfigEntry

PARALLEL_UPDATES = 1

MONITORING = SwitchEntityDescription(
    key="monitoring", translation_key="monitoring", entity_category=EntityCategory.CONFIG
)


async def async_setup_entry(
    hass: HomeAssistant, entry: FalldetectConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the switch of each room, if the app can stop watching."""
    hub = entry.runtime_data
    if Feature.MONITORING in hub.info.features:
        async_follow_rooms(entry, async_add_entities, lambda room_id: (MonitoringSwitch(hub, MONITORING, room_id),))


class MonitoringSwitch(RoomStateEntity, SwitchEntity):
    """Whether falls are looked for in a room."""

    @property
    @override
    def is_on(self) -> bool:
        """Return whether the room is watched."""
        return self.room.monitoring

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Watch the room."""
        await self.hub.async_send(self.room_id, {"command": "set", "monitoring": True})

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Stop watching the room."""
        await self.hub.async_send(self.room_id, {"command": "set", "monitoring": False})
