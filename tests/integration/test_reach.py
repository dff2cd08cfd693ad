"""Phones, lamps and speakers that are gone: each costs only itself, and a repair names it."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.falldetect import phones as phones_module
from custom_components.falldetect.const import DOMAIN
from custom_components.falldetect.devices import async_room_device
from custom_components.falldetect.reach import CHANGE_S, SETTLE_S, async_reach

from .blueprints import House, Time, settle
from .conftest import Broker
from .payloads import event, fallen, incident, lost_camera, room_state

GONE = "0123456789abcdef0123456789abcdef"
STATE, EVENT = "room/living_room/state", "room/living_room/event"


@pytest.fixture
async def house(hass: HomeAssistant, setup: MockConfigEntry, tmp_path: Path) -> AsyncGenerator[House]:
    """Return a house with lights and speakers."""
    made = House(hass, tmp_path)
    made.service("light.turn_on")
    yield made
    await made.leave()


@pytest.fixture
def time(hass: HomeAssistant, house: House, freezer: FrozenDateTimeFactory) -> Time:
    """Return the clock, just after the fall."""
    return Time(hass, freezer, "2026-11-22T03:00:13+00:00")


@pytest.fixture
def rooms(hass: HomeAssistant, setup: MockConfigEntry) -> list[str]:
    """Return the rooms that blueprints are for."""
    device = async_room_device(hass, setup, "living_room")
    assert device
    return [device.id]


def delete(hass: HomeAssistant, phone: str, name: str) -> None:
    """Delete a phone; its action goes with it."""
    dr.async_get(hass).async_remove_device(phone)
    hass.services.async_remove("notify", f"mobile_app_{name}")


def issues(hass: HomeAssistant) -> dict[str, dict[str, str]]:
    """Return what the repairs name, by their id."""
    found = ir.async_get(hass).issues.items()
    return {
        issue_id: dict(issue.translation_placeholders or {}) for (domain, issue_id), issue in found if domain == DOMAIN
    }


async def fall(app: Broker) -> None:
    app.publish(STATE, fallen())
    app.publish(EVENT, event())
    await settle()


@pytest.mark.parametrize("where", ["first", "last", "another step"])
@pytest.mark.parametrize("how", ["deleted", "logged out"])
async def test_a_phone_that_is_gone_keeps_no_other_from_ringing_again_and_again(
    hass: HomeAssistant, app: Broker, house: House, rooms: list[str], time: Time, how: str, where: str
) -> None:
    old, anna, ben = house.phone("Old"), house.phone("Anna"), house.phone("Ben")
    first = {"first": [old, anna], "last": [anna, old], "another step": [anna]}[where]
    second = [old, ben] if where == "another step" else [ben]
    await house.automate("fall_response", rooms=rooms, first_phones=first, second_phones=second)
    if how == "deleted":
        delete(hass, old, "old")
    else:
        hass.services.async_remove("notify", "mobile_app_old")
    await fall(app)
    for _ in range(12):
        await time.pass_(61)
    assert len(house.told("anna")) >= 5
    assert len(house.told("ben")) >= 3
    app.publish(STATE, room_state(last_fall=incident(state="recovered")))
    app.publish(EVENT, event(event="recovered", event_id="5f0c.9"))
    await settle()
    await time.pass_(6)
    assert "It is over" in house.told("ben")[-2]


async def test_an_own_phone_that_is_gone_keeps_nobody_from_being_told(
    app: Broker, house: House, rooms: list[str], time: Time
) -> None:
    await house.automate("fall_response", rooms=rooms, own_phones=[GONE], first_phones=[house.phone("Anna")])
    await fall(app)
    await time.pass_(31)
    assert house.told("anna")


async def test_other_blueprints_tell_those_who_are_there(
    app: Broker, house: House, rooms: list[str], time: Time
) -> None:
    phones = [GONE, house.phone("Anna")]
    await house.automate("camera_lost", rooms=rooms, phones=phones, patience={"minutes": 1})
    app.publish("camera/living_room_window/state", lost_camera())
    await settle()
    await time.pass_(70)
    assert house.told("anna")


async def test_phones_that_share_an_action_are_told_once_and_a_repair_asks_for_names(
    hass: HomeAssistant, app: Broker, house: House, rooms: list[str], time: Time
) -> None:
    one = house.phone("Anna")
    devices = dr.async_get(hass)
    device = devices.async_get(one)
    assert device
    again = {("mobile_app", "2")}
    other = devices.async_get_or_create(config_entry_id=device.config_entry_id, identifiers=again, name="anna").id
    await house.automate("fall_response", rooms=rooms, first_phones=[one, other])
    await fall(app)
    await time.pass_(31)
    assert len(house.told("anna")) == 1
    async_reach(hass).check()
    assert issues(hass) == {"phones_alike/mobile_app_anna": {"name": "Anna", "count": "2"}}


@pytest.mark.parametrize("name", ["📱", "Anna's iPhone", "-Anna", "手机"])
async def test_a_phone_is_found_by_the_action_that_home_assistant_made_for_it(
    hass: HomeAssistant, house: House, name: str
) -> None:
    phone = house.phone(name)
    house.service(f"notify.{phones_module.slugify(f'mobile_app_{name}')}")
    action = phones_module.notify_action(hass, phone)
    assert action
    await hass.services.async_call(DOMAIN, "notify", {"phones": [phone], "message": "Test"}, blocking=True)
    assert house.did(f"notify.{action}") == [{"message": "Test"}]


@pytest.mark.parametrize("error", [HomeAssistantError("no push"), TimeoutError()])
async def test_a_phone_whose_message_fails_is_named_until_one_goes(
    hass: HomeAssistant, house: House, rooms: list[str], error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    phone, anna = house.phone("Mute"), house.phone("Anna")
    await house.automate("fall_response", rooms=rooms, first_phones=[phone, anna])
    fails = True

    async def send(_: ServiceCall) -> None:
        if fails:
            raise error

    hass.services.async_register("notify", "mobile_app_mute", send)
    message = {"phones": [phone, anna], "title": "Test", "message": "Test"}
    await hass.services.async_call(DOMAIN, "notify", message, blocking=True)
    assert issues(hass) == {f"unreachable/{phone}": {"name": "Mute", "automations": "fall_response"}}
    assert "notify.mobile_app_mute could not send a message" in caplog.text
    assert house.told("anna") == ["Test: Test"]
    fails = False
    await hass.services.async_call(DOMAIN, "notify", message, blocking=True)
    assert issues(hass) == {}


async def test_what_hangs_is_not_waited_for(
    hass: HomeAssistant, house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(phones_module, "PATIENCE_S", 0.01)
    phone = house.phone("Slow")
    house.hang("notify.mobile_app_slow")
    await hass.services.async_call(DOMAIN, "notify", {"phones": [phone], "message": "Test"}, blocking=True)
    assert "it took too long" in caplog.text


async def test_each_target_that_is_gone_is_named_at_the_start_and_mended_targets_are_not(
    hass: HomeAssistant, app: Broker, house: House, rooms: list[str]
) -> None:
    hass.states.async_set("light.hall", "on", {"friendly_name": "Hall"})
    hass.states.async_set("media_player.kitchen", "unavailable", {"friendly_name": "Kitchen"})
    hass.states.async_set("tts.piper", "unknown")
    anna = house.phone("Anna")
    house.service("script.ring")
    await house.automate(
        "fall_response",
        rooms=rooms,
        first_phones=[anna, GONE],
        way_lights=["light.hall", "light.gone"],
        speakers=["media_player.kitchen"],
        text_to_speech="tts.piper",
        note="The key is at no. 5",
        alarm_actions=[
            {"action": "script.open_the_door"},
            {"action": "script.ring"},
            {"action": "light.turn_on", "target": {"entity_id": "switch.gone"}},
            {"delay": 1},
        ],
    )
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=SETTLE_S + 1))
    await settle()
    named = {"automations": "fall_response"}
    assert issues(hass) == {
        f"unreachable/{GONE}": {"name": "?"} | named,
        "unreachable/light.gone": {"name": "light.gone"} | named,
        "unreachable/media_player.kitchen": {"name": "Kitchen"} | named,
        "unreachable/script.open_the_door": {"name": "script.open_the_door"} | named,
        "unreachable/switch.gone": {"name": "switch.gone"} | named,
    }
    assert async_reach(hass).unreachable() == ["?", "Kitchen", "light.gone", "script.open_the_door", "switch.gone"]
    hass.states.async_set("media_player.kitchen", "idle", {"friendly_name": "Kitchen"})
    async_reach(hass).check()
    assert "unreachable/media_player.kitchen" not in issues(hass)


async def test_a_phone_that_goes_is_named_soon_by_the_name_it_had(
    hass: HomeAssistant, app: Broker, house: House, rooms: list[str], time: Time
) -> None:
    anna = house.phone("Anna")
    await house.automate("fall_response", rooms=rooms, first_phones=[anna])
    async_reach(hass).check()
    assert issues(hass) == {}
    delete(hass, anna, "anna")
    hass.services.async_register("light", "blink", lambda _: None)
    await time.pass_(CHANGE_S + 1)
    assert issues(hass) == {f"unreachable/{anna}": {"name": "Anna", "automations": "fall_response"}}


async def test_what_other_automations_use_is_their_own_affair(hass: HomeAssistant, house: House) -> None:
    async_reach(hass).check()
    assert issues(hass) == {}


async def test_a_late_tap_ends_the_incident_that_it_was_sent_for_and_no_other(
    hass: HomeAssistant, app: Broker, house: House, rooms: list[str], time: Time
) -> None:
    await house.automate("fall_response", rooms=rooms, first_phones=[house.phone("Anna")])
    await fall(app)
    await time.pass_(31)
    *_, false = house.last("anna")["data"]["actions"]
    app.publish(STATE, fallen(incident="beef"))
    await settle()
    hass.bus.async_fire("mobile_app_notification_action", {"action": false["action"]})
    await settle()
    sent: list[dict[str, Any]] = [one for one, _ in app.published("room/living_room/command")]
    assert '"incident":"5f0c"' in str(sent[-1]).replace(" ", "")


async def test_a_test_hides_no_fall(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    tried = incident(incident="test1", test=True)
    app.publish(STATE, room_state(fall=True, incidents=[tried, incident()], last_fall=incident()))
    await settle()
    state = hass.states.get("binary_sensor.fall_detection_living_room_fall")
    assert state
    assert (state.attributes["incident"], state.attributes["test"]) == ("5f0c", False)
