"""What Home Assistant asks of the app."""

import json
from typing import Any

import pytest
from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .conftest import Broker
from .payloads import info, room_state

ACKNOWLEDGE = "button.fall_detection_living_room_acknowledge"
TEST = "button.fall_detection_living_room_test_alarm"
MONITORING = "switch.fall_detection_living_room_monitoring"
SENSITIVITY = "select.fall_detection_living_room_sensitivity"
COMMAND = "room/living_room/command"


async def call(hass: HomeAssistant, service: str, entity_id: str, context: Context | None = None, **data: Any) -> None:
    """Call a service of an entity."""
    domain = entity_id.split(".", maxsplit=1)[0]
    await hass.services.async_call(domain, service, {"entity_id": entity_id, **data}, blocking=True, context=context)


def commands(app: Broker) -> list[dict[str, Any]]:
    """Return the commands that were published, none of them retained."""
    published = app.published(COMMAND)
    assert not any(retained for _, retained in published)
    return [json.loads(payload) for payload, _ in published]


async def test_an_automation_acknowledges(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    await call(hass, "press", ACKNOWLEDGE)
    assert commands(app) == [{"command": "acknowledge"}]


async def test_a_person_who_acknowledges_is_named(
    hass: HomeAssistant, hass_admin_user: User, app: Broker, setup: MockConfigEntry
) -> None:
    await call(hass, "press", ACKNOWLEDGE, Context(user_id=hass_admin_user.id))
    assert commands(app) == [{"command": "acknowledge", "by": hass_admin_user.name}]


async def test_a_test_alarm_is_asked_for(
    hass: HomeAssistant, hass_admin_user: User, app: Broker, setup: MockConfigEntry
) -> None:
    await call(hass, "press", TEST, Context(user_id=hass_admin_user.id))
    assert commands(app) == [{"command": "test"}]


async def test_monitoring_is_switched_and_shown_as_the_app_answers(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    await call(hass, "turn_off", MONITORING)
    assert hass.states.get(MONITORING).state == "on"
    app.publish("room/living_room/state", room_state(monitoring=False))
    assert hass.states.get(MONITORING).state == "off"
    await call(hass, "turn_on", MONITORING)
    assert commands(app) == [{"command": "set", "monitoring": False}, {"command": "set", "monitoring": True}]


async def test_sensitivity_is_chosen_and_shown_as_the_app_answers(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    await call(hass, "select_option", SENSITIVITY, option="high")
    assert commands(app) == [{"command": "set", "sensitivity": "high"}]
    app.publish("room/living_room/state", room_state(sensitivity="high"))
    assert hass.states.get(SENSITIVITY).state == "home"
    app.publish("room/living_room/state", room_state(sensitivity="high", sensitivity_own=True))
    assert hass.states.get(SENSITIVITY).state == "high"


async def test_a_sensitivity_of_a_newer_app_is_unknown(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    app.publish("room/living_room/state", room_state(sensitivity="automatic", sensitivity_own=True))
    assert hass.states.get(SENSITIVITY).state == "unknown"


async def test_commands_are_delivered_at_least_once(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    await call(hass, "press", TEST)
    (qos,) = [sent.args[2] for sent in app.mqtt_mock.async_publish.call_args_list if sent.args[0].endswith("/command")]
    assert qos == 1


async def test_nothing_is_asked_of_an_app_that_is_offline(setup: MockConfigEntry, app: Broker) -> None:
    app.publish("status", "offline")
    with pytest.raises(HomeAssistantError) as error:
        await setup.runtime_data.async_send("living_room", {"command": "test"})
    assert error.value.translation_key == "app_offline"
    assert commands(app) == []


async def test_nothing_is_asked_without_a_broker(setup: MockConfigEntry, app: Broker) -> None:
    await app.connect(connected=False)
    with pytest.raises(HomeAssistantError) as error:
        await setup.runtime_data.async_send("living_room", {"command": "test"})
    assert error.value.translation_key == "broker_disconnected"
    assert commands(app) == []


async def test_an_app_is_only_asked_for_what_it_can_do(
    hass: HomeAssistant, app: Broker, entry: MockConfigEntry
) -> None:
    app.retain("info", info(features=["test"]))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert hass.states.get(TEST)
    assert not any(map(hass.states.get, (ACKNOWLEDGE, MONITORING, SENSITIVITY)))
