"""The real app, as a process of its own."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from falldetect_core.settings import LifeSettings

from .broker import HOST, PROTOCOL

ROOM = "Living room"
CAMERA = "Demo"
LIFE = LifeSettings(long_lie_s=10.0)
"""A long lie comes after a minute at home; nobody waits so long for a demo."""
STOP_S = 10.0


def options(source: str, port: int) -> dict[str, Any]:
    """Return the app's options: one camera in one room, and the demo's broker."""
    return {
        "cameras": [{"name": CAMERA, "url": source, "room": ROOM}],
        "mqtt": {"host": HOST, "port": port, "protocol": PROTOCOL},
        "confirmation_s": LIFE.confirmation_s,
        "long_lie_s": LIFE.long_lie_s,
        "discovery": "off",
    }


@contextlib.asynccontextmanager
async def app(given: dict[str, Any], folder: Path, log: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the app while the block lasts, its options and memory in `folder`, which only this user may read."""
    file = folder / "options.json"
    file.write_text(json.dumps(given), encoding="utf-8")
    program = Path(sys.executable).with_name("falldetect-app")
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            program, "--options", file, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_S)
    except TimeoutError:
        process.kill()
        await process.wait()
