"""The connection to real brokers: protocols, TLS, logins, brokers that are away, and what the log says of them."""

import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from falldetect_app.mqtt import connection
from falldetect_app.mqtt.broker_errors import describe_failure, describe_refusal
from faults.helpers.wire import Wire

from ..conftest import CAMERAS, STATE, STATUS, MakeHome
from ..helpers.broker import Listener, Mosquitto, free_port
from ..helpers.home import Home
from ..helpers.waiting import wait_until


def online(listener: Listener) -> None:
    listener.wait(STATUS, lambda message: message.payload == b"online")


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., Home]]:
    homes: list[Home] = []

    def make(broker: dict[str, Any], **options: Any) -> Home:
        homes.append(Home(tmp_path / "data", {"cameras": CAMERAS, "mqtt": broker} | options).start())
        return homes[-1]

    yield make
    for home in homes:
        home.stop()


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_both_protocols(run: Callable[..., Home], broker: Mosquitto, listener: Listener, protocol: str) -> None:
    run(broker.options(protocol=protocol))
    online(listener)
    assert f"p{5 if protocol == '5' else 2}, c0" in (broker.folder / "mosquitto.log").read_text()
    assert listener.last(STATE) is not None


def test_the_state_comes_before_online_and_is_kept(make_home: MakeHome, broker: Mosquitto, listener: Listener) -> None:
    make_home().start()
    listener.wait("falldetect/discovery/home")
    order = [message.topic for message in listener.heard]
    assert order.index(STATE) < order.index(STATUS) < order.index("falldetect/discovery/home")
    late = Listener(broker).start().ready()
    assert late.wait(STATUS).retained
    assert late.wait(STATE).retained
    late.stop()


def test_tls_with_a_ca_of_our_own(tmp_path: Path, certificates: Path, run: Callable[..., Home]) -> None:
    broker = Mosquitto(tmp_path, tls=certificates, login=("app", "Geheim-42")).start()
    listener = Listener(broker).start().ready()
    run(broker.options())
    online(listener)
    listener.stop()
    broker.stop()


def test_an_unknown_ca_is_told(
    tmp_path: Path, certificates: Path, run: Callable[..., Home], caplog: pytest.LogCaptureFixture
) -> None:
    broker = Mosquitto(tmp_path, tls=certificates).start()
    options = broker.options()
    del options["ca_file"]
    run(options)
    wait_until(lambda: "shows a certificate that is not trusted" in caplog.text)
    broker.stop()


def test_tls_to_a_broker_without_is_told(
    broker: Mosquitto, run: Callable[..., Home], caplog: pytest.LogCaptureFixture
) -> None:
    run(broker.options(tls=True))
    wait_until(lambda: "The MQTT broker" in caplog.text)
    assert "TLS" in caplog.text or "cannot be reached" in caplog.text


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_a_wrong_password_is_told_once_and_tried_again(
    tmp_path: Path, run: Callable[..., Home], caplog: pytest.LogCaptureFixture, protocol: str
) -> None:
    caplog.set_level(logging.DEBUG)
    broker = Mosquitto(tmp_path, login=("app", "Geheim-42")).start()
    run(broker.options(password="Falsch-99", protocol=protocol))  # noqa: S106 - made up
    log = broker.folder / "mosquitto.log"
    wait_until(lambda: log.read_text().count("not authorised") >= 2)
    assert caplog.text.count("refuses user name or password; set mqtt.username and mqtt.password") == 1
    assert "Falsch-99" not in caplog.text
    broker.stop()


def test_a_broker_that_comes_later(tmp_path: Path, run: Callable[..., Home], caplog: pytest.LogCaptureFixture) -> None:
    broker = Mosquitto(tmp_path)
    run(broker.options())
    wait_until(lambda: "is not there (connection refused)" in caplog.text)
    broker.start()
    listener = Listener(broker).start().ready()
    online(listener)  # retained, when the app was faster than the listener
    listener.stop()
    broker.stop()


