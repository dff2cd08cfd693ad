"""A posture in words of anatomy: where pelvis and feet are, how trunk and arms are bent, and hands reach.

Angles are degrees. Positive pitch leans forward, positive yaw turns left, positive roll leans right. Feet are always
placed by inverse kinematics from the ankles; hands can be, blended by `reach`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

import numpy as np

from training.simulation.arrays import FloatArray


@dataclass(frozen=True)
class Arm:
    """One arm: from hanging down, `flexion` lifts it forward and `abduction` sideways; `elbow` bends it.

    `hand` is a target of the wrist in the world (3,) that counts as far as `reach` says (0..1).
    """

    flexion: float = 4.0
    abduction: float = 9.0
    rotation: float = 10.0
    elbow: float = 18.0
    hand: tuple[float, float, float] = (0.0, 0.0, 0.0)
    reach: float = 0.0


@dataclass(frozen=True)
class Foot:
    """One foot: its ankle in the world (3,), and the foot's own yaw and pitch (toes down is positive)."""

    ankle: tuple[float, float, float]
    yaw: float = 0.0
    pitch: float = 0.0
    knee_out: float = 4.0


@dataclass(frozen=True)
class Posture:
    """The whole body at one moment."""

    root: tuple[float, float, float]
    left_foot: Foot
    right_foot: Foot
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    abdomen: tuple[float, float, float] = (0.0, 0.0, 0.0)
    chest: tuple[float, float, float] = (0.0, 0.0, 0.0)
    neck: tuple[float, float, float] = (0.0, 0.0, 0.0)
    head: tuple[float, float, float] = (0.0, 0.0, 0.0)
    left_arm: Arm = field(default_factory=Arm)
    right_arm: Arm = field(default_factory=Arm)


def flatten(posture: Posture) -> FloatArray:
    """Return all numbers of a posture in one vector, for interpolation."""
    return np.array(list(_numbers(posture)))


def _numbers(value: Any) -> Iterator[float]:
    if is_dataclass(value):
        for item in fields(value):
            yield from _numbers(getattr(value, item.name))
    elif isinstance(value, tuple):
        yield from value
    else:
        yield value
