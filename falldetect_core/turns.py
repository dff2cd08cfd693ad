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
THREADS_A_CORE = 0.5
MOST_THREADS = 4
"""The pose network gains little from more."""


class Urgency(Enum):
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
        return self not in (Urgency.FALL, Urgency.DESCENT, Urgency.DOWN, Urgency.NEW)


def pose_threads(cores: int | None = None) -> int:
    """Return how many threads the pose network should use on this machine: half its cores, the rest decodes."""
    available = cores or os.process_cpu_count() or 1
    return max(1, min(MOST_THREADS, int(available * THREADS_A_CORE)))


class Turns:
    """Gives turns to the cameras that ask for one; every method may be called from any thread."""

    def __init__(
        self,
        *,
        seats: int = 1,
        routine_share: float = ROUTINE_SHARE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Give at most `seats` turns at a time; `clock` is in seconds and must not go back."""
        self._free = seats
        self._routine_share = routine_share * seats
        self._clock = clock
        self._lock = threading.Lock()
        self._asking: set[Turn] = set()
        self._rested_s = -math.inf

    def join(self, wake: Callable[[], None]) -> "Turn":
        """Return a camera's place; `wake` is called when its turn comes, from any thread, and must return at once."""
        return Turn(self, wake)

    def ask(self, turn: "Turn", urgency: Urgency) -> None:
        """Take note that a camera wants a look, or wants it more or less urgently than before."""
        with self._lock:
            turn.urgency = urgency
            if not turn.granted and turn not in self._asking:
                turn.asked_s = self._clock()
                self._asking.add(turn)
            self._grant()

    def leave(self, turn: "Turn") -> None:
        """Let a camera ask no more, and give back its turn if it has one."""
        with self._lock:
            self._asking.discard(turn)
            if turn.granted:
                self._take_back(turn)
                self._grant()

    def _take_back(self, turn: "Turn") -> None:
        turn.granted = False
        self._free += 1
        if turn.routine:
            self._rested_s = max(self._rested_s, turn.begun_s) + (self._clock() - turn.begun_s) / self._routine_share

    def _grant(self) -> None:
        now_s = self._clock()
        while self._free and (able := [turn for turn in self._asking if self._may(turn, now_s)]):
            turn = max(able, key=lambda turn: turn.claim(now_s))
            self._asking.discard(turn)
            self._free -= 1
            turn.granted, turn.begun_s, turn.routine = True, now_s, turn.urgency.routine
            turn.wake()

    def _may(self, turn: "Turn", now_s: float) -> bool:
        return not turn.urgency.routine or now_s >= self._rested_s


class Turn:
    """One camera's place among those that want a look: ask, look while `granted`, then `leave`."""

    def __init__(self, turns: Turns, wake: Callable[[], None]) -> None:
        """Start without asking; use `Turns.join`."""
        self._turns = turns
        self.wake = wake
        self.urgency = Urgency.EMPTY
        self.granted = False
        self.routine = True
        self.asked_s = 0.0
        self.begun_s = 0.0

    def ask(self, urgency: Urgency) -> None:
        """Want a look; may be asked again and again, which changes the urgency alone."""
        self._turns.ask(self, urgency)

    def leave(self) -> None:
        """Want none any more, or be done with it."""
        self._turns.leave(self)

    def claim(self, now_s: float) -> tuple[float, float]:
        """Return how long the look has been wanted in units of the time within which it is; of two alike the urgent."""
        within_s = self.urgency.value
        return (now_s - self.asked_s) / within_s, -within_s
