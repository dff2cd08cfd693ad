"""Options: which area each room is, whether alarms wait for a person, when nobody is expected to move."""

from typing import Any

import probatio
from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult, OptionsFlowWithReload
from homeassistant.core import callback
from homeassistant.data_entry_flow import section
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.selector import AreaSelector, BooleanSelector, TimeSelector

from .const import CONF_LATCH, CONF_QUIET_END, CONF_QUIET_START
from .devices import async_room_device
from .models import Room

CONF_AREAS = "areas"


class FalldetectOptionsFlow(OptionsFlowWithReload):
    """Handle the options of an app."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the options."""
        if self.config_entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_loaded")
        errors: dict[str, str] = {}
        if user_input is not None:
            if (CONF_QUIET_START in user_input) is (CONF_QUIET_END in user_input):
                self._assign(user_input.pop(CONF_AREAS))
                return self.async_create_entry(data=user_input)
            errors["base"] = "half_quiet_hours"
        shown = user_input or {**self.config_entry.options, CONF_AREAS: self._areas()}
        return self.async_show_form(
            step_id="init", data_schema=self.add_suggested_values_to_schema(self._schema(), shown), errors=errors
        )

    @property
    def _rooms(self) -> dict[str, Room]:
        """Return the rooms by what they are called in the form, which is all a user sees of them there."""
        rooms: list[Room] = self.config_entry.runtime_data.info.rooms
        return {room.name: room for room in rooms}

    def _schema(self) -> probatio.Schema:
        """Return the form."""
        areas = probatio.Schema({probatio.Optional(name): AreaSelector() for name in self._rooms})
        return probatio.Schema(
            {
                probatio.Required(CONF_LATCH, default=False): BooleanSelector(),
                probatio.Optional(CONF_QUIET_START): TimeSelector(),
                probatio.Optional(CONF_QUIET_END): TimeSelector(),
                probatio.Required(CONF_AREAS): section(areas),
            }
        )

    def _device(self, room: Room) -> dr.ChildDeviceEntry | None:
        """Return the device of a room."""
        return async_room_device(self.hass, self.config_entry, room.id)

    def _areas(self) -> dict[str, str]:
        """Return the area of each room that has one."""
        devices = {name: self._device(room) for name, room in self._rooms.items()}
        return {name: device.area_id for name, device in devices.items() if device and device.area_id}

    @callback
    def _assign(self, areas: dict[str, str]) -> None:
        """Move the rooms' devices to their areas, or out of any."""
        registry = dr.async_get(self.hass)
        devices = {name: device for name, room in self._rooms.items() if (device := self._device(room))}
        for name, device in devices.items():
            registry.async_update_child_device(device.id, area_id=areas.get(name))
