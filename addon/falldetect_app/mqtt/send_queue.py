"""What waits for the broker and what is on its way there, so that nothing large or late ever holds an alarm.

Alarms and state go out in the order in which they came, as many at a time as the broker takes. Pictures and answers to
questions, which may be large, go one at a time and only when nothing else waits; the newest picture of a topic takes an
older one's place.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto

CONFIRM_S = 4.0
"""What a broker has not confirmed for so long is lost: alarms are sent anew, on another connection..."""
LARGE_S = 30.0
"""...unless it is large, or stands behind what is."""
MOST_TRIES = 2
"""A picture on which so many connections were lost is what they were lost on."""


class Lane(Enum):
    """How urgent a message is, and what becomes of it when the connection is lost."""

    EVENT = auto()
    """An alarm: the store keeps it until it is confirmed."""
    STATE = auto()
    """All of it is told anew on each connection."""
    PICTURE = auto()
    """Waits here for the next connection."""
    ANSWER = auto()
    """Whoever asked asks again."""


LARGE = (Lane.PICTURE, Lane.ANSWER)


def no_callback() -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class PublishRequest:
    """A message to publish, and whom to tell when the broker has it, or won't take it."""

    topic: str
    payload: bytes
    retain: bool = False
    lane: Lane = Lane.STATE
    expires_s: int | None = None
    delivered: Callable[[], None] = no_callback
    refused: Callable[[], None] = no_callback
    tries: int = 0


@dataclass(frozen=True, slots=True)
class _Sent:
    request: PublishRequest
    time_s: float


class SendQueue:
    """The messages of one connection, and the pictures that outlive it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with nothing to send."""
        self._clock = clock
        self._waiting: dict[object, PublishRequest] = {}
        self._large: dict[object, PublishRequest] = {}
        self._sent: dict[int, _Sent] = {}
        self._confirmed_s = clock()

    def put(self, request: PublishRequest) -> None:
        """Let a message wait; of a topic's state and picture only the newest does, with the tries of the one before."""
        newest_only = request.retain or request.lane is Lane.PICTURE
        lane = self._large if request.lane in LARGE else self._waiting
        key = request.topic if newest_only else object()
        former = lane.get(key, request)
        lane[key] = replace(request, tries=max(request.tries, former.tries))

    def withdraw(self, topic: str) -> None:
        """Take back what waits to be sent to a topic; what is on its way there is not sent again."""
        self._waiting.pop(topic, None)
        self._large.pop(topic, None)
        for mid, sent in self._sent.items():
            if sent.request.topic == topic:
                self._sent[mid] = replace(sent, request=replace(sent.request, lane=Lane.ANSWER))

    def ready(self, window: int, *, large: bool) -> Iterator[PublishRequest]:
        """Take out what may be sent now, while no more than `window` messages are on their way; `large` ones if so."""
        while len(self._sent) < window:
            may_be_large = large and not self._on_its_way(Lane.EVENT, *LARGE)
            lane = self._waiting or (self._large if may_be_large else {})
            if not lane:
                return
            yield lane.pop(next(iter(lane)))

    def sent(self, mid: int, request: PublishRequest) -> None:
        """Take note that a message is on its way."""
        self._sent[mid] = _Sent(request, self._clock())

    def confirmed(self, mid: int) -> PublishRequest | None:
        """Return the message that has come to its end, if it is known."""
        self._confirmed_s = self._clock()
        sent = self._sent.pop(mid, None)
        return sent.request if sent else None

    def overdue(self) -> bool:
        """Whether the broker owes a confirmation for too long, or an alarm waits for one."""
        now_s, behind_large = self._clock(), self._on_its_way(*LARGE)
        ages_s = [(sent.request.lane, now_s - sent.time_s) for sent in self._sent.values()]
        if any(age_s > _patience_s(lane, behind_large=behind_large) for lane, age_s in ages_s):
            return True
        alarm_waits = any(request.lane is Lane.EVENT for request in self._waiting.values())
        blocked_s = min(now_s - self._confirmed_s, max((age_s for _, age_s in ages_s), default=0.0))
        return alarm_waits and blocked_s > CONFIRM_S

    def lose(self) -> list[PublishRequest]:
        """Forget all but the pictures, as the connection is lost; returns those that it was lost on once too often."""
        lost = [sent.request for sent in self._sent.values() if sent.request.lane is Lane.PICTURE]
        waiting = [request for request in self._large.values() if request.lane is Lane.PICTURE]
        for lane in (self._waiting, self._large, self._sent):
            lane.clear()
        tried = [replace(request, tries=request.tries + 1) for request in lost]
        for request in (*(one for one in tried if one.tries < MOST_TRIES), *waiting):
            self.put(request)
        return [one for one in tried if one.tries >= MOST_TRIES]

    def _on_its_way(self, *lanes: Lane) -> bool:
        return any(sent.request.lane in lanes for sent in self._sent.values())


def _patience_s(lane: Lane, *, behind_large: bool) -> float:
    return LARGE_S if behind_large and lane is not Lane.EVENT else CONFIRM_S