def test_a_broker_that_restarts_is_told_everything_anew(
    broker: Mosquitto, listener: Listener, home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    home.restart(broker, listener)
    wait_until(lambda: [message.payload for message in listener.on(STATUS)].count(b"online") == 2)
    assert len(listener.on("falldetect/home/info")) == 2
    assert "closed the connection" in caplog.text


class Bogus:
    """Something that listens and is no broker: says nothing, says something else, or hangs up."""

    def __init__(self, says: bytes | None) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self._says = says
        self._peers: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                peer, _ = self._server.accept()
                self._peers.append(peer)
                if self._says is not None:
                    peer.recv(1000)
                    peer.sendall(self._says)
                    peer.close()

    def close(self) -> None:
        self._server.close()
        for peer in self._peers:
            peer.close()


@pytest.mark.parametrize("says", [None, b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"], ids=["mute", "hangs up", "web"])
def test_what_is_no_broker_is_told(
    run: Callable[..., Home], caplog: pytest.LogCaptureFixture, says: bytes | None
) -> None:
    bogus = Bogus(says)
    home = run({"host": "127.0.0.1", "port": bogus.port})
    wait_until(lambda: "does not answer as a broker does" in home.service.problem)
    assert "check mqtt.host, mqtt.port, mqtt.tls and mqtt.protocol" in caplog.text
    bogus.close()


def test_a_broker_whose_name_takes_for_ever_to_look_up_is_told(
    run: Callable[..., Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "NO_ANSWER_S", 0.2)
    end = threading.Event()

    def look_up(*_: Any, **__: Any) -> None:
        end.wait(60)
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", look_up)
    home = run({"host": "192.0.2.1"})
    wait_until(lambda: "does not answer; check mqtt.host and the network" in home.service.problem)
    end.set()


def test_a_cut_that_no_side_hears_of_is_told(
    run: Callable[..., Home],
    broker: Mosquitto,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As when a cable is pulled: all stays connected, and nothing comes through any more."""
    monkeypatch.setattr(connection, "KEEPALIVE_S", 1)
    wire = Wire(broker.port)
    home = run({"host": "127.0.0.1", "port": wire.port})
    online(listener)
    wait_until(lambda: home.service.connected)
    wire.silent.set()
    wait_until(lambda: "closed the connection (keep alive timeout)" in caplog.text)
    assert home.service.problem
    assert listener.wait(STATUS, lambda message: message.payload == b"offline")
    wire.silent.clear()
    wait_until(lambda: home.service.connected and not home.service.problem)
    home.stop()
    wire.close()


def test_a_clean_stop_says_offline(broker: Mosquitto, listener: Listener, home: Home) -> None:
    home.stop()
    assert listener.wait(STATUS, lambda message: message.payload == b"offline")
    assert "sending Will" not in (broker.folder / "mosquitto.log").read_text()


def test_a_stop_without_a_broker_takes_no_time(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    home = Home(tmp_path, {"cameras": CAMERAS, "mqtt": {"host": "127.0.0.1", "port": free_port()}}).start()
    home.stop()
    wait_until(lambda: set(threading.enumerate()) <= before)


def test_missing_rights_are_told(tmp_path: Path, run: Callable[..., Home], caplog: pytest.LogCaptureFixture) -> None:
    broker = Mosquitto(tmp_path)
    (tmp_path / "acl").write_text("topic read $SYS/#\n")
    with (tmp_path / "mosquitto.conf").open("a") as config:
        config.write(f"acl_file {tmp_path / 'acl'}\n")
    broker.start()
    run(broker.options())
    says = "refuses a message on falldetect/home/info: not authorized; check the user's rights (ACL)"
    wait_until(lambda: says in caplog.text)
    broker.stop()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ConnectionRefusedError(), "start it"),
        (socket.gaierror(), "check mqtt.host"),
        (TimeoutError(), "does not answer"),
        (ssl.SSLError(), "check mqtt.port and mqtt.tls"),
        (OSError(113, "No route to host"), "No route to host"),
        (UnicodeError(), "check mqtt.host"),
        (KeyError(5), "report it"),
    ],
)
def test_each_failure_names_its_mend(error: BaseException, told: str) -> None:
    assert told in describe_failure(error)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("Bad user name or password", "mqtt.password"),
        ("Unsupported protocol version", "leave mqtt.protocol out"),
        ("Server busy", "server busy"),
    ],
)
def test_each_refusal_names_its_mend(code: str, told: str) -> None:
    assert told in describe_refusal(code, "5")
