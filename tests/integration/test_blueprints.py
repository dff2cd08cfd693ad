"""The other blueprints, in Home Assistant's own automation engine."""

import re
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.components.blueprint.schemas import BLUEPRINT_SCHEMA
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import load_yaml_dict
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.falldetect.devices import async_room_device

from .blueprints import BLUEPRINTS, House, Time, settle
from .conftest import Broker
from .payloads import JPEG, camera_state, fallen, lost_camera, room_state, unseen

FILES = sorted(BLUEPRINTS.rglob("*.yaml"))
STATE = "room/living_room/state"
CAMERA = "camera/living_room_window/state"


@pytest.fixture
async def house(hass: HomeAssistant, setup: MockConfigEntry, tmp_path: Path) -> AsyncGenerator[House]:
    """Return a house with lights and speakers."""
    made = House(hass, tmp_path)
    for action in ("light.turn_on", "light.turn_off", "tts.speak"):
        made.service(action)
    yield made
    await made.leave()


@pytest.fixture
def time(hass: HomeAssistant, house: House, freezer: FrozenDateTimeFactory) -> Time:
    """Return the clock, which goes on when all is set up: in the next night of Home Assistant's time zone."""
    night = (dt_util.now() + timedelta(days=1)).replace(hour=4, minute=0, second=0, microsecond=0)
    return Time(hass, freezer, night.isoformat())


@pytest.fixture
def inputs(hass: HomeAssistant, setup: MockConfigEntry, house: House) -> dict[str, Any]:
    """Return what most blueprints ask for."""
    device = async_room_device(hass, setup, "living_room")
    assert device
    return {"rooms": [device.id], "phones": [house.phone("Anna")]}


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_blueprint_is_one_and_says_where_it_comes_from(file: Path) -> None:
    blueprint = Blueprint(load_yaml_dict(file), expected_domain="automation", schema=BLUEPRINT_SCHEMA)
    assert blueprint.validate() is None
    assert blueprint.metadata["source_url"].endswith(f"/{file.relative_to(BLUEPRINTS.parent)}")
    manifest = yaml.safe_load((BLUEPRINTS.parent / "hacs.json").read_text())
    assert blueprint.metadata["homeassistant"]["min_version"] == manifest["homeassistant"]


def test_every_blueprint_has_its_button_in_the_docs() -> None:
    page = (BLUEPRINTS.parent / "docs" / "automations.md").read_text()
    buttons = re.findall(r"redirect/blueprint_import/\?blueprint_url=\S+?%2F(\w+)\.yaml", page)
    assert sorted(buttons) == [file.stem for file in FILES]


def test_every_blueprint_is_tried_in_a_real_home_assistant_too() -> None:
    tried = "".join(file.read_text() for file in (BLUEPRINTS.parent / "tests" / "e2e").glob("test_*.py"))
    assert [file.stem for file in FILES if f'"{file.stem}"' not in tried] == []


async def test_inactivity_is_asked_about_before_it_is_told(
    hass: HomeAssistant, app: Broker, house: House, time: Time, inputs: dict[str, Any]
) -> None:
    speakers = {"speakers": ["media_player.hall"], "text_to_speech": "tts.piper"}
    await house.automate("inactivity_check", **inputs, **speakers)
    app.publish(STATE, room_state(inactive=True))
    await settle()
    assert len(house.did("tts.speak")) == 1
    await time.pass_(seconds=100)
    assert house.told("anna") == []
    await time.pass_(seconds=21)
    assert house.told("anna") == ["Nobody moves: Living room: Somebody is there and has not moved for long."]
    (all_right,) = house.last("anna")["data"]["actions"]
    hass.bus.async_fire("mobile_app_notification_action", {"action": all_right["action"]})
    await settle()
    assert house.told("anna")[-1] == "[clear_notification]"


