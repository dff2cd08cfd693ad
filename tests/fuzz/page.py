"""Requests to the page: none fails inside the app, and none leaves settings that the next start does not read."""

import asyncio
import json
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import ClientError, web_app
from aiohttp.test_utils import TestClient, TestServer
from app.helpers.home import NoPose, Scripted
from falldetect_app.mqtt.broker import Broker
from falldetect_app.runner import Runner
from falldetect_app.service import Service
from falldetect_app.settings.settings_file import SettingsFile
from falldetect_app.storage.store import Store
from falldetect_app.web import PageAccess
from falldetect_app.web.server import application

from . import options as options_target
from .messages import OPTIONS
from .tape import Tape

METHODS = ("GET", "GET", "POST", "PUT", "DELETE")
HEADERS = {"X-Falldetect": "1", "Sec-Fetch-Site": "same-origin"}
PATHS = (
    "/api/live",
    "/api/status",
    "/api/cameras",
    "/api/cameras/{}",
    "/api/cameras/{}/check",
    "/api/cameras/{}/place",
    "/api/cameras/{}/picture",
    "/api/rooms/{}/command",
    "/api/settings",
    "/api/learning",
    "/api/activity",
    "/api/incidents",
    "/api/incidents/{}",
    "/api/incidents/{}/feedback",
    "/api/incidents/{}/replay/{}",
    "/api/incidents/{}/picture",
    "/api/incidents/{}/data.json",
    "/api/incidents/{}/report.pdf",
    "/{}",
    "/words/{}",
)
QUERIES = ("before", "lang", "zone")
NAMES = (*options_target.NAMES, "command", "by", "incident", "reason", "monitoring", "verdict", "anew", "table")
WORDS = (*options_target.WORDS, "test", "set", "dismiss", "acknowledge", "true", "false", "[]", "u,v,x,y\n1,2,3,4")
LOOP = asyncio.new_event_loop()
SERVER_ERROR = 500


async def ask(app: Any, tape: Tape) -> None:
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        for _ in range(6):
            if tape.over:
                break
            path = tape.pick(PATHS)
            while "{}" in path:
                path = path.replace("{}", quote(tape.pick(("hall", "window", tape.text())), errors="replace"), 1)
            query = {tape.pick(QUERIES): tape.text().encode(errors="replace").decode() for _ in range(tape.byte() % 2)}
            body = tape.take(40) if tape.byte() % 8 == 0 else json.dumps(tape.value(NAMES, WORDS)).encode()
            by = {"X-Remote-User-Display-Name": tape.take(20).decode("latin-1")} if tape.byte() % 4 == 0 else {}
            try:
                answer = await client.request(tape.pick(METHODS), path, params=query, data=body, headers=HEADERS | by)
            except (ClientError, ValueError):  # the client itself does not send it
                continue
            text = await answer.read()
            assert answer.status < SERVER_ERROR, (path, body, text)
            assert options_target.SECRET.encode() not in text or options_target.SECRET.encode() in body


def once(data: bytes) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as name:
        folder = Path(name)
        file = folder / "options.json"
        cameras = [{"name": "hall", "url": f"rtsp://viewer:{options_target.SECRET}@192.0.2.1/", "room": "Hall"}]
        file.write_text(json.dumps({"cameras": cameras, "mqtt": {"host": "localhost"}}))
        store = Store(folder)
        runner = Runner(SettingsFile(file, folder), store, NoPose(), opener=Scripted)
        runner.service = Service(OPTIONS, Broker.of(OPTIONS.mqtt), store, NoPose(), clock=runner.clock, opener=Scripted)
        try:
            run(ask(application(runner, PageAccess(0)), Tape(data)))
            runner.service.tick()
            runner.service.publish_all()
            assert store.trouble == ""
        finally:
            store.close()
            web_app._cached_build_middleware.cache_clear()  # it would hold this application, and all that come
        SettingsFile(file, folder)
        assert not (folder / "home.json.broken").exists()


def run(doing: Coroutine[Any, Any, None]) -> None:
    LOOP.run_until_complete(doing)
