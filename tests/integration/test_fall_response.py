"""The blueprint of a fall: from the first question to "it is over", in Home Assistant's own automation engine."""

import json
import re
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.falldetect.devices import async_room_device

from .blueprints import House, Time, settle
from .conftest import Broker
from .payloads import JPEG, event, fallen, incident, info, recovered, room_state, unseen
from .test_commands import commands

FALL = "binary_sensor.fall_detection_living_room_fall"
JUST_AFTER = "2026-11-22T03:00:13+00:00"
MARK = "falldetect|automation.fall_response|"


@pytest.fixture
async def house(hass: HomeAssistant, setup: MockConfigEntry, tmp_path: Path) -> AsyncGenerator[House]:
    """Return a house with lights and nobody to ask."""
    made = House(hass, tmp_path)
    made.service("light.turn_on")
    made.service("tts.speak")
    yield made
    await made.leave()


@pytest.fixture
def phones(house: House) -> dict[str, list[str]]:
    """Return the phones that ring, step by step."""
    return {f"{step}_phones": [house.phone(name)] for step, name in (("first", "Anna"), ("second", "Ben"))}


def room(hass: HomeAssistant, setup: MockConfigEntry) -> str:
    """Return the device of the room."""
    device = async_room_device(hass, setup, "living_room")
    assert device
    return device.id


@pytest.fixture
def time(hass: HomeAssistant, house: House, freezer: FrozenDateTimeFactory) -> Time:
    """Return the clock, which starts when everything is set up."""
    return Time(hass, freezer, JUST_AFTER)


async def fall(hass: HomeAssistant, app: Broker, **changes: Any) -> None:
    """Let somebody fall."""
    app.publish("room/living_room/state", fallen(**changes))
    app.publish("room/living_room/event", event(**({"test": changes["test"]} if "test" in changes else {})))
    await settle()


async def end(hass: HomeAssistant, app: Broker, how: str, by: str | None = None) -> None:
    """Let the incident end."""
    app.publish("room/living_room/state", room_state(last_fall=incident(state=how)))
    app.publish("room/living_room/event", event(event=how, event_id="5f0c.9", by=by))
    await settle()


async def test_lights_go_on_in_the_room_and_on_the_way(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, time: Time
) -> None:
    area = ar.async_get(hass).async_create("Parlour")
    dr.async_get(hass).async_update_child_device(room(hass, setup), area_id=area.id)
    await house.automate("fall_response", rooms=[room(hass, setup)], way_lights=["light.hall"])
    await fall(hass, app)
    on = house.did("light.turn_on")
    assert on[0]["area_id"] == area.id
    assert on[1]["entity_id"] == ["light.hall"]


async def test_phones_ring_when_nobody_answers_and_are_told_when_it_is_over(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, phones: dict[str, list[str]], time: Time
) -> None:
    await house.automate(
        "fall_response", rooms=[room(hass, setup)], number="+49301234567", note="Key at Ben's.", **phones
    )
    await fall(hass, app)
    await time.pass_(20)
    assert house.told("anna") == []
    await time.pass_(15)
    assert house.told("anna") == ["Fall in Living room: Just now. Nobody has answered. Key at Ben's."]
    assert house.told("ben") == []
    await time.pass_(61)
    assert house.told("anna")[-1] == "Fall in Living room: On the floor for 1 min. Nobody has answered. Key at Ben's."
    for _ in range(2):
        await time.pass_(61)
    assert len(house.told("anna")) == 4
    assert house.told("ben") == ["Fall in Living room: On the floor for 3 min. Nobody has answered. Key at Ben's."]
    await end(hass, app, "acknowledged", "Ben")
    for phone in ("anna", "ben"):
        assert house.told(phone)[-2:] == ["It is over: Living room: Ben has taken charge.", "[clear_notification]"]
    calls = len(house.calls)
    await time.pass_(600)
    assert len(house.calls) == calls


async def test_the_message_rings_through_silence_with_picture_and_buttons(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, phones: dict[str, list[str]], time: Time
) -> None:
    await house.automate("fall_response", rooms=[room(hass, setup)], countdown=0, number="+49301234567", **phones)
    app.publish("room/living_room/snapshot", JPEG)
    await fall(hass, app)
    await time.pass_(1)
    data = house.last("anna")["data"]
    assert (data["tag"], data["ttl"], data["priority"], data["channel"]) == ("fall_5f0c", 0, "high", "alarm_stream")
    assert data["push"] == {
        "interruption-level": "critical",
        "sound": {"name": "default", "critical": 1, "volume": 1.0},
    }
    assert data["image"] == "/api/image_proxy/image.fall_detection_living_room_snapshot"
    assert data["actions"] == [
        {"action": f"{MARK}going|{FALL}|5f0c", "title": "I'm going"},
        {"action": "URI", "title": "Call", "uri": "tel:+49301234567"},
        {"action": f"{MARK}false|{FALL}|5f0c", "title": "False alarm"},
    ]


