"""The connection to the broker: paho-mqtt, whose threads do nothing here but put what happened into a queue."""

import logging
import ssl
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from falldetect_app.mqtt.broker import Broker
from falldetect_app.mqtt.broker_errors import describe_failure, describe_not_a_broker, describe_refusal

_LOGGER = logging.getLogger(__name__)

KEEPALIVE_S = 10
"""After twice as long without a sign a connection is given up; the broker says that the app is away after 1.5 times."""
ANSWER_S = 15.0
"""A broker that has not let the app in for so long, for whatever reason, does not answer."""
IN_FLIGHT = 10
"""Unconfirmed messages at a time; no broker in use takes fewer."""
LONGEST_QUEUE = 2000
LARGEST_BYTES = 16 * 1024
"""The broker is asked (MQTT 5) to keep longer messages to itself: no command is half as long."""
FIRST_WAIT_S = 1
LONGEST_WAIT_S = 30


@dataclass(frozen=True, slots=True)
class Connected:
    """The broker is connected and the subscriptions stand."""


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The connection is gone."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The broker has a message; `refusal` says why it won't take it."""

    mid: int
    refusal: str | None


@dataclass(frozen=True, slots=True)
class Received:
    """A message came."""

    topic: str
    payload: bytes
    retained: bool


type MqttEvent = Connected | Disconnected | Confirmed | Received


class Connection:
    """Keeps connected for ever; tells `happened` from paho's thread, which must return at once."""

    def __init__(
        self,
        broker: Broker,
        client_id: str,
        will: tuple[str, str],
        subscriptions: list[str],
        on_event: Callable[[MqttEvent], None],
    ) -> None:
        """Prepare a connection whose last will is (topic, payload), retained."""
        self._broker = broker
        self._subscriptions = subscriptions
        self.on_event = on_event
        self._thread_name = f"paho-mqtt-client-{client_id}"
        self._problem = ""
        self._connected = self._answered = False
        self._asked_s = time.monotonic()
        version = paho.MQTTv5 if broker.protocol == "5" else paho.MQTTv311
        self.client = client = paho.Client(CallbackAPIVersion.VERSION2, client_id, protocol=version)
        client.suppress_exceptions = True
        if _LOGGER.isEnabledFor(logging.DEBUG):
            client.enable_logger(_LOGGER.getChild("paho"))
        client.username_pw_set(broker.username, broker.password)
        if broker.tls:
            client.tls_set_context(tls_context(broker.ca_file))
        client.will_set(*will, qos=1, retain=True)
        client.reconnect_delay_set(FIRST_WAIT_S, LONGEST_WAIT_S)
        client.max_inflight_messages_set(IN_FLIGHT)
        client.max_queued_messages_set(LONGEST_QUEUE)
        client.on_connect = self._on_connect
        client.on_connect_fail = self._on_connect_fail
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        client.on_publish = self._on_publish
        client.on_message = self._on_message

    @property
    def works(self) -> bool:
        """Whether paho's thread runs: it ends by itself only when it fails as nobody foresaw."""
        return any(thread.name == self._thread_name for thread in threading.enumerate())

    @property
    def problem(self) -> str:
        """What is wrong with the broker, empty while nothing is."""
        problem = self._problem
        if not problem and not self._connected and time.monotonic() - self._asked_s >= ANSWER_S:
            problem = describe_failure(TimeoutError())
        return f"The MQTT broker {self._broker} {problem}" if problem else ""

    def start(self) -> None:
        """Begin to connect; returns at once."""
        asked = None
        if self._broker.protocol == "5":
            asked = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
            asked.MaximumPacketSize = LARGEST_BYTES
        self.client.connect_async(self._broker.host, self._broker.port, KEEPALIVE_S, properties=asked)
        self.client.loop_start()

    def stop(self) -> None:
        """Say goodbye to the broker and end the thread."""
        self.client.disconnect()
        self.client.loop_stop()

    def publish(self, topic: str, payload: str | bytes, *, retain: bool) -> int | None:
        """Hand a message over; returns the number by which it will be confirmed, or None when the queue is full."""
        info = self.client.publish(topic, payload, qos=1, retain=retain)
        return None if info.rc == MQTTErrorCode.MQTT_ERR_QUEUE_SIZE else info.mid

    def _on_connect(
        self, client: paho.Client, _data: Any, _flags: Any, code: ReasonCode, _p: Properties | None
    ) -> None:
        self._answered = True
        if code.is_failure:
            self._report(describe_refusal(str(code)))
            return
        client.subscribe([(topic, 1) for topic in self._subscriptions])

    def _on_subscribe(self, _client: paho.Client, _data: Any, _mid: int, codes: list[ReasonCode], _p: Any) -> None:
        """Only now count as up: what paho repeats of the last connection, older than what follows, has been sent."""
        if any(code.is_failure for code in codes):
            self._report("does not let the app read its topics; check the user's rights (ACL)")
        else:
            self._problem = ""
            _LOGGER.info("Connected to the MQTT broker %s", self._broker)
        self._connected = True
        self.on_event(Connected())

    def _on_connect_fail(self, _client: paho.Client, _data: Any) -> None:
        # paho calls this while it handles the error, and keeps it to itself
        self._report(describe_failure(sys.exception()))

    def _on_disconnect(
        self, _client: paho.Client, _data: Any, _flags: Any, code: ReasonCode, _p: Properties | None
    ) -> None:
        self.on_event(Disconnected())
        was_up, answered = self._connected, self._answered
        self._connected = self._answered = False
        if was_up:
            self._asked_s = time.monotonic()
        if code.is_failure and (was_up or not answered):
            reason = str(code).lower()
            self._report(f"closed the connection ({reason})" if was_up else describe_not_a_broker(reason))

    def _on_publish(self, _client: paho.Client, _data: Any, mid: int, code: ReasonCode, _p: Properties) -> None:
        self.on_event(Confirmed(mid, str(code) if code.is_failure else None))

    def _on_message(self, _client: paho.Client, _data: Any, message: paho.MQTTMessage) -> None:
        self.on_event(Received(message.topic, message.payload, message.retain))

    def _report(self, problem: str) -> None:
        """Log once what is wrong, not at every attempt."""
        if problem != self._problem:
            _LOGGER.warning("The MQTT broker %s %s. Trying again.", self._broker, problem)
        self._problem = problem


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Trust the system's authorities, or the user's own one."""
    context = ssl.create_default_context(cafile=ca_file)
    if ca_file is not None:
        # authorities made at home seldom carry all the extensions that Python 3.13 began to ask for
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context
