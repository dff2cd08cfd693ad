"""System health and the update of the app."""

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, get_system_health_info

from custom_components.falldetect.const import DOMAIN

from .conftest import Broker
from .payloads import info, lost_camera, room_state

UPDATE = "update.fall_detection_app"


async def test_system_health_tells_whether_falls_are_noticed(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    assert await async_setup_component(hass, "system_health", {})
    app.publish("camera/living_room_window/state", lost_camera())
    app.publish("room/living_room/state", room_state(monitoring=False))
    await hass.async_block_till_done()
    assert await get_system_health_info(hass, DOMAIN) == {
        "broker_connected": True,
        "apps_online": "1/1",
        "app_versions": "0.1.0",
        "cameras_connected": "0/1",
        "rooms_watched": "0/1",
        "unreachable": "",
    }


async def test_an_app_of_this_version_needs_no_update(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    assert hass.states.get(UPDATE).state == "off"
    app.publish("info", info(app_version="99.0.0"))
    assert hass.states.get(UPDATE).state == "off"


async def test_an_older_app_can_be_updated(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    app.publish("info", info(app_version="0.0.9"))
    state = hass.states.get(UPDATE)
    assert state.state == "on"
    assert (state.attributes["installed_version"], state.attributes["latest_version"]) == ("0.0.9", "0.1.0")
    assert state.attributes["release_url"].endswith("/releases/tag/v0.1.0")
