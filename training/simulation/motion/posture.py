"""A posture in words of anatomy: where pelvis and feet are, how trunk and arms are bent, and hands reach.

Angles are degrees. Positive pitch leans forward, positive yaw turns left, positive roll leans right. Feet are always
placed by inverse kinematics from the ankles; hands can be, blended by `reach`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, Protocol

import numpy as np
from scipy.spatial.transform import Rotation

from training.simulation.arrays import FloatArray
from training.simulation.bodies.rig import INDEX, PARENTS, SEGMENTS, SegmentPose, Skeleton

SIDES = (("L", 1.0), ("R", -1.0))
MAX_STRETCH = 0.998
"""Legs and arms never get straighter than this share of their length, where a knee would flip."""


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


def unflatten(vector: FloatArray, like: Posture) -> Posture:
    """Return the posture that `vector` holds, the reverse of `flatten`."""
    posture: Posture = _fill(like, iter(vector.tolist()))
    return posture


def _numbers(value: Any) -> Iterator[float]:
    if is_dataclass(value):
        for item in fields(value):
            yield from _numbers(getattr(value, item.name))
    elif isinstance(value, tuple):
        yield from value
    else:
        yield value


def _fill(like: Any, values: Iterator[float]) -> Any:
    """Return a copy of `like` with its numbers replaced, in order."""
    if is_dataclass(like) and not isinstance(like, type):
        changes = {item.name: _fill(getattr(like, item.name), values) for item in fields(like)}
        return replace(like, **changes)
    if isinstance(like, tuple):
        return tuple(next(values) for _ in like)
    return next(values)


class Jointed(Protocol):
    """Anything with a skeleton's joints."""

    @property
    def joints(self) -> FloatArray:
        """The joints (17, 3) at rest."""


class Poser:
    """Turns postures into segment rotations for one skeleton."""

    def __init__(self, skeleton: Skeleton) -> None:
        """Measure the limbs of `skeleton`."""
        self.skeleton = skeleton
        self._arms_down = {side: self._hanging_arm(side) for side, _ in SIDES}

    def pose(self, posture: Posture) -> SegmentPose:
        """Return the segments of `posture`."""
        rotations = np.tile(np.eye(3), (len(SEGMENTS), 1, 1))
        rotations[0] = _turn(posture.pitch, posture.roll, posture.yaw)
        for name in ("abdomen", "chest", "neck", "head"):
            index = INDEX[name]
            rotations[index] = rotations[PARENTS[index]] @ _turn(*getattr(posture, name))
        root = np.asarray(posture.root, dtype=float)
        for (side, sign), arm in zip(SIDES, (posture.left_arm, posture.right_arm), strict=True):
            self._pose_arm(rotations, root, arm, side, sign)
        for (side, sign), foot in zip(SIDES, (posture.left_foot, posture.right_foot), strict=True):
            self._pose_leg(rotations, root, foot, side, sign)
        return SegmentPose(root, rotations)

    def _hanging_arm(self, side: str) -> tuple[FloatArray, FloatArray]:
        """Return the rotations from the rest pose that make upper arm and forearm hang straight down."""
        shoulder, elbow, wrist = (
            self.skeleton.joints[INDEX[f"{name}.{side}"]] for name in ("upper_arm", "forearm", "hand")
        )
        down = np.array([0.0, 0.0, -1.0])
        return _align(elbow - shoulder, down), _align(wrist - elbow, down)

    def _pose_arm(self, rotations: FloatArray, root: FloatArray, arm: Arm, side: str, sign: float) -> None:
        upper, fore, hand = (INDEX[f"{name}.{side}"] for name in ("upper_arm", "forearm", "hand"))
        frame = rotations[INDEX["chest"]]
        turn = Rotation.from_euler(
            "YXZ", [-arm.flexion, sign * arm.abduction, sign * -arm.rotation], degrees=True
        ).as_matrix()
        bend = Rotation.from_euler("Y", -arm.elbow, degrees=True).as_matrix()
        down_upper, down_fore = self._arms_down[side]
        rotations[upper] = frame @ turn @ down_upper
        rotations[fore] = frame @ turn @ bend @ down_fore
        if arm.reach > 0.0:
            self._reach(rotations, root, arm, side, sign)
        rotations[hand] = rotations[fore]

    def _reach(self, rotations: FloatArray, root: FloatArray, arm: Arm, side: str, sign: float) -> None:
        """Blend the arm towards its hand's target, the elbow pointing back and out."""
        upper, fore, hand = (INDEX[f"{name}.{side}"] for name in ("upper_arm", "forearm", "hand"))
        shoulder = self.skeleton.joint_positions(SegmentPose(root, rotations))[upper]
        pole = rotations[INDEX["chest"]] @ np.array([-1.0, 0.8 * sign, -0.6])
        first, second = _two_bones(self.skeleton.joints, (upper, fore, hand), shoulder, np.asarray(arm.hand), pole)
        rotations[upper] = _blend(rotations[upper], first, arm.reach)
        rotations[fore] = _blend(rotations[fore], second, arm.reach)

    def _pose_leg(self, rotations: FloatArray, root: FloatArray, foot: Foot, side: str, sign: float) -> None:
        thigh, shin, toe = (INDEX[f"{name}.{side}"] for name in ("thigh", "shin", "foot"))
        hip = root + rotations[0] @ (self.skeleton.joints[thigh] - self.skeleton.joints[0])
        pole = rotations[0] @ _turn(0.0, 0.0, sign * foot.knee_out) @ np.array([1.0, 0.0, 0.15])
        chain = (thigh, shin, toe)
        rotations[thigh], rotations[shin] = _two_bones(self.skeleton.joints, chain, hip, np.asarray(foot.ankle), pole)
        rotations[toe] = _turn(foot.pitch, 0.0, foot.yaw)


