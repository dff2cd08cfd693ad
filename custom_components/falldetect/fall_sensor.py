"""The alarm of a room: on while somebody is on the floor, or until somebody takes charge."""

from typing import Any, override

from homeassistant.components.binary_sensor import BinarySensorEntity, BinarySensorEntityDescription
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.core import callback
from homeassistant.helpers.restore_state import ExtraStoredData, RestoredExtraData, RestoreEntity

from .answers import ANSWERING
from .const import CONF_LATCH, DOWN, ENDED, Transition
from .entity import RoomStateEntity
from .hub import FalldetectHub
from .models import Incident, RoomEvent

FALL = BinarySensorEntityDescription(key="fall", translation_key="fall", device_class=BinarySensorDeviceClass.SAFETY)


def _remembered(alarm: Incident) -> dict[str, Any]:
    """Return what is known of an alarm as long as it is on."""
    onset = alarm.onset or alarm.since
    return {"incident": alarm.incident, "onset": onset.isoformat() if onset else None, "test": alarm.test}


def _kept(latched: Any) -> dict[str, dict[str, Any]]:
    """Return the alarms that were kept, as far as they are understood: an earlier version kept one alone."""
    match latched:
        case {"incident": str(incident)}:
            return _kept({incident: latched})
        case dict():
            known = (alarm for alarm in latched.values() if isinstance(alarm, dict))
            return {alarm["incident"]: alarm for alarm in known if {"incident", "onset", "test"} <= alarm.keys()}
        case _:
            return {}


class FallSensor(RoomStateEntity, BinarySensorEntity, RestoreEntity):
    """Whether somebody is on the floor; with the option, it stays on until somebody has acknowledged or dismissed."""

    def __init__(self, hub: FalldetectHub, room_id: str) -> None:
        """Follow the room, and how its incidents end."""
        super().__init__(hub, FALL, room_id)
        self._latched: dict[str, dict[str, Any]] = {}
        self._latches: bool = hub.entry.options.get(CONF_LATCH, False)

    @override
    async def async_added_to_hass(self) -> None:
        """Go on with an alarm that nobody had acknowledged before a restart."""
        await super().async_added_to_hass()
        self.async_on_remove(self.hub.listen_room_event(self.room_id, self._on_event))
        self.async_on_remove(self.hub.listen_command(self.room_id, self._on_command))
        if self._latches and (kept := await self.async_get_last_extra_data()):
            self._latched = _kept(kept.as_dict().get("latched"))
        self._keep()

    @property
    @override
    def extra_restore_state_data(self) -> ExtraStoredData:
        """Return the alarm that outlives a restart, also one that can't be shown as the app stopped first."""
        return RestoredExtraData({"latched": self._latched})

    @property
    @override
    def available(self) -> bool:
        """Return whether the room is seen, or an alarm is open, or was answered though the app doesn't know yet."""
        return self._answer is not None or (super().available and (self.is_on or self.room.is_seen))

    @property
    @override
    def is_on(self) -> bool:
        """Return whether somebody is on the floor, or an alarm has not been acknowledged."""
        return (self.room.fall and self._answer is None) or bool(self._latched)

    @property
    def _answer(self) -> dict[str, Any] | None:
        """Return what was said of the alarm while the app could not be told, if that holds for all who are down."""
        room = self.hub.rooms.get(self.room_id)
        down = [self.hub.answers.to(one.incident) for one in room.alarms] if room else []
        return down[0] if down and None not in down else None

    @property
    def _unanswered(self) -> list[Incident]:
        """Return the alarms of which nobody has said anything."""
        return [alarm for alarm in self.room.alarms if self.hub.answers.to(alarm.incident) is None]

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return which incident the alarm is for, a real one before a test, and all that it is for."""
        told = {alarm.incident: {**_remembered(alarm), "stage": alarm.state} for alarm in self._unanswered}
        kept = {incident: {**alarm, "stage": Transition.RECOVERED} for incident, alarm in self._latched.items()}
        if alarms := sorted((kept | told).values(), key=lambda alarm: alarm["test"]):
            return {**alarms[0], "incidents": alarms}
        if (answer := self._answer) is None:
            return {}
        alarm = self.room.alarms[0]
        return {**_remembered(alarm), "stage": alarm.state, "answered_by": answer.get("by"), "incidents": []}

    @callback
    @override
    def _on_news(self) -> None:
        """Keep an alarm that opens."""
        self._keep()
        super()._on_news()

    @callback
    def _on_event(self, event: RoomEvent) -> None:
        """Let go of an alarm that somebody has ended."""
        ended = event.event in ENDED - {Transition.RECOVERED}
        if ended and event.incident in self._latched:
            del self._latched[event.incident]
            self.async_write_ha_state()

    @callback
    def _on_command(self, command: str, incident: str | None) -> None:
        """Let go of alarms that the app has closed already, as it will not answer: of the one that is named, or all."""
        if command in ANSWERING and self._latched:
            down = {alarm.incident for alarm in self._unanswered}
            closed = self._latched.keys() - down if incident is None else {incident} - down
            self._latched = {one: alarm for one, alarm in self._latched.items() if one not in closed}
        self.async_write_ha_state()

    @callback
    def _keep(self) -> None:
        """Remember an open alarm until it is ended, and forget one that was ended while nobody listened."""
        if not self._latches or self.room_id not in self.hub.rooms:
            return
        self._latched |= {alarm.incident: _remembered(alarm) for alarm in self._unanswered}
        last = self.room.last_fall
        if last and last.state not in (*DOWN, Transition.RECOVERED) and last.incident in self._latched:
            del self._latched[last.incident]
