"""`falldetect watch`: what a camera or file shows, a live line a second and every step of an incident."""

import argparse
import signal
import sys
import time

from falldetect_core.camera import RecordedCamera
from falldetect_core.errors import SourceError
from falldetect_core.frames import LiveFrames, is_live
from falldetect_core.pose import load
from falldetect_core.records import Observation, Transition
from falldetect_core.rooms.room import Room
from falldetect_core.settings import CameraSettings, RoomSettings

LINE_S = 1.0


def run(options: argparse.Namespace) -> int:
    """Watch until the source ends or the user stops it."""
    settings = CameraSettings("camera", method=options.method)
    camera = RecordedCamera.of(settings, load(options.model), sensitivity=options.sensitivity)
    room = Room(RoomSettings("room", sensitivity=options.sensitivity))
    stop = Stop()
    report = tell_problem if is_live(options.source) else give_up

    def on_problem(error: SourceError | None) -> None:
        stop.check()
        report(error)

    said_s = float("-inf")
    for frame in LiveFrames(
        options.source, fps=options.fps, on_problem=on_problem, hardware=options.decoding == "auto"
    ):
        stop.check()
        seen = camera.update(frame)
        for transition in room.update(seen):
            print(f"{_clock()} {describe(transition)}", flush=True)
        if frame.time_s - said_s >= LINE_S:
            said_s = frame.time_s
            print(f"{_clock()} {summary(seen)}", flush=True)
    return 0


class Stop:
    """Ctrl-C that can't get lost: one that falls into a callback of a library is raised again at the next `check`."""

    def __init__(self) -> None:
        """Listen from now on."""
        self._asked = False
        signal.signal(signal.SIGINT, self._ask)

    def check(self) -> None:
        """Raise KeyboardInterrupt if the user has asked to stop."""
        if self._asked:
            raise KeyboardInterrupt

    def _ask(self, *_: object) -> None:
        self._asked = True
        raise KeyboardInterrupt


def summary(seen: Observation) -> str:
    """Put what a camera sees into one line."""
    if not seen.people:
        return "nobody"
    return ", ".join(f"#{person.track} {person.kinematics.posture}" for person in seen.people)


def describe(transition: Transition) -> str:
    """Put one step of an incident into one line."""
    incident = transition.incident
    because = "; ".join(map(str, incident.reasons))
    return f"{transition.event.upper()} kind {incident.kind}, confidence {incident.confidence:.0%}: {because}"


def tell_problem(error: SourceError | None) -> None:
    """Say what is wrong with the source."""
    if error is not None:
        print(f"falldetect: {error}", file=sys.stderr)


def give_up(error: SourceError | None) -> None:
    """Raise what is wrong with a file: no waiting mends it."""
    if error is not None:
        raise error


def _clock() -> str:
    return time.strftime("%H:%M:%S")
