"""Setting up, unloading and removing an entry."""

import json
import logging
from collections.abc import Callable

import pytest
from homeassistant.config_entries import SOURCE_MQTT, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.service_info.mqtt import MqttServiceInfo
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_mqtt_message

from custom_components.falldetect.const import DOMAIN

from .conftest import Broker, impatience
from .payloads import discovery, info, room_state

FALL = "binary_sensor.fall_detection_living_room_fall"


async def test_an_app_that_is_there_is_set_up(setup: MockConfigEntry, state_of: Callable[[str], str]) -> None:
    assert setup.state is ConfigEntryState.LOADED
    assert state_of(FALL) == "off"


async def test_set_up_waits_for_the_mqtt_integration(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    hass.config.components.add("mqtt")
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "mqtt_unavailable"


async def test_set_up_is_tried_again_while_the_app_has_not_announced_itself(
    hass: HomeAssistant, broker: Broker, entry: MockConfigEntry
) -> None:
    with impatience():
        assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "app_not_announced"


async def test_an_announcement_ends_the_wait_at_once(
    hass: HomeAssistant, broker: Broker, entry: MockConfigEntry
) -> None:
    with impatience():
        await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    broker.retain("info", info())
    await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_MQTT}, data=announcement(discovery()))
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED


async def test_the_app_is_claimed_so_that_it_withdraws_its_own_discovery(setup: MockConfigEntry, app: Broker) -> None:
    assert app.published("integration") == [("claimed", True)]


async def test_the_app_is_claimed_again_when_the_broker_comes_back(setup: MockConfigEntry, app: Broker) -> None:
    await app.connect(connected=False)
    await app.connect(connected=True)
    assert app.published("integration") == [("claimed", True), ("claimed", True)]


async def test_the_app_is_claimed_again_when_another_home_assistant_lets_go(
    hass: HomeAssistant, setup: MockConfigEntry, app: Broker
) -> None:
    app.publish("integration", "claimed")
    app.publish("integration", "")
    await hass.async_block_till_done()
    assert app.published("integration") == [("claimed", True), ("claimed", True)]


async def test_unloading_keeps_the_claim_and_hears_nothing_any_more(
    hass: HomeAssistant, setup: MockConfigEntry, app: Broker, state_of: Callable[[str], str]
) -> None:
    assert await hass.config_entries.async_unload(setup.entry_id)
    assert app.published("integration") == [("claimed", True)]
    app.publish("room/living_room/state", room_state(fall=True))
    await hass.async_block_till_done()
    assert state_of(FALL) == "unavailable"


async def test_a_reload_brings_everything_back(
    hass: HomeAssistant, setup: MockConfigEntry, state_of: Callable[[str], str]
) -> None:
    assert await hass.config_entries.async_reload(setup.entry_id)
    await hass.async_block_till_done()
    assert state_of(FALL) == "off"


async def test_removal_clears_the_claim_and_leaves_nothing_behind(
    hass: HomeAssistant, setup: MockConfigEntry, app: Broker
) -> None:
    await hass.config_entries.async_remove(setup.entry_id)
    await hass.async_block_till_done()
    assert app.published("integration") == [("claimed", True), ("", True)]
    assert not hass.states.async_all()


async def test_removal_without_mqtt_goes_through(hass: HomeAssistant, setup: MockConfigEntry, app: Broker) -> None:
    await app.remove()
    await hass.config_entries.async_remove(setup.entry_id)
    assert app.published("integration") == [("claimed", True)]


async def test_a_claim_that_the_broker_refuses_is_only_a_warning(
    hass: HomeAssistant, app: Broker, entry: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    app.mqtt_mock.async_publish.side_effect = HomeAssistantError("not authorised")
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert "The app of site home could not be told who makes its entities: not authorised" in caplog.text


async def test_that_the_app_goes_and_comes_is_logged_once_each(
    setup: MockConfigEntry, app: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        for status in ("offline", "offline", "online", "online"):
            app.publish("status", status)
    assert caplog.text.count("The app of site home is offline") == 1
    assert caplog.text.count("The app of site home is online") == 1


async def test_two_apps_live_side_by_side(
    hass: HomeAssistant, setup: MockConfigEntry, app: Broker, state_of: Callable[[str], str]
) -> None:
    for topic, payload in list(app.retained.items()):
        app.retained[topic.replace("falldetect/home", "falldetect/garden_house")] = payload
    other = MockConfigEntry(domain=DOMAIN, title="Garden house", unique_id="other", data={"site": "garden_house"})
    other.add_to_hass(hass)
    assert await hass.config_entries.async_setup(other.entry_id)
    await hass.async_block_till_done()
    async_fire_mqtt_message(hass, "falldetect/garden_house/status", "offline")
    await hass.async_block_till_done()
    assert state_of(FALL) == "off"
    assert state_of(f"{FALL}_2") == "unavailable"


def announcement(payload: str | dict[str, object]) -> MqttServiceInfo:
    """Return a discovery message as Home Assistant hands it over."""
    return MqttServiceInfo(
        topic="falldetect/discovery/home",
        payload=payload if isinstance(payload, str) else json.dumps(payload),
        qos=1,
        retain=True,
        subscribed_topic="falldetect/discovery/#",
        timestamp=0.0,
    )
