"""A real mosquitto on a free port of loopback, and a listener that hears all that is published."""

import json
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
from falldetect_app.mqtt.link import tls_context
from paho.mqtt.enums import CallbackAPIVersion

from .waiting import PATIENCE_S, wait_until

BROKER = shutil.which("mosquitto") or "/usr/sbin/mosquitto"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def lasting_port() -> int:
    """Find a port that no connection is given by the system while nobody listens there."""
    first, _ = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()
    return next(port for port in range(int(first) - 1, 1024, -1) if not answers(port))


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Mosquitto:
    """A broker that can be stopped and started again on its port."""

    def __init__(
        self, folder: Path, *, login: tuple[str, str] | None = None, tls: Path | None = None, port: int = 0
    ) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.login = login
        self.tls = tls
        self.process: subprocess.Popen[bytes] | None = None
        lines = [
            f"listener {self.port} 127.0.0.1",
            "user root",
            "persistence false",
            f"allow_anonymous {login is None}".lower(),
        ]
        if login:
            passwords = folder / "passwords"
            subprocess.run(["mosquitto_passwd", "-c", "-b", passwords, *login], check=True)  # noqa: S603, S607
            lines.append(f"password_file {passwords}")
        if tls:
            lines += [f"certfile {tls / 'server.crt'}", f"keyfile {tls / 'server.key'}"]
        (folder / "mosquitto.conf").write_text("\n".join(lines) + "\n")

    def start(self) -> "Mosquitto":
        log = (self.folder / "mosquitto.log").open("ab")
        command = [BROKER, "-v", "-c", str(self.folder / "mosquitto.conf")]
        self.process = subprocess.Popen(command, stderr=log, stdout=log)  # noqa: S603
        wait_until(lambda: answers(self.port), "for mosquitto")
        return self

    def keep(self) -> None:
        """Let it keep on disk what is retained and queued; takes effect at its next start."""
        config = self.folder / "mosquitto.conf"
        kept = f"persistence true\npersistence_location {self.folder}/"
        config.write_text(config.read_text().replace("persistence false", kept))

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(PATIENCE_S)
        self.process = None

    def cut_power(self) -> None:
        """End as by a power cut shortly after all was written to disk."""
        assert self.process is not None
        before = (self.folder / "mosquitto.log").read_text().count("Saving in-memory database")
        self.process.send_signal(signal.SIGUSR1)
        log = self.folder / "mosquitto.log"
        wait_until(lambda: log.read_text().count("Saving in-memory database") > before)
        self.process.kill()
        self.process.wait()
        self.process = None

    def options(self, **more: Any) -> dict[str, Any]:
        given: dict[str, Any] = {"host": "127.0.0.1" if self.tls is None else "localhost", "port": self.port}
        if self.login:
            given |= {"username": self.login[0], "password": self.login[1]}
        if self.tls:
            given |= {"tls": True, "ca_file": str(self.tls / "ca.crt")}
        return given | more


@dataclass
class Heard:
    topic: str
    payload: bytes
    retained: bool
    expires_s: int | None = None

    @property
    def data(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self.payload)
        return loaded


@dataclass
class Listener:
    """Hears everything; reconnects by itself."""

    broker: Mosquitto
    heard: list[Heard] = field(default_factory=list)

    def start(self) -> "Listener":
        self._subscribed = threading.Event()
        self.client = client = paho.Client(CallbackAPIVersion.VERSION2, f"listener-{id(self)}", protocol=paho.MQTTv5)
        if self.broker.login:
            client.username_pw_set(*self.broker.login)
        if self.broker.tls:
            client.tls_set_context(tls_context(self.broker.tls / "ca.crt"))
        client.reconnect_delay_set(0.05, 0.05)  # type: ignore[arg-type]
        client.on_connect = self._subscribe
        client.on_subscribe = lambda *_: self._subscribed.set()
        client.on_message = self._hear
        client.connect_async("localhost" if self.broker.tls else "127.0.0.1", self.broker.port)
        client.loop_start()
        return self

    def _subscribe(self, client: paho.Client, *_: Any) -> None:
        client.subscribe([("falldetect/#", 1), ("homeassistant/#", 1)])

    def _hear(self, _client: paho.Client, _data: Any, message: paho.MQTTMessage) -> None:
        expires_s = getattr(message.properties, "MessageExpiryInterval", None)
        self.heard.append(Heard(message.topic, message.payload, message.retain, expires_s))

    def ready(self) -> "Listener":
        assert self._subscribed.wait(PATIENCE_S)
        return self

    def with_broker(self) -> None:
        """Start the broker, and return when the listener hears again."""
        self._subscribed.clear()
        self.broker.start()
        self.ready()

    def stop(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def publish(self, topic: str, payload: str | bytes, *, retain: bool = False) -> None:
        self.client.publish(topic, payload, qos=1, retain=retain).wait_for_publish(PATIENCE_S)

    def on(self, topic: str) -> list[Heard]:
        return [message for message in self.heard if message.topic == topic]

    def last(self, topic: str) -> Heard | None:
        return next(iter(self.on(topic)[::-1]), None)

    def wait(
        self, topic: str, wanted: Callable[[Heard], bool] = lambda _: True, patience_s: float = PATIENCE_S
    ) -> Heard:
        """Return the newest message of a topic as soon as it is wanted."""

        def found() -> list[Heard]:
            return [message for message in self.on(topic)[-1:] if wanted(message)]

        heard = [(m.topic, m.payload[:80]) for m in self.heard[-8:]]
        return wait_until(found, f"for {topic}; heard last: {heard}", patience_s)[0]

    def wait_for_state(self, topic: str, patience_s: float = PATIENCE_S, **fields: Any) -> dict[str, Any]:
        def wanted(message: Heard) -> bool:
            return message.payload != b"" and all(message.data.get(name) == value for name, value in fields.items())

        return self.wait(topic, wanted, patience_s).data
