"""A camera that is watched live: motion in every frame, and a look at the newest one when its turn comes.

A recording is looked at whenever that shows more (`RecordedCamera.update`). A camera shares the pose network with
others, so it says how urgent a look is and goes on without until it gets one. A newer frame takes the place of one that
waits; what moved in between is kept.
"""

import math
from collections import deque
from dataclasses import replace
from typing import Self

from falldetect_core.camera.looking import Look
from falldetect_core.camera.scheduler import Priority
from falldetect_core.camera.stages import Stages
from falldetect_core.pose import PoseEstimator
from falldetect_core.records import Foreground, Frame, Observation
from falldetect_core.settings import CameraSettings, Sensitivity
from falldetect_core.tracks.track import STANDING_HEIGHTS

STALE_S = 2.0
"""A frame that waited for longer is not looked at any more."""
PRESSED_S = 0.25
"""Who had to wait for longer for a look shares the network with many."""
APART_S = 0.19
"""Of a descent that waits for a look, pictures so far apart are kept, ten of two seconds, and all looked at."""
WELL_KNOWN_HITS = STANDING_HEIGHTS
"""Who was seen so often is found again in a small crop: how tall they stand is known by then from whole pictures."""
WHOLE_LOOK_S = 2.0
"""All of the picture is looked at this often: who lies still beside somebody who walks is in no part of it..."""
ROUTINE_WHOLE_LOOK_S = 5.0
"""...and this often where well-known people live as ever, and where many share the network."""
MOST_WAITING = 30


class LiveCamera:
    """A camera's stages, for a house of cameras: `sense` every frame, then `look` or `pass_by`."""

    def __init__(self, stages: Stages) -> None:
        """Start with an unknown, empty room."""
        self.stages = stages
        self.perception = stages.perception
        self._waiting: deque[tuple[Frame, Foreground]] = deque(maxlen=MOST_WAITING)
        self._wanted: Priority | None = None
        self._calm = False
        self._asked_s = math.inf
        self._pressed = False
        self._whole_s = -math.inf

    @classmethod
    def of(
        cls, settings: CameraSettings, estimator: PoseEstimator, *, sensitivity: Sensitivity = Sensitivity.STANDARD
    ) -> Self:
        """Return a camera of the parts that ship, with a pose network."""
        return cls(Stages.of(settings, estimator, sensitivity=sensitivity))

    def sense(self, frame: Frame) -> Priority | None:
        """Find what moves in the next frame, and say how urgently it is to be looked at; None if not at all."""
        foreground, anew = self.stages.sense(frame)
        if anew:
            self._waiting.clear()
            self._wanted, self._calm = None, False
        if self._wanted is None:
            self._asked_s = frame.time_s
        elif self._waiting and not self._is_worth_keeping(self._waiting[-1][0].time_s):
            foreground = together(self._waiting.pop()[1], foreground)
        while self._waiting and not 0 <= frame.time_s - self._waiting[0][0].time_s <= STALE_S:
            self._waiting.popleft()
        self._waiting.append((frame, foreground))
        if self._wanted is not None or self.stages.foreground.is_compared(frame):
            self._wanted = self._need(frame, foreground)
        return self._wanted

    def pass_by(self) -> tuple[Frame, Observation]:
        """Return the newest frame and what is seen of it without a look."""
        frame, foreground = self._waiting[-1]
        if self._calm or self._wanted is not None:
            return frame, self.perception.repeat(frame, foreground)
        self._waiting.clear()
        if self.stages.foreground.is_compared(frame):
            return frame, self._follow(frame, foreground)
        return frame, self.perception.repeat(frame, foreground)

    def look(self) -> tuple[Frame, Observation]:
        """Look at the newest frame; if somebody comes down in it, also at those that were skipped lately.

        The tracker takes them in their order. A look that fails is wanted again with the next frame, still or not.
        """
        newest, foreground = self._waiting[-1]
        skipped = list(self._waiting)[:-1]
        self._waiting.clear()
        self._pressed = newest.time_s - self._asked_s > PRESSED_S
        try:
            look = self._look(newest, foreground) if skipped and not self._pressed else None
            if look is None or not self.perception.monitor.stood(foreground, look.detections):
                for entry in skipped:
                    self._follow(*entry)
            seen = self._follow(newest, foreground, look)
        except Exception:
            self.stages.attention.looked_s = self._whole_s = -math.inf
            raise
        self._wanted = None
        return newest, seen

    def _follow(self, frame: Frame, foreground: Foreground, look: Look | None = None) -> Observation:
        if look is None and self.stages.attention.shows_more(foreground):
            look = self._look(frame, foreground)
        return self.perception.follow(frame, foreground, look)

    def _look(self, frame: Frame, foreground: Foreground) -> Look:
        """Look at all of the picture now and then, in between where people are.

        That is done most cheaply where well-known people only walk and sit, and where the camera had to wait, so that
        others get their turn too.
        """
        monitor = self.perception.monitor
        known = self._wanted in (Priority.WALKING, Priority.SITTING) and monitor.least_hits >= WELL_KNOWN_HITS
        routine = self._pressed or known
        lately = 0 <= frame.time_s - self._whole_s < (ROUTINE_WHOLE_LOOK_S if routine else WHOLE_LOOK_S)
        if not (lately and self.stages.looker.cheap_in_parts):
            look = self.stages.look(frame, foreground)
        elif routine:
            look = self.stages.look_cheaply(frame, foreground)
        else:
            look = self.stages.look_around(frame, foreground)
        if look.whole:
            self._whole_s = frame.time_s
        return look

    def _need(self, frame: Frame, foreground: Foreground) -> Priority | None:
        """Tell what there is to see; unless somebody comes down, the frames that were skipped aren't needed.

        Who came down while the camera waited is still to be looked at, also when they lie by now.
        """
        attention, perception = self.stages.attention, self.perception
        urgent = attention.urgent(foreground, perception.people, perception.judge.needed)
        if urgent is None and self._wanted is Priority.DESCENT:
            urgent = Priority.DESCENT
        if urgent is not None:
            return urgent
        self._calm = self._wanted is None and attention.can_wait(foreground)
        if self._calm:
            return None
        for _, skipped in list(self._waiting)[:-1]:
            foreground = together(skipped, foreground)
        self._waiting.clear()
        self._waiting.append((frame, foreground))
        return attention.routine(foreground, perception.people) if attention.shows_more(foreground) else None

    def _is_worth_keeping(self, time_s: float) -> bool:
        """Say whether the waiting frame of that time shows more of a descent than those kept before it."""
        kept_s = self._waiting[-2][0].time_s if len(self._waiting) > 1 else self.stages.attention.looked_s
        return self._wanted in (Priority.DESCENT, Priority.FALL) and time_s - kept_s >= APART_S


def together(earlier: Foreground, later: Foreground) -> Foreground:
    """Return the later foreground with what moved in the earlier one too, as if there had been no frame between."""
    if earlier.moved.shape != later.moved.shape:
        return later
    return replace(later, moved=earlier.moved | later.moved, changed=max(earlier.changed, later.changed))
