"""A home: its broker, camera, app and Home Assistant, and questions to put to them."""

import contextlib
import json
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.hass import HassError, HomeAssistant, free_port, started

from .clip import FALL, ROOT, lengthen
from .program import Program, find, tail

ARTIFACTS = ROOT / "artifacts" / "e2e"
SYSTEM_PYTHON = "/usr/bin/python3"
"""Debian's: only it sees GStreamer's bindings."""
RTSP_SERVER = Path(__file__).with_name("rtsp_server.py")
SCRIPTED_HOUSE = Path(__file__).with_name("scripted_house")
DOMAIN = "falldetect"
HOLD_S = 240.0
"""Longer than the tests look at one connection."""
PATIENCE_S = 60.0


@dataclass
class Home:
    """What the tests hold in their hands."""

    hass: HomeAssistant
    broker_port: int
    broker: Program
    camera: Program
    app: Program

    async def until(self, entity: str, wanted: Callable[[dict[str, Any]], bool], what: str) -> dict[str, Any]:
        """Wait until an entity's state is as wanted, and return it."""
        newest: dict[str, Any] | None = None

        async def met() -> dict[str, Any] | None:
            nonlocal newest
            newest = await self.hass.state(entity)
            return newest if newest is not None and wanted(newest) else None

        try:
            state: dict[str, Any] = await self.hass.until(met, timeout_s=PATIENCE_S, what=what)
        except HassError as error:
            raise AssertionError(f"{error}: {entity} is {newest}") from None
        return state

    async def until_state(self, entity: str, *states: str) -> dict[str, Any]:
        """Wait until an entity has one of these states."""
        return await self.until(entity, lambda state: state["state"] in states, f"{entity} to be {' or '.join(states)}")

    def logs(self) -> dict[str, str]:
        """Return the last words of everybody."""
        said = {program.name: program.said for program in (self.broker, self.camera, self.app)}
        return said | {"Home Assistant": tail(self.hass.config / "hass.out")}


@contextlib.asynccontextmanager
async def home(folder: Path) -> AsyncIterator[Home]:
    """Run a home while the block lasts; the camera is off, and Home Assistant has not been told of the app."""
    shutil.rmtree(ARTIFACTS, ignore_errors=True)
    ARTIFACTS.mkdir(parents=True)
    port = free_port()
    camera, address = camera_program(folder)
    broker = Program("mosquitto", [find("mosquitto"), "-p", str(port)], ARTIFACTS / "mosquitto.log")
    app = app_program(folder, address, port)
    broker.start()
    parts = folder / "hass" / "custom_components"
    parts.mkdir(parents=True)
    (parts / SCRIPTED_HOUSE.name).symlink_to(SCRIPTED_HOUSE)
    try:
        async with started(folder / "hass") as hass:
            yield Home(hass, port, broker, camera, app)
    finally:
        for program in (app, camera, broker):
            program.stop()
        with contextlib.suppress(OSError):
            shutil.copy(folder / "hass" / "hass.out", ARTIFACTS / "hass.log")


def camera_program(folder: Path, hold_s: float = HOLD_S) -> tuple[Program, str]:
    """Prepare a camera that shows a fall, from its start, to everybody who connects; return it with its address."""
    clip = folder / "camera.mp4"
    if not clip.exists():
        lengthen(FALL, clip, hold_s)
    port = free_port()
    command: list[str | Path] = [SYSTEM_PYTHON, RTSP_SERVER, str(port), clip]
    return Program("camera", command, ARTIFACTS / "camera.log"), f"rtsp://127.0.0.1:{port}/live"


def app_program(folder: Path, address: str, broker_port: int) -> Program:
    """Prepare the app with one camera in one room."""
    data = folder / "app"
    data.mkdir()
    options = {
        "cameras": [{"name": "Window", "url": address, "room": "Living room"}],
        "mqtt": {"host": "127.0.0.1", "port": broker_port},
    }
    (data / "options.json").write_text(json.dumps(options))
    program = Path(sys.executable).with_name("falldetect-app")
    return Program("app", [program, "--options", data / "options.json"], ARTIFACTS / "app.log")