async def test_a_picture_of_an_older_incident_is_not_sent(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, phones: dict[str, list[str]], time: Time
) -> None:
    await house.automate("fall_response", rooms=[room(hass, setup)], countdown=0, **phones)
    app.publish("room/living_room/snapshot", JPEG)
    await settle()
    await time.pass_(hours=48)
    await fall(hass, app, onset=dt_util.utcnow().isoformat())
    await time.pass_(1)
    assert house.last("anna")["data"]["image"] is None
    app.publish("room/living_room/snapshot", JPEG)
    await settle()
    await time.pass_(61)
    assert house.last("anna")["data"]["image"] == "/api/image_proxy/image.fall_detection_living_room_snapshot"


@pytest.mark.parametrize(
    ("topic", "payload", "told"),
    [
        ("info", info(rooms=[], cameras=[]), "The room is no longer watched; nobody knows how it ended."),
        ("room/living_room/state", room_state(), "The alarm has ended."),
    ],
    ids=["room removed", "no event"],
)
async def test_nobody_is_said_to_be_up_again_unless_the_app_said_so(
    hass: HomeAssistant,
    app: Broker,
    setup: MockConfigEntry,
    house: House,
    phones: dict[str, list[str]],
    time: Time,
    topic: str,
    payload: dict[str, Any],
    told: str,
) -> None:
    await house.automate("fall_response", rooms=[room(hass, setup)], **phones)
    await fall(hass, app)
    await time.pass_(31)
    app.publish(topic, payload)
    await settle()
    await time.pass_(6)
    assert house.told("anna")[1:] == [f"It is over: Living room: {told}", "[clear_notification]"]


async def test_a_live_notification_counts_the_time_on_the_floor(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, phones: dict[str, list[str]], time: Time
) -> None:
    await house.automate("fall_response", rooms=[room(hass, setup)], countdown=0, **phones)
    await fall(hass, app)
    await time.pass_(1)
    live = next(sent["data"] for sent in house.did("notify.mobile_app_anna") if sent.get("data", {}).get("live_update"))
    assert live["chronometer"] is True
    assert live["when"] == 1795316408  # 2026-11-22T03:00:08Z, the moment of the fall
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", live["tag"])
    assert live["tag"] != house.last("anna")["data"]["tag"]
    await end(hass, app, "recovered")
    assert house.last("anna") == {"message": "clear_notification", "data": {"tag": live["tag"]}}


@pytest.mark.parametrize(
    ("button", "command"),
    [
        ("going", {"command": "acknowledge", "by": "Anna", "incident": "5f0c"}),
        ("false", {"command": "dismiss", "reason": "False alarm", "by": "Anna", "incident": "5f0c"}),
    ],
)
async def test_a_button_on_a_phone_ends_it_in_the_name_of_its_owner(
    hass: HomeAssistant,
    app: Broker,
    setup: MockConfigEntry,
    house: House,
    time: Time,
    button: str,
    command: dict[str, str],
) -> None:
    hass.states.async_set("person.anna", "home", {"user_id": "u1", "friendly_name": "Anna"})
    await house.automate("fall_response", rooms=[room(hass, setup)])
    await fall(hass, app)
    pressed = {"action": f"{MARK}{button}|{FALL}"}
    hass.bus.async_fire("mobile_app_notification_action", pressed, context=Context(user_id="u1"))
    await settle()
    assert commands(app) == [command]


async def test_a_button_of_another_automation_is_left_alone(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, time: Time
) -> None:
    await house.automate("fall_response", rooms=[room(hass, setup)])
    await fall(hass, app)
    for action in ("OPEN_DOOR", f"falldetect|automation.other|going|{FALL}"):
        hass.bus.async_fire("mobile_app_notification_action", {"action": action})
    await settle()
    assert commands(app) == []


