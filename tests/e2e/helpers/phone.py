"""A phone with the companion app, to Home Assistant: it registers, is pushed to, and presses buttons."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from scripts.hass import HomeAssistant, free_port

PATIENCE_S = 90.0


@dataclass
class Phone:
    """A phone and what was pushed to it."""

    name: str
    port: int
    pushed: list[dict[str, Any]] = field(default_factory=list)
    webhook: str = ""

    async def register(self, hass: HomeAssistant) -> str:
        """Register with Home Assistant and return the id of the device."""
        answer = await hass.post(
            "/api/mobile_app/registrations",
            {
                "device_id": self.name,
                "app_id": "test",
                "app_name": "Companion",
                "app_version": "1",
                "device_name": self.name,
                "manufacturer": "Test",
                "model": "Phone",
                "os_name": "Test",
                "os_version": "1",
                "supports_encryption": False,
                "app_data": {"push_token": "token", "push_url": f"http://127.0.0.1:{self.port}/push"},
            },
        )
        self.webhook = answer["webhook_id"]
        devices = await hass.command("config/device_registry/list")
        return str(next(device["id"] for device in devices if device["name"] == self.name))

    async def until_pushed(self, title: str, after: int = 0) -> dict[str, Any]:
        """Wait for a message of this title, the first after so many messages."""

        def wanted(message: dict[str, Any]) -> bool:
            return message.get("title") == title and not message.get("data", {}).get("live_update")

        return await self._until(wanted, after)

    async def until_said(self, message: str) -> None:
        """Wait until a message of these words has come."""
        await self._until(lambda pushed: pushed.get("message") == message, 0)

    async def _until(self, wanted: Callable[[dict[str, Any]], bool], after: int) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for message in self.pushed[after:]:
                    if wanted(message):
                        return message
                await asyncio.sleep(0.1)

    async def press(self, hass: HomeAssistant, action: str) -> None:
        """Press a button of a message."""
        pressed = {"event_type": "mobile_app_notification_action", "event_data": {"action": action}}
        await hass.post(f"/api/webhook/{self.webhook}", {"type": "fire_event", "data": pressed})


@contextlib.asynccontextmanager
async def phone(name: str) -> AsyncIterator[Phone]:
    """Run a phone while the block lasts."""
    made = Phone(name, free_port())

    async def on_push(request: web.Request) -> web.Response:
        made.pushed.append(await request.json())
        return web.json_response({}, status=201)

    app = web.Application()
    app.router.add_post("/push", on_push)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", made.port).start()
    try:
        yield made
    finally:
        await runner.cleanup()
