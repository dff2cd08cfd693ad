"""A real Home Assistant, as a process of its own, for development and for the end-to-end test.

Home Assistant (`.venv-hass`, made by `scripts/setup e2e`) needs a newer release and other packages than core and app
have, so it is started and spoken to as a user's browser does it: over HTTP and its WebSocket.

    async with started(Path("config"), port=8123) as hass:
        await hass.add_mqtt("127.0.0.1", 1883)
        print(await hass.state("binary_sensor.living_room_fall"))
"""

import asyncio
import contextlib
import json
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import aiohttp

ROOT = Path(__file__).resolve().parent.parent
HASS = ROOT / ".venv-hass" / "bin" / "hass"
INTEGRATION = ROOT / "custom_components" / "falldetect"
BLUEPRINTS = ROOT / "blueprints" / "automation" / "falldetect"

USER = "dev"
PASSWORD = "dev"  # noqa: S105  (of a throw-away Home Assistant on loopback)
START_TIMEOUT_S = 180.0
STOP_TIMEOUT_S = 30.0
POLL_S = 0.2

CONFIGURATION = """\
automation: !include automations.yaml
frontend:
history:
logbook:
mobile_app:
logger:
  default: warning
  logs:
    custom_components.falldetect: debug
"""

WEB_SERVER = {
    "server_host": ["127.0.0.1"],
    "cors_allowed_origins": [],
    "login_attempts_threshold": -1,
    "ip_ban_enabled": False,
    "ssl_profile": "intermediate_v6",
    "use_x_frame_options": True,
    "created_at": "2026-01-01T00:00:00+00:00",
    "error": None,
    "error_message": None,
}


class HassError(Exception):
    """Home Assistant did not start, or refused what it was asked."""


