"""Keeps a connection to the broker: one link after the other, each in the version of MQTT that the broker speaks."""

import logging
import threading
import time
from collections.abc import Callable

from falldetect_app.mqtt.broker import AskForBroker, Broker, ask_nobody
from falldetect_app.mqtt.broker_errors import MAY_NOT_READ, describe_failure
from falldetect_app.mqtt.link import (
    KEEPALIVE_S,
    Confirmed,
    Connected,
    Disconnected,
    Link,
    LinkError,
    MqttEvent,
    NotSpokenError,
    Protocol,
    RefusedError,
    Session,
    UnsupportedError,
)

_LOGGER = logging.getLogger(__name__)

RETRY_S = 1.0
"""Attempts begin so far apart, so that alarms are out within five seconds of the broker's recovery..."""
REFUSED_S = 4.0
"""...and so far after a refusal..."""
LEAST_PAUSE_S = 0.2
"""...with at least this between them."""
ASK_S = 30.0
"""Whether an unreachable broker is another by now is asked this often; one that refuses the login, at each refusal."""
NO_ANSWER_S = 15.0
"""Who takes so long does not answer, be it that a name is looked up."""


class Connection:
    """Keeps connected for ever; tells `on_event` from its own thread, which must return at once."""

    def __init__(
        self,
        broker: Broker,
        session: Session,
        on_event: Callable[[MqttEvent], None],
        ask: AskForBroker = ask_nobody,
    ) -> None:
        """Prepare to connect; where that fails, `ask` is asked for another broker or login."""
        self.on_event = on_event
        self.link: Link | None = None
        """The newest link, whether it stands or not."""
        self.proved = False
        """Whether the broker is there: it has confirmed what was sent on this connection."""
        self._session = session
        self._ask = ask
        self._asked_s = time.monotonic()
        self._use(broker)
        self._keepalive_s = KEEPALIVE_S
        self._connected = self._anew = False
        self._problem = ""
        self._lost_s = time.monotonic()
        self.ended = threading.Event()
        """Set when no further link is to be opened."""
        self._thread = threading.Thread(target=self._run, name="mqtt", daemon=True)

    @property
    def works(self) -> bool:
        """Whether the thread runs that keeps the connection."""
        return self._thread.is_alive()

    @property
    def problem(self) -> str:
        """What is wrong with the broker, empty while nothing is."""
        problem = self._problem
        if not (problem or self.proved) and time.monotonic() - self._lost_s >= NO_ANSWER_S:
            problem = describe_failure(TimeoutError())
        return f"The MQTT broker {self.broker} {problem}" if problem else ""

    def start(self) -> None:
        """Begin to connect; returns at once."""
        self._thread.start()

    def stop(self, patience_s: float, *, with_will: bool = False) -> None:
        """Say goodbye to the broker, which then says the last will if it is to, and end the thread."""
        self.ended.set()
        if self.link is not None:
            self.link.stop(with_will=with_will)
        self._thread.join(patience_s)

    def _use(self, broker: Broker) -> None:
        self.broker = broker
        self._protocols: tuple[Protocol, ...] = ("5", "3.1.1") if broker.protocol == "5" else ("3.1.1",)
        self._falls_back_on: type[NotSpokenError] = NotSpokenError
        """What makes the app try an older version: of a broker that spoke the newest, silence doesn't."""

    def open_link(self, protocol: Protocol) -> Link:
        """Make a link that is yet to be run."""
        given = self.broker, protocol, self._session, self._on_event
        return Link(*given, keepalive_s=self._keepalive_s, anew=self._anew)

    def _run(self) -> None:
        while not self.ended.is_set():
            began_s, apart_s = time.monotonic(), RETRY_S
            try:
                self._attempt()
            except (LinkError, OSError, UnicodeError) as error:
                apart_s = REFUSED_S if isinstance(error, RefusedError) else RETRY_S
                self._report(str(error) if isinstance(error, LinkError) else describe_failure(error))
                if (isinstance(error, RefusedError) or began_s - self._asked_s >= ASK_S) and self._found_another():
                    apart_s = RETRY_S
            except Exception as error:  # paho fails so at what it doesn't know, and the broker may bring it once more
                _LOGGER.debug("The connection broke", exc_info=True)
                self._anew = True
                self._report(describe_failure(error))
            self.ended.wait(max(LEAST_PAUSE_S, began_s + apart_s - time.monotonic()))

    def _found_another(self) -> bool:
        """Ask whether the broker or the login is another by now, and use that."""
        self._asked_s = time.monotonic()
        another = self._ask()
        if another is None or another == self.broker:
            return False
        _LOGGER.info("Trying the MQTT broker %s as it is known by now", another)
        self._use(another)
        return True

    def _attempt(self) -> None:
        """Stay connected in the newest version of MQTT that the broker speaks; returns when told to end."""
        for protocol in self._protocols:
            try:
                self._live(self.open_link(protocol))
            except self._falls_back_on:
                if protocol == self._protocols[-1]:
                    raise
            else:
                return

    def _live(self, link: Link) -> None:
        self.link = link
        try:
            link.run()
        finally:
            link.close()
            self._keepalive_s = link.keepalive_s
            if self._connected:
                self._connected = self.proved = False
                self._lost_s = time.monotonic()
                self.on_event(Disconnected())

    def _on_event(self, event: MqttEvent) -> None:
        if isinstance(event, Connected):
            self._connected, self._anew = True, False
            if event.link.protocol == self._protocols[0]:
                self._falls_back_on = UnsupportedError
        elif isinstance(event, Confirmed) and not self.proved:
            self._prove()
        self.on_event(event)

    def _prove(self) -> None:
        """Take note that the broker confirms what it is sent: what was wrong with it isn't any more."""
        self.proved = True
        link = self.link
        if link is not None and not link.may_read:
            self._report(MAY_NOT_READ)
            return
        self._problem = ""
        _LOGGER.info("Connected to the MQTT broker %s, in MQTT %s", self.broker, link.protocol if link else "")

    def _report(self, problem: str) -> None:
        """Log once what is wrong, not at every attempt."""
        if problem != self._problem:
            _LOGGER.warning("The MQTT broker %s %s. Trying again.", self.broker, problem)
        self._problem = problem
