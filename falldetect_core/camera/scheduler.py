"""Whose turn it is at the pose network: all cameras of a house share what the machine can look at.

A camera asks anew with every frame that is worth a look, and says how urgent it is: within what time a look is wanted.
The camera that has waited longest, measured by that time, is next. While there is enough for all, everybody is looked
at as soon as they ask. When there isn't, all wait the same number of times too long: somebody who falls a sixth as long
as somebody who walks, and nobody for ever, however busy another camera is. Nothing queues: a camera has one place, and
when its turn comes it looks at its newest frame.
"""

import math
import os
import threading
import time
from collections.abc import Callable
from enum import Enum

ROUTINE_SHARE = 0.5
"""Looks at people who only live take at most this share of the network's time, so that a full house stays cheap."""
MOST_SEATS = 4
"""Looks at a time: each takes memory of its own."""


class Priority(Enum):
    """What there is to look at; the value is within how many seconds a look is wanted.

    FALL is what looked like one and NEW is somebody who was found: both have to be seen again to be believed. UNKNOWN
    is what moves and may be anything.
    """

    FALL = 0.02
    DESCENT = 0.1
    DOWN = 0.25
    NEW = 0.3
    UNKNOWN = 0.5
    WALKING = 0.6
    SITTING = 1.0
    STILL = 2.0
    EMPTY = 10.0

    @property
    def routine(self) -> bool:
        """Whether nobody is in need, as far as is known, and nobody has just been found."""
        return self not in (Priority.FALL, Priority.DESCENT, Priority.DOWN, Priority.NEW)


def seats(cores: int | None = None) -> int:
    """Return how many looks this machine should do at a time: one a core but for one, which decodes.

    Each with one thread: two threads take 15 % more work for a look, and leave less for others.
    """
    available = cores or os.process_cpu_count() or 1
    return max(1, min(MOST_SEATS, available - 1))


class InferenceScheduler:
    """Grants looks to the cameras that ask for one; every method may be called from any thread."""

    def __init__(
        self,
        *,
        seats: int = 1,
        routine_share: float = ROUTINE_SHARE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Give at most `seats` looks at a time; `clock` is in seconds and must not go back."""
        self._free = seats
        self._routine_share = routine_share * seats
        self._clock = clock
        self._lock = threading.Lock()
        self._asking: set[Ticket] = set()
        self._rested_s = -math.inf

    def register(self, wake: Callable[[], None]) -> "Ticket":
        """Return a camera's place; `wake` is called when its turn comes, from any thread, and must return at once."""
        return Ticket(self, wake)

    def request(self, ticket: "Ticket", priority: Priority) -> None:
        """Take note that a camera wants a look, or wants it more or less urgently than before."""
        with self._lock:
            ticket.priority = priority
            if not ticket.granted and ticket not in self._asking:
                ticket.asked_s = self._clock()
                self._asking.add(ticket)
            self._grant()

    def release(self, ticket: "Ticket") -> None:
        """Let a camera ask no more, and give back its look if it has one."""
        with self._lock:
            self._asking.discard(ticket)
            if ticket.granted:
                self._take_back(ticket)
                self._grant()

    def _take_back(self, ticket: "Ticket") -> None:
        ticket.granted = False
        self._free += 1
        if ticket.routine:
            looked_s = self._clock() - ticket.begun_s
            self._rested_s = max(self._rested_s, ticket.begun_s) + looked_s / self._routine_share

    def _grant(self) -> None:
        now_s = self._clock()
        while self._free and (able := [ticket for ticket in self._asking if self._may(ticket, now_s)]):
            ticket = max(able, key=lambda ticket: ticket.claim(now_s))
            self._asking.discard(ticket)
            self._free -= 1
            ticket.granted, ticket.begun_s, ticket.routine = True, now_s, ticket.priority.routine
            ticket.wake()

    def _may(self, ticket: "Ticket", now_s: float) -> bool:
        return not ticket.priority.routine or now_s >= self._rested_s


class Ticket:
    """One camera's place among those that want a look: request, look while `granted`, then `release`."""

    def __init__(self, scheduler: InferenceScheduler, wake: Callable[[], None]) -> None:
        """Start without asking; use `InferenceScheduler.register`."""
        self._scheduler = scheduler
        self.wake = wake
        self.priority = Priority.EMPTY
        self.granted = False
        self.routine = True
        self.asked_s = 0.0
        self.begun_s = 0.0

    def request(self, priority: Priority) -> None:
        """Want a look; may be asked again and again, which changes the priority alone."""
        self._scheduler.request(self, priority)

    def release(self) -> None:
        """Want none any more, or be done with it."""
        self._scheduler.release(self)

    def claim(self, now_s: float) -> tuple[float, float]:
        """Return how long the look has been wanted in units of the time within which it is; of two alike the urgent."""
        within_s = self.priority.value
        return (now_s - self.asked_s) / within_s, -within_s
