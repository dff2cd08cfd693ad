"""People as a camera sees them, without a camera."""

import math
from collections.abc import Iterable

import numpy as np

from falldetect_core.kinds import Direction, Kind, Posture
from falldetect_core.reasons import Reason, ReasonCode
from falldetect_core.records import Box, Frame, Kinematics, Observation, Person, Verdict

SIZE = (64, 36)
TILTED = Reason.of(ReasonCode.TILTED, n=82.0)


def person(
    time_s: float,
    *,
    track: int = 1,
    falling: bool = False,
    down: bool = False,
    found_down: bool = False,
    upright: bool = False,
    onset_s: float | None = None,
    still_s: float = 0.0,
) -> Person:
    """Make a person; `onset_s` is when the fall began."""
    lying = falling or down or found_down
    posture = Posture.LYING if lying else Posture.UPRIGHT
    known = {"time_s": time_s, "posture": posture, "still_s": still_s}
    kinematics = Kinematics(**{name: known.get(name, math.nan) for name in Kinematics._fields})  # type: ignore[arg-type]
    verdict = Verdict(
        time_s,
        falling=falling,
        down=down,
        found_down=found_down,
        upright=upright,
        onset_s=time_s if onset_s is None else onset_s,
        confidence=0.9 if lying else 0.0,
        kinds={Kind.TRIP: 0.6, Kind.UNKNOWN: 0.4} if lying else {},
        direction=Direction.FORWARD if lying else Direction.UNKNOWN,
        reasons=(TILTED,) if lying else (),
    )
    return Person(track, Box(10, 10, 20, 30), None, kinematics, verdict)


def frame(time_s: float) -> Frame:
    return Frame(time_s, np.full((SIZE[1], SIZE[0], 3), 90, np.uint8))


def observation(camera: str, time_s: float, people: Iterable[Person] = ()) -> Observation:
    return Observation(camera, time_s, SIZE, tuple(people), 0.1)
