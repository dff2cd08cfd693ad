"""One connection to the broker, from the CONNECT to its end, on paho-mqtt with a loop of our own.

paho's own thread ends without a word at a code that it doesn't know, sends without regard to what the broker can take,
and holds it for connected that confirms nothing. Here each of these ends the connection, with the reason in words.
"""

import logging
import selectors
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from falldetect_app.mqtt.broker import Broker
from falldetect_app.mqtt.broker_errors import (
    NO_SUBSCRIPTION,
    TAKEN_OVER,
    describe_not_a_broker,
    describe_refusal,
)

_LOGGER = logging.getLogger(__name__)

type Protocol = Literal["5", "3.1.1"]

KEEPALIVE_S = 10
"""After twice as long without a sign a connection is given up; the broker says that the app is away after 1.5 times."""
CONNECT_S = 4.0
"""A network that comes back is found by the next attempt, so none is long."""
ANSWER_S = 4.0
"""A broker that answers a CONNECT or SUBSCRIBE later than this is asked anew."""
IN_FLIGHT = 10
"""Unconfirmed messages at a time, unless the broker takes fewer."""
LARGEST_COMMAND_BYTES = 16 * 1024
"""The broker is asked (MQTT 5) to keep longer messages to itself: no command is half as long."""
LARGEST_PACKET_BYTES = 268_435_460
"""MQTT knows no longer packet."""
OVERHEAD_BYTES = 32
"""What a PUBLISH may need beside topic and payload: header, number and properties."""
SESSION_S = 86_400
"""So long a broker (MQTT 5) keeps what is asked of an app that is away."""
WILL_DELAY_S = 5
"""A connection that is back so soon was never away for others (MQTT 5)."""
LOOK_S = 0.5
UNSUPPORTED_PROTOCOL = 132
DISCONNECT_WITH_WILL = 4


@dataclass(frozen=True, slots=True)
class Session:
    """What the broker knows the app by, what it is to bring, and what to say, retained, when the app just vanished."""

    client_id: str
    subscriptions: tuple[str, ...]
    will_topic: str
    will: str


@dataclass(frozen=True, slots=True)
class Connected:
    """The broker is connected and the subscriptions stand."""

    link: "Link"


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
    """A message came, `late` if it was sent while the app was away.

    Until `done` is called the broker will bring it again on the next connection.
    """

    topic: str
    payload: bytes
    retained: bool
    late: bool = False
    done: Callable[[], None] = lambda: None


type MqttEvent = Connected | Disconnected | Confirmed | Received


class LinkError(Exception):
    """Why a connection ended, in words that go on from the broker's name."""


class NotSpokenError(LinkError):
    """The broker may not speak this version of MQTT: it says so, or doesn't answer it."""


class UnsupportedError(NotSpokenError):
    """The broker says that it doesn't speak this version of MQTT."""


class RefusedError(LinkError):
    """The broker does not let the app in."""


