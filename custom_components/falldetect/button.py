"""Buttons: take charge of an incident, try the alarm."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import Feature
from .entity import FeatureEntityDescription, RoomEntity, async_follow_rooms
from .hub import FalldetectConfigEntry

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class RoomButtonEntityDescription(ButtonEntityDescription, FeatureEntityDescription):
    """Describes a button of a room."""

    names_presser: bool = False


BUTTONS = (
    RoomButtonEntityDescription(
        key="acknowledge", translation_key="acknowledge", feature=Feature.ACKNOWLEDGE, names_presser=True
    ),
    RoomButtonEntityDescription(
        key="test", translation_key="test", feature=Feature.TEST, entity_category=EntityCategory.DIAGNOSTIC
    ),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: FalldetectConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the buttons of each room that the app has a use for."""
    hub = entry.runtime_data
    buttons = [button for button in BUTTONS if button.feature in hub.info.features]
    async_follow_rooms(
        entry, async_add_entities, lambda room_id: (RoomButton(hub, button, room_id) for button in buttons)
    )


class RoomButton(RoomEntity, ButtonEntity):
    """Something to ask of the app for a room."""

    entity_description: RoomButtonEntityDescription

    @override
    async def async_press(self) -> None:
        """Ask it."""
        command = {"command": self.entity_description.key}
        if self.entity_description.names_presser and (presser := await self.async_user_name()):
            command["by"] = presser
        await self.hub.async_send(self.room_id, command)
