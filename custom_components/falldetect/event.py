"""Events: each step of each incident in a room."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, override

from homeassistant.components.event import EventEntity, EventEntityDescription, EventExtraStoredData
from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOWN, ENDED, EVENT_INCIDENT, TOLD, Transition
from .entity import RoomEntity, async_follow_rooms
from .hub import FalldetectConfigEntry, FalldetectHub
from .models import Incident, RoomEvent
from .reason_texts import reasons_of

PARALLEL_UPDATES = 0

INCIDENT = EventEntityDescription(key="incident", translation_key="incident", event_types=list(Transition))


async def async_setup_entry(
    hass: HomeAssistant, entry: FalldetectConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the event entity of each room."""
    hub = entry.runtime_data
    async_follow_rooms(entry, async_add_entities, lambda room_id: (IncidentEvent(hub, room_id),))


def _attributes(told: RoomEvent | Incident, event_id: str, time: datetime | None, **known: object) -> dict[str, Any]:
    """Return what is told of a step; of an end that nobody heard of not who ended it, nor why."""
    return {
        "event_id": event_id,
        "incident": told.incident,
        "kind": told.kind,
        "direction": told.direction,
        "confidence": told.confidence,
        "reasons": told.reasons,
        "before": told.before,
        "after": told.after,
        "inactivity": None,
        "time": time.isoformat() if time else None,
        "onset": told.onset.isoformat() if told.onset else None,
        "camera": told.camera,
        "by": None,
        "reason": None,
        "test": told.test,
        "missed": False,
    } | known


@dataclass
class IncidentExtraStoredData(EventExtraStoredData):
    """What outlives a restart: the last event, and which incident is still open, as that need not be its own."""

    open_incident: str | None


class IncidentEvent(RoomEntity, EventEntity):
    """The newest step of an incident in a room."""

    _open: str | None = None
    _missed: str | None = None

    def __init__(self, hub: FalldetectHub, room_id: str) -> None:
        """Belong to the room."""
        super().__init__(hub, INCIDENT, room_id)

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to events, but not again to the one that was the last before a restart."""
        if (last := await self.async_get_last_event_data()) and (told := last.last_event_attributes):
            self.hub.async_remember(told.get("event_id", ""))
            self._follow(last.last_event_type, told.get("incident"))
        if kept := await self.async_get_last_extra_data():
            self._open = kept.as_dict().get("open_incident", self._open)
        await super().async_added_to_hass()
        self.async_on_remove(self.hub.listen_room_event(self.room_id, self._on_event))
        self.async_on_remove(self.hub.listen_kept_room_state(self.room_id, self._catch_up))
        self._catch_up()

    @property
    @override
    def extra_restore_state_data(self) -> IncidentExtraStoredData:
        """Return what outlives a restart."""
        last = super().extra_restore_state_data
        return IncidentExtraStoredData(last.last_event_type, last.last_event_attributes, self._open)

    @callback
    def _on_event(self, event: RoomEvent) -> None:
        """Fire the event, unless it is an end that was told as missed."""
        if not (event.event in ENDED and event.incident == self._missed):
            known = {
                "by": event.by,
                "reason": event.reason,
                "inactivity": event.inactivity,
                "reasons": reasons_of(self.hass, event),
            }
            self._fire(event.event, _attributes(event, event.event_id, event.time, **known))

    @callback
    def _catch_up(self) -> None:
        """Fire the end of an incident that ended while Home Assistant could not hear of it."""
        room = self.hub.rooms.get(self.room_id)
        fall = room.last_fall if room else None
        if fall and fall.incident == self._open and fall.state in ENDED:
            self._missed = fall.incident
            self._fire(fall.state, _attributes(fall, f"{fall.incident}.missed", fall.since, missed=True))

    @callback
    def _fire(self, step: str, attributes: dict[str, Any]) -> None:
        """Fire an event."""
        self._follow(step, attributes["incident"])
        if step in TOLD:
            self._tell_logbook({"event_type": step, **attributes})
        self._trigger_event(step, attributes)
        self.async_write_ha_state()

    @callback
    def _tell_logbook(self, step: dict[str, Any]) -> None:
        """Fire what the logbook makes a line of."""
        ids = {ATTR_ENTITY_ID: self.entity_id, ATTR_DEVICE_ID: self.device_entry and self.device_entry.id}
        self.hass.bus.async_fire(EVENT_INCIDENT, ids | step)

    @callback
    def _follow(self, step: str | None, incident: str | None) -> None:
        """Remember which incident has not ended yet, whatever else happens meanwhile."""
        if step in DOWN:
            self._open = incident
        elif step in ENDED and incident == self._open:
            self._open = None
