"""How long somebody has been on the floor: a clock that ticks in sensible steps, and only while an alarm is open."""

from datetime import datetime
from typing import override

from homeassistant.components.sensor import SensorEntity
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from .entity import RoomStateEntity

FIRST_STEP_S = 10
LATER_STEP_S = 60
"""The step from the first minute on: a state every second would only fill the history."""


def _step_s(elapsed_s: float) -> int:
    """Return the step in which a time is shown."""
    return FIRST_STEP_S if elapsed_s < LATER_STEP_S else LATER_STEP_S


class TimeOnFloorSensor(RoomStateEntity, SensorEntity):
    """Seconds since the oldest open fall began, zero without one."""

    _cancel_tick: CALLBACK_TYPE | None = None

    @property
    @override
    def native_value(self) -> int:
        """Return the time in whole steps."""
        elapsed_s = self._elapsed_s() or 0.0
        return int(elapsed_s - elapsed_s % _step_s(elapsed_s))

    @override
    async def async_added_to_hass(self) -> None:
        """Start the clock if an alarm is open already."""
        await super().async_added_to_hass()
        self.async_on_remove(self._stop)
        self._schedule_tick()

    @callback
    @override
    def _on_news(self) -> None:
        """Start or stop the clock, and show the time."""
        self._schedule_tick()
        super()._on_news()

    @callback
    def _on_tick(self, _now: datetime) -> None:
        """Show the next step."""
        self._cancel_tick = None
        self._on_news()

    @callback
    def _schedule_tick(self) -> None:
        """Wait for the next step while somebody is down."""
        self._stop()
        if (elapsed_s := self._elapsed_s()) is not None:
            step_s = _step_s(elapsed_s)
            self._cancel_tick = async_call_later(self.hass, step_s - elapsed_s % step_s, self._on_tick)

    @callback
    def _stop(self) -> None:
        """Stop the clock."""
        if self._cancel_tick:
            self._cancel_tick()
            self._cancel_tick = None

    def _elapsed_s(self) -> float | None:
        """Return the time since the onset, or None when nobody is known to be down."""
        if not self.available or (since := self.room.down_since) is None:
            return None
        return max(0.0, (dt_util.utcnow() - since).total_seconds())
