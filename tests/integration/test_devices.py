"""Devices and entities follow the rooms and cameras that the app has."""

from collections.abc import Callable

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from .conftest import Broker
from .payloads import CAMERA, FEATURES, KITCHEN, KITCHEN_CAMERA, ROOM, fallen, info, info_with_kitchen, room_state

KITCHEN_FALL = "binary_sensor.fall_detection_kitchen_fall"
LOUNGE = {"id": "lounge", "name": "Lounge", "cameras": ["living_room_window"]}
WINDOW = "binary_sensor.fall_detection_living_room_window_camera"


@pytest.fixture
def rooms(device_registry: dr.DeviceRegistry, setup: MockConfigEntry) -> Callable[[], set[str | None]]:
    """Return a function that tells the names of the rooms' devices."""
    return lambda: {device.name for device in dr.async_child_entries_for_config_entry(device_registry, setup.entry_id)}


async def publish_info(hass: HomeAssistant, app: Broker, payload: object) -> None:
    """Let the app say what it has."""
    app.retain("info", payload)
    await hass.async_block_till_done()


async def test_the_app_is_a_device_and_each_room_a_part_of_it(
    device_registry: dr.DeviceRegistry, setup: MockConfigEntry
) -> None:
    (app,) = dr.async_entries_for_config_entry(device_registry, setup.entry_id)
    (room,) = dr.async_child_entries_for_config_entry(device_registry, setup.entry_id)
    assert (app.name, app.sw_version) == ("Fall detection", "0.1.0")
    assert (room.name, room.parent_device_id) == ("Living room", app.id)


async def test_a_room_added_while_running_gets_its_device_and_entities(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, rooms: Callable[[], set[str]]
) -> None:
    await publish_info(hass, app, info_with_kitchen())
    app.publish("room/kitchen/state", room_state(room="kitchen"))
    assert rooms() == {"Living room", "Kitchen"}
    assert hass.states.get(KITCHEN_FALL).state == "off"
    assert hass.states.get("binary_sensor.fall_detection_kitchen_door_camera")


async def test_a_room_that_is_gone_leaves_nothing_behind(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    app: Broker,
    setup: MockConfigEntry,
    rooms: Callable[[], set[str]],
) -> None:
    await publish_info(hass, app, info_with_kitchen())
    await publish_info(hass, app, info())
    assert rooms() == {"Living room"}
    assert not [entity_id for entity_id in entity_registry.entities if "kitchen" in entity_id]
    assert not [entity_id for entity_id in hass.states.async_entity_ids() if "kitchen" in entity_id]


async def test_a_room_that_went_while_home_assistant_was_away_is_removed_at_start(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, rooms: Callable[[], set[str]]
) -> None:
    await publish_info(hass, app, info_with_kitchen())
    await hass.config_entries.async_unload(setup.entry_id)
    app.retain("info", info())
    await hass.config_entries.async_setup(setup.entry_id)
    await hass.async_block_till_done()
    assert rooms() == {"Living room"}


async def test_a_room_that_comes_back_is_there_again(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    for payload in (info_with_kitchen(), info(), info_with_kitchen()):
        await publish_info(hass, app, payload)
    assert hass.states.get(KITCHEN_FALL)


async def test_a_renamed_room_keeps_its_entities(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, rooms: Callable[[], set[str]]
) -> None:
    await publish_info(hass, app, info(rooms=[{**ROOM, "name": "Parlour"}]))
    assert rooms() == {"Parlour"}
    state = hass.states.get("binary_sensor.fall_detection_living_room_fall")
    assert state.name == "Parlour Fall"


async def test_a_room_under_a_new_id_is_watched_at_once_with_its_camera(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, rooms: Callable[[], set[str]]
) -> None:
    await publish_info(hass, app, info(rooms=[LOUNGE], cameras=[{**CAMERA, "room": "lounge"}]))
    assert rooms() == {"Lounge"}
    app.publish("room/lounge/state", fallen(room="lounge"))
    assert hass.states.get("binary_sensor.fall_detection_lounge_fall").state == "on"
    assert not [state.entity_id for state in hass.states.async_all() if state.attributes.get("restored")]


async def test_a_newer_app_shows_its_version(
    hass: HomeAssistant, device_registry: dr.DeviceRegistry, app: Broker, setup: MockConfigEntry
) -> None:
    await publish_info(hass, app, info(app_version="0.2.0"))
    (device,) = dr.async_entries_for_config_entry(device_registry, setup.entry_id)
    assert device.sw_version == "0.2.0"


async def test_a_second_camera_in_a_room_is_added(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    await publish_info(hass, app, info(cameras=[CAMERA, {"id": "shelf", "name": "Shelf", "room": "living_room"}]))
    assert hass.states.get("binary_sensor.fall_detection_living_room_shelf_camera")
    assert hass.states.get(WINDOW)


async def test_a_camera_that_is_gone_takes_its_entities_along(
    hass: HomeAssistant, entity_registry: er.EntityRegistry, app: Broker, setup: MockConfigEntry
) -> None:
    await publish_info(hass, app, info(cameras=[]))
    assert not [entity_id for entity_id in entity_registry.entities if "window" in entity_id]
    assert hass.states.get("binary_sensor.fall_detection_living_room_fall")


async def test_a_camera_moved_to_another_room_moves_in_home_assistant_too(
    hass: HomeAssistant,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
    app: Broker,
    setup: MockConfigEntry,
) -> None:
    await publish_info(hass, app, info_with_kitchen())
    await publish_info(hass, app, info(rooms=[ROOM, KITCHEN], cameras=[{**CAMERA, "room": "kitchen"}, KITCHEN_CAMERA]))
    device = device_registry.async_get(entity_registry.async_get(WINDOW).device_id)
    assert device.name == "Kitchen"


async def test_a_renamed_camera_shows_its_new_name(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    await publish_info(hass, app, info(cameras=[{**CAMERA, "name": "Door"}]))
    assert hass.states.get(WINDOW).name == "Living room Door camera"


async def test_a_feature_that_the_app_lost_takes_its_entities_along_at_once(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    await publish_info(hass, app, info(features=[feature for feature in FEATURES if feature != "sensitivity"]))
    assert hass.states.get("select.fall_detection_living_room_sensitivity").attributes["restored"]


async def test_a_camera_of_a_room_that_is_not_listed_is_left_out(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    await publish_info(hass, app, info(cameras=[CAMERA, KITCHEN_CAMERA]))
    assert not [entity_id for entity_id in hass.states.async_entity_ids() if "kitchen" in entity_id]


async def test_only_what_the_app_no_longer_has_can_be_removed_by_hand(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    device_registry: dr.DeviceRegistry,
    setup: MockConfigEntry,
) -> None:
    assert await async_setup_component(hass, "config", {})
    (app,) = dr.async_entries_for_config_entry(device_registry, setup.entry_id)
    (room,) = dr.async_child_entries_for_config_entry(device_registry, setup.entry_id)
    lost = device_registry.async_get_or_create_child(
        config_entry_id=setup.entry_id,
        identifiers={("falldetect", "left from a trial")},
        name="Attic",
        parent_device_id=app.id,
    )
    client = await hass_ws_client(hass)
    for device, allowed in ((app, False), (room, False), (lost, True)):
        assert (await client.remove_device(device.id))["success"] is allowed
