"""Fixtures: a broker and a listener, and programs that end with the test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from app.helpers.broker import Listener, Mosquitto

from .helpers.program import Program


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    folder = tmp_path / "broker"
    folder.mkdir()
    mosquitto = Mosquitto(folder).start()
    yield mosquitto
    mosquitto.stop()


@pytest.fixture
def listener(broker: Mosquitto) -> Iterator[Listener]:
    heard = Listener(broker).start().ready()
    yield heard
    heard.stop()


type Run = Callable[..., Program]


@pytest.fixture
def run(tmp_path: Path, broker: Mosquitto) -> Iterator[Run]:
    """Start the app on the broker; whatever happens, it ends with the test."""
    started: list[Program] = []

    def start(*arguments: str, cameras: list[dict[str, Any]], mqtt: Any = None, **how: Any) -> Program:
        options = {"mqtt": mqtt or broker.options(), "cameras": [{"room": "Hall"} | camera for camera in cameras]}
        started.append(Program(tmp_path / "app", options, *arguments, **how))
        return started[-1].start()

    yield start
    for program in started:
        program.kill()
