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


class FallSensor(RoomStateEntity, BinarySensorEntity, RestoreEntity):
    """Whether somebody is on the floor; with the option, it stays on until somebody has acknowledged or dismissed."""

    _latched: dict[str, Any] | None = None

    def __init__(self, hub: FalldetectHub, room_id: str) -> None:
        """Follow the room, and how its incidents end."""
        super().__init__(hub, FALL, room_id)
        self._latches: bool = hub.entry.options.get(CONF_LATCH, False)

    @override
    async def async_added_to_hass(self) -> None:
        """Go on with an alarm that nobody had acknowledged before a restart."""
        await super().async_added_to_hass()
        self.async_on_remove(self.hub.listen_room_event(self.room_id, self._on_event))
        self.async_on_remove(self.hub.listen_command(self.room_id, self._on_command))
        if self._latches and (kept := await self.async_get_last_extra_data()):
            self._latched = kept.as_dict()["latched"]
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
        return (self.room.fall and self._answer is None) or self._latched is not None

    @property
    def _answer(self) -> dict[str, Any] | None:
        """Return what was said of the alarm while the app could not be told, if that holds for all who are down."""
        room = self.hub.rooms.get(self.room_id)
        down = [self.hub.answers.to(one.incident) for one in room.incidents if one.is_down] if room else []
        return down[0] if down and None not in down else None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return which incident the alarm is for."""
        if alarm := self.room.alarm:
            answer = self._answer
            answered = {} if answer is None else {"answered_by": answer.get("by")}
            return {**_remembered(alarm), "stage": alarm.state, **answered}
        return {**self._latched, "stage": Transition.RECOVERED} if self._latched else {}

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
        if ended and self._latched and event.incident == self._latched["incident"]:
            self._let_go()

    @callback
    def _on_command(self, command: str) -> None:
        """Let go of an alarm whose incident the app has closed already: it will not answer."""
        if command in ANSWERING and self._latched and (not self.room.fall or self._answer is not None):
            self._latched = None
        self.async_write_ha_state()

    @callback
    def _let_go(self) -> None:
        """Forget an alarm that was kept."""
        self._latched = None
        self.async_write_ha_state()

    @callback
    def _keep(self) -> None:
        """Remember an open alarm until it is ended, and forget one that was ended while nobody listened."""
        if not self._latches or self.room_id not in self.hub.rooms:
            return
        if (alarm := self.room.alarm) and self._answer is None:
            self._latched = _remembered(alarm)
        elif (
            self._latched
            and (last := self.room.last_fall)
            and last.incident == self._latched["incident"]
            and last.state not in (*DOWN, Transition.RECOVERED)
        ):
            self._latched = None
