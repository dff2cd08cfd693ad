"""A house of cameras on a computer of so many cores, each so many times slower than this machine's.

All work is really done, one thing after the other, and timed as CPU time; only when it would have begun and ended is
worked out. So the figures don't depend on how busy this machine is. What Python's lock lets only one core do at a time
is played with a share of each stage; caches, heat and the system's own work are left out.
"""

import heapq
import math
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from falldetect_core.bench.camera import BenchCamera
from falldetect_core.bench.scenes import Scene
from falldetect_core.bench.size import state_bytes
from falldetect_core.bench.stopwatch import Stopwatch
from falldetect_core.camera import InferenceScheduler, Ticket
from falldetect_core.camera.scheduler import seats
from falldetect_core.pose import PoseEstimator
from falldetect_core.records import Frame, Observation

STAGGER_S = 0.7
"""Cameras begin one after the other, unless all fall at once."""
LOCKED_SHARES = {"decode": 0.1, "motion": 0.3, "pose": 0.1, "tracks": 0.8, "evidence": 0.8, "publish": 1.0}
"""How much of a stage Python's lock keeps others from: FFmpeg, OpenCV and LiteRT let go of it while they work."""
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
        self,
        scenes: Sequence[Scene],
        estimator: PoseEstimator,
        *,
        stagger_s: float = STAGGER_S,
        cores: int = 1,
        slower: float = 1.0,
    ) -> None:
        """Put a camera into each scene; plays so many cores that take so many times longer for everything."""
        self.now_s = 0.0
        self._slower = slower
        self._free = cores
        self._watch = Stopwatch()
        self._scheduler = InferenceScheduler(seats=seats(cores), clock=lambda: self.now_s)
        self._cameras = [
            BenchCamera(f"camera-{number}", scene, estimator, self._watch, number * stagger_s)
            for number, scene in enumerate(scenes)
        ]
        self._tickets: list[Ticket] = [self._scheduler.register(_no_call) for _ in scenes]
        self._slots: list[Frame | None] = [None] * len(scenes)
        self._passing: deque[tuple[int, Frame]] = deque()
        self._reading: set[int] = set()
        self._detecting: set[int] = set()
        self._running: list[tuple[float, int, Callable[[], None]]] = []
        self._started = count()
        self._unlocked_s = 0.0
        self._looks = 0
        self._ages_s: list[float] = []

    def run(self, seconds: float) -> HouseFigures:
        """Let so many seconds pass and return what they cost."""
        while self.now_s < seconds:
            if not (self._free and (self._pass_by() or self._read() or self._sense() or self._look())):
                self._go_on()
        delays_s = [delay_s for camera in self._cameras for delay_s in _delays(camera, self.now_s)]
        heard = [delay_s for delay_s in delays_s if math.isfinite(delay_s)]
        return HouseFigures(
            cameras=len(self._cameras),
            seconds=self.now_s,
            spent_s={stage: self._slower * spent_s for stage, spent_s in self._watch.spent_s.items()},
            frames=sum(camera.frames for camera in self._cameras),
            looks=self._looks,
            pose_runs=sum(camera.estimator.runs for camera in self._cameras),
            ages_s=self._ages_s,
            delays_s=heard,
            missed=len(delays_s) - len(heard),
            state_bytes=max(state_bytes(camera.camera) for camera in self._cameras),
        )

    def _work(self, job: Callable[[], Callable[[], None]]) -> bool:
        """Do a job at once, and let what it returns happen when a core of the house would be done with it.

        What it does under Python's lock waits for what others do there.
        """
        before_s = dict(self._watch.spent_s)
        done = job()
        spent_s = {stage: s - before_s.get(stage, 0.0) for stage, s in self._watch.spent_s.items()}
        locked_s = self._slower * sum(LOCKED_SHARES[stage] * s for stage, s in spent_s.items())
        waited_s = max(0.0, self._unlocked_s - self.now_s)
        self._unlocked_s = self.now_s + waited_s + locked_s
        ends_s = self.now_s + waited_s + self._slower * sum(spent_s.values())
        heapq.heappush(self._running, (ends_s, next(self._started), done))
        self._free -= 1
        return True

    def _go_on(self) -> None:
        """Let time pass until a core is done or a picture comes."""
        comes_s = min((self._cameras[number].next_s for number in self._awaited()), default=math.inf)
        if self._running and (not self._free or self._running[0][0] <= comes_s):
            ends_s, _, done = heapq.heappop(self._running)
            self.now_s = max(self.now_s, ends_s)
            self._free += 1
            done()
        else:
            self.now_s = max(self.now_s, comes_s)

    def _awaited(self) -> list[int]:
        return [number for number in range(len(self._cameras)) if number not in self._reading]

    def _read(self) -> bool:
        """Decode the picture that has waited longest, if one has come."""
        number = min(self._awaited(), key=lambda n: self._cameras[n].next_s, default=None)
        if number is None or self._cameras[number].next_s > self.now_s:
            return False
        self._reading.add(number)

        def job() -> Callable[[], None]:
            frame = self._cameras[number].read()

            def done() -> None:
                self._slots[number] = frame
                self._reading.discard(number)

            return done

        return self._work(job)

    def _sense(self) -> bool:
        """Find what moves in the oldest frame that lies ready."""
        ready = [
            (frame.time_s, number, frame)
            for number, frame in enumerate(self._slots)
            if frame is not None and number not in self._detecting
        ]
        if not ready:
            return False
        _, number, frame = min(ready, key=lambda one: one[:2])
        self._slots[number] = None
        self._detecting.add(number)

        def job() -> Callable[[], None]:
            with self._watch("tracks"):
                priority = self._cameras[number].camera.sense(frame)

            def done() -> None:
                ticket = self._tickets[number]
                if priority is None:
                    ticket.release()
                else:
                    ticket.request(priority)
                if ticket.granted:
                    self._detecting.discard(number)
                else:
                    self._passing.append((number, frame))

            return done

        return self._work(job)

    def _pass_by(self) -> bool:
        """Go on without a look where it isn't the camera's turn."""
        if not self._passing:
            return False
        number, frame = self._passing.popleft()

        def job() -> Callable[[], None]:
            with self._watch("tracks"):
                _, seen = self._cameras[number].camera.pass_by()
            return lambda: self._seen(number, frame.time_s, seen)

        return self._work(job)

    def _look(self) -> bool:
        """Look for a camera whose turn it is."""
        granted = (number for number, ticket in enumerate(self._tickets) if ticket.granted)
        number = next((number for number in granted if number not in self._detecting), None)
        if number is None:
            return False
        self._detecting.add(number)
        self._looks += 1

        def job() -> Callable[[], None]:
            with self._watch("tracks"):
                _, seen = self._cameras[number].camera.look()

            def done() -> None:
                self._tickets[number].release()
                self._seen(number, seen.time_s, seen)

            return done

        return self._work(job)

    def _seen(self, number: int, time_s: float, seen: Observation) -> None:
        self._detecting.discard(number)
        self._ages_s.append(self.now_s - time_s)
        self._cameras[number].tell(seen, self.now_s)


def _delays(camera: BenchCamera, now_s: float) -> list[float]:
    """Return how long after each fall its alarm came, infinity where none did."""
    return [
        next((alarm_s - contact_s for alarm_s in camera.alarms_s if 0 <= alarm_s - contact_s <= ALARM_S), math.inf)
        for contact_s in camera.contacts_s(now_s - ALARM_S)
    ]


def _no_call() -> None:
    """Nobody waits here for a turn."""
