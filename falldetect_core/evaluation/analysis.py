"""Runs recorded video through the whole pipeline, as a live camera would be, and says what happened."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from falldetect_core.camera import RecordedCamera
from falldetect_core.frames import Damage, open_frames
from falldetect_core.kinds import Before, Event
from falldetect_core.nanstats import likeliest
from falldetect_core.pose import PoseEstimator
from falldetect_core.records import Frame, Observation, Transition
from falldetect_core.rooms.room import Room
from falldetect_core.settings import CameraSettings, RoomSettings

LEAST_FPS = 5.0
"""At fewer pictures a second a fall lasts fewer of them than it takes to tell it from sitting down."""


@dataclass(slots=True)
class Analysis:
    """What one file gave: its length and frames, CPU time, damage, and every step of every incident."""

    file: str
    duration_s: float = 0.0
    frames: int = 0
    cpu_s: float = 0.0
    transitions: list[Transition] = field(default_factory=list)
    damage: Damage = field(default_factory=Damage)

    def as_json(self) -> dict[str, Any]:
        """Return the object that `falldetect analyze` prints a line of."""
        events = [event_json(transition) for transition in self.transitions]
        lengths = {"duration_s": round(self.duration_s, 3), "frames": self.frames, "cpu_s": round(self.cpu_s, 3)}
        return {"file": self.file, **lengths, "damaged": self.damage.damaged, "events": events}

    @property
    def remarks(self) -> list[str]:
        """What makes the result less sure, in words."""
        found, rate = [], self.frames / self.duration_s if self.duration_s else 0.0
        if self.damage.damaged:
            share = f"{self.damage.damaged} of {self.damage.pictures} pictures are damaged"
            found.append(f"{share}, and were left out or seen in part: copy or record it again if you can")
        if 0 < rate < LEAST_FPS:
            found.append(f"{rate:.1f} pictures a second are too few to see a fall: record {LEAST_FPS:.0f} or more")
        return found


def event_json(transition: Transition) -> dict[str, Any]:
    """Return one step of an incident with rounded numbers and plain words."""
    incident = transition.incident
    return {
        "time_s": round(transition.time_s, 3),
        "event": transition.event,
        "kind": incident.kind,
        "direction": incident.direction,
        "before": likeliest(incident.before, Before.UNKNOWN),
        "after": incident.after,
        "confidence": round(incident.confidence, 3),
        "onset_s": round(incident.onset_s, 3),
        "track": incident.track,
        "reasons": [str(reason) for reason in incident.reasons],
    }


def with_hold(frames: Iterator[Frame], hold_s: float, fps: float) -> Iterator[tuple[Frame, bool]]:
    """Repeat the last frame for `hold_s` seconds, as many clips end at the impact; says of each whether it is held."""
    last: Frame | None = None
    for frame in frames:
        last = frame
        yield frame, False
    if last is not None:
        for step in range(1, round(hold_s * fps) + 1):
            yield replace(last, time_s=last.time_s + step / fps), True


def observe(
    file: str,
    estimator: PoseEstimator,
    room: RoomSettings,
    camera: CameraSettings = CameraSettings("file"),  # noqa: B008 - frozen
    *,
    fps: float = 10.0,
    hold_s: float = 0.0,
) -> Iterator[tuple[Frame, Observation, list[Transition], Analysis]]:
    """Yield every frame with what was seen in it, the steps that followed, and the analysis so far.

    Raises SourceError when the file can't be read.
    """
    watched = RecordedCamera.of(camera, estimator, sensitivity=room.sensitivity)
    numbers = count(1)
    incidents = Room(room, new_id=lambda: str(next(numbers)))
    analysis = Analysis(file)
    started_s = time.process_time()
    with open_frames(file, fps=fps) as source:
        stated_s = source.duration_s or 0.0
        for frame, held in with_hold(iter(source), hold_s, fps):
            seen = watched.update(frame)
            told = incidents.update(seen)
            analysis.frames += 1
            analysis.transitions += [t for t in told if not is_inactivity(t)]
            analysis.damage = source.damage
            if not held:  # what a header states may be too short
                analysis.duration_s = max(stated_s, frame.time_s)
            analysis.cpu_s = time.process_time() - started_s
            yield frame, seen, told, analysis


def is_inactivity(transition: Transition) -> bool:
    """Tell inactivity apart from falls."""
    return transition.event in (Event.INACTIVITY_STARTED, Event.INACTIVITY_ENDED)
