"""What cameras say of people, made without cameras: kinematics, verdicts and observations with only what matters."""

import math
from dataclasses import fields
from typing import Any, get_type_hints

from falldetect_core.kinds import Direction, Kind, Posture
from falldetect_core.reasons import Reason, ReasonCode
from falldetect_core.records import Box, Kinematics, Observation, Person, Pose, Verdict

SIZE = (640, 360)
STANDING = Box(300, 100, 360, 300)
LYING = Box(250, 260, 430, 310)
FELL = Reason.of(ReasonCode.DROPPED, n=0.6)


def measured(time_s: float = 0.0, posture: Posture = Posture.UPRIGHT, **values: Any) -> Kinematics:
    """Kinematics of which only what is named is known."""
    unknown = {name: math.nan for name, kind in get_type_hints(Kinematics).items() if kind is float}
    return Kinematics(**(unknown | {"time_s": time_s, "posture": posture, "still_s": 0.0} | values))


def judged(time_s: float = 0.0, **values: Any) -> Verdict:
    """A verdict of somebody of whom nothing is to be said, but for what is named."""
    nothing = Verdict(
        time_s=time_s,
        falling=False,
        down=False,
        found_down=False,
        upright=False,
        onset_s=time_s,
        confidence=0.0,
        kinds={Kind.UNKNOWN: 1.0},
        direction=Direction.UNKNOWN,
        reasons=(),
    )
    named = {field.name: getattr(nothing, field.name) for field in fields(Verdict)}
    return Verdict(**(named | values))


def person(
    time_s: float,
    track: int = 1,
    *,
    box: Box | None = None,
    pose: Pose | None = None,
    still_s: float = 0.0,
    **verdict: Any,
) -> Person:
    """Somebody whose verdict is given by name; lying when down, standing otherwise."""
    found = judged(time_s, **verdict)
    lies = found.down or found.found_down
    posture = Posture.LYING if lies else Posture.UPRIGHT
    where = box or (LYING if lies else STANDING)
    return Person(track, where, pose, measured(time_s, posture, still_s=still_s), found)


def fallen(time_s: float, track: int = 1, *, onset_s: float, **more: Any) -> Person:
    """Somebody on the floor after a fall that was seen."""
    values = {"down": True, "confidence": 0.8, "kinds": {Kind.SLIP: 0.7, Kind.UNKNOWN: 0.3}, "reasons": (FELL,)}
    return person(time_s, track, onset_s=onset_s, **(values | more))


def upright(time_s: float, track: int = 1, **more: Any) -> Person:
    """Somebody who stands."""
    return person(time_s, track, upright=True, **more)


def found_down(time_s: float, track: int = 1, *, onset_s: float, **more: Any) -> Person:
    """Somebody who lies there, and whose fall nobody saw."""
    return person(time_s, track, found_down=True, onset_s=onset_s, confidence=0.6, **more)


def seen(time_s: float, *people: Person, camera: str = "door", motion: float = 0.0) -> Observation:
    """What one camera sees."""
    return Observation(camera, time_s, SIZE, people, motion)
