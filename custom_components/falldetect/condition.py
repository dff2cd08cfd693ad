"""Conditions: a room has an open incident, or nobody has moved in it for long."""

from collections.abc import Mapping
from typing import ClassVar, override

from homeassistant.components.binary_sensor.const import DOMAIN as BINARY_SENSOR_DOMAIN
from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import Condition, EntityStateConditionBase

from .targets import only_ours


class OurSensorCondition(EntityStateConditionBase):
    """A condition on one kind of binary sensor of this integration."""

    _domain_specs: Mapping[str, DomainSpec] = {BINARY_SENSOR_DOMAIN: DomainSpec()}
    _states: set[str | bool] = {STATE_ON}
    _translation_key: ClassVar[str]

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return those entities that the condition is of."""
        return only_ours(self._hass, entities, BINARY_SENSOR_DOMAIN, self._translation_key)


class HasOpenIncidentCondition(OurSensorCondition):
    """Whether a room has an open incident."""

    _translation_key = "fall"


class IsInactiveCondition(OurSensorCondition):
    """Whether somebody in a room has not moved for long."""

    _translation_key = "inactivity"


CONDITIONS: dict[str, type[Condition]] = {
    "has_open_incident": HasOpenIncidentCondition,
    "is_inactive": IsInactiveCondition,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions of fall detection."""
    return CONDITIONS
