"""Options: areas of rooms, alarms that wait for a person, quiet hours."""

import json
from datetime import timedelta
from typing import Any

import pytest
from freezegun import freeze_time
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, State
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import area_registry as ar
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    mock_restore_cache_with_extra_data,
)

from custom_components.falldetect.devices import async_room_device

from .conftest import Broker
from .payloads import event, fallen, recovered, room_state
from .test_actions import act

ROOM = "fall_detection_living_room"
FALL = f"binary_sensor.{ROOM}_fall"
INACTIVITY = f"binary_sensor.{ROOM}_inactivity"
LATCHED = {"latch": True}
QUIET = {"quiet_start": "22:00:00", "quiet_end": "07:00:00"}


async def set_options(hass: HomeAssistant, entry: MockConfigEntry, **options: Any) -> dict[str, Any]:
    """Fill in the form."""
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert form["type"] is FlowResultType.FORM
    result = await hass.config_entries.options.async_configure(
        form["flow_id"], {"latch": False, "areas": {}, **options}
    )
    await hass.async_block_till_done()
    return dict(result)


async def test_options_are_kept_and_used_at_once(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    result = await set_options(hass, setup, **LATCHED, **QUIET)
    assert result["data"] == {**LATCHED, **QUIET}
    assert setup.state is ConfigEntryState.LOADED
    form = await hass.config_entries.options.async_init(setup.entry_id)
    shown = {key.schema: (key.description or {}).get("suggested_value") for key in form["data_schema"].schema}
    assert (shown["latch"], shown["quiet_start"], shown["quiet_end"]) == (True, "22:00:00", "07:00:00")


async def test_half_quiet_hours_are_asked_for_again(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    result = await set_options(hass, setup, quiet_start="22:00:00")
    assert result["errors"] == {"base": "half_quiet_hours"}
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], {"latch": False, "areas": {}, **QUIET}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_options_wait_for_the_app(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "not_loaded")


async def test_a_room_is_put_into_its_area_and_out_again(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    area = ar.async_get(hass).async_create("Parlour")

    def area_of_room() -> str | None:
        device = async_room_device(hass, setup, "living_room")
        assert device
        return device.area_id

    await set_options(hass, setup, areas={"Living room": area.id})
    assert area_of_room() == area.id
    form = await hass.config_entries.options.async_init(setup.entry_id)
    areas = next(key for key in form["data_schema"].schema if key.schema == "areas")
    (room,) = form["data_schema"].schema[areas].schema.schema
    assert room.description == {"suggested_value": area.id}
    await hass.config_entries.options.async_configure(form["flow_id"], {"latch": False, "areas": {}})
    assert area_of_room() is None


@pytest.fixture
async def latching(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> MockConfigEntry:
    """Return the entry with alarms that wait for a person, one of them open and the person up again."""
    await set_options(hass, setup, **LATCHED)
    app.publish("room/living_room/state", fallen())
    app.retain("room/living_room/state", recovered())
    app.publish("room/living_room/event", event(event="recovered", event_id="5f0c.3"))
    await hass.async_block_till_done()
    return setup


def alarm(hass: HomeAssistant) -> State:
    """Return the state of the fall sensor."""
    state = hass.states.get(FALL)
    assert state
    return state


async def test_an_alarm_without_the_option_ends_with_the_incident(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    app.publish("room/living_room/state", fallen())
    app.publish("room/living_room/state", recovered())
    assert alarm(hass).state == "off"


async def test_an_alarm_waits_for_a_person(hass: HomeAssistant, latching: MockConfigEntry) -> None:
    assert alarm(hass).state == "on"
    told = {name: alarm(hass).attributes[name] for name in ("incident", "stage", "test")}
    assert told == {"incident": "5f0c", "stage": "recovered", "test": False}


@pytest.mark.parametrize("action", ["acknowledge", "dismiss"])
async def test_a_person_ends_it(hass: HomeAssistant, latching: MockConfigEntry, action: str) -> None:
    await act(hass, action)
    assert alarm(hass).state == "off"


async def test_the_button_ends_it_too(hass: HomeAssistant, latching: MockConfigEntry) -> None:
    button = f"button.{ROOM}_acknowledge"
    await hass.services.async_call("button", "press", {"entity_id": button}, blocking=True)
    assert alarm(hass).state == "off"


async def test_a_test_hides_and_ends_no_alarm_that_waits(
    hass: HomeAssistant, app: Broker, latching: MockConfigEntry
) -> None:
    app.publish("room/living_room/state", fallen(incident="tried", test=True))
    assert (alarm(hass).attributes["incident"], alarm(hass).attributes["test"]) == ("5f0c", False)
    assert [one["incident"] for one in alarm(hass).attributes["incidents"]] == ["5f0c", "tried"]
    app.publish("room/living_room/state", room_state())
    app.publish("room/living_room/event", event(event="acknowledged", event_id="tried.3", incident="tried"))
    assert [one["incident"] for one in alarm(hass).attributes["incidents"]] == ["5f0c"]


async def test_an_answer_to_another_incident_leaves_an_alarm_that_waits(
    hass: HomeAssistant, latching: MockConfigEntry
) -> None:
    await act(hass, "dismiss", incident="b")
    assert alarm(hass).state == "on"
    await act(hass, "dismiss", incident="5f0c")
    assert alarm(hass).state == "off"


async def test_somebody_else_ends_it(hass: HomeAssistant, app: Broker, latching: MockConfigEntry) -> None:
    app.publish("room/living_room/event", event(event="acknowledged", event_id="b.3", incident="b"))
    assert alarm(hass).state == "on"
    app.publish("room/living_room/event", event(event="acknowledged", event_id="5f0c.4"))
    assert alarm(hass).state == "off"


async def test_an_alarm_acknowledged_while_somebody_is_down_ends_with_the_app_s_answer(
    hass: HomeAssistant, app: Broker, latching: MockConfigEntry
) -> None:
    app.publish("room/living_room/state", fallen(incident="b"))
    await act(hass, "acknowledge")
    assert alarm(hass).state == "on"
    app.publish("room/living_room/state", room_state(last_fall=fallen(incident="b", state="acknowledged")["last_fall"]))
    assert alarm(hass).state == "off"


@pytest.mark.parametrize("status", ["online", "offline"])
async def test_it_outlives_a_restart_even_if_the_app_stops_first(
    hass: HomeAssistant, app: Broker, latching: MockConfigEntry, status: str
) -> None:
    app.retain("status", status)
    await hass.config_entries.async_reload(latching.entry_id)
    await hass.async_block_till_done()
    app.retain("status", "online")
    await hass.async_block_till_done()
    assert alarm(hass).state == "on"
    assert (alarm(hass).attributes["incident"], alarm(hass).attributes["stage"]) == ("5f0c", "recovered")


async def test_one_that_was_dismissed_during_a_restart_is_over(
    hass: HomeAssistant, app: Broker, entry: MockConfigEntry
) -> None:
    latched = {"latched": {"incident": "5f0c", "onset": None, "test": False}}
    mock_restore_cache_with_extra_data(hass, [(State(FALL, "on"), latched)])
    hass.config_entries.async_update_entry(entry, options=LATCHED)
    app.retain("room/living_room/state", room_state(last_fall=fallen(state="dismissed")["last_fall"]))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert alarm(hass).state == "off"


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"latched": None},
        {"latched": ["5f0c"]},
        {"latched": {"5f0c": "recovered", "beef": {"person": 2}}},
    ],
    ids=json.dumps,
)
async def test_what_a_newer_version_kept_of_alarms_costs_no_alarm(
    hass: HomeAssistant, app: Broker, entry: MockConfigEntry, kept: dict[str, Any]
) -> None:
    mock_restore_cache_with_extra_data(hass, [(State(FALL, "on"), kept)])
    hass.config_entries.async_update_entry(entry, options=LATCHED)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert alarm(hass).state == "off"
    app.publish("room/living_room/state", fallen())
    assert alarm(hass).attributes["incident"] == "5f0c"


@pytest.mark.parametrize(
    ("quiet", "moment", "state"),
    [
        (QUIET, "2026-11-22T12:00:00-08:00", "on"),
        (QUIET, "2026-11-22T22:00:00-08:00", "off"),
        (QUIET, "2026-11-22T06:59:59-08:00", "off"),
        (QUIET, "2026-11-22T07:00:00-08:00", "on"),
        ({"quiet_start": "13:00:00", "quiet_end": "14:00:00"}, "2026-11-22T13:30:00-08:00", "off"),
        ({"quiet_start": "13:00:00", "quiet_end": "14:00:00"}, "2026-11-22T14:30:00-08:00", "on"),
        ({}, "2026-11-22T23:00:00-08:00", "on"),
    ],
)
async def test_inactivity_is_not_told_in_quiet_hours(
    hass: HomeAssistant, app: Broker, entry: MockConfigEntry, quiet: dict[str, str], moment: str, state: str
) -> None:
    hass.config_entries.async_update_entry(entry, options=quiet)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    with freeze_time(moment):
        app.publish("room/living_room/state", room_state(inactive=True))
    assert hass.states.get(INACTIVITY).state == state


async def test_inactivity_that_lasts_is_told_when_the_quiet_hours_end(
    hass: HomeAssistant, app: Broker, entry: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(entry, options=QUIET)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    end = dt_util.now().replace(hour=7, minute=0, second=0, microsecond=0) + timedelta(days=1)
    with freeze_time(end - timedelta(minutes=1)):
        app.publish("room/living_room/state", room_state(inactive=True))
    assert hass.states.get(INACTIVITY).state == "off"
    with freeze_time(end):
        async_fire_time_changed(hass, end)
        await hass.async_block_till_done()
    assert hass.states.get(INACTIVITY).state == "on"
