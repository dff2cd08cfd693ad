"""A second app in a home, which says what a test wants it to say, and two phones for blueprints to ring."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from scripts.hass import HomeAssistant

from .app import App
from .home import DOMAIN, Home
from .phone import Phone, phone

ROOM = "Annex"
CAMERA = "Ceiling"
LAMP = "light.hall"
MODEL = "ai_task.model"


@dataclass
class Annex:
    """What the tests hold in their hands; `room`, `hers` and `his` are ids of devices."""

    home: Home
    hass: HomeAssistant
    app: App
    room: str
    anna: Phone
    hers: str
    ben: Phone
    his: str

    async def automate(self, blueprint: str, **inputs: object) -> str:
        """Make an automation of one of our blueprints, as the editor does, and return its entity."""
        use = {"path": f"{DOMAIN}/{blueprint}.yaml", "input": {"rooms": [self.room], **inputs}}
        alias = f"annex {blueprint}"
        config = {"alias": alias.replace("_", " "), "use_blueprint": use}
        await self.hass.post(f"/api/config/automation/config/annex_{blueprint}", config)
        entity = f"automation.annex_{blueprint}"
        await self.home.until_state(entity, "on")
        return entity


@contextlib.asynccontextmanager
async def annex(home: Home) -> AsyncIterator[Annex]:
    """Run it while the block lasts."""
    hass = home.hass
    await hass.start_flow("scripted_house")
    async with phone("Anna") as anna, phone("Ben") as ben:
        with contextlib.closing(App(home.broker_port, "annex")) as app:
            app.announce({ROOM: [CAMERA]})
            await add(home, "annex")
            room = await device(hass, ROOM)
            yield Annex(home, hass, app, room, anna, await anna.register(hass), ben, await ben.register(hass))


async def add(home: Home, site: str) -> None:
    """Add the app of a site that was found."""

    async def found() -> str | None:
        flows = await home.hass.discovered(DOMAIN)
        sites = {flow["context"]["title_placeholders"]["site"]: flow["flow_id"] for flow in flows}
        return sites.get(site)

    await home.hass.fill_in(await home.hass.until(found, timeout_s=60, what=f"the discovery of {site}"))


async def device(hass: HomeAssistant, name: str) -> str:
    """Return the id of a device."""
    devices = await hass.command("config/device_registry/list")
    return str(next(device["id"] for device in devices if device["name"] == name))
