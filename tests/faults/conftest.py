"""Fixtures: a broker and a listener, and programs that end with the test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from app.conftest import broker, listener
from app.helpers.broker import Mosquitto

from .helpers.program import Program

__all__ = ["broker", "listener", "run"]

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
