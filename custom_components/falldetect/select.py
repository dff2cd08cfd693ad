"""Selects: how readily a fall is called one."""

from typing import override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import Feature, Sensitivity
from .entity import RoomStateEntity, async_follow_rooms
from .hub import FalldetectConfigEntry

PARALLEL_UPDATES = 1

SENSITIVITY = SelectEntityDescription(
    key="sensitivity",
    translation_key="sensitivity",
    entity_category=EntityCategory.CONFIG,
    options=list(Sensitivity),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: FalldetectConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the select of each room, if the app's sensitivity can be set."""
    hub = entry.runtime_data
    if Feature.SENSITIVITY in hub.info.features:
        async_follow_rooms(entry, async_add_entities, lambda room_id: (SensitivitySelect(hub, SENSITIVITY, room_id),))


class SensitivitySelect(RoomStateEntity, SelectEntity):
    """How readily a fall is called one in a room."""

    @property
    @override
    def current_option(self) -> str:
        """Return what was chosen for the room."""
        room = self.room
        return room.sensitivity if room.sensitivity_own else Sensitivity.HOME

    @override
    async def async_select_option(self, option: str) -> None:
        """Set the sensitivity of the room."""
        await self.hub.async_send(self.room_id, {"command": "set", "sensitivity": option})
