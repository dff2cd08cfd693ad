"""Fixtures: brokers with and without password and TLS, a listener, and homes that run on them."""

import subprocess
from collections.abc import Callable, Iterator
from http.server import HTTPServer
from pathlib import Path
from typing import Any

import pytest

from .helpers.broker import Listener, Mosquitto
from .helpers.device import device
from .helpers.home import Home

CAMERAS = [
    {"name": "Window", "url": "rtsp://viewer:Geheim-42@192.0.2.1/stream", "room": "Living room"},
    {"name": "Door", "url": "rtsp://viewer:Geheim-42@192.0.2.2/stream", "room": "Living room"},
    {"name": "Hall", "url": "http://192.0.2.3/video?token=Tok3n-77", "room": "Hall"},
]
BASE = "falldetect/home"
STATE = f"{BASE}/room/living_room/state"
EVENT = f"{BASE}/room/living_room/event"
COMMAND = f"{BASE}/room/living_room/command"
HISTORY = "falldetect/home/room/living_room/history"
SNAPSHOT = f"{BASE}/room/living_room/snapshot"
STATUS = f"{BASE}/status"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    folder = tmp_path / "broker"
    folder.mkdir()
    mosquitto = Mosquitto(folder).start()
    yield mosquitto
    mosquitto.stop()


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CA of our own and a server certificate for localhost."""
    folder = tmp_path_factory.mktemp("ca")

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.crt", "-days", "2", "-subj", "/CN=A CA of our own")
    openssl("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
    (folder / "san").write_text("subjectAltName=DNS:localhost\n")
    signed = ("-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "san", "-days", "2")
    openssl("x509", "-req", "-in", "server.csr", "-out", "server.crt", *signed)
    return folder


@pytest.fixture
def listener(broker: Mosquitto) -> Iterator[Listener]:
    heard = Listener(broker).start().ready()
    yield heard
    heard.stop()


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    with device() as made:
        yield made


type MakeHome = Callable[..., Home]


@pytest.fixture
def make_home(tmp_path: Path, broker: Mosquitto) -> Iterator[MakeHome]:
    homes: list[Home] = []

    def make(*, opener: Any = None, estimator: Any = None, **options: Any) -> Home:
        given = {"cameras": CAMERAS, "mqtt": broker.options()} | options
        homes.append(Home(tmp_path / "data", given, opener, estimator))
        return homes[-1]

    yield make
    for home in homes:
        home.stop()


@pytest.fixture
def home(make_home: MakeHome, listener: Listener) -> Home:
    """A home that is up and heard."""
    made = make_home(discovery="off").start()
    listener.wait(STATUS, lambda message: message.payload == b"online")
    return made