def _turn(pitch: float, roll: float, yaw: float) -> FloatArray:
    matrix: FloatArray = Rotation.from_euler("ZYX", [yaw, pitch, roll], degrees=True).as_matrix()
    return matrix


def _frame(axis: FloatArray, pole: FloatArray) -> FloatArray:
    """Return a right-handed frame (columns) whose first axis is `axis` and whose second is closest to `pole`."""
    first = axis / np.linalg.norm(axis)
    second = pole - first * (first @ pole)
    second /= np.linalg.norm(second)
    return np.stack([first, second, np.cross(first, second)], axis=1)


def _align(source: FloatArray, target: FloatArray) -> FloatArray:
    """Return the smallest rotation that turns `source` into the direction of `target`."""
    source, target = source / np.linalg.norm(source), target / np.linalg.norm(target)
    axis = np.cross(source, target)
    sine = np.linalg.norm(axis)
    if sine < 1e-9:
        return np.eye(3)
    matrix: FloatArray = Rotation.from_rotvec(axis / sine * np.arctan2(sine, source @ target)).as_matrix()
    return matrix


def _blend(first: FloatArray, second: FloatArray, share: float) -> FloatArray:
    start = Rotation.from_matrix(first)
    step = (start.inv() * Rotation.from_matrix(second)).as_rotvec()
    matrix: FloatArray = (start * Rotation.from_rotvec(step * share)).as_matrix()
    return matrix


def _two_bones(
    joints: FloatArray, chain: tuple[int, int, int], start: FloatArray, target: FloatArray, pole: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the rotations of a limb's two bones that bring its end to `target`, the middle joint towards `pole`."""
    upper, lower = (joints[chain[1]] - joints[chain[0]], joints[chain[2]] - joints[chain[1]])
    a, b = float(np.linalg.norm(upper)), float(np.linalg.norm(lower))
    line = target - start
    distance = float(np.clip(np.linalg.norm(line), abs(a - b) + 0.02, (a + b) * MAX_STRETCH))
    frame = _frame(line, pole)
    cosine = (a * a + distance * distance - b * b) / (2 * a * distance)
    middle = frame @ np.array([a * cosine, a * np.sqrt(max(0.0, 1 - cosine * cosine)), 0.0])
    end = frame[:, 0] * distance
    rest_pole = np.array([1.0, 0.0, 0.0])
    if chain[0] in (INDEX["upper_arm.L"], INDEX["upper_arm.R"]):
        rest_pole = upper / a - lower / b
    side = np.cross(middle, pole)
    bend_pole = np.cross(side, middle)
    bend_pole_lower = np.cross(side, end - middle)
    first = _frame(middle, bend_pole) @ _frame(upper, rest_pole).T
    second = _frame(end - middle, bend_pole_lower) @ _frame(lower, rest_pole).T
    return first, second
