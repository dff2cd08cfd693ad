"""What a user sees and clicks in the real frontend, with a picture of each page to look at."""

import contextlib
import re
from pathlib import Path
from typing import Any

import cv2
import pytest
from playwright.async_api import Page

from .helpers.annex import CAMERA, LAMP, MODEL, ROOM, Annex
from .helpers.app import App
from .helpers.home import ARTIFACTS, DOMAIN, Home

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

SHED = "Shed"
KITCHEN = "Kitchen"
FALL = "binary_sensor.fall_detection_annex_fall"
BUILT = "automation.new_automation"
UPDATE = "Fall detection has to be updated"
NEEDED = {"night_light": {"lights": [LAMP]}, "second_opinion": {"model": MODEL}}
BLUEPRINTS = sorted((Path(__file__).parents[2] / "blueprints" / "automation" / DOMAIN).glob("*.yaml"))


async def visit(page: Page, home: Home, path: str) -> None:
    """Open a page of Home Assistant."""
    await page.goto(f"{home.hass.url}/{path}", wait_until="domcontentloaded")
    await page.wait_for_load_state("networkidle")


async def look(page: Page, name: str, *words: str) -> None:
    """Keep a picture of what the browser shows, once it shows the words."""
    for word in words:
        await page.get_by_text(word).first.wait_for()
    await page.wait_for_load_state("networkidle")
    await page.wait_for_timeout(400)  # dialogs fade in
    await page.screenshot(path=ARTIFACTS / f"{name}.png")
    assert cv2.imread(str(ARTIFACTS / f"{name}.png")).std() > 5, f"{name} is blank"


async def known(home: Home, name: str) -> dict[str, Any] | None:
    """Return a device by its name."""
    devices = await home.hass.command("config/device_registry/list")
    return next((device for device in devices if device["name"] == name), None)


@pytest.mark.usefixtures("annex")
async def test_an_app_that_was_found_is_added_by_clicks_beside_two_others_and_removed(home: Home, page: Page) -> None:
    with contextlib.closing(App(home.broker_port, "shed")) as shed:
        shed.announce({SHED: ["Door"]})
        await visit(page, home, "config/integrations/dashboard")
        await look(page, "discovered", "Fall detection (shed)")
        await page.get_by_role("button", name="Add", exact=True).click()
        await look(page, "add", "Add its rooms to Home Assistant?")
        await page.get_by_role("button", name="Submit").click()
        await page.get_by_text("Name and assign").wait_for()
        await page.get_by_text("Area", exact=True).last.click()
        await page.get_by_text(KITCHEN, exact=True).last.click()
        await look(page, "areas")
        await page.get_by_role("button", name="Finish").click()

        async def assigned() -> bool:
            return (await known(home, SHED) or {}).get("area_id") == KITCHEN.lower()

        await home.hass.until(assigned, timeout_s=60, what="the area of the shed")
        entries = {entry["title"]: entry["entry_id"] for entry in await home.hass.entries(DOMAIN)}
        assert set(entries) == {"Fall detection", "Fall detection (annex)", "Fall detection (shed)"}
        await home.hass.delete(f"/api/config/config_entries/entry/{entries['Fall detection (shed)']}")
    assert await known(home, SHED) is None
    assert await known(home, ROOM) is not None


async def pick(page: Page, button: str, area: str, offer: str) -> None:
    """Add something to an automation: by its target, then what it offers."""
    await page.get_by_text(button).first.click()
    await page.get_by_text(area, exact=True).last.click()
    await page.get_by_text(offer).last.click()


async def test_an_automation_is_built_by_clicks_and_does_what_it_says(home: Home, annex: Annex, page: Page) -> None:
    await home.hass.command("config/device_registry/update", device_id=annex.room, area_id="bedroom")
    await visit(page, home, "config/automation/edit/new")
    await pick(page, "Add trigger", "Bedroom", "Fall detected")
    await pick(page, "Add condition", "Bedroom", "Room has an open incident")
    await pick(page, "Add action", "Bedroom", "Dismiss as false alarm")
    await look(page, "editor", "What it was instead.")
    await page.get_by_role("button", name="Save").click()
    await page.locator("ha-dialog-automation-save").get_by_role("button", name="Save").click()
    await page.wait_for_url(re.compile(r"/config/automation/edit/\d+"))
    await home.until_state(BUILT, "on")
    annex.app.fall(ROOM)
    await home.hass.until(lambda: heard(annex, "dismiss"), timeout_s=60, what="the automation's command")
    annex.app.end("dismissed", by="Anna", reason="Tied her shoes")
    await home.until_state(FALL, "off")
    await home.hass.call("automation.turn_off", entity_id=BUILT)


async def heard(annex: Annex, command: str) -> dict[str, Any] | None:
    return annex.app.heard(lambda _, said: said["command"] == command)


async def test_the_logbook_and_the_room_tell_what_happened(home: Home, annex: Annex, page: Page) -> None:
    lines = ("Fall · Trip · Forward · Confidence 93%", "Dismissed · Anna · Tied her shoes")
    await visit(page, home, f"logbook?device_id={annex.room}")  # the list draws only what is in view
    await look(page, "logbook", *lines)
    await visit(page, home, f"config/devices/device/{annex.room}")
    await look(page, "room", *lines, "Kind of last fall")


@pytest.mark.parametrize("blueprint", [file.stem for file in BLUEPRINTS])
async def test_the_form_of_a_blueprint_explains_itself(annex: Annex, page: Page, blueprint: str) -> None:
    await annex.automate(blueprint, **NEEDED.get(blueprint, {}))
    await annex.hass.call("automation.turn_off", entity_id=f"automation.annex_{blueprint}")
    await visit(page, annex.home, f"config/automation/edit/annex_{blueprint}")
    await look(page, f"blueprint_{blueprint}", "The rooms of the Fall detection app that this is for.", ROOM)


async def test_options_are_set_by_clicks(home: Home, annex: Annex, page: Page) -> None:
    await visit(page, home, "config/integrations/integration/falldetect")
    row = page.locator("ha-config-entry-row", has_text="Fall detection (annex)")
    await row.get_by_role("button", name="Configure").click()
    await look(page, "options", "Keep alarms until somebody takes charge", "Areas")
    await page.get_by_role("switch").first.check(force=True)
    await page.get_by_role("button", name="Submit").click()

    async def latches() -> bool:
        annex.app.room(ROOM)
        annex.app.fall(ROOM)
        annex.app.end("recovered")
        state = await home.hass.state(FALL)
        return state is not None and state["attributes"].get("stage") == "recovered"

    await home.hass.until(latches, timeout_s=60, what="an alarm that waits for somebody")
    await home.hass.call("falldetect.acknowledge", entity_id=FALL)
    await home.until_state(FALL, "off")


async def test_an_app_that_is_too_old_is_a_repair(home: Home, annex: Annex, page: Page) -> None:
    annex.app.announce({ROOM: [CAMERA]}, app_version="0.0.1")
    await visit(page, home, "config/repairs")
    await look(page, "repairs", UPDATE)
    await page.get_by_text(UPDATE).first.click()
    await look(page, "repair", "this integration needs 0.1.0 or later")
    annex.app.announce({ROOM: [CAMERA]})

    async def mended() -> bool:
        issues = (await home.hass.command("repairs/list_issues"))["issues"]
        return all(issue["domain"] != DOMAIN for issue in issues)

    await home.hass.until(mended, timeout_s=60, what="the repair to vanish")
