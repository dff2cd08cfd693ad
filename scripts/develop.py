"""What `scripts/develop` runs: broker, Home Assistant and app, each as a process of its own, until Ctrl-C."""

import asyncio
import contextlib
import json
import signal
import sys
from pathlib import Path
from typing import Any

from scripts.hass import PASSWORD, ROOT, USER, HassError, HomeAssistant, free_port, process, started

FOLDER = ROOT / ".cache" / "develop"
APP = Path(sys.executable).with_name("falldetect-app")
HASS_PORT = 8123
DOMAIN = "falldetect"
DISCOVERY_TIMEOUT_S = 30.0


def options(source: str, broker_port: int) -> dict[str, Any]:
    """Return the app's options: one camera in one room."""
    camera = {"name": "Camera", "url": source, "room": "Living room", "loop": Path(source).is_file()}
    return {"cameras": [camera], "mqtt": {"host": "127.0.0.1", "port": broker_port}, "long_lie_s": 20}


def broker_settings(port: int) -> str:
    """Return a configuration of mosquitto that lets everybody on this machine in, and nobody else."""
    return f"listener {port} 127.0.0.1\nallow_anonymous true\n"


async def add_integration(hass: HomeAssistant) -> None:
    """Confirm what Home Assistant has discovered over MQTT, as a user would with two clicks."""
    if await hass.entries(DOMAIN):
        return
    flows = await hass.until(lambda: hass.discovered(DOMAIN), timeout_s=DISCOVERY_TIMEOUT_S, what="the discovery")
    await hass.fill_in(flows[0]["flow_id"])


async def develop(source: str) -> None:
    """Run it all until interrupted."""
    config, data = FOLDER / "hass", FOLDER / "app"
    for folder in (config, data):
        folder.mkdir(parents=True, exist_ok=True)
    port = _kept_port(FOLDER / "broker.port")
    (FOLDER / "mosquitto.conf").write_text(broker_settings(port), encoding="utf-8")
    (data / "options.json").write_text(json.dumps(options(source, port)), encoding="utf-8")
    broker = ("mosquitto", "-c", FOLDER / "mosquitto.conf")
    app = (APP, "--options", data / "options.json", "--data", data)
    async with process(*broker, log=FOLDER / "mosquitto.log") as mosquitto:
        print("Starting Home Assistant …", flush=True)
        async with started(config, port=HASS_PORT) as hass:
            await hass.add_mqtt("127.0.0.1", port)
            async with process(*app, log=FOLDER / "app.log") as falldetect:
                ending = asyncio.create_task(_first_end(mosquitto, falldetect))
                adding = asyncio.create_task(add_integration(hass))
                await asyncio.wait((ending, adding), return_when=asyncio.FIRST_COMPLETED)
                if ending.done():
                    adding.cancel()
                    return ending.result()
                adding.result()
                print(f"Home Assistant: {hass.url}, user {USER}, password {PASSWORD}")
                print(f"MQTT:           127.0.0.1 port {port}; mosquitto_sub -p {port} -v -t 'falldetect/#'")
                print(f"The app:        watches {source}; tail -f {FOLDER.relative_to(ROOT)}/app.log")
                print("Ctrl-C ends it all.", flush=True)
                return await ending


def _kept_port(file: Path) -> int:
    """Return the broker's port, the same at every start, as Home Assistant remembers it."""
    if not file.exists():
        file.write_text(str(free_port()), encoding="utf-8")
    return int(file.read_text(encoding="utf-8"))


async def _first_end(mosquitto: asyncio.subprocess.Process, app: asyncio.subprocess.Process) -> None:
    """Wait for Ctrl-C, or for a process that ends by itself."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    waits = {asyncio.ensure_future(wait) for wait in (stop.wait(), mosquitto.wait(), app.wait())}
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
    for name, child in (("mosquitto", mosquitto), ("app", app)):
        if child.returncode is not None:
            log = FOLDER / f"{name}.log"
            last = log.read_text(encoding="utf-8").splitlines()[-1:]
            raise HassError(f"{name} ended: {' '.join(last)} ({log.relative_to(ROOT)})")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        try:
            asyncio.run(develop(sys.argv[1]))
        except HassError as error:
            sys.exit(f"error: {error}")
