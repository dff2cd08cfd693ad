"""What a user may set, with the defaults that suit a home."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from falldetect_core.world import CameraPlace

type Polygon = tuple[tuple[float, float], ...]
type Line = tuple[tuple[float, float], ...]


class Sensitivity(StrEnum):
    """How much evidence a fall needs."""

    LOW = "low"
    STANDARD = "standard"
    HIGH = "high"


NEEDED = {Sensitivity.LOW: 0.8, Sensitivity.STANDARD: 0.5, Sensitivity.HIGH: 0.15}
"""The probability that makes a fall."""
MOST_NEEDED = NEEDED[Sensitivity.LOW]
"""Feedback asks for no more: it finds 2 of 100 simulated falls fewer than *high* (docs/evaluation.md)."""


class Method(StrEnum):
    """What decides that somebody fell: methods weighed against each other, or one of them alone."""

    LOG_ODDS = "log_odds"
    SUPPORTED_OR = "supported_or"
    RULES = "rules"
    PHYSICS = "physics"
    SYMBOLIC = "symbolic"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class LifeSettings:
    """Times in the life of an incident, in seconds; `person_down_s` is how long somebody found lying has to lie.

    `reminder_s` after somebody took charge, a person who is still seen down is told of anew.
    """

    confirmation_s: float = 2.0
    long_lie_s: float = 60.0
    recovery_s: float = 2.0
    person_down_s: float = 20.0
    reminder_s: float = 900.0
    inactivity_s: float = 1800.0


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """One camera: its name and what is known of the places it sees.

    Zones are polygons of at least three (x, y) corners, each 0 to 1 of the picture's width and height: in `rest_zones`
    lying is normal, in `ignore_zones` is nobody of this room (a television, a mirror, a street behind a window).
    `fence` is a line of at least two such points from side to side, level beyond its ends: who stands below it is cut
    off, as by the picture's lower border, so that neither their height nor their vanishing tells of a fall.
    `place` is what is known of where the camera stands; one without finds out by itself, from people who are `people_m`
    tall on average, or as adults are. `depth_model` is an ONNX
    network of the Depth-Anything-V2 shape. `method` decides that somebody fell.
    """

    id: str
    rest_zones: tuple[Polygon, ...] = ()
    ignore_zones: tuple[Polygon, ...] = ()
    fence: Line = ()
    place: CameraPlace | None = None
    people_m: float | None = None
    depth_model: Path | None = None
    method: Method = Method.LOG_ODDS


@dataclass(frozen=True, slots=True)
class RoomSettings:
    """One room: its name, how sensitive it is and how incidents there live."""

    id: str
    sensitivity: Sensitivity = Sensitivity.STANDARD
    life: LifeSettings = field(default_factory=LifeSettings)
