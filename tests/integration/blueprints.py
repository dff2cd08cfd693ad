"""A house in which blueprints run: phones, lights, speakers and what they were told."""

import asyncio
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

BLUEPRINTS = Path(__file__).parents[2] / "blueprints"


async def settle() -> None:
    """Let everything run that can run without time passing, while automations wait for it to pass."""
    for _ in range(300):
        await asyncio.sleep(0)


class Time:
    """The clock of a house."""

    def __init__(self, hass: HomeAssistant, freezer: FrozenDateTimeFactory, begin: str) -> None:
        """Begin at a moment."""
        self._hass = hass
        self._freezer = freezer
        freezer.move_to(begin)

    async def pass_(self, seconds: float = 0, *, minutes: float = 0, hours: float = 0) -> None:
        """Let time pass."""
        self._freezer.tick(timedelta(seconds=seconds, minutes=minutes, hours=hours))
        async_fire_time_changed(self._hass)
        await settle()


class House:
    """What automations did in a house, and how it answers."""

    def __init__(self, hass: HomeAssistant, folder: Path) -> None:
        """Take a Home Assistant whose configuration has our blueprints."""
        self.hass = hass
        self.calls: list[ServiceCall] = []
        self._goes_on = asyncio.Event()
        hass.config.config_dir = str(folder)
        shutil.copytree(BLUEPRINTS, folder / "blueprints")
        self._entry = MockConfigEntry(domain="mobile_app", title="Phone")
        self._entry.add_to_hass(hass)

    def phone(self, name: str) -> str:
        """Add a phone and return the id of its device."""
        device = dr.async_get(self.hass).async_get_or_create(
            config_entry_id=self._entry.entry_id, identifiers={("mobile_app", name)}, name=name
        )
        self.service(f"notify.mobile_app_{name.lower()}")
        return device.id

    def service(self, action: str, answer: Callable[[ServiceCall], ServiceResponse] | None = None) -> None:
        """Let the house do something, and answer it."""

        async def handle(call: ServiceCall) -> ServiceResponse:
            self.calls.append(call)
            return answer(call) if answer and call.return_response else None

        domain, name = action.split(".")
        responds = SupportsResponse.OPTIONAL if answer else SupportsResponse.NONE
        self.hass.services.async_register(domain, name, handle, supports_response=responds)

    def hang(self, action: str) -> None:
        """Let something that the house does take until it goes on."""

        async def handle(call: ServiceCall) -> ServiceResponse:
            self.calls.append(call)
            await self._goes_on.wait()
            return {"id": None} if call.return_response else None

        domain, name = action.split(".")
        self.hass.services.async_register(domain, name, handle, supports_response=SupportsResponse.OPTIONAL)

    async def go_on(self) -> None:
        """Let what hangs end."""
        self._goes_on.set()
        await settle()

    async def automate(self, blueprint: str, **inputs: Any) -> None:
        """Set up an automation with one of our blueprints."""
        use = {"path": f"falldetect/{blueprint}.yaml", "input": inputs}
        config = {"automation": {"id": blueprint, "alias": blueprint, "use_blueprint": use}}
        assert await async_setup_component(self.hass, "automation", config)
        await settle()
        state = self.hass.states.get(f"automation.{blueprint}")
        assert state, f"{blueprint} was not set up"
        assert state.state == "on", f"{blueprint} is {state.state}"

    async def leave(self) -> None:
        """Stop whatever still runs."""
        await self.go_on()
        if self.hass.services.has_service("automation", "turn_off"):
            await self.hass.services.async_call("automation", "turn_off", {"entity_id": "all"}, blocking=True)
        await settle()

    def did(self, action: str) -> list[dict[str, Any]]:
        """Return the data of each time that something was done."""
        return [dict(call.data) for call in self.calls if f"{call.domain}.{call.service}" == action]

    def told(self, phone: str) -> list[str]:
        """Return what a phone showed, title and message; silent messages in brackets."""
        return [
            f"{data['title']}: {data['message']}" if "title" in data else f"[{data['message']}]"
            for data in self.did(f"notify.mobile_app_{phone}")
            if not data.get("data", {}).get("live_update")
        ]

    def last(self, phone: str) -> dict[str, Any]:
        """Return the last message of a phone that is no live one."""
        sent = self.did(f"notify.mobile_app_{phone}")
        return [data for data in sent if not data.get("data", {}).get("live_update")][-1]