class Link:
    """One connection; `run` keeps the calling thread until it ends, all else may be called from any thread."""

    def __init__(
        self,
        broker: Broker,
        protocol: Protocol,
        session: Session,
        on_event: Callable[[MqttEvent], None],
        *,
        keepalive_s: int = KEEPALIVE_S,
        anew: bool = False,
    ) -> None:
        """Prepare a connection; `anew` drops what the broker has kept for the app."""
        self.protocol = protocol
        self.window = IN_FLIGHT
        """Messages that may be unconfirmed at a time."""
        self.largest_bytes = LARGEST_PACKET_BYTES
        """The longest packet that the broker takes."""
        self.keepalive_s = keepalive_s
        """What the broker wants the next connection's keep-alive to be at most."""
        self.proved = False
        """Whether the broker has confirmed anything."""
        self.may_read = True
        """Whether the broker lets the app read its topics."""
        self._anew = anew
        self._broker = broker
        self._subscriptions = session.subscriptions
        self._on_event = on_event
        self._answered = self._subscribed = self._stopping = self._hangs_up = False
        self._asked_s = time.monotonic()
        self._why: LinkError | None = None
        self._wake_in, self._wake_out = socket.socketpair()
        self._wake_out.setblocking(False)  # noqa: FBT003 - the standard library's
        self._client = self._make_client(session)

    def _make_client(self, session: Session) -> paho.Client:
        five = self.protocol == "5"
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            session.client_id,
            clean_session=None if five else self._anew,
            protocol=paho.MQTTv5 if five else paho.MQTTv311,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        client.suppress_exceptions = False
        if _LOGGER.isEnabledFor(logging.DEBUG):
            client.enable_logger(_LOGGER.getChild("paho"))
        client.username_pw_set(self._broker.username, self._broker.password)
        if self._broker.tls:
            client.tls_set_context(tls_context(self._broker.ca_file))
        delay = _properties(PacketTypes.WILLMESSAGE, WillDelayInterval=WILL_DELAY_S) if five else None
        client.will_set(session.will_topic, session.will, qos=1, retain=True, properties=delay)
        client.connect_timeout = CONNECT_S
        client.max_inflight_messages_set(0)  # the publisher keeps to the broker's window
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        client.on_publish = self._on_publish
        client.on_message = self._on_message
        client.on_socket_register_write = lambda *_: None  # else paho would write in the thread that publishes
        return client

    def run(self) -> None:
        """Connect and stay connected; returns when stopped, raises OSError, UnicodeError or LinkError."""
        asked: dict[str, Any] = {}
        if self.protocol == "5":
            wanted = {"SessionExpiryInterval": SESSION_S, "MaximumPacketSize": LARGEST_COMMAND_BYTES}
            asked = {"clean_start": self._anew, "properties": _properties(PacketTypes.CONNECT, **wanted)}
        self._asked_s = time.monotonic()
        self._client.connect(self._broker.host, self._broker.port, self.keepalive_s, **asked)
        while (sock := self._client.socket()) is not None and (self._answered or not self._stopping):
            if self._hangs_up:
                return
            self._loop_once(sock)
        if self._why is not None:
            raise self._why

    def close(self) -> None:
        """Drop the connection, if it still stands, without a word to the broker."""
        if (sock := self._client.socket()) is not None:
            sock.close()
        self._wake_in.close()
        self._wake_out.close()

    def stop(self, *, with_will: bool = False) -> None:
        """Say goodbye to the broker, which then says the last will if it is to; `run` then returns."""
        self._stopping = True
        if not with_will:
            self._client.disconnect()
        elif self.protocol == "5":
            self._client.disconnect(ReasonCode(PacketTypes.DISCONNECT, identifier=DISCONNECT_WITH_WILL))
        else:
            self._hangs_up = True
        self._wake()

    def fits(self, topic: str, payload: bytes) -> bool:
        """Whether the broker takes so long a message."""
        return len(topic.encode()) + len(payload) + OVERHEAD_BYTES <= self.largest_bytes

    def give_up(self, why: str) -> None:
        """End the connection without a word to the broker; `run` then raises LinkError."""
        self._why = self._why or LinkError(why)
        self._wake()

    def publish(self, topic: str, payload: bytes, *, retain: bool, expires_s: int | None = None) -> int | None:
        """Send a message; returns the number by which it will be confirmed, or None when the connection is gone."""
        properties = None
        if expires_s is not None and self.protocol == "5":
            properties = _properties(PacketTypes.PUBLISH, MessageExpiryInterval=expires_s)
        info = self._client.publish(topic, payload, qos=1, retain=retain, properties=properties)
        self._wake()
        return info.mid if info.rc == MQTTErrorCode.MQTT_ERR_SUCCESS else None

    def _wake(self) -> None:
        """Let the loop look at what there is to send."""
        try:
            self._wake_out.send(b"1")
        except OSError:  # it is awake anyway, or has ended
            return

    def _loop_once(self, sock: "paho.SocketLike") -> None:
        client = self._client
        with selectors.DefaultSelector() as selector:
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if client.want_write() else 0)
            selector.register(sock, events)
            selector.register(self._wake_in, selectors.EVENT_READ)
            pending = isinstance(sock, ssl.SSLSocket) and sock.pending()
            ready = {key.fileobj: mask for key, mask in selector.select(0 if pending else LOOK_S)}
        mask = ready.get(sock, 0) | (selectors.EVENT_READ if pending else 0)
        if self._wake_in in ready:
            self._wake_in.recv(4096)
        if mask & selectors.EVENT_READ:
            client.loop_read()
        if client.want_write():
            client.loop_write()
        client.loop_misc()
        if self._why is not None and not self._stopping:
            raise self._why
        if mask & selectors.EVENT_READ or self._subscribed or time.monotonic() - self._asked_s <= ANSWER_S:
            return
        if self._answered:
            raise LinkError(NO_SUBSCRIPTION)
        raise NotSpokenError(describe_not_a_broker("no answer"))

    def _on_connect(
        self, client: paho.Client, _data: Any, _flags: Any, code: ReasonCode, properties: Properties | None
    ) -> None:
        if code.is_failure:
            kind = UnsupportedError if code == UNSUPPORTED_PROTOCOL else RefusedError
            self._why = kind(describe_refusal(str(code), self.protocol))
            return
        self._answered = True
        self._asked_s = time.monotonic()
        said = vars(properties)
        self.window = min(IN_FLIGHT, said.get("ReceiveMaximum", IN_FLIGHT))
        self.largest_bytes = said.get("MaximumPacketSize", LARGEST_PACKET_BYTES)
        self.keepalive_s = min(self.keepalive_s, said.get("ServerKeepAlive") or self.keepalive_s)
        client.subscribe([(topic, 1) for topic in self._subscriptions])

    def _on_subscribe(self, _client: paho.Client, _data: Any, _mid: int, codes: list[ReasonCode], _p: Any) -> None:
        self._subscribed = True
        self.may_read = not any(code.is_failure for code in codes)
        self._on_event(Connected(self))

    def _on_disconnect(
        self, _client: paho.Client, _data: Any, _flags: Any, code: ReasonCode, _p: Properties | None
    ) -> None:
        if self._stopping or self._why is not None:
            return
        reason = str(code).lower()
        if self._answered:
            self._why = LinkError(TAKEN_OVER if reason == "session taken over" else f"closed the connection ({reason})")
        else:
            self._why = NotSpokenError(describe_not_a_broker(reason))

    def _on_publish(self, _client: paho.Client, _data: Any, mid: int, code: ReasonCode, _p: Properties) -> None:
        self.proved = True
        self._on_event(Confirmed(mid, str(code) if code.is_failure else None))

    def _on_message(self, client: paho.Client, _data: Any, message: paho.MQTTMessage) -> None:
        def done() -> None:
            client.ack(message.mid, message.qos)
            self._wake()

        late = not (self._subscribed or message.retain)
        self._on_event(Received(message.topic, message.payload, message.retain, late, done))


def _properties(packet: int, **values: int) -> Properties:
    made = Properties(packet)  # type: ignore[no-untyped-call]
    for name, value in values.items():
        setattr(made, name, value)
    return made


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Trust the system's authorities, or the user's own one."""
    context = ssl.create_default_context(cafile=ca_file)
    if ca_file is not None:
        # authorities made at home seldom carry all the extensions that Python 3.13 began to ask for
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context
