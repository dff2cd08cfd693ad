"""Who is in a camera's picture, where in metres, and what happened to them."""

import math

from falldetect_core.camera.looking import Look
from falldetect_core.camera.track_monitor import TrackMonitor
from falldetect_core.camera.verdicts import Judge
from falldetect_core.records import Foreground, Frame, Observation, Person
from falldetect_core.settings import CameraSettings
from falldetect_core.tracks import Tracker
from falldetect_core.tracks.track import LOST_S
from falldetect_core.world.camera_world import CameraWorld

LONG_PAUSE_S = 60.0
"""Who is there after a pause without pictures that was longer may be somebody else."""


class Perception:
    """The people of one camera; `begin` every frame, then `follow` those that are looked at or were found still."""

    def __init__(self, settings: CameraSettings, judge: Judge) -> None:
        """Start with an unknown, empty room."""
        self.tracker = Tracker()
        self.monitor = TrackMonitor(self.tracker)
        self.world = CameraWorld(settings.place, settings.people_m, settings.depth_model)
        self.judge = judge
        self.settings = settings
        self._newest_s = -math.inf
        self._size: tuple[int, int] | None = None
        self._recent: tuple[Frame, Observation] | None = None

    @property
    def recent(self) -> tuple[Frame, Observation] | None:
        """The newest frame and what was seen in it; None after a pause."""
        return self._recent

    @property
    def people(self) -> tuple[Person, ...]:
        """Who was seen last."""
        return self._recent[1].people if self._recent else ()

    def begin(self, frame: Frame) -> bool:
        """Take note of the next frame's time and size; return whether everybody had to be forgotten before it."""
        pause_s, self._newest_s = frame.time_s - self._newest_s, frame.time_s
        resized = self._size not in (None, frame.size)
        self._size = frame.size
        anew = resized or not 0 <= pause_s <= LONG_PAUSE_S
        if anew:
            self.tracker.forget()
            self.judge.forget()
        if anew or pause_s > LOST_S:
            self._recent = None
        return anew

    def follow(self, frame: Frame, foreground: Foreground, look: Look | None) -> Observation:
        """Follow everybody into a frame, by a look at it, or by none where that would show no more."""
        tracks = self.tracker.update(frame.time_s, look.detections if look else None, foreground)
        self.world.update(frame, tracks)
        return self._observe(frame, foreground, self.judge.people(tracks, frame.size, self.world))

    def repeat(self, frame: Frame, foreground: Foreground) -> Observation:
        """Repeat what was seen last; nobody moved much since."""
        return self._observe(frame, foreground, self.people)

    def _observe(self, frame: Frame, foreground: Foreground, people: tuple[Person, ...]) -> Observation:
        seen = Observation(self.settings.id, frame.time_s, frame.size, people, foreground.changed, foreground.mask)
        self._recent = (frame, seen)
        return seen
