"""Diagnostics."""

import json

from homeassistant.components.diagnostics import REDACTED
from homeassistant.core import HomeAssistant
from homeassistant.helpers.json import ExtendedJSONEncoder
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion

from custom_components.falldetect.diagnostics import async_get_config_entry_diagnostics

from .conftest import Broker
from .payloads import INSTALLATION_ID, JPEG, fallen, lost_camera


async def test_diagnostics_tell_all_that_is_known_but_not_of_whom(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, snapshot: SnapshotAssertion
) -> None:
    app.publish("room/living_room/state", fallen())
    app.publish("room/living_room/snapshot", JPEG)
    app.publish("camera/living_room_window/state", lost_camera())
    app.publish("room/living_room/event", "nonsense")
    diagnostics = await async_get_config_entry_diagnostics(hass, setup)
    assert diagnostics == snapshot
    text = json.dumps(diagnostics, cls=ExtendedJSONEncoder)
    assert REDACTED in text
    for private in (
        INSTALLATION_ID,
        "Living room",
        "Window",
        "password",
        "skeleton",
        "living_room",
        "window",
        "/home/",
    ):
        assert private not in text
