"""A house of cameras on one core of this machine.

All work is really done, one thing after the other, and timed as CPU time; the cameras' clock goes on by that time, or
to the next picture where nothing is left to do. So the figures are those of a machine with a single core of this speed
that does nothing else, however busy this one is now. Time that threads would spend waiting for each other is left out.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from falldetect_core.bench.camera import BenchCamera, CountingEstimator
from falldetect_core.bench.scenes import Scene
from falldetect_core.bench.size import state_bytes
from falldetect_core.bench.stopwatch import Stopwatch
from falldetect_core.camera import InferenceScheduler, Ticket
from falldetect_core.pose import PoseEstimator
from falldetect_core.records import Frame

STAGGER_S = 0.7
"""Cameras begin one after the other, unless all fall at once."""
ALARM_S = 10.0
"""An alarm that comes so late is none."""


@dataclass(slots=True)
class HouseFigures:
    """What a house cost: CPU seconds a stage, pose runs, ages of frames, delays of alarms; times in seconds."""

    cameras: int
    seconds: float
    spent_s: Mapping[str, float]
    frames: int = 0
    looks: int = 0
    pose_runs: int = 0
    ages_s: list[float] = field(default_factory=list)
    delays_s: list[float] = field(default_factory=list)
    missed: int = 0
    state_bytes: int = 0

    @property
    def cores(self) -> float:
        """CPU seconds a second."""
        return sum(self.spent_s.values()) / self.seconds


class House:
    """Runs cameras as the app does: read, sense, look when it is the camera's turn."""

    def __init__(
        self, scenes: Sequence[Scene], estimator: PoseEstimator, *, stagger_s: float = STAGGER_S, slower: float = 1.0
    ) -> None:
        """Put a camera into each scene; `slower` plays a core that takes so many times longer for everything."""
        self._idle_s = 0.0
        self._slower = slower
        self._watch = Stopwatch()
        self._network = CountingEstimator(estimator)
        self._scheduler = InferenceScheduler(clock=lambda: self.now_s)
        self._cameras = [
            BenchCamera(f"camera-{number}", scene, self._network, self._watch, number * stagger_s)
            for number, scene in enumerate(scenes)
        ]
        self._tickets: list[Ticket] = [self._scheduler.register(_no_call) for _ in scenes]
        self._slots: list[Frame | None] = [None] * len(scenes)
        self._looks = 0
        self._ages_s: list[float] = []

    @property
    def now_s(self) -> float:
        """The house's time: what was worked, and what was waited."""
        return self._slower * self._watch.total_s + self._idle_s

    def run(self, seconds: float) -> HouseFigures:
        """Let so many seconds pass and return what they cost."""
        while self.now_s < seconds:
            if not (self._read() or self._sense() or self._look()):
                self._idle_s += max(0.0, min(camera.next_s for camera in self._cameras) - self.now_s)
        delays_s = [delay_s for camera in self._cameras for delay_s in _delays(camera, self.now_s)]
        heard = [delay_s for delay_s in delays_s if math.isfinite(delay_s)]
        return HouseFigures(
            cameras=len(self._cameras),
            seconds=self.now_s,
            spent_s={stage: self._slower * spent_s for stage, spent_s in self._watch.spent_s.items()},
            frames=sum(camera.frames for camera in self._cameras),
            looks=self._looks,
            pose_runs=self._network.runs,
            ages_s=self._ages_s,
            delays_s=heard,
            missed=len(delays_s) - len(heard),
            state_bytes=max(state_bytes(camera.camera) for camera in self._cameras),
        )

    def _read(self) -> bool:
        """Decode the picture that has waited longest, if one has come."""
        number = min(range(len(self._cameras)), key=lambda n: self._cameras[n].next_s)
        if self._cameras[number].next_s > self.now_s:
            return False
        self._slots[number] = self._cameras[number].read()
        return True

    def _sense(self) -> bool:
        """Find what moves in the oldest frame that lies ready."""
        ready = [(frame.time_s, number) for number, frame in enumerate(self._slots) if frame is not None]
        if not ready:
            return False
        number = min(ready)[1]
        camera, ticket, frame = self._cameras[number], self._tickets[number], self._slots[number]
        self._slots[number] = None
        if frame is None:
            return False
        with self._watch("tracks"):
            priority = camera.camera.sense(frame)
        if priority is None:
            ticket.release()
        else:
            ticket.request(priority)
        if not ticket.granted:
            with self._watch("tracks"):
                _, seen = camera.camera.pass_by()
            camera.tell(seen, self.now_s)
            self._ages_s.append(self.now_s - frame.time_s)
        return True

    def _look(self) -> bool:
        """Look for a camera whose turn it is."""
        for camera, ticket in zip(self._cameras, self._tickets, strict=True):
            if ticket.granted:
                with self._watch("tracks"):
                    _, seen = camera.camera.look()
                camera.tell(seen, self.now_s)
                self._ages_s.append(self.now_s - seen.time_s)
                self._looks += 1
                ticket.release()
                return True
        return False


def _delays(camera: BenchCamera, now_s: float) -> list[float]:
    """Return how long after each fall its alarm came, infinity where none did."""
    return [
        next((alarm_s - contact_s for alarm_s in camera.alarms_s if 0 <= alarm_s - contact_s <= ALARM_S), math.inf)
        for contact_s in camera.contacts_s(now_s - ALARM_S)
    ]


def _no_call() -> None:
    """Nobody waits here for a turn."""
