"""The examples of the docs run as they stand there."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import floor_registry as fr
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

from custom_components.falldetect.condition import CONDITIONS
from custom_components.falldetect.devices import async_room_device
from custom_components.falldetect.services import SCHEMAS
from custom_components.falldetect.trigger import TRIGGERS

from .conftest import Broker
from .payloads import event, fallen
from .test_actions import answer
from .test_commands import commands

PAGE = (Path(__file__).parents[2] / "docs" / "automations.md").read_text()
EXAMPLES = {
    example["alias"]: example for example in map(yaml.safe_load, re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))
}


@pytest.fixture(autouse=True)
def _home(hass: HomeAssistant, setup: MockConfigEntry) -> None:
    """Put the room into its area, on its floor."""
    floor = fr.async_get(hass).async_create("Ground floor")
    area = ar.async_get(hass).async_create("Living room", floor_id=floor.floor_id)
    device = async_room_device(hass, setup, "living_room")
    assert device
    dr.async_get(hass).async_update_child_device(device.id, area_id=area.id)


async def automate(hass: HomeAssistant, alias: str) -> None:
    """Set up an example."""
    assert await async_setup_component(hass, "automation", {"automation": EXAMPLES[alias]})
    await hass.async_block_till_done()


def test_every_trigger_condition_and_action_is_described() -> None:
    for key in (*TRIGGERS, *CONDITIONS, *SCHEMAS, "notify"):
        assert f"| `falldetect.{key}` |" in PAGE


def test_every_example_is_tried_below() -> None:
    tried = re.findall(r'automate\(hass, "(.+?)"\)', Path(__file__).read_text())
    assert sorted(EXAMPLES) == sorted(tried)


async def test_lights_go_on_where_somebody_stumbles(hass: HomeAssistant, app: Broker) -> None:
    lights = async_mock_service(hass, "light", "turn_on")
    await automate(hass, "Light up where somebody stumbles")
    app.publish("room/living_room/event", event(event="suspected"))
    await hass.async_block_till_done()
    assert len(lights) == 1


async def test_the_door_opens_for_help_alone(hass: HomeAssistant, app: Broker) -> None:
    unlocked: list[ServiceCall] = async_mock_service(hass, "lock", "unlock")
    await automate(hass, "Unlock the door for whoever comes to help")

    async def ring() -> None:
        for state in ("off", "on"):
            hass.states.async_set("binary_sensor.front_door_ring", state)
            await hass.async_block_till_done()

    await ring()
    assert unlocked == []
    app.publish("room/living_room/state", fallen())
    await ring()
    assert len(unlocked) == 1


async def test_a_room_is_not_watched_while_the_cleaner_is_there(hass: HomeAssistant, app: Broker) -> None:
    await automate(hass, "Don't watch while the cleaner is here")
    for state in ("not_home", "home"):
        hass.states.async_set("person.cleaner", state)
        await hass.async_block_till_done()
    assert commands(app) == [{"command": "set", "monitoring": False, "for_s": 7200.0}]


async def test_the_past_month_is_told(hass: HomeAssistant, app: Broker) -> None:
    notes = async_mock_service(hass, "persistent_notification", "create")
    answer(app, event(), event(event="recovered", event_id="5f0c.3"), event(incident="t", event_id="t.1", test=True))
    await automate(hass, "Tell the past month on the first of it")
    trigger: dict[str, Any] = {"entity_id": "automation.tell_the_past_month_on_the_first_of_it"}
    await hass.services.async_call("automation", "trigger", {**trigger, "skip_condition": True}, blocking=True)
    await hass.async_block_till_done()
    assert notes[0].data["message"].strip() == "- 2026-11-22T03:00:08.900000+00:00: trip, recovered"