def free_port() -> int:
    """Return a TCP port of the loopback interface that nothing uses now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def prepare(config: Path, port: int, integration: Path = INTEGRATION) -> None:
    """Write a small configuration, on loopback only, with the integration and its blueprints linked in.

    The web server's settings are kept where Home Assistant keeps them: what YAML says counts as a trial, which ends
    with a restart after five minutes. Onboarding keeps only its first step, the user: the others would add
    integrations that want the internet.
    """
    (config / ".storage").mkdir(parents=True, exist_ok=True)
    (config / "configuration.yaml").write_text(CONFIGURATION, encoding="utf-8")
    (config / "automations.yaml").touch()
    web = WEB_SERVER | {"server_port": port}
    _store(config, "http", 3, {"stable": web, "pending": None, "yaml_migration_done": True})
    if not (config / ".storage" / "onboarding").exists():
        _store(config, "onboarding", 4, {"done": ["core_config", "analytics", "integration"]})
    _link(config / "custom_components" / integration.name, integration)
    # Home Assistant lists no blueprints behind a link.
    shutil.copytree(BLUEPRINTS, config / "blueprints" / "automation" / integration.name, dirs_exist_ok=True)


def _link(link: Path, target: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(target)


def _store(config: Path, key: str, version: int, data: dict[str, Any]) -> None:
    content = {"version": version, "minor_version": 1, "key": key, "data": data}
    (config / ".storage" / key).write_text(json.dumps(content), encoding="utf-8")


@dataclass
class HomeAssistant:
    """A running Home Assistant and a user who is signed in.

    Everything raises HassError with Home Assistant's own words when it refuses.
    """

    url: str
    session: aiohttp.ClientSession
    config: Path
    token: str = ""

    async def _send(self, method: str, path: str, **kwargs: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self.session.request(method, self.url + path, headers=headers, **kwargs) as response:
            if response.status >= 400:  # noqa: PLR2004  (client and server errors)
                raise HassError(f"{method} {path}: {response.status} {await response.text()}")
            return await response.json() if response.content_type == "application/json" else await response.read()

    async def get(self, path: str) -> Any:
        """Return what `path` answers: decoded JSON, or bytes such as a picture's."""
        return await self._send("GET", path)

    async def post(self, path: str, data: dict[str, Any] | None = None) -> Any:
        """Post JSON to `path` and return the answer."""
        return await self._send("POST", path, json=data or {})

    async def delete(self, path: str) -> Any:
        """Delete `path` and return the answer."""
        return await self._send("DELETE", path)

    async def sign_in(self) -> Self:
        """Make the user at the first start, sign in as that user later."""
        client = {"client_id": f"{self.url}/"}
        if await self._is_new():
            user = {"name": USER, "username": USER, "password": PASSWORD, "language": "en"}
            code = (await self.post("/api/onboarding/users", client | user))["auth_code"]
        else:
            code = await self._login_code(client)
        grant = client | {"grant_type": "authorization_code", "code": code}
        self.token = (await self._send("POST", "/auth/token", data=grant))["access_token"]
        return self

    async def _is_new(self) -> bool:
        """Return whether nobody has made a user yet. A Home Assistant that is onboarded doesn't know the question."""
        try:
            steps = await self.get("/api/onboarding")
        except HassError:
            return False
        return any(step["step"] == "user" and not step["done"] for step in steps)

    async def _login_code(self, client: dict[str, str]) -> str:
        start = {"handler": ["homeassistant", None], "redirect_uri": f"{self.url}/"}
        flow = (await self.post("/auth/login_flow", client | start))["flow_id"]
        login = await self.post(f"/auth/login_flow/{flow}", client | {"username": USER, "password": PASSWORD})
        return str(login["result"])

    async def command(self, kind: str, **fields: Any) -> Any:
        """Send one WebSocket command, such as `config/device_registry/list`, and return its result."""
        async with self.session.ws_connect(f"{self.url}/api/websocket", max_msg_size=0) as socket_:
            await socket_.receive_json()
            await socket_.send_json({"type": "auth", "access_token": self.token})
            await socket_.receive_json()
            await socket_.send_json({"id": 1, "type": kind, **fields})
            answer = await socket_.receive_json()
        if not answer["success"]:
            raise HassError(f"{kind}: {answer['error']['message']}")
        return answer["result"]

    async def state(self, entity_id: str) -> dict[str, Any] | None:
        """Return the state object of an entity, or None where there is no such entity."""
        states = await self.get("/api/states")
        return next((state for state in states if state["entity_id"] == entity_id), None)

    async def call(self, action: str, **data: Any) -> Any:
        """Perform an action such as `button.press`."""
        return await self.post(f"/api/services/{action.replace('.', '/')}", data)

    async def entries(self, domain: str) -> list[dict[str, Any]]:
        """Return the config entries of an integration."""
        entries: list[dict[str, Any]] = await self.get(f"/api/config/config_entries/entry?domain={domain}")
        return entries

    async def discovered(self, domain: str) -> list[dict[str, Any]]:
        """Return the config flows of an integration that wait for the user."""
        flows = await self.command("config_entries/flow/progress")
        return [flow for flow in flows if flow["handler"] == domain]

    async def start_flow(self, domain: str) -> dict[str, Any]:
        """Start adding an integration by hand and return the first form."""
        form: dict[str, Any] = await self.post("/api/config/config_entries/flow", {"handler": domain})
        return form

    async def fill_in(self, flow_id: str, **values: Any) -> dict[str, Any]:
        """Submit the form that a flow shows, and return what it shows next."""
        shown: dict[str, Any] = await self.post(f"/api/config/config_entries/flow/{flow_id}", values)
        return shown

    async def add_mqtt(self, host: str, port: int) -> None:
        """Set up the MQTT integration with a broker that asks for no password, once."""
        if await self.entries("mqtt"):
            return
        form = await self.start_flow("mqtt")
        settings = {"set_client_cert": False, "set_ca_cert": "off"}
        made = await self.fill_in(form["flow_id"], broker=host, port=port, protocol="5", other_settings=settings)
        if made["type"] != "create_entry":
            raise HassError(f"MQTT could not be set up: {made.get('errors')}")

    async def until(self, met: Callable[[], Any], *, timeout_s: float, what: str) -> Any:
        """Ask `met()`, which returns an awaitable, until it gives something true, and return that."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while True:
                    if found := await met():
                        return found
                    await asyncio.sleep(POLL_S)
        raise HassError(f"waited {timeout_s:.0f} s in vain for {what}")


async def _answering(hass: HomeAssistant, process: asyncio.subprocess.Process) -> None:
    """Wait until Home Assistant has started wholly."""

    async def running() -> bool:
        if process.returncode is not None:
            raise HassError(f"Home Assistant ended with status {process.returncode}; see {hass.config}/hass.out")
        try:
            await hass.get("/manifest.json")  # served once the frontend, and with it the sign-in, is there
        except (HassError, aiohttp.ClientError):
            return False
        if not hass.token:
            await hass.sign_in()
        return bool((await hass.get("/api/config"))["state"] == "RUNNING")

    await hass.until(running, timeout_s=START_TIMEOUT_S, what="Home Assistant's start")


@contextlib.asynccontextmanager
async def process(*command: str | Path, log: Path, **kwargs: Any) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a program while the block lasts, its output in `log`; then ask it to end, and insist after a while."""
    with log.open("ab") as output:
        child = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, **kwargs
        )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.terminate()
            try:
                await asyncio.wait_for(child.wait(), STOP_TIMEOUT_S)
            except TimeoutError:
                child.kill()
                await child.wait()


@contextlib.asynccontextmanager
async def started(config: Path, *, port: int | None = None) -> AsyncIterator[HomeAssistant]:
    """Run a Home Assistant in the folder `config` while the block lasts, signed in; its output is in `hass.out`."""
    port = port or free_port()
    prepare(config, port)
    command = (HASS, "--config", config, "--skip-pip", "--log-no-color")
    async with process(*command, log=config / "hass.out") as child, aiohttp.ClientSession() as session:
        hass = HomeAssistant(f"http://127.0.0.1:{port}", session, config)
        await _answering(hass, child)
        yield hass


async def _main(config: Path) -> None:
    async with started(config) as hass:
        print(f"{hass.url}, user {USER}, password {PASSWORD}; Ctrl-C ends it")
        await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_main(Path(sys.argv[1])))
