"""Takes all messages to the broker and the answers back, in one thread and in order.

Cameras and commands only put things into its queue, so that no network and no lock of the MQTT library holds them up.
State is sent only while the broker is there, as all of it is told anew on each connection. An event stays in the store
until the broker has confirmed it, and is handed over once a connection, or again after the broker has refused it. That
a retained message is to be taken back stays there too, and goes first on each connection.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from falldetect_app.contract.topics import Topics
from falldetect_app.mqtt.broker import AskForBroker, Broker, ask_nobody
from falldetect_app.mqtt.broker_errors import NO_CONFIRMATION, describe_too_long
from falldetect_app.mqtt.connection import Connection
from falldetect_app.mqtt.link import (
    LARGEST_PACKET_BYTES,
    Confirmed,
    Connected,
    Disconnected,
    Link,
    MqttEvent,
    Received,
    Session,
)
from falldetect_app.mqtt.send_queue import Lane, PublishRequest, SendQueue, no_callback
from falldetect_app.storage.store import Store

_LOGGER = logging.getLogger(__name__)

LONGEST_QUEUE = 1000
"""So many things may wait before messages from outside are dropped; nobody presses buttons so fast."""
LOOK_S = 0.5
"""Whether the broker owes a confirmation is looked at this often."""
LEARNED_S = 3600.0
"""What was too large for a broker that doesn't say so is left out for so long: somebody may have mended it."""


@dataclass(frozen=True, slots=True)
class ClearRetained:
    """Take back the retained message of a topic."""

    topic: str


@dataclass(frozen=True, slots=True)
class DeliverOutbox:
    """Hand over the events that wait; `after_state` when all state has been told on this connection."""

    after_state: bool = False


@dataclass(frozen=True, slots=True)
class Hush:
    """Publish nothing but hellos, as the site is somebody else's, or all again."""

    hushed: bool


type Item = PublishRequest | ClearRetained | DeliverOutbox | Hush | MqttEvent


