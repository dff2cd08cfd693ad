"""The logbook tells what kind of fall it was and who ended it, in the language of the house."""

from collections.abc import Callable
from typing import Any

import pytest
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.translation import async_get_translations
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.falldetect.const import DOMAIN, EVENT_INCIDENT, Transition
from custom_components.falldetect.devices import async_room_device
from custom_components.falldetect.logbook import async_describe_events

from .conftest import Broker
from .payloads import event

type Describe = Callable[[Event], dict[str, str]]


@pytest.fixture
def lines(hass: HomeAssistant, setup: MockConfigEntry) -> Callable[[], list[str]]:
    """Return a function that reads the logbook."""
    events = async_capture_events(hass, EVENT_INCIDENT)
    described: dict[str, Describe] = {}

    def register(domain: str, event_type: str, describe: Describe) -> None:
        assert domain == DOMAIN
        described[event_type] = describe

    async_describe_events(hass, register)

    def lines() -> list[str]:
        told = [described[event.event_type](event) for event in events]
        assert all(line["icon"] for line in told)
        return [f"{line['name']}: {line['message']}" for line in told]

    return lines


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "Living room: Fall · Trip · Forward · Confidence 93%"),
        ({"kind": "unknown", "direction": "unknown", "confidence": None}, "Living room: Fall"),
        ({"event": "near_fall", "direction": "left"}, "Living room: Near fall · Trip · To the left · Confidence 93%"),
        ({"event": "acknowledged", "by": "Anna"}, "Living room: Acknowledged · Anna"),
        (
            {"event": "dismissed", "by": "Ben", "reason": "Tied her shoes"},
            "Living room: Dismissed · Ben · Tied her shoes",
        ),
        ({"event": "dismissed"}, "Living room: Dismissed"),
        ({"test": True, "kind": "unknown", "direction": "unknown", "confidence": 0.0}, "Living room: Test · Fall"),
        (
            {"event": "inactivity_started", "inactivity": "missed", "kind": "unknown", "direction": "unknown"}
            | {"confidence": 0.0},
            "Living room: Inactivity started · Less activity than usual",
        ),
        ({"kind": "of a newer app"}, "Living room: Fall · Forward · Confidence 93%"),
    ],
)
async def test_a_line_says_what_is_known(
    app: Broker, lines: Callable[[], list[str]], changes: dict[str, Any], line: str
) -> None:
    app.publish("room/living_room/event", event(**changes))
    assert lines() == [line]


async def test_what_has_a_name_alone_is_left_to_the_event_entity(app: Broker, lines: Callable[[], list[str]]) -> None:
    for number, step in enumerate(Transition):
        app.publish("room/living_room/event", event(event=step, event_id=f"5f0c.{number}"))
    assert len(lines()) == 6


async def test_a_line_speaks_the_language_of_the_house(
    hass: HomeAssistant, app: Broker, lines: Callable[[], list[str]]
) -> None:
    await hass.config.async_update(language="de")
    await async_get_translations(hass, "de", "entity", {DOMAIN})
    app.publish("room/living_room/event", event())
    assert lines() == ["Living room: Sturz · Stolpern · Nach vorn · Gewissheit 93%"]


async def test_a_line_calls_the_room_as_the_user_does(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, lines: Callable[[], list[str]]
) -> None:
    device = async_room_device(hass, setup, "living_room")
    assert device
    dr.async_get(hass).async_update_child_device(device.id, name_by_user="Parlour")
    app.publish("room/living_room/event", event(event="dismissed"))
    assert lines() == ["Parlour: Dismissed"]


async def test_a_room_that_is_gone_is_still_in_the_past(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, lines: Callable[[], list[str]]
) -> None:
    app.publish("room/living_room/event", event(event="dismissed"))
    device = async_room_device(hass, setup, "living_room")
    assert device
    dr.async_get(hass).async_remove_device(device.id)
    assert lines() == ["Fall detection: Dismissed"]
