"""Actions: acknowledge, dismiss, try the alarm, pause a room, export its past, and notify phones."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import probatio
from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.components.binary_sensor.const import DOMAIN as BINARY_SENSOR_DOMAIN
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_ENTITY_ID, ENTITY_MATCH_ALL
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized, UnknownUser
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.service import async_extract_entity_ids, remove_entity_service_fields
from homeassistant.util import dt as dt_util

from .const import DOMAIN, LONGEST_PAUSE_S
from .history import incidents_of
from .hub import FalldetectHub
from .phones import async_notify_phones
from .reach import async_reach
from .targets import only_ours

WORDS = probatio.All(cv.string, probatio.Length(min=1, max=500))
INCIDENT: dict[str | probatio.Marker, Any] = {
    probatio.Optional("incident"): probatio.All(cv.string, probatio.Length(max=500))
}
"""Empty, as a template of a button from before an update gives it, stands for none."""
PAUSE = probatio.All(
    cv.positive_time_period, probatio.Range(min=timedelta(seconds=1), max=timedelta(seconds=LONGEST_PAUSE_S))
)


def moment(value: Any) -> datetime:
    """Return a moment in UTC; one without an offset is of Home Assistant's time zone."""
    return dt_util.as_utc(cv.datetime(value))


SCHEMAS: dict[str, dict[str | probatio.Marker, Any]] = {
    "acknowledge": {**INCIDENT, probatio.Optional("by"): WORDS},
    "dismiss": {**INCIDENT, probatio.Optional("reason"): WORDS, probatio.Optional("by"): WORDS},
    "export_history": {probatio.Optional("since"): moment, probatio.Optional("until"): moment},
    "pause": {probatio.Required("duration"): PAUSE},
    "test_alarm": {},
}
NOTIFY_FIELDS: dict[str | probatio.Marker, Any] = {
    probatio.Required("phones"): probatio.All(cv.ensure_list, [cv.string]),
    probatio.Required("message"): cv.string,
    probatio.Optional("title"): cv.string,
    probatio.Optional("data"): dict,
}
COMMANDS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "acknowledge": lambda fields: {"command": "acknowledge", **fields},
    "dismiss": lambda fields: {"command": "dismiss", **fields},
    "pause": lambda fields: {"command": "set", "monitoring": False, "for_s": fields["duration"].total_seconds()},
    "test_alarm": lambda _: {"command": "test"},
}


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions; a room is meant by its fall sensor, which may be unavailable and still be asked."""
    for name, fields in SCHEMAS.items():
        hass.services.async_register(
            DOMAIN,
            name,
            _async_act,
            probatio.Schema({probatio.Remove("metadata"): dict, **cv.ENTITY_SERVICE_FIELDS, **fields}),
            SupportsResponse.ONLY if name == "export_history" else SupportsResponse.NONE,
        )
    notify = probatio.Schema({probatio.Remove("metadata"): dict, **NOTIFY_FIELDS})
    hass.services.async_register(DOMAIN, "notify", _async_notify, notify)


async def _async_notify(call: ServiceCall) -> None:
    """Send a message to phones, whichever of them are there."""
    message = dict(call.data)
    phones: list[str] = message.pop("phones")
    missed = await async_notify_phones(call.hass, phones, message, call.context)
    async_reach(call.hass).note(phones, missed)


async def _async_act(call: ServiceCall) -> ServiceResponse:
    """Ask it of every room that is meant, also when one of them can't be asked."""
    fall_sensors = await _async_fall_sensors(call)
    user = await _async_user_in_charge(call, fall_sensors)
    fields = {key: value for key, value in remove_entity_service_fields(call).items() if value != ""}
    if call.service in ("acknowledge", "dismiss") and user and user.name:
        fields = {"by": user.name} | fields
    asked = [_async_ask(call, fall_sensor, fields) for fall_sensor in fall_sensors]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
    return dict(zip(fall_sensors, answers, strict=True)) if call.return_response else None  # type: ignore[arg-type]


async def _async_fall_sensors(call: ServiceCall) -> list[str]:
    """Return the fall sensors of the rooms that are meant."""
    if call.data.get(ATTR_ENTITY_ID) == ENTITY_MATCH_ALL:
        meant = set(er.async_get(call.hass).entities)
    else:
        meant = await async_extract_entity_ids(call)
    if fall_sensors := only_ours(call.hass, meant, BINARY_SENSOR_DOMAIN, "fall"):
        return sorted(fall_sensors)
    raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_room")


async def _async_user_in_charge(call: ServiceCall, fall_sensors: list[str]) -> User | None:
    """Return who asks, if it is a person and not an automation, and may do so."""
    if call.context.user_id is None:
        return None
    user = await call.hass.auth.async_get_user(call.context.user_id)
    if user is None:
        raise UnknownUser(context=call.context)
    for fall_sensor in fall_sensors:
        if not user.permissions.check_entity(fall_sensor, POLICY_CONTROL):
            raise Unauthorized(context=call.context, entity_id=fall_sensor, permission=POLICY_CONTROL)
    return user


async def _async_ask(call: ServiceCall, fall_sensor: str, fields: dict[str, Any]) -> ServiceResponse:
    """Ask it of the room of a fall sensor."""
    hub, room_id = _hub_and_room(call.hass, fall_sensor)
    if call.service == "export_history":
        answer = await hub.async_ask_history(room_id, fields.get("since"), fields.get("until"))
        return {"incidents": incidents_of(answer.events), "truncated": answer.truncated}
    await hub.async_send(room_id, COMMANDS[call.service](fields))
    return None


def _hub_and_room(hass: HomeAssistant, fall_sensor: str) -> tuple[FalldetectHub, str]:
    """Return the room of a fall sensor, and the hub that can be asked for it."""
    sensor = er.async_get(hass).entities[fall_sensor]
    entry = hass.config_entries.async_get_entry(str(sensor.config_entry_id))
    if entry is None or entry.state is not ConfigEntryState.LOADED:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="app_offline")
    return entry.runtime_data, sensor.unique_id.split("/")[-2]
