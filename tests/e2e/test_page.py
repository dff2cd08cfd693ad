"""The app's page in a real browser: from no camera at all to a test alarm in Home Assistant, and every part looked at.

The tests go on from each other.
"""

import contextlib
import itertools
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from falldetect_app.contract.messages import iso
from falldetect_app.storage.archive import ActivityHour
from falldetect_app.storage.store import Store
from playwright.async_api import Page, async_playwright, expect

from scripts.hass import free_port

from .helpers.browser import ARGUMENTS
from .helpers.dashboard import AXE, RULES
from .helpers.home import ARTIFACTS, DOMAIN, Home, camera_program
from .helpers.ingress import ingress
from .helpers.program import Program, find

expect.set_options(timeout=30_000)
pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

PICTURES = ARTIFACTS.parent / "page"
SECRET = "Geheim-42"  # noqa: S105 - made up
SITE = "annex_of_the_page"
FALL = "binary_sensor.second_home_living_room_fall"
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
PARTS = ("live", "incidents", "activity", "cameras", "cameras/window", "cameras/new", "settings", "status")


@dataclass
class Household:
    """A second app in the home, without a camera, and a browser on its page."""

    home: Home
    app: Program
    camera: Program
    address: str
    url: str
    page: Page
    folder: Path
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def open(self, part: str) -> None:
        await self.page.goto(f"{self.url}#/{part}")
        await expect(self.page.locator("main h1").first).to_be_visible()

    async def look_at(self, part: str, name: str) -> None:
        """Take pictures in light and dark, on a phone and on a desktop, and let axe judge each."""
        await self.open(part)
        for scheme, (size, pixels) in itertools.product(("light", "dark"), SIZES.items()):
            await self.page.emulate_media(color_scheme=scheme)
            await self.page.set_viewport_size(pixels)
            await self.page.wait_for_timeout(250)
            await expect(self.page.locator("html")).to_have_attribute("data-theme", scheme)
            height = await self.page.evaluate("document.documentElement.scrollHeight")
            wide = await self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= pixels["width"], f"{name} is {wide} px wide on a {size}"
            await self.page.set_viewport_size(pixels | {"height": min(height, 4000)})
            await self.page.screenshot(path=PICTURES / f"{name}-{scheme}-{size}.png")
            assert await self.faults() == [], f"{name}, {scheme}, {size}"

    async def flow(self) -> str:
        """Wait until Home Assistant has found this app, whichever others it has found, and return the flow's id."""

        async def met() -> str | None:
            found = await self.home.hass.discovered(DOMAIN)
            mine = (flow for flow in found if flow["context"].get("title_placeholders", {}).get("site") == SITE)
            return next((str(flow["flow_id"]) for flow in mine), None)

        flow: str = await self.home.hass.until(met, timeout_s=60, what="the second app's discovery")
        return flow

    async def faults(self) -> list[str]:
        """Return what axe finds wrong with the page."""
        if not await self.page.evaluate("'axe' in window"):
            await self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = await self.page.evaluate(f"async () => (await axe.run(document, {RULES})).violations")
        return [f"{one['id']}: {node['html'][:160]} {node['failureSummary']}" for one in found for node in one["nodes"]]


@pytest_asyncio.fixture(scope="module", loop_scope="session", name="house")
async def _house(home: Home, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Household]:
    folder = tmp_path_factory.mktemp("page")
    PICTURES.mkdir(parents=True, exist_ok=True)
    camera, address = camera_program(folder)
    port = free_port()
    options = {"site": SITE, "name": "Second home", "mqtt": {"host": "127.0.0.1", "port": home.broker_port}}
    (folder / "options.json").write_text(json.dumps(options))
    program = Path(sys.executable).with_name("falldetect-app")
    command: list[str | Path] = [program, "--options", folder / "options.json", "--web-port", str(port)]
    app = Program("app", command, ARTIFACTS / "page-app.log")
    camera.start()
    app.start()
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(camera.stop)
        stack.callback(app.stop)
        url = await stack.enter_async_context(ingress(port))
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(executable_path=find("chromium"), args=ARGUMENTS)
        page = await browser.new_page(locale="en-GB", viewport=SIZES["desktop"], accept_downloads=True)
        page.set_default_timeout(30_000)
        house = Household(home, app, camera, address, url, page, folder)
        page.on("request", lambda request: house.asked.append(request.url))
        page.on("console", lambda said: house.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: house.complaints.append(str(error)))
        await until_it_answers(page, url)
        house.complaints.clear()
        yield house
        await browser.close()


async def until_it_answers(page: Page, url: str) -> None:
    for _ in range(150):
        answer = await page.goto(url)
        if answer is not None and answer.ok:
            return
        await page.wait_for_timeout(200)
    raise AssertionError("the page does not answer")


