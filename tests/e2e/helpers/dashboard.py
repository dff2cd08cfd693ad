"""A dashboard in a real browser, of a real Home Assistant that hears an app over a real broker."""

import contextlib
import itertools
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page

from scripts.hass import HomeAssistant, free_port, started

from .app import App
from .browser import signed_in
from .clip import ROOT
from .program import Program, find, tail

PICTURES = ROOT / "artifacts" / "card"
AXE = ROOT / "card" / "node_modules" / "axe-core" / "axe.min.js"
PATH = "fall-card"
CARD = {"type": "custom:falldetect-card"}
BADGE = {"type": "custom:falldetect-badge"}
DESKTOP = {"width": 1000, "height": 800}
PHONE = {"width": 390, "height": 844}
SIZES = {"desktop": DESKTOP, "phone": PHONE}
SCHEMES = ("light", "dark")
BACKGROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(28, 28, 28)"}
RULES = "({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"


@dataclass
class Dashboard:
    """What the tests hold in their hands; `asked` is every address that the page asked for."""

    hass: HomeAssistant
    app: App
    page: Page
    asked: list[str] = field(default_factory=list)

    @property
    def card(self) -> Locator:
        """Return the card."""
        return self.page.locator("falldetect-card")

    async def save(self, *cards: dict[str, Any], badges: tuple[dict[str, Any], ...] = ()) -> None:
        """Put cards on the dashboard."""
        section = {"type": "grid", "cards": list(cards)}
        view = {"type": "sections", "badges": list(badges), "sections": [section]}
        await self.hass.command("lovelace/config/save", url_path=PATH, config={"views": [view]})

    async def saved(self) -> dict[str, Any]:
        """Return the first card of the dashboard."""
        config = await self.hass.command("lovelace/config", url_path=PATH)
        card: dict[str, Any] = config["views"][0]["sections"][0]["cards"][0]
        return card

    async def keep_alarms(self) -> None:
        """Choose the option that keeps alarms until somebody takes charge."""
        entry = (await self.hass.entries("falldetect"))[0]["entry_id"]
        path = "/api/config/config_entries/options/flow"
        form = await self.hass.post(path, {"handler": entry})
        await self.hass.post(f"{path}/{form['flow_id']}", {"latch": True, "areas": {}})

    async def open(self, query: str = "") -> None:
        """Open the dashboard."""
        await self.page.goto(f"{self.hass.url}/{PATH}/0{query}", wait_until="domcontentloaded")

    async def shows(self, *words: str) -> None:
        """Wait until the card shows the words."""
        for word in words:
            await self.card.get_by_text(word).first.wait_for()

    async def photograph(self, name: str) -> None:
        """Take a picture in light and dark, on a phone and on a desktop."""
        for scheme, (size, pixels) in itertools.product(SCHEMES, SIZES.items()):
            await self.wear(scheme, pixels)
            await self.page.mouse.move(0, 0)
            await self.page.screenshot(path=PICTURES / f"{name}-{scheme}-{size}.png")

    async def faults(self, element: Locator) -> list[str]:
        """Return what axe finds wrong with an element, in light and dark."""
        found = []
        for scheme in SCHEMES:
            await self.wear(scheme, DESKTOP)
            if not await self.page.evaluate("'axe' in window"):
                await self.page.evaluate(AXE.read_text(encoding="utf-8"))
            answer = await element.evaluate(f"(element) => axe.run(element, {RULES})")
            assert answer["passes"], "axe looked at nothing"
            found += [
                f"{scheme}: {fault['id']}: {node['html']} {node['failureSummary']}"
                for fault in answer["violations"]
                for node in fault["nodes"]
            ]
        return found

    async def wear(self, scheme: str, pixels: dict[str, int]) -> None:
        """Turn light or dark, and to a size; nothing moves."""
        await self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        await self.page.set_viewport_size(pixels)  # type: ignore[arg-type]
        card = await self.page.locator("falldetect-card ha-card, hui-tile-card ha-card").first.element_handle()
        faded = f"(card) => getComputedStyle(card).backgroundColor === '{BACKGROUNDS[scheme]}'"
        await self.page.wait_for_function(faded, arg=card)


@contextlib.asynccontextmanager
async def dashboard(folder: Path) -> AsyncIterator[Dashboard]:
    """Run it while the block lasts; the app is there, and has no rooms yet."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    port = free_port()
    broker = Program("mosquitto", [find("mosquitto"), "-p", str(port)], PICTURES / "mosquitto.log")
    broker.start()
    try:
        async with started(folder / "hass") as hass:
            await hass.add_mqtt("127.0.0.1", port)
            with contextlib.closing(App(port)) as app:
                app.announce({})
                flows = await hass.until(lambda: hass.discovered("falldetect"), timeout_s=60, what="the discovery")
                await hass.fill_in(flows[0]["flow_id"])
                await hass.command("lovelace/dashboards/create", url_path=PATH, title="Home", mode="storage")
                async with signed_in(hass) as page:
                    page.set_default_timeout(20_000)
                    made = Dashboard(hass, app, page)
                    page.on("request", lambda request: made.asked.append(request.url))
                    yield made
    finally:
        broker.stop()
        (PICTURES / "hass.log").write_text(tail(folder / "hass" / "hass.out"), encoding="utf-8")