@pytest.mark.parametrize(("heard", "commanded"), [("fine", ["acknowledge"]), ("help", []), (None, [])])
async def test_a_voice_assistant_asks_and_hears_the_answer(
    hass: HomeAssistant,
    app: Broker,
    setup: MockConfigEntry,
    house: House,
    phones: dict[str, list[str]],
    time: Time,
    heard: str | None,
    commanded: list[str],
) -> None:
    house.service("assist_satellite.ask_question", lambda _: {"id": heard, "sentence": "", "slots": {}})
    satellites = ["assist_satellite.hall"]
    await house.automate("fall_response", rooms=[room(hass, setup)], satellites=satellites, **phones)
    await fall(hass, app)
    (asked,) = house.did("assist_satellite.ask_question")
    assert asked["entity_id"] == "assist_satellite.hall"
    assert {answer["id"] for answer in asked["answers"]} == {"fine", "help"}
    assert [command["command"] for command in commands(app)] == commanded
    assert len(house.told("anna")) == (1 if heard == "help" else 0)


@pytest.mark.parametrize(
    "action", ["light.turn_on", "tts.speak", "assist_satellite.ask_question", "notify.mobile_app_grandma"]
)
async def test_nothing_that_hangs_in_the_room_holds_the_alarm_back(
    hass: HomeAssistant,
    app: Broker,
    setup: MockConfigEntry,
    house: House,
    phones: dict[str, list[str]],
    time: Time,
    action: str,
) -> None:
    asking = {
        "way_lights": ["light.hall"],
        "satellites": ["assist_satellite.hall"],
        "speakers": ["media_player.hall"],
        "text_to_speech": "tts.piper",
        "own_phones": [house.phone("Grandma")],
    }
    house.service("assist_satellite.ask_question", lambda _: {"id": None, "sentence": "", "slots": {}})
    house.hang(action)
    await house.automate("fall_response", rooms=[room(hass, setup)], **asking, **phones)
    await fall(hass, app)
    for asked in ("light.turn_on", "tts.speak", "assist_satellite.ask_question", "notify.mobile_app_grandma"):
        assert len(house.did(asked)) == 1
    await time.pass_(31)
    assert len(house.told("anna")) == 1


@pytest.mark.parametrize("hangs", [True, False], ids=["an action that hangs", "an action that fails"])
async def test_own_actions_hold_the_alarm_back_neither_by_hanging_nor_by_failing(
    hass: HomeAssistant,
    app: Broker,
    setup: MockConfigEntry,
    house: House,
    phones: dict[str, list[str]],
    time: Time,
    hangs: bool,  # noqa: FBT001
) -> None:
    if hangs:
        house.hang("lock.unlock")
    actions = [{"action": "lock.unlock", "target": {"entity_id": "lock.door"}}]
    await house.automate("fall_response", rooms=[room(hass, setup)], alarm_actions=actions, **phones)
    await fall(hass, app)
    await time.pass_(31)
    await end(hass, app, "recovered")
    assert house.told("anna")[:2] == [
        "Fall in Living room: Just now. Nobody has answered.",
        "It is over: Living room: The person is up again.",
    ]


async def test_whoever_takes_charge_while_others_are_still_being_told_ends_it_at_once(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, time: Time
) -> None:
    phones = [house.phone("Anna"), house.phone("Ben")]
    house.hang("notify.mobile_app_ben")
    await house.automate("fall_response", rooms=[room(hass, setup)], first_phones=phones)
    await fall(hass, app)
    await time.pass_(31)
    await end(hass, app, "acknowledged", "Anna")
    await house.go_on()
    for phone in ("anna", "ben"):
        assert "It is over: Living room: Anna has taken charge." in house.told(phone)


async def test_an_answer_counts_while_it_is_still_being_asked(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, phones: dict[str, list[str]], time: Time
) -> None:
    hass.states.async_set("event.bedside", "2026-11-22T01:00:00")
    house.hang("tts.speak")
    asking = {"speakers": ["media_player.hall"], "text_to_speech": "tts.piper", "buttons": ["event.bedside"]}
    await house.automate("fall_response", rooms=[room(hass, setup)], **asking, **phones)
    await fall(hass, app)
    hass.states.async_set("event.bedside", JUST_AFTER)
    await settle()
    assert commands(app) == [{"command": "acknowledge", "incident": "5f0c", "by": "a button in the house"}]


async def test_help_is_called_while_the_phone_that_asks_for_it_is_still_being_told(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, phones: dict[str, list[str]], time: Time
) -> None:
    own_phones = [house.phone("Grandma")]
    house.hang("notify.mobile_app_grandma")
    await house.automate("fall_response", rooms=[room(hass, setup)], own_phones=own_phones, **phones)
    await fall(hass, app)
    _, help_ = house.last("grandma")["data"]["actions"]
    hass.bus.async_fire("mobile_app_notification_action", {"action": help_["action"]})
    await settle()
    assert len(house.told("anna")) == 1


