"""A house around the container: broker, camera and Supervisor. See scripts/image for the network they share."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.app.helpers.broker import Listener, Mosquitto, free_port
from tests.app.helpers.waiting import wait_until
from tests.e2e.helpers.clip import FALL, lengthen
from tests.package.app import CONFIG, ROOT

from .container import PATIENCE_S, Container
from .supervisor import TOKEN, Supervisor, write_options

LOGIN = ("addons", "Geheim-42")
SYSTEM_PYTHON = "/usr/bin/python3"
RTSP_SERVER = ROOT / "tests" / "e2e" / "helpers" / "rtsp_server.py"
LIE_S = 150.0


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    folder = tmp_path / "broker"
    folder.mkdir()
    mosquitto = Mosquitto(folder, login=LOGIN).start()
    yield mosquitto
    mosquitto.stop()


@pytest.fixture
def listener(broker: Mosquitto) -> Iterator[Listener]:
    heard = Listener(broker).start().ready()
    yield heard
    heard.stop()


@pytest.fixture
def supervisor(broker: Mosquitto) -> Iterator[Supervisor]:
    made = Supervisor(broker.port, CONFIG)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A camera that plays the demo's fall, and who then stays down, to whoever connects; yields its address."""
    port = free_port()
    film = lengthen(FALL, tmp_path_factory.mktemp("film") / "fall.mp4", LIE_S)
    words = [SYSTEM_PYTHON, RTSP_SERVER, str(port), film]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        yield f"rtsp://viewer:Tok3n-77@127.0.0.1:{port}/live"
        process.terminate()


type MakeContainer = Callable[..., Container]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[MakeContainer]:
    """Start the app as Supervisor does, with these options changed."""
    with ExitStack() as stack:

        def make(*, expect_running: bool = True, trace: Path | None = None, **options: Any) -> Container:
            data = tmp_path / "data"
            data.mkdir(exist_ok=True)
            write_options(data, CONFIG, **options)
            log, environment = tmp_path / "app.log", {"SUPERVISOR_TOKEN": TOKEN}
            made = Container(log, volumes={"/data": data}, environment=environment)
            stack.callback(made.remove)
            made.start(trace)
            if expect_running:
                wait_until(lambda: made.app, patience_s=PATIENCE_S)
            return made

        yield make
    sys.stderr.write((tmp_path / "app.log").read_text())
