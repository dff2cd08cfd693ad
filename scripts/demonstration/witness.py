"""A second look at the same source, for what the app doesn't publish: postures as they are, and the timeline."""

import threading
import time
from pathlib import Path

from falldetect_core.camera import RecordedCamera
from falldetect_core.drawing.timeline import Timeline
from falldetect_core.errors import SourceError
from falldetect_core.frames import LiveFrames, is_live
from falldetect_core.kinds import Posture
from falldetect_core.pose import load
from falldetect_core.records import Frame
from falldetect_core.rooms.room import Room
from falldetect_core.settings import CameraSettings, LifeSettings, RoomSettings

LATE_S = 1.0
"""What is older is not the present: of a camera it is left out, of a file it is looked at for the timeline only."""
STOP_S = 10.0
LENGTH_S = 300.0
"""A picture of more shows nothing."""


class Witness:
    """Looks at the source in a thread of its own, with the core that the app uses too."""

    def __init__(self, source: str, life: LifeSettings, title: str) -> None:
        """Look nowhere yet."""
        self._title = title
        self._live = is_live(source)
        self._camera = RecordedCamera.of(CameraSettings("witness"), load())
        self._room = Room(RoomSettings("witness", life=life))
        self._timeline = Timeline(title)
        self._since_s = 0.0
        self._told = self._full = False
        self._frames = LiveFrames(source, clock=self._clock, on_problem=self._on_problem)
        self._thread = threading.Thread(target=self._watch, name="witness", daemon=True)
        self._start_s = time.monotonic()
        self._seen: tuple[float, tuple[Posture, ...]] = (-LATE_S, ())

    def start(self) -> None:
        """Begin to look; time counts from here."""
        self._start_s = time.monotonic()
        self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._frames.close()
        if self.started:
            self._thread.join(STOP_S)

    @property
    def postures(self) -> tuple[Posture, ...]:
        """How people are held now; empty while a slow machine lags behind."""
        time_s, postures = self._seen
        return postures if self._clock() - time_s <= LATE_S else ()

    @property
    def started(self) -> bool:
        """Whether it has begun to look."""
        return self._thread.ident is not None

    @property
    def busy(self) -> bool:
        """Whether it is still looking."""
        return self._thread.is_alive()

    def save(self, path: Path) -> None:
        """Draw the timeline into a PNG."""
        self._timeline.save(path)

    def _clock(self) -> float:
        return time.monotonic() - self._start_s

    def _on_problem(self, problem: SourceError | None) -> None:
        """Take no notice of what the app tells, but don't keep looking at a file that can't be read."""
        if problem is not None and not self._live:
            self._frames.close()

    def _watch(self) -> None:
        for frame in self._frames:
            if not (self._live and self._clock() - frame.time_s > LATE_S):
                self._look(frame)

    def _look(self, frame: Frame) -> None:
        seen = self._camera.update(frame)
        steps = self._room.update(seen)
        self._seen = (frame.time_s, tuple(person.kinematics.posture for person in seen.people))
        self._make_room(frame.time_s)
        if not self._full:
            self._told |= bool(steps)
            self._timeline.add(frame, seen, steps)

    def _make_room(self, time_s: float) -> None:
        """Begin a new picture when one is long enough; keep the first that tells of an incident."""
        if self._full or time_s - self._since_s < LENGTH_S or self._room.incidents:
            return
        if self._told:
            self._full = True
        else:
            self._timeline, self._since_s = Timeline(self._title), time_s
