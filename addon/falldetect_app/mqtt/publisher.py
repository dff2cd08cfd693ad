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
from falldetect_app.mqtt.connection import Confirmed, Connection, Down, Happening, Received, Up
from falldetect_app.storage.store import Store

_LOGGER = logging.getLogger(__name__)

LONGEST_QUEUE = 1000
"""So many things may wait before messages from outside are dropped; nobody presses buttons so fast."""


def nobody() -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message to publish, and whom to tell when the broker has it, or won't take it."""

    topic: str
    payload: str | bytes
    retain: bool
    delivered: Callable[[], None]
    refused: Callable[[], None] = nobody


@dataclass(frozen=True, slots=True)
class Clear:
    """Take back the retained message of a topic."""

    topic: str


@dataclass(frozen=True, slots=True)
class Deliver:
    """Hand over the events that wait; `opening` when all state has been told on this connection."""

    opening: bool = False


class Courier:
    """Publishes for all threads."""

    def __init__(
        self,
        broker: Broker,
        topics: Topics,
        store: Store,
        subscriptions: list[str],
        *,
        on_up: Callable[[], None],
        on_message: Callable[[Received], None],
    ) -> None:
        """Prepare to connect; `on_up` and `on_message` are called from the courier's own thread."""
        self._store = store
        self._status = topics.status
        self._on_up = on_up
        self._on_message = on_message
        self._queue: queue.SimpleQueue[Parcel | Clear | Deliver | Happening | None] = queue.SimpleQueue()
        name = f"falldetect-{topics.site}-{store.installation_id[:8]}"
        self._connection = Connection(broker, name, (topics.status, "offline"), subscriptions, self._happened)
        self._up = self._open = False
        self._known = store.topics()
        self._taken_back = store.taken_back()
        self._awaited: dict[int, Parcel] = {}
        self._refused: dict[str, str] = {}
        self._handed: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    @property
    def works(self) -> bool:
        """Whether its threads run."""
        return self._thread.is_alive() and self._connection.works

    @property
    def up(self) -> bool:
        """Whether the broker is there."""
        return self._up

    @property
    def complaint(self) -> str:
        """What is wrong with the broker, empty while nothing is."""
        refused = next(iter(self._refused.items()), None)
        return self._connection.complaint or (
            f"The MQTT broker takes no message on {refused[0]} ({refused[1]}); check the user's rights (ACL)"
            if refused
            else ""
        )

    def start(self) -> None:
        """Connect and begin to work; returns at once."""
        self._thread.start()
        self._connection.start()

    def publish(
        self, topic: str, payload: str | bytes, *, retain: bool = False, delivered: Callable[[], None] = nobody
    ) -> None:
        """Send a message if the broker is there."""
        self._queue.put(Parcel(topic, payload, retain, delivered))

    def deliver_events(self, *, opening: bool = False) -> None:
        """Send the events that the store holds, now or when the broker is there and has been told all state."""
        self._queue.put(Deliver(opening))

    def clear_all_but(self, topics: set[str]) -> None:
        """Clear the retained messages of former rooms and settings."""
        for topic in sorted(self._known - topics):
            self.clear(topic)

    def clear(self, topic: str) -> None:
        """Take back the retained message of a topic, if there is one of ours, now or when the broker is there."""
        self._queue.put(Clear(topic))

    def stop(self, patience_s: float = 2.0) -> None:
        """Say `offline`, wait for the broker to have it, and end."""
        said = threading.Event()
        self.publish(self._status, "offline", retain=True, delivered=said.set)
        if self._up:
            said.wait(patience_s)
        self._connection.stop()
        self._queue.put(None)
        self._thread.join(patience_s)

    def _happened(self, happening: Happening) -> None:
        """Queue what happened; of messages in a flood only the first."""
        if isinstance(happening, Received) and self._queue.qsize() >= LONGEST_QUEUE:
            _LOGGER.warning("Messages to the app come faster than they can be read: some are dropped")
        else:
            self._queue.put(happening)

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            try:
                self._handle(item)
            except Exception:  # whatever is wrong with one message, the next one may be an alarm
                _LOGGER.exception("A message could not be handled: %s", type(item).__name__)

    def _handle(self, item: Parcel | Clear | Deliver | Happening) -> None:
        match item:
            case Parcel() if self._up:
                self._send(item)
            case Clear(topic) if topic in self._known:
                self._take_back(topic)
            case Deliver(opening):
                self._open = self._up and (self._open or opening)
                self._deliver()
            case Up():
                self._up = True
                try:
                    for topic in sorted(self._taken_back):
                        self._take_back(topic)
                finally:  # whatever is wrong with one topic, events have to go out
                    self._on_up()
            case Down():
                self._up = self._open = False
            case Confirmed(mid, refusal):
                self._confirmed(mid, refusal)
            case Received():
                self._on_message(item)

    def _send(self, parcel: Parcel) -> bool:
        if parcel.retain and parcel.payload and parcel.topic not in self._known - self._taken_back:
            self._store.remember_topic(parcel.topic)
            self._known.add(parcel.topic)
            self._taken_back.discard(parcel.topic)
        mid = self._connection.publish(parcel.topic, parcel.payload, retain=parcel.retain)
        if mid is not None:
            self._awaited[mid] = parcel
        return mid is not None

    def _take_back(self, topic: str) -> None:
        self._store.take_back_topic(topic)
        self._taken_back.add(topic)
        if self._up:
            self._send(Parcel(topic, "", retain=True, delivered=partial(self._cleared, topic)))

    def _cleared(self, topic: str) -> None:
        if topic in self._taken_back:  # else a newer message is there by now
            self._store.forget_topic(topic)
            self._known.discard(topic)
            self._taken_back.discard(topic)

    def _deliver(self) -> None:
        for letter in self._store.outbox() if self._open else ():
            if letter.id in self._handed:
                continue
            told, refused = partial(self._delivered, letter.id), partial(self._handed.discard, letter.id)
            if self._send(Parcel(letter.topic, letter.payload, retain=False, delivered=told, refused=refused)):
                self._handed.add(letter.id)

    def _delivered(self, event_id: str) -> None:
        self._store.delivered(event_id)
        self._handed.discard(event_id)

    def _confirmed(self, mid: int, refusal: str | None) -> None:
        parcel = self._awaited.pop(mid, None)
        if parcel is None:
            return
        if refusal is None:
            self._refused.pop(parcel.topic, None)
            parcel.delivered()
        else:
            if parcel.topic not in self._refused:
                _LOGGER.error(
                    "The MQTT broker refuses a message on %s (%s); check the user's rights (ACL)", parcel.topic, refusal
                )
            self._refused[parcel.topic] = refusal.lower()
            parcel.refused()
