"""Logbook: a line for what kind of fall or inactivity it was and how sure that is, and for who ended it and why."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from homeassistant.components.logbook.const import LOGBOOK_ENTRY_ICON, LOGBOOK_ENTRY_MESSAGE, LOGBOOK_ENTRY_NAME
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.translation import async_get_cached_translations

from .const import DOMAIN, ENDED, EVENT_INCIDENT, Transition

WORDS = f"component.{DOMAIN}.entity.event.incident.state_attributes."
TITLE = "Fall detection"
FALL_ICON = "mdi:account-alert"
ICONS = dict.fromkeys(ENDED, "mdi:account-check") | {Transition.INACTIVITY_STARTED: "mdi:sleep"}
TELLING = ("event_type", "inactivity", "kind", "direction")
SEPARATOR = " · "


@callback
def async_describe_events(
    hass: HomeAssistant,
    async_describe_event: Callable[[str, str, Callable[[Event], dict[str, str]]], None],
) -> None:
    """Describe the steps of incidents."""

    @callback
    def describe(event: Event) -> dict[str, str]:
        """Describe one step, in the language of the house."""
        device = dr.async_get(hass).async_get(event.data[ATTR_DEVICE_ID])
        texts = async_get_cached_translations(hass, hass.config.language, "entity", DOMAIN)
        return {
            LOGBOOK_ENTRY_ICON: ICONS.get(event.data["event_type"], FALL_ICON),
            LOGBOOK_ENTRY_NAME: (device and (device.name_by_user or device.name)) or TITLE,
            LOGBOOK_ENTRY_MESSAGE: SEPARATOR.join(_parts(event.data, texts)),
        }

    async_describe_event(DOMAIN, EVENT_INCIDENT, describe)


def _parts(step: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    """Yield what is known of a step."""
    if step["test"]:
        yield texts.get(f"{WORDS}test.name", "Test")
    for key in TELLING[:1] if step["event_type"] in ENDED else TELLING:
        if (word := step[key]) not in (None, "unknown"):
            yield texts.get(f"{WORDS}{key}.state.{word}", word)
    if step["event_type"] in ENDED:
        yield from filter(None, (step["by"], step["reason"]))
    elif step["confidence"]:
        yield f"{texts.get(f'{WORDS}confidence.name', '')} {step['confidence']:.0%}"
