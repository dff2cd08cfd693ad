"""All entities of a room, as they are registered and shown."""

from unittest.mock import patch

import pytest
from freezegun import freeze_time
from homeassistant.components.image import ImageEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry, snapshot_platform
from syrupy.assertion import SnapshotAssertion

from custom_components.falldetect import PLATFORMS

from .conftest import Broker
from .payloads import JPEG, event, fallen


def append_token(image: ImageEntity) -> None:
    """Give an image a token that is the same in every run."""
    image.access_tokens.append("token")


@pytest.mark.usefixtures("every_entity_enabled")
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_entities_of_a_room_in_which_somebody_has_fallen(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    app: Broker,
    entry: MockConfigEntry,
    snapshot: SnapshotAssertion,
    platform: Platform,
) -> None:
    with (
        patch("custom_components.falldetect.PLATFORMS", [platform]),
        patch("homeassistant.components.image.ImageEntity.async_update_token", append_token),
    ):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
    with freeze_time("2026-11-22T03:00:30+00:00"):
        app.publish("room/living_room/state", fallen())
        app.publish("room/living_room/event", event())
        app.publish("room/living_room/snapshot", JPEG)
    await snapshot_platform(hass, entity_registry, snapshot, entry.entry_id)
