"""A Supervisor: knows a broker, takes discovery, and passes requests on to the app's page as its ingress does."""

import asyncio
import json
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

ADDRESS = "172.30.32.2"
"""Supervisor's own; the tests have a network of their own, where it is theirs to use."""
TOKEN = "t0ken"  # noqa: S105 - made up
PATH = "/api/hassio_ingress/a8d0c5"
SIGNED_IN = {
    "X-Ingress-Path": PATH,
    "X-Remote-User-Id": "6d2c",
    "X-Remote-User-Name": "anna",
    "X-Remote-User-Display-Name": "Anna",
}


class Supervisor:
    """Answers at its address while it is started; what it was told outlives a restart."""

    def __init__(self, broker_port: int, config: dict[str, Any]) -> None:
        self.asked: list[str] = []
        self.refused: list[str] = []
        self.discovered: list[dict[str, Any]] = []
        self._services = config["services"]
        self._discovery = config["discovery"]
        self._broker_port = broker_port
        self._loop = asyncio.new_event_loop()
        self._runner: web.AppRunner | None = None
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def start(self) -> None:
        self._do(self._start())

    def stop(self) -> None:
        if self._runner:
            self._do(self._runner.cleanup())
        self._runner = None

    def page(self, path: str, source: str = ADDRESS, **headers: str) -> tuple[int, bytes]:
        """Get a path of the app's page as ingress does, or from another source."""
        return self._do(self._page(path, source, headers))

    def _do[T](self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _start(self) -> None:
        app = web.Application(middlewares=[self._guard])
        app.router.add_get("/services/mqtt", self._mqtt)
        app.router.add_post("/discovery", self._discover)
        self._runner = web.AppRunner(app, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, ADDRESS, 80, reuse_address=True).start()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Apps may ask for services and discovery without a right of their own; what else they ask for is noted."""
        self.asked.append(request.path)
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.refused.append(request.path)
            return web.json_response({"result": "error", "message": "unauthorized"}, status=401)
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _mqtt(self, _: web.Request) -> web.Response:
        if not any(service.startswith("mqtt:") for service in self._services):
            return web.json_response({"result": "error", "message": "forbidden"}, status=403)
        known = {"host": "core-mosquitto", "port": str(self._broker_port), "ssl": False, "protocol": "3.1.1"}
        known |= {"username": "addons", "password": "Geheim-42", "addon": "core_mosquitto"}
        return web.json_response({"result": "ok", "data": known})

    async def _discover(self, request: web.Request) -> web.Response:
        told = await request.json()
        if told["service"] not in self._discovery:
            return web.json_response({"result": "error", "message": "not in the configuration"}, status=403)
        self.discovered.append(told)
        return web.json_response({"result": "ok", "data": {"uuid": "1f"}})

    async def _page(self, path: str, source: str, headers: dict[str, str]) -> tuple[int, bytes]:
        connector = aiohttp.TCPConnector(local_addr=(source, 0))
        async with aiohttp.ClientSession(connector=connector) as session:
            url = f"http://127.0.0.1:8099/{path}"
            async with session.get(url, headers=SIGNED_IN | headers, timeout=aiohttp.ClientTimeout(10)) as answer:
                return answer.status, await answer.read()


def write_options(folder: Path, config: dict[str, Any], **changed: Any) -> None:
    """Write the options as Supervisor does: the app's own, changed by the user, for root alone to read."""
    file = folder / "options.json"
    file.write_text(json.dumps(config["options"] | changed))
    file.chmod(0o600)
