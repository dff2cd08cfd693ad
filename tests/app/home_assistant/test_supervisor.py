"""Supervisor's services API, played by a real server."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from falldetect_app.contract.messages import Discovery
from falldetect_app.home_assistant.supervisor import SupervisorError, announce, ask_for_broker
from falldetect_app.mqtt.broker import Broker

from ..helpers.broker import free_port

KNOWN = {
    "host": "core-mosquitto",
    "port": "1883",
    "ssl": False,
    "username": "addons",
    "password": "Geheim-42",
    "protocol": "3.1.1",
    "addon": "core_mosquitto",
}


@pytest.fixture
def supervisor() -> Iterator[Callable[..., str]]:
    """Answer as told; returns the address."""
    servers: list[HTTPServer] = []

    def answer(status: int, body: Any) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                allowed = self.headers["Authorization"] == "Bearer t0ken" and self.path == "/services/mqtt"
                self.send_response(status if allowed else 403)
                self.end_headers()
                self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

            def do_POST(self) -> None:
                posted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                allowed = self.headers["Authorization"] == "Bearer t0ken" and self.path == "/discovery"
                understood = posted["service"] == "falldetect" and posted["config"]["installation_id"] == "0f8c"
                self.send_response(status if allowed and understood else 403)
                self.end_headers()
                self.wfile.write(json.dumps(body if allowed and understood else {"message": "no"}).encode())

            def log_message(self, *_: Any) -> None: ...

        servers.append(HTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"127.0.0.1:{servers[-1].server_port}"

    yield answer
    for server in servers:
        server.shutdown()
        server.server_close()


def test_the_broker_is_known(supervisor: Callable[..., str]) -> None:
    host = supervisor(200, {"result": "ok", "data": KNOWN})
    assert ask_for_broker("t0ken", host) == Broker("core-mosquitto", 1883, "addons", "Geheim-42", protocol="3.1.1")


def test_tls_and_mqtt_5_are_understood(supervisor: Callable[..., str]) -> None:
    host = supervisor(200, {"result": "ok", "data": KNOWN | {"ssl": True, "protocol": "5", "port": 8883}})
    broker = ask_for_broker("t0ken", host)
    assert (broker.tls, broker.protocol, broker.port) == (True, "5", 8883)


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (400, {"result": "error", "message": "Service not enabled"}, "(Service not enabled): install the Mosquitto"),
        (200, {"result": "ok", "data": {}}, "an answer that is not understood"),
        (502, b"<html>", "an answer that is not understood"),
        (200, [], "an answer that is not understood"),
    ],
)
def test_no_broker_is_told_with_the_mend(supervisor: Callable[..., str], status: int, body: Any, told: str) -> None:
    with pytest.raises(SupervisorError) as caught:
        ask_for_broker("t0ken", supervisor(status, body))
    assert told in str(caught.value)
    assert "mqtt.host" in str(caught.value)


def test_no_supervisor_is_told() -> None:
    with pytest.raises(SupervisorError, match="Supervisor does not answer"):
        ask_for_broker("t0ken", f"127.0.0.1:{free_port()}")


ANNOUNCED = Discovery(
    site="home", installation_id="0f8c", name="Fall detection", base="falldetect/home", app_version="0.1.0"
)


def test_home_assistant_is_told_through_supervisor(supervisor: Callable[..., str]) -> None:
    announce("t0ken", ANNOUNCED, supervisor(200, {"result": "ok", "data": {"uuid": "1"}}))


def test_a_refusal_to_tell_home_assistant_is_said(supervisor: Callable[..., str]) -> None:
    with pytest.raises(SupervisorError, match=r"will not tell Home Assistant of this app \(no\)"):
        announce("wrong", ANNOUNCED, supervisor(200, {"result": "ok"}))
    with pytest.raises(SupervisorError, match="Supervisor does not answer"):
        announce("t0ken", ANNOUNCED, f"127.0.0.1:{free_port()}")
