"""Actions: acknowledge, dismiss, try the alarm, pause a room, export its past."""

from datetime import datetime, timedelta
from typing import Any

import probatio
from homeassistant.components.binary_sensor.const import DOMAIN as BINARY_SENSOR_DOMAIN
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.core import HomeAssistant, SupportsResponse, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import service
from homeassistant.util import dt as dt_util

from .const import DOMAIN, LONGEST_PAUSE_S

WORDS = probatio.All(cv.string, probatio.Length(min=1, max=500))
PAUSE = probatio.All(
    cv.positive_time_period, probatio.Range(min=timedelta(seconds=1), max=timedelta(seconds=LONGEST_PAUSE_S))
)


def moment(value: Any) -> datetime:
    """Return a moment in UTC; one without an offset is of Home Assistant's time zone."""
    return dt_util.as_utc(cv.datetime(value))


SCHEMAS: dict[str, dict[str | probatio.Marker, Any] | None] = {
    "acknowledge": {probatio.Optional("by"): WORDS},
    "dismiss": {probatio.Optional("reason"): WORDS, probatio.Optional("by"): WORDS},
    "export_history": {probatio.Optional("since"): moment, probatio.Optional("until"): moment},
    "pause": {probatio.Required("duration"): PAUSE},
    "test_alarm": None,
}


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions, each for the fall sensors of the rooms that are meant."""
    for name, schema in SCHEMAS.items():
        service.async_register_platform_entity_service(
            hass,
            DOMAIN,
            name,
            entity_domain=BINARY_SENSOR_DOMAIN,
            entity_device_classes=(BinarySensorDeviceClass.SAFETY,),
            schema=schema,
            func=f"async_{name}",
            supports_response=SupportsResponse.ONLY if name == "export_history" else SupportsResponse.NONE,
        )
