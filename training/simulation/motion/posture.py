"""A posture in words of anatomy: where pelvis and feet are, how trunk and arms are bent, and hands reach.

Angles are degrees. Positive pitch leans forward, positive yaw turns left, positive roll leans right. Feet are always
placed by inverse kinematics from the ankles; hands can be, blended by `reach`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, get_args, get_type_hints

import numpy as np
from numpy.typing import NDArray

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


SIDES = {"L": ("left_arm", "left_foot", 1.0), "R": ("right_arm", "right_foot", -1.0)}
"""What a posture calls the limbs of each side, and which way is outwards there (to the left is positive)."""
TRUNK = ("abdomen", "chest", "neck", "head")


def _layout(kind: type) -> np.dtype[np.void]:
    """Return the numbers of a dataclass by name, packed in the order of its fields."""
    return np.dtype([(name, *_numbers_of(annotation)) for name, annotation in get_type_hints(kind).items()])


def _numbers_of(annotation: Any) -> tuple[Any, ...]:
    if is_dataclass(annotation):
        return (_layout(annotation),)
    return (np.float64, (len(get_args(annotation)),)) if get_args(annotation) else (np.float64,)


ROW = _layout(Posture)
"""One row of numbers: a whole posture."""


def flatten(posture: Posture) -> FloatArray:
    """Return all numbers of a posture in one row (N,), for interpolation."""
    return np.array(list(_numbers(posture)))


def named(rows: FloatArray) -> NDArray[np.void]:
    """Return a view of rows (..., N) by name: `named(rows)["left_foot"]["ankle"]` is (..., 3)."""
    return rows.view(ROW)[..., 0]


def unwind(row: FloatArray, like: FloatArray) -> None:
    """Turn pelvis and feet in a row by whole turns, so that from `like` each turns the short way."""
    for now, then in zip(_turning(row), _turning(like), strict=True):
        now["yaw"] += 360.0 * round((then["yaw"] - now["yaw"]) / 360.0)


def _turning(row: FloatArray) -> list[NDArray[np.void]]:
    posture = named(row)
    return [posture, *(posture[foot] for _, foot, _ in SIDES.values())]


def _numbers(value: Any) -> Iterator[float]:
    if is_dataclass(value):
        for item in fields(value):
            yield from _numbers(getattr(value, item.name))
    elif isinstance(value, tuple):
        yield from value
    else:
        yield value