async def test_a_speaker_that_hangs_holds_nothing_back(
    app: Broker, house: House, time: Time, inputs: dict[str, Any]
) -> None:
    house.hang("tts.speak")
    speakers = {"speakers": ["media_player.hall"], "text_to_speech": "tts.piper"}
    await house.automate("inactivity_check", **inputs, **speakers)
    app.publish(STATE, room_state(inactive=True))
    await settle()
    assert len(house.did("tts.speak")) == 1
    await time.pass_(seconds=121)
    assert len(house.told("anna")) == 1


async def test_whoever_says_all_right_at_once_is_heard(
    hass: HomeAssistant, app: Broker, house: House, time: Time, inputs: dict[str, Any]
) -> None:
    phones = [*inputs["phones"], house.phone("Ben")]
    house.hang("notify.mobile_app_ben")
    await house.automate("inactivity_check", rooms=inputs["rooms"], phones=phones, patience=0)
    app.publish(STATE, room_state(inactive=True))
    await settle()
    await time.pass_(seconds=1)
    (all_right,) = house.last("anna")["data"]["actions"]
    hass.bus.async_fire("mobile_app_notification_action", {"action": all_right["action"]})
    await house.go_on()
    assert house.told("anna")[-1] == "[clear_notification]"


async def test_whoever_moves_after_the_question_alarms_nobody(
    app: Broker, house: House, time: Time, inputs: dict[str, Any]
) -> None:
    await house.automate("inactivity_check", **inputs)
    app.publish(STATE, room_state(inactive=True))
    await settle()
    app.publish(STATE, room_state())
    await settle()
    await time.pass_(seconds=300)
    assert house.told("anna") == []


async def test_an_app_that_is_away_for_a_moment_is_no_movement(
    app: Broker, house: House, time: Time, inputs: dict[str, Any]
) -> None:
    await house.automate("inactivity_check", **inputs)
    app.publish(STATE, room_state(inactive=True, inactive_since="2026-11-22T02:00:00Z"))
    await settle()
    for seconds in (30, 120):
        await time.pass_(seconds=seconds)
        app.publish("status", "offline")
        await settle()
        await time.pass_(seconds=5)
        app.publish("status", "online")
        await settle()
    told = "Nobody moves: Living room: Somebody is there and has not moved for long."
    assert house.told("anna") == [told]
    app.publish(STATE, room_state())
    await settle()
    assert house.told("anna") == [told, "[clear_notification]"]


async def test_a_lost_camera_is_told_until_it_is_back(
    app: Broker, house: House, time: Time, inputs: dict[str, Any]
) -> None:
    await house.automate("camera_lost", **inputs)
    app.publish(CAMERA, lost_camera())
    await settle()
    await time.pass_(minutes=9)
    assert house.told("anna") == []
    await time.pass_(minutes=1, seconds=1)
    lost = "Living room Window camera is lost: Falls may not be noticed. The camera refuses the password."
    assert house.told("anna") == [lost]
    app.publish(CAMERA, camera_state())
    await settle()
    assert house.told("anna") == [lost, "Living room Window camera is back: Falls are noticed again."]


@pytest.mark.parametrize("slow", [True, False], ids=["a phone that is slow", "phones"])
@pytest.mark.parametrize("answered", [True, False])
async def test_somebody_not_seen_in_the_morning_is_asked_first(
    hass: HomeAssistant,
    app: Broker,
    house: House,
    time: Time,
    inputs: dict[str, Any],
    answered: bool,  # noqa: FBT001
    slow: bool,  # noqa: FBT001
) -> None:
    app.publish(STATE, room_state(occupied=False, people=0))
    own_phones = [house.phone("Grandma")]
    if slow:
        house.hang("notify.mobile_app_grandma")
    await house.automate("morning_check_in", **inputs, own_phones=own_phones)
    await time.pass_(hours=5, minutes=30)
    assert house.told("grandma") == ["Good morning: Are you all right?"]
    if answered:
        (fine,) = house.last("grandma")["data"]["actions"]
        hass.bus.async_fire("mobile_app_notification_action", {"action": fine["action"]})
        await settle()
    await time.pass_(minutes=16)
    told = "No sign of life this morning: Nobody has been seen since 05:00, and there was no answer."
    assert house.told("anna") == ([] if answered else [told])


