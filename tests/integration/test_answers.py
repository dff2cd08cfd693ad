"""Answers that come while the app or the broker is away: they stop the phones at once, wait, and are told once."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.falldetect.answers import TRUSTED_S, VERSION
from custom_components.falldetect.devices import async_room_device

from .blueprints import House, Time, settle
from .conftest import Broker
from .payloads import event, fallen, incident, room_state
from .test_actions import act
from .test_commands import commands

FALL = "binary_sensor.fall_detection_living_room_fall"
STATE = "room/living_room/state"
ANSWER = {"command": "acknowledge", "by": "Anna", "incident": "5f0c"}


def shown(hass: HomeAssistant) -> State:
    state = hass.states.get(FALL)
    assert state
    return state


async def go(app: Broker, how: str) -> None:
    """Let the app or the broker go away."""
    if how == "app":
        app.publish("status", "offline")
    else:
        await app.connect(connected=False)


async def come(app: Broker, how: str) -> None:
    """Let it come back; it tells its state before it hears what was answered."""
    if how == "broker":
        await app.connect(connected=True)
    app.publish("status", "online")
    app.publish(STATE, fallen())
    await settle()


@pytest.mark.parametrize("how", ["app", "broker"])
@pytest.mark.parametrize("named", [True, False], ids=["an incident", "all of the room"])
async def test_an_answer_waits_for_an_app_that_is_away_and_is_told_once(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, how: str, *, named: bool
) -> None:
    app.publish(STATE, fallen())
    await go(app, how)
    assert shown(hass).state == "unavailable"
    await act(hass, "acknowledge", by="Anna", **({"incident": "5f0c"} if named else {}))
    assert (shown(hass).state, shown(hass).attributes["answered_by"]) == ("off", "Anna")
    assert commands(app) == []
    await come(app, how)
    assert commands(app) == [ANSWER]
    assert shown(hass).state == "off", "the app is about to answer"
    app.publish(STATE, room_state(last_fall=incident(state="acknowledged")))
    app.publish(STATE, fallen(incident="beef"))
    assert shown(hass).state == "on", "that is another incident"
    await go(app, how)
    await come(app, how)
    assert commands(app) == [ANSWER]


async def test_an_app_that_was_told_and_does_not_act_lets_the_alarm_go_on(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    app.publish(STATE, fallen())
    app.publish("status", "offline")
    await act(hass, "acknowledge", by="Anna")
    await come(app, "app")
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=TRUSTED_S + 1))
    await settle()
    assert shown(hass).state == "on"


async def test_a_second_person_down_is_not_answered_for(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    app.publish(STATE, room_state(fall=True, incidents=[incident(), incident(incident="beef")], last_fall=incident()))
    app.publish("status", "offline")
    await act(hass, "acknowledge", incident="5f0c")
    assert shown(hass).state == "unavailable"


async def test_an_answer_outlives_a_restart(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    app.retain(STATE, fallen())
    app.publish("status", "offline")
    await act(hass, "dismiss", by="Anna", incident="5f0c")
    await settle()
    app.retained["falldetect/home/status"] = "offline"
    assert await hass.config_entries.async_reload(setup.entry_id)
    await hass.async_block_till_done()
    assert shown(hass).state == "off"
    await come(app, "app")
    assert commands(app) == [ANSWER | {"command": "dismiss"}]


@pytest.mark.parametrize(
    "later",
    [
        {"version": VERSION + 1, "data": [{"incident": "5f0c", "room": "living_room", "command": {}}]},
        {"version": VERSION, "data": {"5f0c": {"room": "living_room"}, "beef": ["living_room", {"said": "dismiss"}]}},
    ],
)
async def test_answers_that_a_newer_version_kept_cost_no_alarm(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    app: Broker,
    setup: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    later: dict[str, Any],
) -> None:
    key = f"falldetect.{setup.entry_id}.answers"
    hass_storage[key] = {"minor_version": 1, "key": key} | later
    assert await hass.config_entries.async_reload(setup.entry_id)
    await hass.async_block_till_done()
    app.publish(STATE, fallen())
    assert shown(hass).state == "on"
    assert "nswer" in caplog.text
    app.publish("status", "offline")
    await act(hass, "acknowledge", by="Anna")
    await settle()
    await come(app, "app")
    assert commands(app) == [ANSWER]
    if later["version"] > VERSION:
        assert hass_storage[key]["data"] == later["data"]


async def test_nothing_is_answered_where_nothing_is_known_to_be_open(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    app.publish(STATE, "")
    app.publish("status", "offline")
    with pytest.raises(HomeAssistantError):
        await act(hass, "acknowledge")


async def test_phones_stop_when_somebody_goes_while_the_app_is_away(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, tmp_path: Path, freezer: FrozenDateTimeFactory
) -> None:
    house = House(hass, tmp_path)
    house.service("light.turn_on")
    time = Time(hass, freezer, "2026-11-22T03:00:13+00:00")
    device = async_room_device(hass, setup, "living_room")
    assert device
    await house.automate("fall_response", rooms=[device.id], first_phones=[house.phone("Anna")])
    app.publish(STATE, fallen())
    app.publish("room/living_room/event", event())
    await settle()
    await time.pass_(31)
    app.publish("status", "offline")
    going, _ = house.last("anna")["data"]["actions"]
    hass.bus.async_fire("mobile_app_notification_action", {"action": going["action"]})
    await settle()
    for _ in range(5):
        await time.pass_(61)
    assert len([said for said in house.told("anna") if "Fall in" in said]) == 1
    assert any("It is over" in said for said in house.told("anna"))
    await house.leave()


@pytest.fixture(autouse=True)
async def _removed(hass: HomeAssistant, setup: MockConfigEntry) -> AsyncGenerator[None]:
    """Nothing is left when the entry goes."""
    yield
    await hass.config_entries.async_remove(setup.entry_id)
