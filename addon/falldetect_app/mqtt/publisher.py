"""Takes all messages to the broker and the answers back, in one thread and in order.

Cameras and commands only put things into its queue, so that no network and no lock of the MQTT library holds them up.
State is sent only while the broker is there, as all of it is told anew on each connection. An event stays in the store
until the broker has confirmed it, and is handed over once a process, or again after the broker has refused it. That a
retained message is to be taken back stays there too, and goes first on each connection.
"""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from falldetect_app.contract.topics import Topics
from falldetect_app.mqtt.broker import Broker
from falldetect_app.mqtt.connection import Confirmed, Connected, Connection, Disconnected, MqttEvent, Received
from falldetect_app.storage.store import Store

_LOGGER = logging.getLogger(__name__)

LONGEST_QUEUE = 1000
"""So many things may wait before messages from outside are dropped; nobody presses buttons so fast."""


def no_callback() -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class PublishRequest:
    """A message to publish, and whom to tell when the broker has it, or won't take it."""

    topic: str
    payload: str | bytes
    retain: bool
    delivered: Callable[[], None]
    refused: Callable[[], None] = no_callback


@dataclass(frozen=True, slots=True)
class ClearRetained:
    """Take back the retained message of a topic."""

    topic: str


@dataclass(frozen=True, slots=True)
class DeliverOutbox:
    """Hand over the events that wait; `after_state` when all state has been told on this connection."""

    after_state: bool = False


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
    ) -> None:
        """Prepare to connect; `on_connected` and `on_message` are called from the publisher's own thread."""
        self._store = store
        self._status = topics.status
        self._on_connected = on_connected
        self._on_message = on_message
        self._queue: queue.SimpleQueue[PublishRequest | ClearRetained | DeliverOutbox | MqttEvent | None] = (
            queue.SimpleQueue()
        )
        name = f"falldetect-{topics.site}-{store.installation_id[:8]}"
        self.connection = Connection(broker, name, (topics.status, "offline"), subscriptions, self._on_event)
        self._connected = self._state_published = False
        self._retained = store.retained_topics()
        self._clearing = store.topics_to_clear()
        self._unconfirmed: dict[int, PublishRequest] = {}
        self._refusals: dict[str, str] = {}
        self._in_flight: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)

    @property
    def works(self) -> bool:
        """Whether its threads run."""
        return self._thread.is_alive() and self.connection.works

    @property
    def connected(self) -> bool:
        """Whether the broker is there."""
        return self._connected

    @property
    def problem(self) -> str:
        """What is wrong with the broker, empty while nothing is."""
        refused = next(iter(self._refusals.items()), None)
        return self.connection.problem or (
            f"The MQTT broker takes no message on {refused[0]} ({refused[1]}); check the user's rights (ACL)"
            if refused
            else ""
        )

    def start(self) -> None:
        """Connect and begin to work; returns at once."""
        self._thread.start()
        self.connection.start()

    def publish(
        self, topic: str, payload: str | bytes, *, retain: bool = False, delivered: Callable[[], None] = no_callback
    ) -> None:
        """Send a message if the broker is there."""
        self._queue.put(PublishRequest(topic, payload, retain, delivered))

    def deliver_outbox(self, *, after_state: bool = False) -> None:
        """Send the events that the store holds, now or when the broker is there and has been told all state."""
        self._queue.put(DeliverOutbox(after_state))

    def clear_retained_except(self, topics: set[str]) -> None:
        """Clear the retained messages of former rooms and settings."""
        for topic in sorted(self._retained - topics):
            self.clear_retained(topic)

    def clear_retained(self, topic: str) -> None:
        """Take back the retained message of a topic, if there is one of ours, now or when the broker is there."""
        self._queue.put(ClearRetained(topic))

    def stop(self, patience_s: float = 2.0) -> None:
        """Say `offline`, wait for the broker to have it, and end."""
        said = threading.Event()
        self.publish(self._status, "offline", retain=True, delivered=said.set)
        if self._connected:
            said.wait(patience_s)
        self.connection.stop()
        self._queue.put(None)
        self._thread.join(patience_s)

    def _on_event(self, event: MqttEvent) -> None:
        """Queue what happened; of messages in a flood only the first."""
        if isinstance(event, Received) and self._queue.qsize() >= LONGEST_QUEUE:
            _LOGGER.warning("Messages to the app come faster than they can be read: some are dropped")
        else:
            self._queue.put(event)

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            try:
                self._handle(item)
            except Exception:  # whatever is wrong with one message, the next one may be an alarm
                _LOGGER.exception("A message could not be handled: %s", type(item).__name__)

    def _handle(self, item: PublishRequest | ClearRetained | DeliverOutbox | MqttEvent) -> None:
        match item:
            case PublishRequest() if self._connected:
                self._send(item)
            case ClearRetained(topic) if topic in self._retained:
                self._clear_retained(topic)
            case DeliverOutbox(after_state):
                self._state_published = self._connected and (self._state_published or after_state)
                self._deliver()
            case Connected():
                self._connected = True
                try:
                    for topic in sorted(self._clearing):
                        self._clear_retained(topic)
                finally:  # whatever is wrong with one topic, events have to go out
                    self._on_connected()
            case Disconnected():
                self._connected = self._state_published = False
            case Confirmed(mid, refusal):
                self._confirmed(mid, refusal)
            case Received():
                self._on_message(item)

    def _send(self, request: PublishRequest) -> bool:
        if request.retain and request.payload and request.topic not in self._retained - self._clearing:
            self._store.add_retained_topic(request.topic)
            self._retained.add(request.topic)
            self._clearing.discard(request.topic)
        mid = self.connection.publish(request.topic, request.payload, retain=request.retain)
        if mid is not None:
            self._unconfirmed[mid] = request
        return mid is not None

    def _clear_retained(self, topic: str) -> None:
        self._store.mark_topic_to_clear(topic)
        self._clearing.add(topic)
        if self._connected:
            self._send(PublishRequest(topic, "", retain=True, delivered=partial(self._cleared, topic)))

    def _cleared(self, topic: str) -> None:
        if topic in self._clearing:  # else a newer message is there by now
            self._store.drop_retained_topic(topic)
            self._retained.discard(topic)
            self._clearing.discard(topic)

    def _deliver(self) -> None:
        for entry in self._store.outbox() if self._state_published else ():
            if entry.id in self._in_flight:
                continue
            told, refused = partial(self._delivered, entry.id), partial(self._in_flight.discard, entry.id)
            if self._send(PublishRequest(entry.topic, entry.payload, retain=False, delivered=told, refused=refused)):
                self._in_flight.add(entry.id)

    def _delivered(self, event_id: str) -> None:
        self._store.mark_delivered(event_id)
        self._in_flight.discard(event_id)

    def _confirmed(self, mid: int, refusal: str | None) -> None:
        request = self._unconfirmed.pop(mid, None)
        if request is None:
            return
        if refusal is None:
            self._refusals.pop(request.topic, None)
            request.delivered()
        else:
            if request.topic not in self._refusals:
                _LOGGER.error(
                    "The MQTT broker refuses a message on %s (%s); check the user's rights (ACL)",
                    request.topic,
                    refusal,
                )
            self._refusals[request.topic] = refusal.lower()
            request.refused()
