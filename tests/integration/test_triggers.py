"""Purpose-specific triggers and conditions: by entity, area and label, for this integration's rooms alone."""

from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import floor_registry as fr
from homeassistant.helpers import label_registry as lr
from homeassistant.helpers.condition import async_get_all_descriptions as async_get_conditions
from homeassistant.helpers.trigger import async_get_all_descriptions as async_get_triggers
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    mock_restore_cache_with_extra_data,
)

from custom_components.falldetect.condition import CONDITIONS
from custom_components.falldetect.devices import async_room_device
from custom_components.falldetect.trigger import CATCH_UP_S, TRIGGERS

from .automation import automate
from .conftest import Broker
from .payloads import camera_state, event, fallen, lost_camera, recovered, room_state

ROOM = "fall_detection_living_room"
FALL = f"binary_sensor.{ROOM}_fall"
INCIDENT = f"event.{ROOM}_incident"
INACTIVITY = f"binary_sensor.{ROOM}_inactivity"
CAMERA = f"binary_sensor.{ROOM}_window_camera"


def on(key: str, entity_id: str, **options: Any) -> dict[str, Any]:
    """Return a trigger of an entity."""
    return {"trigger": f"falldetect.{key}", "target": {"entity_id": entity_id}, "options": options}


async def begin(hass: HomeAssistant) -> None:
    """Let the automation have begun for a moment."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=CATCH_UP_S + 0.1))
    await hass.async_block_till_done()


async def publish(hass: HomeAssistant, app: Broker, topic: str, payload: object) -> None:
    """Let the app tell something, and everybody hear it."""
    app.publish(topic, payload)
    await hass.async_block_till_done()


async def test_every_trigger_and_condition_is_described_for_the_editor(
    hass: HomeAssistant, setup: MockConfigEntry
) -> None:
    await automate(hass, on("recovered", INCIDENT))
    triggers, conditions = await async_get_triggers(hass), await async_get_conditions(hass)
    for key in TRIGGERS:
        (target,) = triggers[f"falldetect.{key}"]["target"]["entity"]
        assert target["integration"] == "falldetect"
    for key in CONDITIONS:
        (target,) = conditions[f"falldetect.{key}"]["target"]["entity"]
        assert target["integration"] == "falldetect"


@pytest.mark.parametrize(
    ("key", "step"),
    [
        ("fall_detected", "fall"),
        ("fall_suspected", "suspected"),
        ("long_lie", "long_lie"),
        ("near_fall", "near_fall"),
        ("person_down", "person_down"),
        ("recovered", "recovered"),
        ("alarm_ended", "recovered"),
        ("alarm_ended", "acknowledged"),
        ("alarm_ended", "dismissed"),
    ],
)
async def test_a_step_triggers_and_others_do_not(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, key: str, step: str
) -> None:
    noted = await automate(hass, on(key, INCIDENT))
    for number, other in enumerate((step, "inactivity_ended", step)):
        await publish(hass, app, "room/living_room/event", event(event=other, event_id=f"a.{number}"))
    assert noted.entities == [INCIDENT, INCIDENT]


async def test_steps_of_one_moment_all_trigger(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    noted = await automate(hass, on("fall_detected", INCIDENT))
    app.publish("room/living_room/event", event(event="suspected", event_id="a.1"))
    await publish(hass, app, "room/living_room/event", event(event_id="a.2"))
    assert len(noted) == 1


@pytest.mark.parametrize("by", ["area_id", "floor_id", "label_id", "device_id"])
async def test_a_room_is_meant_by_its_area_floor_label_or_device(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, by: str
) -> None:
    device = async_room_device(hass, setup, "living_room")
    assert device
    floor = fr.async_get(hass).async_create("Ground floor")
    area = ar.async_get(hass).async_create("Parlour", floor_id=floor.floor_id)
    label = lr.async_get(hass).async_create("Grandma")
    dr.async_get(hass).async_update_child_device(device.id, area_id=area.id, labels={label.label_id})
    other = er.async_get(hass).async_get_or_create("event", "elsewhere", "1", suggested_object_id="doorbell")
    er.async_get(hass).async_update_entity(other.entity_id, area_id=area.id, labels={label.label_id})
    ids = {"area_id": area.id, "floor_id": floor.floor_id, "label_id": label.label_id, "device_id": device.id}
    noted = await automate(hass, {"trigger": "falldetect.fall_detected", "target": {by: ids[by]}})
    for moment in ("2026-11-22T03:00:00", "2026-11-22T03:00:01"):
        hass.states.async_set(other.entity_id, moment, {"event_type": "fall"})
    await publish(hass, app, "room/living_room/event", event())
    assert noted.entities == [INCIDENT]


async def test_an_alarm_is_raised_once_for_each_incident(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    noted = await automate(hass, on("alarm_raised", FALL))
    await publish(hass, app, "room/living_room/state", fallen())
    await publish(hass, app, "room/living_room/state", fallen(state="long_lie"))
    await publish(hass, app, "status", "offline")
    await publish(hass, app, "status", "online")
    assert noted.entities == [FALL]
    await publish(hass, app, "room/living_room/state", recovered())
    await publish(hass, app, "room/living_room/state", fallen(incident="other"))
    assert noted.entities == [FALL, FALL]


async def test_an_alarm_that_is_open_already_is_raised_as_the_automation_begins(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    await publish(hass, app, "room/living_room/state", fallen())
    noted = await automate(hass, on("alarm_raised", FALL))
    await begin(hass)
    await publish(hass, app, "room/living_room/state", fallen(state="long_lie"))
    assert noted.entities == [FALL]


async def test_an_alarm_opened_while_the_app_was_away_is_raised(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    noted = await automate(hass, on("alarm_raised", FALL))
    await publish(hass, app, "status", "offline")
    app.publish("room/living_room/state", fallen())
    await publish(hass, app, "status", "online")
    assert noted.entities == [FALL]


LAST = {"last_event_type": "fall", "last_event_attributes": {"event_id": "5f0c.2", "incident": "5f0c"}}


@pytest.fixture
async def restarted(hass: HomeAssistant, app: Broker, entry: MockConfigEntry) -> MockConfigEntry:
    """Return the entry after a restart, in which an incident that was open before has ended."""
    mock_restore_cache_with_extra_data(hass, [(State(INCIDENT, "2026-11-22T03:00:12.400+00:00"), LAST)])
    app.retain("room/living_room/state", recovered())
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


async def test_an_end_that_nobody_heard_of_is_told_as_the_automation_begins(
    hass: HomeAssistant, restarted: MockConfigEntry
) -> None:
    noted = await automate(hass, on("alarm_ended", INCIDENT))
    await begin(hass)
    assert noted.entities == [INCIDENT]
    assert hass.states.get(INCIDENT).attributes["missed"] is True


async def restart(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Forget everything but what outlives a restart."""
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()