def usual_hour(time: datetime) -> ActivityHour:
    """An hour of somebody who is up from seven to ten, mostly in the evening, and now and then at night."""
    night = time.hour in (2, 3) and time.day % 4 == 0
    minutes = 6.0 if night else 8.0 + 2.6 * time.hour - 3.0 * (time.day % 3) if 7 <= time.hour < 22 else 0.0
    return ActivityHour("living_room", iso(time), 60 * minutes, 60 * minutes * (0.2 + 0.6 * (time.hour < 13)))


async def until_fall(house: Household, state: str) -> None:
    async def met() -> bool:
        found = await house.home.hass.state(FALL)
        return found is not None and found["state"] == state

    await house.home.hass.until(met, timeout_s=60, what=f"{FALL} to be {state}")


async def test_a_home_without_a_camera_says_what_to_do(house: Household) -> None:
    for part in ("live", "incidents", "activity", "cameras"):
        await house.look_at(part, f"empty-{part}")
    await house.page.set_viewport_size(SIZES["desktop"])


async def test_somebody_who_never_saw_yaml_gets_to_a_test_alarm(house: Household) -> None:
    page = house.page
    await page.emulate_media(color_scheme="light")
    await house.open("live")
    await page.get_by_role("link", name="Add a camera").click()
    await page.get_by_label("Address of the stream").fill("rtsp://127.0.0.1:9/none")
    await page.get_by_role("button", name="Try it").click()
    await expect(page.get_by_role("alert")).to_contain_text("refused the connection")
    await page.screenshot(path=PICTURES / "refused.png")
    assert await house.faults() == []
    await page.get_by_label("Address of the stream").fill(house.address.replace("://", f"://viewer:{SECRET}@"))
    await page.get_by_role("button", name="Try it").click()
    await expect(page.get_by_alt_text("What the camera shows now")).to_be_visible()
    await page.get_by_label("Name of the camera").fill("Window")
    await page.get_by_label("Room").fill("Living room")
    await page.screenshot(path=PICTURES / "tried.png", full_page=True)
    await page.get_by_role("button", name="Watch this room").click()
    await expect(page.get_by_role("heading", name="Living room: Window")).to_be_visible()
    await expect(page.get_by_text("Pictures arrive.")).to_be_visible()
    await house.home.hass.fill_in(await house.flow())
    await until_fall(house, "off")
    await page.get_by_role("button", name="Send a test alarm").click()
    await expect(page.locator(".steps").get_by_text("The MQTT broker has it.")).to_be_visible()
    await expect(page.locator(".steps").get_by_text("integration is there")).to_be_visible()
    await until_fall(house, "on")
    await page.get_by_role("button", name="End the test").click()
    await expect(page.get_by_text("The test is over.")).to_be_visible()


async def test_a_zone_is_drawn_by_finger_and_by_keys(house: Household) -> None:
    page = house.page
    await house.open("cameras/window")
    await page.get_by_role("button", name="Draw on a picture of now").click()
    await page.get_by_role("button", name="Add a bed or sofa").click()
    corner = page.get_by_role("button", name="Zone 1, corner 1", exact=False)
    await expect(corner).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await expect(corner).to_have_accessible_name(
        "Zone 1, corner 1: 34 % from the left, 55 % from the top. Arrow keys move it."
    )
    start, stage = await corner.bounding_box(), await page.locator("svg.edit").bounding_box()
    assert start is not None
    assert stage is not None
    await page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    await page.mouse.down()
    await page.mouse.move(stage["x"] + 0.1 * stage["width"], stage["y"] + 0.5 * stage["height"], steps=4)
    await page.mouse.up()
    await expect(corner).to_have_accessible_name(
        "Zone 1, corner 1: 10 % from the left, 50 % from the top. Arrow keys move it."
    )
    await (
        page.locator("section", has=page.get_by_role("heading", name="Places in the picture"))
        .get_by_role("button", name="Save")
        .click()
    )
    await expect(page.locator("main .notice.good")).to_be_visible()
    await page.get_by_role("button", name="Add a place to ignore").click()
    await expect(page.get_by_text("Zone 2: ignored")).to_be_visible()
    await page.get_by_role("button", name="Add a lower fence").click()
    await expect(page.get_by_text("Zone 3: lower fence")).to_be_visible()
    await expect(page.get_by_role("button", name="Add a lower fence")).to_be_hidden()
    end = page.get_by_role("button", name="Zone 3, corner 1", exact=False)
    await expect(end).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(end).to_have_accessible_name(
        "Zone 3, corner 1: 5 % from the left, 93 % from the top. Arrow keys move it."
    )
    places = page.locator("section", has=page.get_by_role("heading", name="Places in the picture"))
    for scheme, (size, pixels) in itertools.product(("light", "dark"), SIZES.items()):
        await page.emulate_media(color_scheme=scheme)
        await page.set_viewport_size(pixels | {"height": 3000})
        await expect(page.locator("html")).to_have_attribute("data-theme", scheme)
        await places.screenshot(path=PICTURES / f"zones-{scheme}-{size}.png")
        assert await house.faults() == [], f"{scheme}, {size}"
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size(SIZES["desktop"])
    await house.open("cameras")
    await house.open("cameras/window")
    await expect(page.get_by_text("Zones: 1")).to_be_visible()
    await page.get_by_role("button", name="Draw on a picture of now").click()
    await page.get_by_role("button", name="Delete this zone").click()
    await (
        page.locator("section", has=page.get_by_role("heading", name="Places in the picture"))
        .get_by_role("button", name="Save")
        .click()
    )
    await expect(page.locator("main .notice.good")).to_be_visible()


