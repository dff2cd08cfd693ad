"""Review reproductions."""
import json
from datetime import timedelta

import pytest
from homeassistant.core import State
from homeassistant.helpers import restore_state as rs
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_fire_time_changed, mock_restore_cache_with_extra_data

from .automation import automate
from .blueprints import House, Time, settle
from .payloads import *
from .test_actions import act
from .test_commands import commands
from .test_fall_response import house, phones, room, time, fall, end  # noqa: F401
from .test_options import LATCHED, latching, set_options, alarm  # noqa: F401
from .test_triggers import on, begin, publish, FALL, INCIDENT, INACTIVITY, LAST


async def restart(hass, app, entry):
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


async def test_t1_latch_lost(hass, app, latching):
    assert alarm(hass).state == "on"
    app.retain("status", "offline")
    await hass.async_block_till_done()
    await restart(hass, app, latching)
    app.retain("status", "online")
    await hass.async_block_till_done()
    print("T1", alarm(hass))
    assert alarm(hass).state == "on"


async def test_t2_late_setup(hass, app, setup):
    await publish(hass, app, "room/living_room/state", fallen())
    await publish(hass, app, "room/living_room/event", event())
    assert await hass.config_entries.async_unload(setup.entry_id)
    await hass.async_block_till_done()
    print("T2 while away", hass.states.get(INCIDENT).state)
    app.retained["falldetect/home/room/living_room/state"] = json.dumps(recovered())
    noted = await automate(hass, on("alarm_ended", INCIDENT))
    await begin(hass)
    assert await hass.config_entries.async_setup(setup.entry_id)
    await hass.async_block_till_done()
    await begin(hass)
    print("T2", hass.states.get(INCIDENT), noted)
    assert hass.states.get(INCIDENT).attributes["missed"] is True
    assert noted.entities == [INCIDENT]


async def test_t2b_reconnect(hass, app, setup):
    await publish(hass, app, "room/living_room/state", fallen())
    await publish(hass, app, "room/living_room/event", event())
    noted = await automate(hass, on("alarm_ended", INCIDENT))
    await begin(hass)
    await app.connect(connected=False)
    await app.connect(connected=True)
    hass.data["mqtt"].client._retained_topics.clear()
    app.publish("room/living_room/state", recovered(), retain=True)
    await hass.async_block_till_done()
    app.publish("status", "online", retain=True)
    await hass.async_block_till_done()
    print("T2b", hass.states.get(INCIDENT), noted)
    assert noted.entities == [INCIDENT]


@pytest.mark.parametrize("between", ["inactivity_started", "suspected", None])
async def test_t3_open_forgotten(hass, app, setup, between):
    await publish(hass, app, "room/living_room/state", fallen())
    await publish(hass, app, "room/living_room/event", event())
    if between:
        await publish(hass, app, "room/living_room/event", event(event=between, incident="77", event_id="77.1"))
    app.retained["falldetect/home/room/living_room/state"] = json.dumps(recovered())
    await restart(hass, app, setup)
    noted = await automate(hass, on("alarm_ended", INCIDENT))
    await begin(hass)
    assert noted.entities == [INCIDENT]


@pytest.mark.parametrize(("action", "data"), [("pause", {"duration": {"hours": 1}}), ("test_alarm", {}), ("export_history", {}), ("acknowledge", {})])
@pytest.mark.parametrize("how", ["paused", "unseen", "offline"])
async def test_t4_ignored(hass, app, setup, action, data, how):
    if how == "offline":
        await publish(hass, app, "room/living_room/state", fallen())
        await publish(hass, app, "status", "offline")
    else:
        await publish(hass, app, "room/living_room/state", unseen(monitoring=how != "paused"))
    try:
        await act(hass, action, **data)
    except Exception as e:
        print("T4", action, how, type(e), e)
        return
    assert commands(app) != []


async def test_t5_inactivity_blip(hass, app, setup, house, time):
    anna = house.phone("Anna")
    await house.automate("inactivity_check", rooms=[room(hass, setup)], phones=[anna])
    app.publish("room/living_room/state", room_state(inactive=True, inactivity="still"))
    await settle()
    await time.pass_(30)
    app.publish("status", "offline")
    await settle()
    await time.pass_(5)
    app.publish("status", "online")
    await settle()
    print("T5", hass.states.get(INACTIVITY).state)
    for _ in range(10):
        await time.pass_(130)
    print("T5", house.told("anna"))
    assert house.told("anna")


