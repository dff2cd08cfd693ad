"""Entities are unavailable when what they tell can't be known."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.falldetect.hub import CONTRADICTION_S

from .conftest import Broker
from .payloads import fallen, info

APP = "binary_sensor.fall_detection_connection"
CAMERA = "binary_sensor.fall_detection_living_room_window_camera"
FALL = "binary_sensor.fall_detection_living_room_fall"

type StateOf = Callable[[str], str]


def unavailable(hass: HomeAssistant) -> set[str]:
    """Return the entities that are unavailable."""
    return {state.entity_id for state in hass.states.async_all() if state.state == "unavailable"}


def others(hass: HomeAssistant) -> set[str]:
    """Return all entities but the connection of the app itself."""
    return set(hass.states.async_entity_ids()) - {APP}


async def test_everything_is_available_while_broker_and_app_are_there(
    hass: HomeAssistant, setup: MockConfigEntry, state_of: StateOf
) -> None:
    assert not unavailable(hass)
    assert state_of(APP) == "on"


async def test_an_app_that_dies_takes_its_entities_along_and_says_so(
    hass: HomeAssistant, setup: MockConfigEntry, app: Broker, state_of: StateOf
) -> None:
    app.publish("status", "offline")
    assert unavailable(hass) == others(hass)
    assert state_of(APP) == "off"


async def test_an_app_that_comes_back_brings_an_open_alarm_back(
    hass: HomeAssistant, setup: MockConfigEntry, app: Broker, state_of: StateOf
) -> None:
    app.publish("status", "offline")
    assert state_of(FALL) == "unavailable"
    app.publish("room/living_room/state", fallen())  # it tells its rooms first, and then that it is there
    assert state_of(FALL) == "on"
    app.publish("status", "online")
    assert state_of(FALL) == "on"
    assert not unavailable(hass)


async def test_a_broker_that_is_lost_takes_everything_along(
    hass: HomeAssistant, setup: MockConfigEntry, app: Broker, state_of: StateOf
) -> None:
    await app.connect(connected=False)
    assert unavailable(hass) == others(hass)
    assert state_of(APP) == "off"


async def test_after_the_broker_comes_back_the_app_has_to_say_that_it_is_there(
    hass: HomeAssistant, setup: MockConfigEntry, app: Broker
) -> None:
    await app.connect(connected=False)
    await app.connect(connected=True)
    assert unavailable(hass) == others(hass)
    app.publish("status", "online")
    assert not unavailable(hass)


@pytest.mark.parametrize("status", ["", "offline"])
async def test_an_app_that_is_not_there_at_start_is_offline(
    hass: HomeAssistant, app: Broker, entry: MockConfigEntry, status: str
) -> None:
    app.retained["falldetect/home/status"] = status
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert unavailable(hass) == others(hass)


async def test_a_room_and_a_camera_without_state_are_unavailable(
    setup: MockConfigEntry, app: Broker, state_of: StateOf
) -> None:
    app.publish("room/living_room/state", "")
    app.publish("camera/living_room_window/state", "")
    assert state_of(FALL) == "unavailable"
    assert state_of(CAMERA) == "unavailable"


async def pass_time(hass: HomeAssistant, seconds: float) -> None:
    """Let time pass."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=seconds))
    await hass.async_block_till_done()


async def test_an_app_that_died_together_with_the_broker_is_noticed_by_its_silence(
    hass: HomeAssistant, app: Broker, entry: MockConfigEntry, state_of: StateOf
) -> None:
    app.retain("info", info(status_every_s=30))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert state_of(APP) == "on", "what the broker had kept says so"
    await pass_time(hass, 85)
    assert state_of(APP) == "on"
    await pass_time(hass, 91)
    assert state_of(APP) == "off"
    assert unavailable(hass) == others(hass)
    app.publish("status", "online")
    assert not unavailable(hass)
    app.publish("status", "offline")
    await pass_time(hass, 91)
    app.publish("status", "online")
    await app.connect(connected=False)
    await app.connect(connected=True)
    app.publish("status", "online")
    await pass_time(hass, 85)
    assert state_of(APP) == "on"


async def test_an_app_that_does_not_say_how_often_it_speaks_is_not_waited_for(
    hass: HomeAssistant, setup: MockConfigEntry, app: Broker, state_of: StateOf
) -> None:
    app.publish("status", "online")
    await pass_time(hass, 86400)
    assert state_of(APP) == "on"


STUDY = {"id": "study", "name": "Study", "cameras": []}
STRANGER = info(installation_id="f" * 32, name="Trial", rooms=[STUDY], cameras=[])


async def test_another_app_on_the_site_takes_no_room_away(
    hass: HomeAssistant, setup: MockConfigEntry, app: Broker, state_of: StateOf
) -> None:
    app.retain("info", STRANGER)
    await hass.async_block_till_done()
    app.publish("room/living_room/state", fallen())
    assert state_of(FALL) == "on"
    app.retain("info", info())  # the app that is known contradicts
    await pass_time(hass, CONTRADICTION_S + 1)
    assert state_of(FALL) == "on"
    assert not hass.states.get("binary_sensor.fall_detection_study_fall")


async def test_an_app_that_nobody_contradicts_is_the_known_ones_successor(
    hass: HomeAssistant, setup: MockConfigEntry, app: Broker, state_of: StateOf
) -> None:
    app.retain("info", info(installation_id="f" * 32, name="Anew"))
    app.retain("info", info(installation_id="f" * 32, name="Anew"))
    await pass_time(hass, CONTRADICTION_S + 1)
    app.publish("room/living_room/state", fallen())
    assert state_of(FALL) == "on"
    assert setup.runtime_data.info.name == "Anew"
