"""The program: its command line in this process, and the whole of it as a process of its own."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from falldetect_app import main as module
from falldetect_app.home_assistant.supervisor import SupervisorError
from falldetect_app.main import main
from falldetect_app.mqtt.broker import Broker

from falldetect_core.errors import ModelError

from .conftest import BASE, CAMERAS, COMMAND, EVENT, STATE, STATUS
from .helpers.broker import Listener, Mosquitto
from .helpers.home import NoPose
from .helpers.waiting import wait_until

CAMERA = CAMERAS[0] | {"url": "/nowhere/clip.mp4"}


def write(folder: Path, **options: Any) -> Path:
    file = folder / "options.json"
    file.write_text(json.dumps({"cameras": [CAMERA]} | options))
    return file


@pytest.fixture(autouse=True)
def leave_no_trace(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put signal handlers and log handlers back, and do without a model."""
    monkeypatch.setattr(module, "load", lambda *_: NoPose())
    monkeypatch.delenv("SUPERVISOR_TOKEN", raising=False)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    log = logging.root.handlers[:], logging.root.level
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)
    logging.root.handlers[:], logging.root.level = log


def stop_when(happened: Callable[[], object]) -> threading.Thread:
    def work() -> None:
        wait_until(happened)
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_it_runs_until_told_to_stop(tmp_path: Path, broker: Mosquitto, listener: Listener) -> None:
    file = write(tmp_path, mqtt=broker.options())
    heart = tmp_path / "alive"
    stopper = stop_when(heart.exists)
    memory = str(tmp_path / "memory")
    assert main(["--options", str(file), "--data", memory, "--log-level", "debug", "--heartbeat", str(heart)]) == 0
    stopper.join()
    listener.wait(STATUS, lambda message: message.payload == b"offline")
    assert (tmp_path / "memory" / "state.db").exists()


def test_the_broker_comes_from_supervisor_as_soon_as_it_knows(
    tmp_path: Path,
    broker: Mosquitto,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answers: list[Exception | Broker] = [
        SupervisorError("not yet"),
        SupervisorError("not yet"),
        Broker("127.0.0.1", broker.port),
    ]

    def ask(token: str) -> Broker:
        assert token == "t0ken"  # noqa: S105 - made up
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setenv("SUPERVISOR_TOKEN", "t0ken")
    monkeypatch.setattr(module, "ask_for_broker", ask)
    monkeypatch.setattr(module, "ASK_AGAIN_S", 0.05)
    stopper = stop_when(lambda: listener.last(STATE))
    assert main(["--options", str(write(tmp_path))]) == 0
    stopper.join()
    assert capsys.readouterr().err.count("not yet") == 1


def test_it_stops_while_it_waits_for_supervisor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(_: str) -> Broker:
        os.kill(os.getpid(), signal.SIGTERM)
        raise SupervisorError("not yet")

    monkeypatch.setenv("SUPERVISOR_TOKEN", "t0ken")
    monkeypatch.setattr(module, "ask_for_broker", ask)
    assert main(["--options", str(write(tmp_path))]) == 0


def test_wrong_options_end_it_with_all_problems(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--options", str(write(tmp_path, site="A B", sensitivity="x"))]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_no_broker_ends_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--options", str(write(tmp_path))]) == 2
    assert capsys.readouterr().err == "mqtt.host: is missing; give the broker's name or IP address\n"


def test_a_missing_model_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(*_: object) -> NoPose:
        raise ModelError("run `falldetect models fetch` once")

    monkeypatch.setattr(module, "load", missing)
    assert main(["--options", str(write(tmp_path))]) == 2
    assert "models fetch" in capsys.readouterr().err


class Program:
    """The app as a process."""

    def __init__(self, options: Path) -> None:
        self._log = options.with_name("app.log")
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", "falldetect_app.main", "--options", str(options)]
            self.process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - our own program

    @property
    def log(self) -> str:
        return self._log.read_text()

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


@pytest.fixture
def programs() -> Iterator[list[Program]]:
    started: list[Program] = []
    yield started
    for program in started:
        program.process.kill()
        program.process.wait()


def test_a_killed_app_is_offline_and_its_next_run_goes_on(
    tmp_path: Path, broker: Mosquitto, listener: Listener, programs: list[Program]
) -> None:
    """With the real model, killed in an open incident, without a word."""
    secret = CAMERA | {"name": "Door", "url": "rtsp://viewer:Geheim-42@127.0.0.1:1/stream?token=Tok3n-77"}
    file = write(tmp_path, cameras=[CAMERA, secret], mqtt=broker.options(), log_level="debug")
    programs.append(Program(file))
    listener.wait(STATUS, lambda message: message.payload == b"online", patience_s=90)
    listener.publish(COMMAND, '{"command": "test"}')
    open_ = listener.wait_for_state(STATE, fall=True)["incidents"]
    wait_until(lambda: len(listener.on(EVENT)) == 2)
    assert programs[0].end(signal.SIGKILL) == -signal.SIGKILL
    listener.wait(STATUS, lambda message: message.payload == b"offline")
    programs.append(Program(file))
    listener.wait(STATUS, lambda message: message.payload == b"online", patience_s=90)
    assert listener.wait_for_state(STATE)["incidents"] == open_
    listener.publish(COMMAND, '{"command": "acknowledge", "by": "Anna"}')
    listener.wait_for_state(STATE, fall=False)
    listener.wait(EVENT, lambda message: message.data["event"] == "acknowledged")
    # an event that was confirmed in the moment of the kill may come again, under the same id
    ids = dict.fromkeys(message.data["event_id"] for message in listener.on(EVENT))
    assert list(ids) == [f"{open_[0]['incident']}.{step}" for step in (1, 2, 3)]
    listener.wait_for_state(f"{BASE}/camera/window/state", problem="not_found")
    listener.wait_for_state(f"{BASE}/camera/door/state", problem="refused")
    assert programs[1].end(signal.SIGTERM) == 0
    listener.wait(STATUS, lambda message: message.payload == b"offline")
    assert "Traceback" not in programs[1].log
    assert "Geheim-42" not in programs[1].log
    assert "Tok3n-77" not in programs[1].log


def test_a_user_error_is_no_traceback(tmp_path: Path, programs: list[Program]) -> None:
    file = write(tmp_path, cameras=[CAMERA | {"url": "htp://viewer:Geheim-42@192.0.2.1/stream"}])
    programs.append(Program(file))
    assert programs[0].process.wait(90) == 2
    assert programs[0].log == (
        'cameras[0].url: "htp://…" is not a camera address; '
        "use rtsp://, http(s)://, a file or a device like /dev/video0\n"
    )