async def test_a_fall_is_seen_live(house: Household) -> None:
    page = house.page
    house.camera.kill()
    house.camera.start()
    await house.open("live")
    lost = page.locator(".figures.bad")
    await expect(lost).to_be_visible()
    await expect(lost).to_be_hidden()
    await expect(page.locator(".view .person.down").first).to_be_visible()
    await expect(page.locator(".chip.bad")).to_be_visible()
    await house.look_at("live", "alarm")
    await page.get_by_role("button", name="I'm taking care of it").click()
    await expect(page.get_by_role("button", name="I'm taking care of it")).to_be_hidden()


async def test_every_part_is_looked_at(house: Household) -> None:
    """After some weeks that are written straight into the app's memory."""
    store = Store(house.folder)
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=40)
    store.archive.add_hours(usual_hour(start + timedelta(hours=hour)) for hour in range(40 * 24))
    store.close()
    for part in PARTS:
        await house.look_at(part, part.replace("/", "-"))


async def test_a_fall_is_explained_replayed_and_judged(house: Household) -> None:
    page = house.page
    await house.open("incidents")
    await page.locator("a.row", has_text="Fall").filter(has_not_text="Test").first.click()
    await expect(page.get_by_role("heading", name="Why it alarmed")).to_be_visible()
    incident = page.url.partition("#/")[2]
    for _ in range(60):
        if await page.get_by_role("button", name="Play").is_visible():
            break
        await page.wait_for_timeout(1000)
        await house.open("live")
        await page.goto(f"{house.url}#/{incident}")
        await expect(page.get_by_role("heading", name="Why it alarmed")).to_be_visible()
    await page.get_by_role("button", name="Play").click()
    await expect(page.locator("svg.stage .person").first).to_be_visible()
    await page.get_by_role("slider", name="Moment").fill("1")
    await expect(page.locator("output")).to_have_text("+1 s")
    await page.get_by_role("button", name="Yes, a fall").click()
    await expect(page.get_by_role("button", name="Yes, a fall")).to_have_attribute("aria-pressed", "true")
    async with page.expect_download() as started:
        await page.get_by_role("link", name="Page for the doctor (PDF)").click()
    file = PICTURES / "incident.pdf"
    await (await started.value).save_as(file)
    assert file.read_bytes().startswith(b"%PDF-")
    await house.look_at(incident, "incident")


async def test_nothing_came_from_elsewhere_and_no_password_was_shown(house: Household) -> None:
    """Including what browsers log: a request that the content security policy blocked would be there."""
    shown = await house.page.content()
    assert SECRET not in shown
    foreign = {url for url in house.asked if not url.startswith((house.url, "data:", "blob:"))}
    assert foreign == set()
    assert [said for said in house.complaints if "400" not in said] == []


async def test_it_speaks_the_reader_s_language_and_fits_a_phone_in_it(house: Household) -> None:
    browser = house.page.context.browser
    assert browser is not None
    for locale, word in (("de-AT", "Einstellungen"), ("zh-CN", "设置")):
        page = await browser.new_page(locale=locale, viewport=SIZES["phone"])
        await page.goto(f"{house.url}#/settings")
        await expect(page.get_by_role("heading", level=1)).to_have_text(word)
        for part in ("incidents", "activity", "cameras/window", "live"):
            await page.goto(f"{house.url}#/{part}")
            await expect(page.locator("main h1").first).to_be_visible()
            await page.wait_for_timeout(150)
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= SIZES["phone"]["width"], f"{part} is {wide} px wide in {locale}"
        await page.screenshot(path=PICTURES / f"live-{locale}.png")
        await page.close()


async def test_what_is_wrong_is_said(house: Household) -> None:
    house.camera.kill()
    await house.open("status")
    await expect(house.page.locator(".chip.bad").first).to_be_visible()
    await house.look_at("status", "camera-away")
    house.app.kill()
    await house.page.goto(f"{house.url}#/live")
    await expect(house.page.get_by_text("The app does not answer").first).to_be_visible()
    await house.page.screenshot(path=PICTURES / "app-away.png")
