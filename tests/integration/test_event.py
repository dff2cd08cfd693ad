"""The event entity fires for each step of an incident, once."""

from collections.abc import Callable
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers.translation import async_get_translations
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    mock_restore_cache_with_extra_data,
)

from custom_components.falldetect.const import DOMAIN, Transition
from custom_components.falldetect.hub import REMEMBERED_EVENTS

from .conftest import Broker
from .payloads import event

INCIDENT = "event.fall_detection_living_room_incident"


@pytest.fixture
def fired(hass: HomeAssistant, setup: MockConfigEntry) -> Callable[[], list[str]]:
    """Return a function that tells which events have been fired."""
    changes = async_capture_events(hass, "state_changed")

    def fired() -> list[str]:
        return [
            change.data["new_state"].attributes["event_id"]
            for change in changes
            if change.data["entity_id"] == INCIDENT
        ]

    return fired


async def test_an_event_tells_all_about_the_step(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    app.publish("room/living_room/event", event())
    attributes = dict(hass.states.get(INCIDENT).attributes)
    del attributes["event_types"]
    assert attributes == {
        "event_type": "fall",
        "event_id": "5f0c.2",
        "incident": "5f0c",
        "kind": "trip",
        "direction": "forward",
        "confidence": 0.93,
        "reasons": ["torso 82° from the vertical", "still down after 2.0 s"],
        "before": "walking",
        "after": "still",
        "inactivity": None,
        "time": "2026-11-22T03:00:12.300000+00:00",
        "onset": "2026-11-22T03:00:08.900000+00:00",
        "camera": "living_room_window",
        "by": None,
        "reason": None,
        "test": False,
        "missed": False,
        "friendly_name": "Living room Incident",
    }


@pytest.mark.parametrize("transition", list(Transition))
async def test_every_step_of_the_contract_is_an_event(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, transition: str
) -> None:
    app.publish("room/living_room/event", event(event=transition))
    assert hass.states.get(INCIDENT).attributes["event_type"] == transition


@pytest.mark.parametrize(
    ("language", "told"), [("en", "trunk 82° from the vertical"), ("de", "Rumpf 82° aus der Senkrechten")]
)
async def test_reasons_are_told_in_the_language_of_the_house(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, language: str, told: str
) -> None:
    hass.config.language = language
    await async_get_translations(hass, language, "entity", {DOMAIN})
    reasons = ["trunk 82° from the vertical", "the cat did it", "dropped a lot"]
    why = [{"code": "tilted", "figures": {"n": "82"}}, {"code": "other"}, {"code": "dropped", "figures": {}}]
    app.publish("room/living_room/event", event(reasons=reasons, why=why))
    assert hass.states.get(INCIDENT).attributes["reasons"] == [told, *reasons[1:]]


async def test_who_ended_an_incident_and_why_is_told(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    app.publish("room/living_room/event", event(event="dismissed", by="Anna", reason="tied her shoes", onset=None))
    attributes = hass.states.get(INCIDENT).attributes
    assert (attributes["by"], attributes["reason"], attributes["onset"]) == ("Anna", "tied her shoes", None)


async def test_a_message_sent_twice_fires_once(app: Broker, fired: Callable[[], list[str]]) -> None:
    for event_id in ("a.1", "a.1", "a.2", "a.1"):
        app.publish("room/living_room/event", event(event_id=event_id))
    assert fired() == ["a.1", "a.2"]


async def test_the_last_event_does_not_fire_again_after_a_restart(
    hass: HomeAssistant, app: Broker, entry: MockConfigEntry
) -> None:
    restored: dict[str, Any] = {"last_event_type": "fall", "last_event_attributes": {"event_id": "5f0c.2"}}
    before = "2026-11-22T03:00:12.400+00:00"
    mock_restore_cache_with_extra_data(hass, [(State(INCIDENT, before), restored)])
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    app.publish("room/living_room/event", event())
    assert hass.states.get(INCIDENT).state == before
    app.publish("room/living_room/event", event(event_id="5f0c.3"))
    assert hass.states.get(INCIDENT).state != before


async def test_a_retained_event_is_old_and_does_not_fire(app: Broker, fired: Callable[[], list[str]]) -> None:
    app.publish("room/living_room/event", event(), retain=True)
    assert fired() == []


async def test_an_event_that_was_held_up_fires_with_its_own_time(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-11-22T05:00:00+00:00")
    app.publish("room/living_room/event", event())
    state = hass.states.get(INCIDENT)
    assert state.state.startswith("2026-11-22T05:00:00")
    assert state.attributes["time"].startswith("2026-11-22T03:00:12")


async def test_memory_of_events_is_bounded(setup: MockConfigEntry) -> None:
    hub = setup.runtime_data
    assert hub.async_remember("first")
    for number in range(REMEMBERED_EVENTS):
        assert hub.async_remember(f"later.{number}")
    assert hub.async_remember("first")


async def test_an_event_of_a_room_that_is_not_known_yet_is_no_error(
    app: Broker, fired: Callable[[], list[str]]
) -> None:
    app.publish("room/attic/event", event(room="attic"))
    assert fired() == []