async def test_a_button_in_the_house_answers(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, phones: dict[str, list[str]], time: Time
) -> None:
    hass.states.async_set("event.bedside", "2026-11-22T01:00:00")
    await house.automate("fall_response", rooms=[room(hass, setup)], buttons=["event.bedside"], **phones)
    await fall(hass, app)
    hass.states.async_set("event.bedside", JUST_AFTER)
    await settle()
    assert commands(app) == [{"command": "acknowledge", "incident": "5f0c", "by": "a button in the house"}]
    await end(hass, app, "acknowledged")
    await time.pass_(60)
    assert house.told("anna") == []


async def test_a_button_in_the_house_answers_also_while_the_app_is_away(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, phones: dict[str, list[str]], time: Time
) -> None:
    hass.states.async_set("event.bedside", "2026-11-22T01:00:00")
    await house.automate("fall_response", rooms=[room(hass, setup)], buttons=["event.bedside"], **phones)
    await fall(hass, app)
    app.publish("status", "offline")
    await settle()
    hass.states.async_set("event.bedside", JUST_AFTER)
    await settle()
    await time.pass_(31)
    assert house.told("anna") == []


async def test_whoever_fell_can_answer_or_ask_for_help_by_phone(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, phones: dict[str, list[str]], time: Time
) -> None:
    await house.automate("fall_response", rooms=[room(hass, setup)], own_phones=[house.phone("Grandma")], **phones)
    await fall(hass, app)
    fine, help_ = house.last("grandma")["data"]["actions"]
    assert (fine["title"], help_["title"]) == ("I'm fine", "Get help")
    hass.bus.async_fire("mobile_app_notification_action", {"action": help_["action"]})
    await settle()
    assert len(house.told("anna")) == 1
    hass.bus.async_fire("mobile_app_notification_action", {"action": fine["action"]})
    await settle()
    assert [command["command"] for command in commands(app)] == ["acknowledge"]


async def test_a_person_who_gets_up_in_time_alarms_nobody(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, phones: dict[str, list[str]], time: Time
) -> None:
    speakers = {"speakers": ["media_player.hall"], "text_to_speech": "tts.piper"}
    await house.automate("fall_response", rooms=[room(hass, setup)], **speakers, **phones)
    await fall(hass, app)
    (spoken,) = house.did("tts.speak")
    assert spoken["media_player_entity_id"] == ["media_player.hall"]
    await end(hass, app, "recovered")
    await time.pass_(60)
    assert house.told("anna") == []


async def test_an_app_that_dies_in_the_middle_does_not_silence_the_alarm(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, phones: dict[str, list[str]], time: Time
) -> None:
    await house.automate("fall_response", rooms=[room(hass, setup)], **phones)
    await fall(hass, app)
    await time.pass_(31)
    app.publish("status", "offline")
    await settle()
    await time.pass_(61)
    assert len(house.told("anna")) == 2
    app.publish("status", "online")
    await end(hass, app, "recovered")
    assert "It is over: Living room: The person is up again." in house.told("anna")


async def test_an_end_is_told_though_the_camera_is_lost(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, phones: dict[str, list[str]], time: Time
) -> None:
    await house.automate("fall_response", rooms=[room(hass, setup)], **phones)
    await fall(hass, app)
    await time.pass_(31)
    app.publish("room/living_room/state", unseen(last_fall=incident(state="acknowledged")))
    app.publish("room/living_room/event", event(event="acknowledged", event_id="5f0c.9", by="Ben"))
    await settle()
    assert hass.states.get(FALL).state == "unavailable"
    assert "It is over: Living room: Ben has taken charge." in house.told("anna")


async def test_after_a_restart_the_alarm_goes_on_where_it_was_and_nobody_is_asked_again(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, phones: dict[str, list[str]], time: Time
) -> None:
    await fall(hass, app)
    await time.pass_(200)
    speakers = {"speakers": ["media_player.hall"], "text_to_speech": "tts.piper"}
    await house.automate("fall_response", rooms=[room(hass, setup)], **speakers, **phones)
    await time.pass_(2)
    assert house.did("tts.speak") == []
    for phone in ("anna", "ben"):
        assert house.told(phone) == ["Fall in Living room: On the floor for 3 min. Nobody has answered."]


async def test_an_end_during_a_restart_is_told(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, phones: dict[str, list[str]]
) -> None:
    await fall(hass, app)
    app.retained["falldetect/home/room/living_room/state"] = json.dumps(recovered())
    assert await hass.config_entries.async_reload(setup.entry_id)
    await hass.async_block_till_done()
    await house.automate("fall_response", rooms=[room(hass, setup)], **phones)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=2))
    await settle()
    expected = "It is over: Living room: The incident ended while Home Assistant was restarting."
    assert house.told("anna") == [expected, "[clear_notification]"]