@pytest.mark.parametrize(
    ("states", "told"),
    [([room_state()], 0), ([room_state(), room_state(occupied=False, people=0)], 0), ([unseen()], 1)],
    ids=["is there", "was there", "can't be seen"],
)
async def test_somebody_seen_in_the_morning_is_left_in_peace(
    app: Broker, house: House, time: Time, inputs: dict[str, Any], states: list[dict[str, Any]], told: int
) -> None:
    app.publish(STATE, room_state(occupied=False, people=0))
    await house.automate("morning_check_in", **inputs)
    await time.pass_(hours=3)
    for state in states:
        app.publish(STATE, state)
        await settle()
    await time.pass_(hours=2, minutes=30)
    await time.pass_(minutes=16)
    assert len(house.told("anna")) == told


@pytest.mark.parametrize("restarted", ["app", "room"])
async def test_a_restart_in_the_morning_is_nobody(
    app: Broker, house: House, time: Time, inputs: dict[str, Any], restarted: str
) -> None:
    app.publish(STATE, room_state(occupied=False, people=0))
    await house.automate("morning_check_in", **inputs)
    await time.pass_(hours=3)
    if restarted == "app":
        app.publish("status", "offline")
        await time.pass_(minutes=1)
        app.publish("status", "online")
    else:
        app.publish(STATE, unseen())
        app.publish(CAMERA, lost_camera())
        await time.pass_(minutes=1)
        app.publish(CAMERA, camera_state())
        app.publish(STATE, room_state(occupied=False, people=0))
    await settle()
    await time.pass_(hours=2, minutes=29)
    await time.pass_(minutes=16)
    assert len(house.told("anna")) == 1


@pytest.mark.parametrize(
    ("abilities", "told"),
    [
        (3, "A person lies beside a chair. Somebody on the floor who needs help: 87 % likely."),
        (11, "A person lies beside a chair. Somebody on the floor who needs help: 92 % likely."),
        (10, "Somebody on the floor who needs help: 92 % likely."),
    ],
    ids=["words", "words and judgement", "judgement"],
)
async def test_a_second_opinion_follows_the_alarm(
    hass: HomeAssistant, app: Broker, house: House, time: Time, inputs: dict[str, Any], abilities: int, told: str
) -> None:
    hass.states.async_set("ai_task.local", "unknown", {"supported_features": abilities})
    said = {"conversation_id": "1", "data": {"sees": "A person lies beside a chair.", "likely": 87.4}}
    house.service("ai_task.generate_data", lambda _: said)
    house.service("ai_task.evaluate", lambda _: {"answers": {"needs_help": {"type": "noul", "noul": 0.923}}})
    await house.automate("second_opinion", **inputs, model="ai_task.local")
    app.publish(STATE, fallen())
    await settle()
    assert house.told("anna") == []
    app.publish("room/living_room/snapshot", JPEG)
    await settle()
    asked = house.did("ai_task.generate_data") + house.did("ai_task.evaluate")
    assert len(asked) == abilities.bit_count() - 1
    for task in asked:
        image = "media-source://image/image.fall_detection_living_room_snapshot"
        assert task["attachments"]["media_content_id"] == image
    assert house.told("anna") == [f"Second opinion: Living room: {told}"]


async def test_a_model_that_fails_says_nothing(
    hass: HomeAssistant, app: Broker, house: House, time: Time, inputs: dict[str, Any]
) -> None:
    def fail(_: object) -> None:
        raise HomeAssistantError("out of credit")

    hass.states.async_set("ai_task.local", "unknown", {"supported_features": 11})
    house.service("ai_task.generate_data", fail)
    house.service("ai_task.evaluate", fail)
    await house.automate("second_opinion", **inputs, model="ai_task.local")
    app.publish("room/living_room/snapshot", JPEG)
    app.publish(STATE, fallen())
    await settle()
    assert len(house.did("ai_task.evaluate")) == 1
    assert house.told("anna") == []


