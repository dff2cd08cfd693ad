"""The broker's login comes from Supervisor, which may have another one at any time: a real server, a real broker."""

import json
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from falldetect_app import main as module
from falldetect_app.home_assistant.supervisor import announce, ask_for_broker
from falldetect_app.main import main
from falldetect_app.mqtt import connection

from ..conftest import CAMERAS, COMMAND, EVENT, STATE, STATUS
from ..helpers.broker import Listener, Mosquitto
from ..helpers.home import NoPose
from ..helpers.waiting import wait_until

type Passed = dict[str, Any]


@pytest.fixture
def supervisor(monkeypatch: pytest.MonkeyPatch) -> Iterator[Passed]:
    """A Supervisor that passes on the service which a test puts here, and says no while there is none."""
    service: Passed = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if service else 400)
            self.end_headers()
            no = {"result": "error", "message": "Service not enabled"}
            self.wfile.write(json.dumps({"result": "ok", "data": service} if service else no).encode())

        def log_message(self, *_: Any) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = f"127.0.0.1:{server.server_port}"
        monkeypatch.setenv("SUPERVISOR_TOKEN", "t0ken")
        monkeypatch.setattr(module, "ask_for_broker", partial(ask_for_broker, host=host))
        monkeypatch.setattr(module, "announce", partial(announce, host=host))
        monkeypatch.setattr(module, "load", lambda *_: NoPose())
        yield service
        server.shutdown()


@pytest.fixture(autouse=True)
def leave_no_trace() -> Iterator[None]:
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    log = logging.root.handlers[:], logging.root.level
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)
    logging.root.handlers[:], logging.root.level = log


def service_of(broker: Mosquitto) -> Passed:
    assert broker.login
    username, password = broker.login
    known = {"host": "127.0.0.1", "port": str(broker.port), "ssl": False, "protocol": "3.1.1"}
    return known | {"username": username, "password": password}


def run_main(folder: Path, meanwhile: Callable[[], None]) -> int:
    """Run the program until something has happened meanwhile, or has failed to."""

    def happen() -> None:
        try:
            meanwhile()
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    options = folder / "options.json"
    options.write_text(json.dumps({"cameras": CAMERAS}))
    with ThreadPoolExecutor() as pool:
        happening = pool.submit(happen)
        code = main(["--options", str(options)])
        happening.result()
    return code


@pytest.mark.parametrize("moves", [False, True], ids=["the login changes", "the broker moves"])
def test_a_login_that_is_another_by_now_is_asked_for_anew(
    tmp_path: Path,
    supervisor: Passed,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    moves: bool,
) -> None:
    monkeypatch.setattr(connection, "ASK_S", 1.0)
    log: list[str] = []

    def logged(words: str) -> bool:
        log.append(capsys.readouterr().err)
        return words in "".join(log)

    def change() -> None:
        first = Mosquitto(tmp_path, login=("addons", "Geheim-42")).start()
        listener = Listener(first).start().ready()
        assert wait_until(lambda: logged("Service not enabled"))
        supervisor.update(service_of(first))
        listener.wait(STATUS, lambda message: message.payload == b"online")
        listener.stop()
        first.stop()
        supervisor.clear()
        log.clear()
        second = Mosquitto(tmp_path, login=("addons", "Anders-77"), port=0 if moves else first.port).start()
        listener = Listener(second).start().ready()
        wait_until(lambda: logged("Service not enabled"))
        supervisor.update(service_of(second))
        listener.wait(STATUS, lambda message: message.payload == b"online")
        listener.publish(COMMAND, json.dumps({"command": "test"}))
        listener.wait_for_state(STATE, fall=True)
        wait_until(lambda: len(listener.on(EVENT)) == 2)
        listener.stop()
        second.stop()

    monkeypatch.setattr(module, "ASK_AGAIN_S", 0.1)
    assert run_main(tmp_path, change) == 0
    assert not logged("Anders-77")