class Publisher:
    """Publishes for all threads."""

    def __init__(
        self,
        broker: Broker,
        topics: Topics,
        store: Store,
        subscriptions: list[str],
        *,
        on_connected: Callable[[], None],
        on_message: Callable[[Received], None],
        on_disconnected: Callable[[], None] = no_callback,
        hushed: bool = False,
        ask_for_broker: AskForBroker = ask_nobody,
    ) -> None:
        """Prepare to connect, `hushed` until told to speak; what is given is called from the publisher's thread.

        `ask_for_broker` is asked where the broker does not let the app in.
        """
        self._store = store
        self._topics = topics
        self._on_connected, self._on_disconnected = on_connected, on_disconnected
        self._on_message = on_message
        self._queue: queue.SimpleQueue[Item | None] = queue.SimpleQueue()
        name = f"falldetect-{topics.site}-{store.installation_id[:8]}"
        session = Session(name, tuple(subscriptions), topics.status, "offline")
        self.connection = Connection(broker, session, self._on_event, ask_for_broker)
        self._link: Link | None = None
        self.state_published = False
        """Whether all state has been told on this connection."""
        self._hushed = hushed
        self._outgoing = SendQueue()
        self._retained = store.retained_topics()
        self._clearing = store.topics_to_clear()
        self._refusals: dict[str, str] = {}
        self._handed_over: set[str] = set()
        self._learned = LARGEST_PACKET_BYTES, 0.0
        self.picture_problem = ""
        """Why pictures are left out, empty while they aren't."""
        self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)

    @property
    def works(self) -> bool:
        """Whether its threads run."""
        return self._thread.is_alive() and self.connection.works

    @property
    def connected(self) -> bool:
        """Whether the broker is there, and confirms what it is sent."""
        return self.connection.proved

    @property
    def largest_bytes(self) -> int:
        """The longest message that the broker takes, as far as it says."""
        link = self._link
        return link.largest_bytes if link else LARGEST_PACKET_BYTES

    @property
    def problem(self) -> str:
        """What is wrong with the broker, empty while nothing is."""
        refused = next(iter(self._refusals.items()), None)
        return self.connection.problem or (
            f"The MQTT broker takes no message on {refused[0]}: {refused[1]}" if refused else ""
        )

    def start(self) -> None:
        """Connect and begin to work; returns at once."""
        self._thread.start()
        self.connection.start()

    def publish(
        self,
        topic: str,
        payload: str | bytes,
        *,
        retain: bool = False,
        lane: Lane = Lane.STATE,
        expires_s: int | None = None,
        delivered: Callable[[], None] = no_callback,
    ) -> None:
        """Send a message if the broker is there; a picture also when it is there again."""
        self._queue.put(PublishRequest(topic, _bytes(payload), retain, lane, expires_s, delivered))

    def deliver_outbox(self, *, after_state: bool = False) -> None:
        """Send the events that the store holds, now or when the broker is there and has been told all state."""
        self._queue.put(DeliverOutbox(after_state))

    def clear_retained_except(self, topics: set[str]) -> None:
        """Clear the retained messages of former rooms and settings."""
        for topic in sorted(self._retained - topics):
            self.clear_retained(topic)

    def clear_retained(self, topic: str) -> None:
        """Take back what is to be sent to a topic, and its retained message, now or when the broker is there."""
        self._queue.put(ClearRetained(topic))

    def hush(self) -> None:
        """Publish nothing but hellos from now on: what was told of this site is somebody else's."""
        self._queue.put(Hush(hushed=True))

    def speak(self) -> None:
        """Publish all again."""
        self._queue.put(Hush(hushed=False))

    def stop(self, patience_s: float = 2.0) -> None:
        """Say `offline`, wait for the broker to have it, and end; it says so itself where it may not have it."""
        said = threading.Event()
        if self._hushed:  # somebody else of this site is there
            said.set()
        self.publish(self._topics.status, "offline", retain=True, delivered=said.set)
        if self.connected:
            said.wait(patience_s)
        self.connection.stop(patience_s, with_will=not said.is_set())
        self._queue.put(None)
        self._thread.join(patience_s)

    def _on_event(self, event: MqttEvent) -> None:
        """Queue what happened; of messages in a flood only the first."""
        if isinstance(event, Received) and self._queue.qsize() >= LONGEST_QUEUE:
            _LOGGER.warning("Messages to the app come faster than they can be read: some are dropped")
            event.done()
        else:
            self._queue.put(event)

    def _run(self) -> None:
        while (item := self._next()) is not None:
            try:
                self._handle(item)
                self._send()
            except Exception:  # whatever is wrong with one message, the next one may be an alarm
                _LOGGER.exception("A message could not be handled: %s", type(item).__name__)

    def _next(self) -> Item | None:
        """Wait for the next thing to do, and while there is none see that the broker confirms what it has."""
        while True:
            try:
                return self._queue.get(timeout=LOOK_S)
            except queue.Empty:
                if self._link is not None and self._outgoing.overdue():
                    self._link.give_up(NO_CONFIRMATION)

    def _handle(self, item: Item) -> None:
        match item:
            case PublishRequest():
                self._put(item)
            case ClearRetained(topic):
                self._outgoing.withdraw(topic)
                if topic in self._retained:
                    self._clear_retained(topic)
            case DeliverOutbox(after_state):
                told = self._link is not None and not self._hushed
                self.state_published = told and (self.state_published or after_state)
                self._deliver()
            case Hush(hushed):
                self._hush(hushed=hushed)
            case Connected(link):
                self._link = link
                try:
                    self._clear_waiting()
                finally:  # whatever is wrong with one topic, events have to go out
                    self._on_connected()
            case Disconnected():
                self._lose()
            case Confirmed(mid, refusal):
                self._confirmed(mid, refusal)
            case Received():
                try:
                    self._on_message(item)
                finally:
                    item.done()

    def _hush(self, *, hushed: bool) -> None:
        if hushed and not self._hushed:
            self.state_published = False
            self._handed_over.clear()
            self._outgoing.lose()
            others = {topic for topic in self._retained | self._clearing if self._topics.belongs(topic)}
            for topic in others:
                self._store.drop_retained_topic(topic)
            self._retained -= others
            self._clearing -= others
        self._hushed = hushed
        if not hushed:
            self._clear_waiting()

    def _put(self, request: PublishRequest) -> None:
        if self._hushed and request.topic != self._topics.hello:
            return
        if self._link is not None or request.lane is Lane.PICTURE:
            self._outgoing.put(request)

    def _send(self) -> None:
        """Send as much of what waits as the broker takes now."""
        link = self._link
        if link is None:
            return
        for request in self._outgoing.ready(link.window, large=self.state_published):
            if not self._fits(link, request):
                continue
            self._note_retained(request)
            mid = link.publish(request.topic, request.payload, retain=request.retain, expires_s=request.expires_s)
            if mid is None:  # the connection is gone, of which we are about to hear
                self._outgoing.put(request)
                return
            self._outgoing.sent(mid, request)

    def _fits(self, link: Link, request: PublishRequest) -> bool:
        """See whether the broker takes so long a message, and say so where it doesn't."""
        most, until_s = self._learned
        as_large = len(request.payload) > most / 2  # where between nothing and that one the limit is, nobody knows
        learned = request.lane is Lane.PICTURE and as_large and time.monotonic() < until_s
        if link.fits(request.topic, request.payload) and not learned:
            return True
        problem = describe_too_long(len(request.payload), min(most, link.largest_bytes))
        if request.lane is Lane.PICTURE:
            self._leave_out(problem)
        else:
            self._refuse(request.topic, problem)
        request.refused()
        return False

    def _leave_out(self, problem: str) -> None:
        """Tell once that pictures are left out."""
        if not self.picture_problem:
            _LOGGER.warning("A picture is left out, as the MQTT broker %s %s", self.connection.broker, problem)
        self.picture_problem = f"pictures of incidents are left out, as the MQTT broker {problem}"

    def _note_retained(self, request: PublishRequest) -> None:
        if request.retain and request.payload and request.topic not in self._retained - self._clearing:
            self._store.add_retained_topic(request.topic)
            self._retained.add(request.topic)
            self._clearing.discard(request.topic)

    def _clear_waiting(self) -> None:
        for topic in sorted(self._clearing):
            self._clear_retained(topic)

    def _clear_retained(self, topic: str) -> None:
        self._store.mark_topic_to_clear(topic)
        self._clearing.add(topic)
        self._put(PublishRequest(topic, b"", retain=True, delivered=partial(self._cleared, topic)))

    def _cleared(self, topic: str) -> None:
        if topic in self._clearing:  # else a newer message is there by now
            self._store.drop_retained_topic(topic)
            self._retained.discard(topic)
            self._clearing.discard(topic)

    def _deliver(self) -> None:
        for entry in self._store.outbox() if self.state_published else ():
            if entry.id not in self._handed_over:
                self._handed_over.add(entry.id)
                told, refused = partial(self._delivered, entry.id), partial(self._handed_over.discard, entry.id)
                payload = _bytes(entry.payload)
                self._put(PublishRequest(entry.topic, payload, lane=Lane.EVENT, delivered=told, refused=refused))

    def _delivered(self, event_id: str) -> None:
        self._store.mark_delivered(event_id)
        self._handed_over.discard(event_id)

    def _lose(self) -> None:
        self._link, self.state_published = None, False
        self._on_disconnected()
        self._handed_over.clear()
        for picture in self._outgoing.lose():
            most = len(picture.payload)
            self._learned = most, time.monotonic() + LEARNED_S
            self._leave_out(f"was lost twice on one of {most} bytes; raise its largest packet or message size")

    def _confirmed(self, mid: int, refusal: str | None) -> None:
        request = self._outgoing.confirmed(mid)
        if request is None:
            return
        if refusal is not None:
            self._refuse(request.topic, f"{refusal.lower()}; check the user's rights (ACL)")
            request.refused()
            return
        self._refusals.pop(request.topic, None)
        if request.lane is Lane.PICTURE:
            self.picture_problem = ""
        request.delivered()

    def _refuse(self, topic: str, why: str) -> None:
        if topic not in self._refusals:
            _LOGGER.error("The MQTT broker refuses a message on %s: %s", topic, why)
        self._refusals[topic] = why


def _bytes(payload: str | bytes) -> bytes:
    return payload.encode() if isinstance(payload, str) else payload
