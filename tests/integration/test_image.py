"""The picture of the newest incident."""

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.image import Image, async_get_image
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .conftest import Broker
from .payloads import JPEG, info

SNAPSHOT = "image.fall_detection_living_room_snapshot"


async def test_a_picture_is_shown_with_the_time_it_came(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    assert hass.states.get(SNAPSHOT).state == "unknown"
    assert "entity_picture" not in hass.states.get(SNAPSHOT).attributes
    freezer.move_to("2026-11-22T03:00:13+00:00")
    app.publish("room/living_room/snapshot", JPEG)
    assert hass.states.get(SNAPSHOT).state == "2026-11-22T03:00:13+00:00"
    assert SNAPSHOT in hass.states.get(SNAPSHOT).attributes["entity_picture"]
    assert await async_get_image(hass, SNAPSHOT) == Image("image/jpeg", JPEG)


async def test_a_cleared_picture_is_forgotten(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    app.publish("room/living_room/snapshot", JPEG)
    app.publish("room/living_room/snapshot", b"")
    assert hass.states.get(SNAPSHOT).state == "unknown"
    with pytest.raises(HomeAssistantError):
        await async_get_image(hass, SNAPSHOT)


async def test_an_app_that_takes_no_pictures_has_no_image(
    hass: HomeAssistant, app: Broker, entry: MockConfigEntry
) -> None:
    app.retain("info", info(features=[]))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert hass.states.get(SNAPSHOT) is None
