"""From a camera to Home Assistant and back, with every part real. The tests go on from each other, as a day does."""

import cv2
import numpy as np
import pytest

from .helpers.browser import photograph, signed_in
from .helpers.home import ARTIFACTS, DOMAIN, Home

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

ROOM = "fall_detection_living_room"
FALL = f"binary_sensor.{ROOM}_fall"
CAMERA = f"binary_sensor.{ROOM}_window_camera"
INCIDENT = f"event.{ROOM}_incident"
SNAPSHOT = f"image.{ROOM}_snapshot"
ACKNOWLEDGE = f"button.{ROOM}_acknowledge"
APP = "binary_sensor.fall_detection_connection"


async def test_the_app_is_found_and_its_blind_camera_explained(home: Home) -> None:
    await home.until_state(APP, "on")
    camera = await home.until(CAMERA, lambda state: state["attributes"].get("problem") == "refused", "the problem")
    assert camera["state"] == "off"
    await home.until_state(FALL, "unavailable")


async def test_a_fall_is_told_and_pictured_until_somebody_takes_charge(home: Home) -> None:
    home.camera.start()
    await home.until_state(CAMERA, "on")
    await home.until_state(FALL, "off")
    await home.until_state(FALL, "on")
    event = await home.until(INCIDENT, lambda state: state["attributes"]["event_type"] == "fall", "the event")
    assert event["attributes"]["reasons"]
    await the_picture_shows_somebody(home)
    await the_device_page_is_photographed(home)
    await home.hass.call("button.press", entity_id=ACKNOWLEDGE)
    await home.until_state(FALL, "off")
    event = await home.until(INCIDENT, lambda state: state["attributes"]["event_type"] == "acknowledged", "the end")
    assert event["attributes"]["by"] == "dev"


async def the_picture_shows_somebody(home: Home) -> None:
    await home.until(SNAPSHOT, lambda state: state["state"] not in ("unknown", "unavailable"), "the snapshot")
    content = await home.hass.get(f"/api/image_proxy/{SNAPSHOT}")
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None, "the snapshot is no picture"
    assert picture.shape == (360, 640, 3)
    drawn = (picture.max(axis=2) > 100).mean()
    assert 0.001 < drawn < 0.2, f"{drawn:.1%} of the snapshot is drawn: a skeleton on black is some thin lines"
    (ARTIFACTS / "snapshot.jpg").write_bytes(content)


async def the_device_page_is_photographed(home: Home) -> None:
    devices = await home.hass.command("config/device_registry/list")
    room = next(device for device in devices if device["name"] == "Living room")
    async with signed_in(home.hass) as page:
        url = f"{home.hass.url}/config/devices/device/{room['id']}"
        await photograph(page, url, ["Acknowledge", "Snapshot", "Window camera"], ARTIFACTS / "device.png")
    assert cv2.imread(str(ARTIFACTS / "device.png")).std() > 5, "the device page is blank"


async def test_a_killed_app_is_noticed_and_its_next_run_goes_on(home: Home) -> None:
    home.camera.start()
    await home.until_state(CAMERA, "on")
    home.app.kill()
    await home.until_state(APP, "off")
    for entity in (FALL, CAMERA, INCIDENT, SNAPSHOT, ACKNOWLEDGE):
        await home.until_state(entity, "unavailable")
    home.app.start()
    await home.until_state(APP, "on")
    for entity in (FALL, CAMERA):
        await home.until_state(entity, "on", "off")
    for entity in (INCIDENT, SNAPSHOT, ACKNOWLEDGE):
        await home.until(entity, lambda state: state["state"] != "unavailable", f"{entity} to be available")


async def test_a_camera_that_goes_away_is_told_until_it_is_back(home: Home) -> None:
    home.camera.start()
    await home.until_state(CAMERA, "on")
    home.camera.kill()
    await home.until_state(CAMERA, "off")
    home.camera.start()
    await home.until_state(CAMERA, "on")


async def test_the_integration_can_be_removed(home: Home) -> None:
    entry = (await home.hass.entries(DOMAIN))[0]
    await home.hass.delete(f"/api/config/config_entries/entry/{entry['entry_id']}")
    assert await home.hass.state(FALL) is None
