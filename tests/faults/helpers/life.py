"""A whole incident, lived through by a process that kills itself at a given point, and by those that come after it."""

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

from app.helpers.home import NoPose, Scripted
from app.helpers.people import frame, observation, person
from app.helpers.waiting import wait_until
from falldetect_app.mqtt.broker import Broker
from falldetect_app.mqtt.link import Link
from falldetect_app.service import Service
from falldetect_app.settings.validation import check_options
from falldetect_app.storage.database import Database
from falldetect_app.storage.store import Store

STEP_S = 0.25
ONSET, DOWN, UP, END = 4, 6, 70, 86
"""Steps at which somebody falls, lies, is on the feet again, and at which the story ends: 1, 1.5, 17.5 and 21.5 s."""
PACE_S = 0.005


@dataclass(frozen=True)
class Story:
    """At which step a run takes the story up, and when step 0 was."""

    first: int
    began_s: float

    def time_s(self, step: int) -> float:
        return self.began_s + step * STEP_S

    def body(self, step: int) -> dict[str, Any]:
        """Return what this run sees of the body: it knows of a fall only what it saw itself."""
        if step < ONSET or step >= UP:
            return {"upright": True}
        if self.first > ONSET:
            return {"found_down": True, "onset_s": self.time_s(self.first)}
        return {"falling" if step < DOWN else "down": True, "onset_s": self.time_s(ONSET)}


class Fate:
    """Kills this process without a word at the n-th moment before or after something is written or sent."""

    def __init__(self, points: int) -> None:
        self._left = points
        self._lock = threading.Lock()

    def watch(self, owner: type, name: str) -> None:
        done = getattr(owner, name)

        def both_sides(*given: Any, **named: Any) -> Any:
            self.pass_by()
            answer = done(*given, **named)
            self.pass_by()
            return answer

        setattr(owner, name, both_sides)

    def pass_by(self) -> None:
        with self._lock:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def live(folder: Path, options: dict[str, Any], story: Story, points: int, progress: Pipe) -> None:
    """Go on with the story, until its end or until the process has passed so many points."""
    fate = Fate(points)
    fate.watch(Database, "_execute")
    fate.watch(Link, "publish")
    now = [story.time_s(story.first)]
    checked = check_options(options)
    store = Store(folder)
    clock: Callable[[], float] = lambda: now[0]  # noqa: E731
    service = Service(checked, Broker.of(checked.mqtt), store, NoPose(), clock=clock, opener=Scripted)
    service.start()
    controller = service.rooms["hall"]
    for step in range(story.first, END):
        now[0] = time_s = story.time_s(step)
        seen = observation("hall", time_s, [person(time_s, **story.body(step))])
        controller.observe(frame(time_s), seen)
        service.tick()
        progress.send(step)
        time.sleep(PACE_S)
    wait_until(lambda: not store.outbox(), "for the broker", 120)
    service.stop()
    store.close()
