"""Events: each step of each incident in a room."""

from typing import Any, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import Transition
from .entity import RoomEntity, async_follow_rooms
from .hub import FalldetectConfigEntry
from .models import RoomEvent

PARALLEL_UPDATES = 0

INCIDENT = EventEntityDescription(key="incident", translation_key="incident", event_types=list(Transition))


async def async_setup_entry(
    hass: HomeAssistant, entry: FalldetectConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the event entity of each room."""
    hub = entry.runtime_data
    async_follow_rooms(entry, async_add_entities, lambda room_id: (IncidentEvent(hub, INCIDENT, room_id),))


def _attributes(event: RoomEvent) -> dict[str, Any]:
    """Return what is told of an event."""
    return {
        "event_id": event.event_id,
        "incident": event.incident,
        "kind": event.kind,
        "direction": event.direction,
        "confidence": event.confidence,
        "reasons": event.reasons,
        "time": event.time.isoformat(),
        "onset": event.onset.isoformat() if event.onset else None,
        "camera": event.camera,
        "by": event.by,
        "reason": event.reason,
        "test": event.test,
    }


class IncidentEvent(RoomEntity, EventEntity):
    """The newest step of an incident in a room."""

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to events, but not again to the one that was the last before a restart."""
        if (last := await self.async_get_last_event_data()) and last.last_event_attributes:
            self.hub.async_remember(last.last_event_attributes.get("event_id", ""))
        await super().async_added_to_hass()
        self.async_on_remove(self.hub.async_listen(f"room/{self.room_id}/event", self._on_event))

    @callback
    def _on_event(self, event: RoomEvent) -> None:
        """Fire the event."""
        self._trigger_event(event.event, _attributes(event))
        self.async_write_ha_state()
