"""Inactivity of a room: nobody has moved for long, or been about as usual, outside the hours of sleep."""

from datetime import datetime, time
from typing import Any, override

from homeassistant.components.binary_sensor import BinarySensorEntity, BinarySensorEntityDescription
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.core import callback
from homeassistant.helpers.event import async_track_time_change
from homeassistant.util import dt as dt_util

from .const import CONF_QUIET_END, CONF_QUIET_START
from .entity import RoomStateEntity
from .hub import FalldetectHub

INACTIVITY = BinarySensorEntityDescription(
    key="inactivity", translation_key="inactivity", device_class=BinarySensorDeviceClass.PROBLEM
)


class InactivitySensor(RoomStateEntity, BinarySensorEntity):
    """Whether nobody has moved for long; never in the quiet hours, and told at their end if it is still so."""

    def __init__(self, hub: FalldetectHub, room_id: str) -> None:
        """Follow the room and the clock."""
        super().__init__(hub, INACTIVITY, room_id)
        options = hub.entry.options
        start, end = (dt_util.parse_time(options.get(key, "")) for key in (CONF_QUIET_START, CONF_QUIET_END))
        self._quiet = (start, end) if start is not None and end is not None else None

    @override
    async def async_added_to_hass(self) -> None:
        """Look anew when the quiet hours begin and end."""
        await super().async_added_to_hass()
        for moment in self._quiet or ():
            self.async_on_remove(
                async_track_time_change(self.hass, self._on_moment, moment.hour, moment.minute, moment.second)
            )

    @property
    @override
    def available(self) -> bool:
        """Return whether the room is seen, or has been without movement."""
        return super().available and (self.room.inactive or self.room.is_seen)

    @property
    @override
    def is_on(self) -> bool:
        """Return whether nobody has moved for long, and somebody should have."""
        return self.room.inactive and not self._is_quiet(dt_util.now().time())

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return why the room is inactive, and since when."""
        since = self.room.inactive_since
        return {"inactivity": self.room.inactivity, "since": since.isoformat() if since else None} if self.is_on else {}

    @callback
    def _on_moment(self, _now: datetime) -> None:
        """Show what is so from now on."""
        self.async_write_ha_state()

    def _is_quiet(self, now: time) -> bool:
        """Return whether a time of the day is in the quiet hours, which may go over midnight."""
        if self._quiet is None:
            return False
        start, end = self._quiet
        return start <= now < end if start <= end else now >= start or now < end