@pytest.mark.parametrize("old", [True, False], ids=["picture of an older incident", "no picture"])
async def test_without_a_picture_of_the_incident_no_opinion_is_asked_for(
    hass: HomeAssistant,
    app: Broker,
    house: House,
    time: Time,
    inputs: dict[str, Any],
    old: bool,  # noqa: FBT001
) -> None:
    hass.states.async_set("ai_task.local", "unknown", {"supported_features": 3})
    house.service("ai_task.generate_data", lambda _: {})
    await house.automate("second_opinion", **inputs, model="ai_task.local")
    if old:
        app.publish("room/living_room/snapshot", JPEG)
        await time.pass_(minutes=1)
    app.publish(STATE, fallen())
    await settle()
    await time.pass_(seconds=61)
    assert house.did("ai_task.generate_data") == []


async def test_lights_show_the_way_at_night_and_go_out_when_the_room_is_empty(
    hass: HomeAssistant, app: Broker, house: House, time: Time, inputs: dict[str, Any]
) -> None:
    hass.states.async_set("light.hall", "off")
    hass.states.async_set("light.desk", "on")
    app.publish(STATE, room_state(occupied=False, people=0))
    await house.automate("night_light", rooms=inputs["rooms"], lights=["light.hall", "light.desk"])
    app.publish(STATE, room_state())
    await settle()
    (on,) = house.did("light.turn_on")
    assert (on["entity_id"], on["brightness_pct"]) == (["light.hall"], 15)
    app.publish(STATE, room_state(occupied=False, people=0))
    await settle()
    assert house.did("light.turn_off") == []
    await time.pass_(minutes=3, seconds=1)
    assert house.did("light.turn_off") == [{"entity_id": ["light.hall"]}]


@pytest.mark.parametrize("lost", ["camera", "app"])
@pytest.mark.parametrize("back", [True, False])
async def test_no_light_burns_on_as_a_room_can_no_longer_be_seen(
    hass: HomeAssistant,
    app: Broker,
    house: House,
    time: Time,
    inputs: dict[str, Any],
    lost: str,
    back: bool,  # noqa: FBT001
) -> None:
    hass.states.async_set("light.hall", "off")
    app.publish(STATE, room_state(occupied=False, people=0))
    await house.automate("night_light", rooms=inputs["rooms"], lights=["light.hall"])
    app.publish(STATE, room_state())
    await settle()
    if lost == "camera":
        app.publish(STATE, unseen())
    else:
        app.publish("status", "offline")
    await settle()
    await time.pass_(minutes=1)
    if back:
        app.publish("status", "online")
        app.publish(STATE, room_state())
        await settle()
        await time.pass_(minutes=10)
        assert house.did("light.turn_off") == []
        app.publish(STATE, room_state(occupied=False, people=0))
        await settle()
    await time.pass_(minutes=3, seconds=1)
    assert house.did("light.turn_off") == [{"entity_id": ["light.hall"]}]


async def test_a_light_that_fails_costs_only_itself(
    hass: HomeAssistant, app: Broker, house: House, time: Time, inputs: dict[str, Any]
) -> None:
    def fail(_: object) -> None:
        raise HomeAssistantError("no answer")

    hass.services.async_register("light", "turn_on", fail)
    hass.states.async_set("light.hall", "off")
    app.publish(STATE, room_state(occupied=False, people=0))
    await house.automate("night_light", rooms=inputs["rooms"], lights=["light.hall", "light.gone"])
    app.publish(STATE, room_state())
    await settle()
    app.publish(STATE, room_state(occupied=False, people=0))
    await settle()
    await time.pass_(minutes=3, seconds=1)
    assert len(house.did("light.turn_off")) == 1


async def test_lights_are_left_alone_by_day(
    hass: HomeAssistant, app: Broker, house: House, time: Time, inputs: dict[str, Any]
) -> None:
    hass.states.async_set("light.hall", "off")
    app.publish(STATE, room_state(occupied=False, people=0))
    await house.automate("night_light", rooms=inputs["rooms"], lights=["light.hall"])
    await time.pass_(hours=5)
    app.publish(STATE, room_state())
    await settle()
    assert house.did("light.turn_on") == []