async def test_t5b_inactive_after_restart(hass, app, setup):
    noted = await automate(hass, on("inactivity_started", INACTIVITY))
    await publish(hass, app, "status", "offline")
    app.publish("room/living_room/state", room_state(inactive=True, inactivity="still"))
    await publish(hass, app, "status", "online")
    assert noted.entities == [INACTIVITY]


async def test_t6_room_removed(hass, app, setup, house, phones, time):
    await house.automate("fall_response", rooms=[room(hass, setup)], **phones)
    await fall(hass, app)
    await time.pass_(31)
    app.publish("info", info(rooms=[], cameras=[]))
    await settle()
    await time.pass_(10)
    print("T6", house.told("anna"))
    assert not any("up again" in text for text in house.told("anna"))


async def test_t7_second_restart(hass, app, setup):
    await publish(hass, app, "room/living_room/state", fallen())
    await publish(hass, app, "room/living_room/event", event())
    app.retained["falldetect/home/room/living_room/state"] = json.dumps(recovered())
    await restart(hass, app, setup)
    assert hass.states.get(INCIDENT).attributes["missed"] is True
    await restart(hass, app, setup)
    noted = await automate(hass, on("alarm_ended", INCIDENT))
    await begin(hass)
    assert noted.entities == []


async def test_t7b_toggle(hass, app, setup):
    await publish(hass, app, "room/living_room/state", fallen())
    await publish(hass, app, "room/living_room/event", event())
    app.retained["falldetect/home/room/living_room/state"] = json.dumps(recovered())
    await restart(hass, app, setup)
    noted = await automate(hass, on("alarm_ended", INCIDENT))
    await begin(hass)
    assert len(noted) == 1
    await hass.services.async_call("automation", "turn_off", {"entity_id": "automation.test"}, blocking=True)
    await hass.services.async_call("automation", "turn_on", {"entity_id": "automation.test"}, blocking=True)
    await begin(hass)
    assert len(noted) == 1


async def test_t8_latched_restart(hass, app, setup, house, phones):
    await set_options(hass, setup, **LATCHED)
    await fall(hass, app)
    app.retained["falldetect/home/room/living_room/state"] = json.dumps(recovered())
    await restart(hass, app, setup)
    await house.automate("fall_response", rooms=[room(hass, setup)], **phones)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=2))
    await settle()
    print("T8", hass.states.get(FALL), house.told("anna"))
    assert not (hass.states.get(FALL).state == "on" and any("over" in t for t in house.told("anna")))


async def test_t8b_latched_up_then_restart(hass, app, latching, house, phones):
    await restart(hass, app, latching)
    await house.automate("fall_response", rooms=[room(hass, latching)], **phones)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=2))
    await settle()
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=40))
    await settle()
    print("T8b", hass.states.get(FALL), house.told("anna"))
    assert house.told("anna")


@pytest.fixture
async def lsetup(hass, setup):
    await set_options(hass, setup, **LATCHED)
    return setup


async def test_t8c_latched_app_offline(hass, app, lsetup, house, phones, time):
    setup = lsetup
    await house.automate("fall_response", rooms=[room(hass, setup)], **phones)
    await fall(hass, app)
    await time.pass_(31)
    await end(hass, app, "recovered")
    await time.pass_(61)
    n = len(house.told("anna"))
    print("T8c", house.told("anna"), hass.states.get(FALL).state)
    app.publish("status", "offline")
    await settle()
    await time.pass_(6)
    app.publish("status", "online")
    await settle()
    await time.pass_(61)
    print("T8c", house.told("anna"), hass.states.get(FALL).state)
    assert not any("over" in t for t in house.told("anna"))


async def test_t9_old_picture(hass, app, setup, house, phones, time):
    await house.automate("fall_response", rooms=[room(hass, setup)], **phones)
    app.publish("room/living_room/snapshot", JPEG)
    await settle()
    await time.pass_(hours=48)
    onset = dt_util.utcnow().isoformat()
    app.publish("room/living_room/state", fallen(incident="new", onset=onset, since=onset, test=True))
    await settle()
    await time.pass_(31)
    print("T9", house.last("anna")["data"]["image"], hass.states.get("image.fall_detection_living_room_snapshot"))
    assert house.last("anna")["data"]["image"] is None