OTHER = {"incident": "77", "event_id": "77.1"}


@pytest.mark.parametrize("meanwhile", ["inactivity_started", "suspected", "recovered"])
async def test_an_end_that_nobody_heard_of_is_told_whatever_else_happened_meanwhile(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, meanwhile: str
) -> None:
    await publish(hass, app, "room/living_room/event", event())
    await publish(hass, app, "room/living_room/event", event(event=meanwhile, **OTHER))
    await restart(hass, setup)
    app.retain("room/living_room/state", recovered())
    await restart(hass, setup)
    noted = await automate(hass, on("alarm_ended", INCIDENT))
    await begin(hass)
    assert noted.entities == [INCIDENT]
    assert hass.states.get(INCIDENT).attributes["incident"] == "5f0c"


async def test_an_end_that_was_heard_is_not_told_as_missed(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    await publish(hass, app, "room/living_room/event", event())
    await publish(hass, app, "room/living_room/event", event(event="recovered", event_id="5f0c.3"))
    app.retain("room/living_room/state", recovered())
    await restart(hass, setup)
    assert hass.states.get(INCIDENT).attributes["missed"] is False


async def test_an_end_that_was_missed_long_ago_is_not_told(
    hass: HomeAssistant, restarted: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    freezer.tick(timedelta(minutes=11))
    noted = await automate(hass, on("alarm_ended", INCIDENT))
    await begin(hass)
    assert noted == []


async def test_an_end_that_was_missed_is_not_told_again_when_its_own_event_comes(
    hass: HomeAssistant, app: Broker, restarted: MockConfigEntry
) -> None:
    noted = await automate(hass, on("alarm_ended", INCIDENT))
    await begin(hass)
    await publish(hass, app, "room/living_room/event", event(event="recovered", event_id="5f0c.3"))
    assert noted.entities == [INCIDENT]


async def test_an_incident_that_is_still_open_has_not_ended(
    hass: HomeAssistant, app: Broker, entry: MockConfigEntry
) -> None:
    mock_restore_cache_with_extra_data(hass, [(State(INCIDENT, "2026-11-22T03:00:12.400+00:00"), LAST)])
    app.retain("room/living_room/state", fallen())
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert hass.states.get(INCIDENT).attributes["event_type"] == "fall"


async def test_inactivity_triggers(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    noted = await automate(hass, on("inactivity_started", INACTIVITY))
    await publish(hass, app, "room/living_room/state", room_state(inactive=True))
    assert noted.entities == [INACTIVITY]


SPELL = {"inactive": True, "inactive_since": "2026-11-22T02:00:00Z"}


async def test_inactivity_that_began_while_the_app_was_away_triggers_once(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    noted = await automate(hass, on("inactivity_started", INACTIVITY))
    for _ in range(2):
        await publish(hass, app, "status", "offline")
        app.publish("room/living_room/state", room_state(**SPELL))
        await publish(hass, app, "status", "online")
    assert noted.entities == [INACTIVITY]
    await publish(hass, app, "room/living_room/state", room_state())
    await publish(hass, app, "room/living_room/state", room_state(**SPELL))
    assert len(noted) == 2


async def test_inactivity_that_is_there_already_triggers_once_as_the_automation_begins(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    await publish(hass, app, "room/living_room/state", room_state(**SPELL))
    noted = await automate(hass, on("inactivity_started", INACTIVITY))
    await begin(hass)
    await publish(hass, app, "status", "offline")
    await publish(hass, app, "status", "online")
    assert noted.entities == [INACTIVITY]


async def test_a_camera_that_stays_lost_triggers(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    noted = await automate(hass, on("camera_lost", CAMERA, **{"for": "00:05:00"}))
    await publish(hass, app, "camera/living_room_window/state", lost_camera())
    assert noted == []
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=5, seconds=1))
    await hass.async_block_till_done()
    assert noted.entities == [CAMERA]


async def test_a_camera_that_is_lost_when_its_app_comes_back_triggers(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    noted = await automate(hass, on("camera_lost", CAMERA))
    await publish(hass, app, "status", "offline")
    app.publish("camera/living_room_window/state", lost_camera())
    await publish(hass, app, "status", "online")
    await publish(hass, app, "camera/living_room_window/state", camera_state())
    assert noted.entities == [CAMERA]


@pytest.mark.parametrize(
    ("condition", "entity_id", "state"),
    [("has_open_incident", FALL, fallen()), ("is_inactive", INACTIVITY, room_state(inactive=True))],
)
async def test_a_condition_holds_while_it_is_so(
    hass: HomeAssistant,
    app: Broker,
    setup: MockConfigEntry,
    condition: str,
    entity_id: str,
    state: dict[str, Any],
) -> None:
    target = {"entity_id": [entity_id, CAMERA]}
    conditions = [{"condition": f"falldetect.{condition}", "target": target}]
    noted = await automate(hass, {"trigger": "event", "event_type": "ask"} | {"id": "asked"}, conditions)
    hass.bus.async_fire("ask")
    await hass.async_block_till_done()
    assert len(noted) == 0
    await publish(hass, app, "room/living_room/state", state)
    hass.bus.async_fire("ask")
    await hass.async_block_till_done()
    assert len(noted) == 1