@pytest.mark.parametrize("up", ["before", "during"])
async def test_an_alarm_that_waits_for_somebody_goes_on_after_a_restart(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, phones: dict[str, list[str]], up: str
) -> None:
    hass.config_entries.async_update_entry(setup, options={"latch": True})
    await hass.config_entries.async_reload(setup.entry_id)
    await hass.async_block_till_done()
    await fall(hass, app)
    if up == "before":
        await end(hass, app, "recovered")
    app.retained["falldetect/home/room/living_room/state"] = json.dumps(recovered())
    assert await hass.config_entries.async_reload(setup.entry_id)
    await hass.async_block_till_done()
    await house.automate("fall_response", rooms=[room(hass, setup)], **phones)
    for seconds in (2, 40):
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=seconds))
        await settle()
    assert hass.states.get(FALL).state == "on"
    assert house.told("anna")
    assert not any("over" in told for told in house.told("anna"))


async def test_a_test_says_that_it_is_one(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, phones: dict[str, list[str]], time: Time
) -> None:
    await house.automate("fall_response", rooms=[room(hass, setup)], **phones)
    await fall(hass, app, test=True)
    await time.pass_(31)
    assert house.told("anna") == ["Test: Fall in Living room: Just now. Nobody has answered."]


SECOND = {"incident": "beef", "onset": "2026-11-22T03:10:00.000Z", "since": "2026-11-22T03:10:02.000Z"}


@pytest.mark.parametrize("is_test", [True, False], ids=["a forgotten test", "an older fall"])
async def test_a_second_person_down_is_asked_and_told_of_though_another_incident_is_open(
    hass: HomeAssistant,
    app: Broker,
    setup: MockConfigEntry,
    house: House,
    phones: dict[str, list[str]],
    time: Time,
    is_test: bool,  # noqa: FBT001
) -> None:
    own_phones = [house.phone("Grandma")]
    await house.automate("fall_response", rooms=[room(hass, setup)], own_phones=own_phones, **phones)
    first = incident(state="long_lie", test=is_test)
    await fall(hass, app, test=is_test)
    await time.pass_(590)
    second = incident(**SECOND)
    app.publish("room/living_room/state", room_state(fall=True, incidents=[first, second], last_fall=second))
    await settle()
    assert len([told for told in house.told("grandma") if "all right" in told]) == 2
    await time.pass_(31)
    tags = {sent["data"]["tag"] for sent in house.did("notify.mobile_app_anna")}
    assert {"fall_5f0c", "fall_beef"} < tags
    # The first one ends: of the second, phones ring on.
    ended = incident(state="acknowledged")
    app.publish("room/living_room/state", room_state(fall=True, incidents=[second], last_fall=ended))
    app.publish("room/living_room/event", event(event="acknowledged", event_id="5f0c.9", by="Ben"))
    await settle()
    over = [sent["data"]["tag"] for sent in house.did("notify.mobile_app_anna") if "over" in sent.get("title", "")]
    assert over == ["fall_5f0c"]
    before = len(house.told("anna"))
    await time.pass_(61)
    assert house.told("anna")[before:] == ["Fall in Living room: On the floor for 1 min. Nobody has answered."]


@pytest.mark.parametrize("number", ["9999", "1e5"])
async def test_an_id_that_looks_like_a_number_is_none(
    hass: HomeAssistant,
    app: Broker,
    setup: MockConfigEntry,
    house: House,
    phones: dict[str, list[str]],
    time: Time,
    number: str,
) -> None:
    await house.automate("fall_response", rooms=[room(hass, setup)], **phones)
    app.publish("room/living_room/state", fallen(incident=number))
    await settle()
    await time.pass_(31)
    assert len(house.told("anna")) == 1
    assert house.last("anna")["data"]["actions"][0]["action"] == f"{MARK}going|{FALL}|{number}"
    app.publish("room/living_room/state", room_state(last_fall=incident(incident=number, state="recovered")))
    app.publish("room/living_room/event", event(event="recovered", event_id="n.9", incident=number))
    await settle()
    assert "It is over: Living room: The person is up again." in house.told("anna")


async def test_help_for_one_is_not_help_for_another(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, house: House, phones: dict[str, list[str]], time: Time
) -> None:
    await house.automate("fall_response", rooms=[room(hass, setup)], **phones)
    await fall(hass, app)
    hass.bus.async_fire("mobile_app_notification_action", {"action": f"{MARK}help|{FALL}|beef"})
    await settle()
    assert house.told("anna") == []