async def test_t10_renamed(hass, app, setup, house, phones, time):
    await house.automate("fall_response", rooms=[room(hass, setup)], **phones)
    lounge = {"id": "lounge", "name": "Lounge", "cameras": ["living_room_window"]}
    app.publish("info", info(rooms=[lounge], cameras=[{**CAMERA, "room": "lounge"}]))
    await settle()
    app.publish("room/living_room/state", "")
    app.publish("room/lounge/state", {**room_state(), "room": "lounge"})
    await settle()
    app.publish("room/lounge/state", {**fallen(), "room": "lounge"})
    await settle()
    await time.pass_(31)
    from homeassistant.helpers import issue_registry as ir
    print("T10", [s.entity_id + "=" + s.state for s in hass.states.async_all() if "lounge" in s.entity_id or "_fall" in s.entity_id], house.told("anna"), list(ir.async_get(hass).issues))
    assert house.told("anna")


async def test_t11_asks_person_down(hass, app, setup, house, phones, time):
    await house.automate("fall_response", rooms=[room(hass, setup)], speakers=["media_player.hall"], text_to_speech="tts.piper", **phones)
    onset = (dt_util.utcnow() - timedelta(seconds=120)).isoformat()
    app.publish("room/living_room/state", fallen(state="person_down", onset=onset))
    await settle()
    print("T11", house.did("tts.speak"), house.told("anna"))
    assert house.did("tts.speak")


async def test_t12_renamed(hass, app, setup):
    noted = await automate(hass, {"trigger": "falldetect.alarm_raised", "target": {"device_id": room(hass, setup)}})
    await begin(hass)
    lounge = {"id": "lounge", "name": "Lounge", "cameras": ["living_room_window"]}
    app.retain("info", info(rooms=[lounge], cameras=[{**CAMERA, "room": "lounge"}]))
    app.retained.pop("falldetect/home/room/living_room/state")
    app.publish("room/living_room/state", "")
    app.retain("room/lounge/state", {**room_state(), "room": "lounge"})
    await hass.async_block_till_done()
    await begin(hass)
    app.publish("room/lounge/state", {**fallen(), "room": "lounge"})
    await hass.async_block_till_done()
    await begin(hass)
    from homeassistant.helpers import issue_registry as ir
    print("T12", [s.entity_id + "=" + s.state for s in hass.states.async_all("binary_sensor")], noted, list(ir.async_get(hass).issues))
    assert noted


@pytest.mark.parametrize("state_first", [False, True])
async def test_t13_renamed_entities(hass, app, setup, state_first):
    lounge = {"id": "lounge", "name": "Lounge", "cameras": ["living_room_window"]}
    # as the app does: offline, clear what is gone, info, state, online
    app.retain("status", "offline")
    await hass.async_block_till_done()
    app.retained.pop("falldetect/home/room/living_room/state")
    app.publish("room/living_room/state", "")
    app.retain("info", info(rooms=[lounge], cameras=[{**CAMERA, "room": "lounge"}]))
    if not state_first:
        await hass.async_block_till_done()
    app.retain("room/lounge/state", {**room_state(), "room": "lounge"})
    app.retain("status", "online")
    await hass.async_block_till_done()
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=10))
    await hass.async_block_till_done()
    app.retain("room/lounge/state", {**fallen(), "room": "lounge"})
    await hass.async_block_till_done()
    fall_entity = "binary_sensor.fall_detection_lounge_fall"
    obj = hass.data["entity_components"]["binary_sensor"].get_entity(fall_entity) if "entity_components" in hass.data else None
    from homeassistant.helpers import entity_component
    for comp in hass.data.get("entity_components", {}).values():
        obj = obj or comp.get_entity(fall_entity)
    print("T13", state_first, hass.states.get(fall_entity), setup.state, obj and obj.hub is setup.runtime_data, obj and obj.hub.rooms.keys(), setup.runtime_data.rooms.keys())
    s1 = hass.states.get(fall_entity).state
    await hass.config_entries.async_reload(setup.entry_id)
    await hass.async_block_till_done()
    print("T13 after another reload", hass.states.get(fall_entity).state)
    assert s1 == "on"
