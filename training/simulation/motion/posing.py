"""Poses whole motions at once: from rows of posture numbers to segment rotations.

Trunk and arms go by angles, feet by inverse kinematics, hands where `reach` asks for it.
"""

import numpy as np
from numpy.typing import NDArray

from training.simulation.arrays import FloatArray
from training.simulation.bodies.body import INDEX, PARENTS, SEGMENTS, Body
from training.simulation.motion.movement import Movement
from training.simulation.motion.posture import SIDES, TRUNK, named
from training.simulation.motion.rotations import about, slerp, turn

MAX_STRETCH = 0.998
"""Legs and arms never get straighter than this share of their length, where a knee would flip."""


def pose_all(body: Body, rows: FloatArray) -> Movement:
    """Return the movement that rows of `posture.flatten` (T, N) describe."""
    postures = named(rows)
    rotations = np.empty((len(rows), len(SEGMENTS), 3, 3))
    rotations[:, 0] = turn(postures["pitch"], postures["roll"], postures["yaw"])
    for name in TRUNK:
        index = INDEX[name]
        rotations[:, index] = rotations[:, PARENTS[index]] @ turn(*postures[name].T)
    for side in SIDES:
        _pose_arm(body, rotations, postures, side)
    for side in SIDES:
        _pose_leg(body, rotations, postures, side)
    return Movement(postures["root"].copy(), rotations)


def _pose_arm(body: Body, rotations: FloatArray, postures: NDArray[np.void], side: str) -> None:
    name, _, sign = SIDES[side]
    arm = postures[name]
    upper, fore, hand = (INDEX[f"{name}.{side}"] for name in ("upper_arm", "forearm", "hand"))
    chest = rotations[:, INDEX["chest"]]
    lifted = chest @ about(1, -arm["flexion"]) @ about(0, sign * arm["abduction"])
    rotations[:, upper] = lifted @ about(2, -sign * arm["rotation"])
    rotations[:, fore] = rotations[:, upper] @ about(1, -arm["elbow"])
    reaching = arm["reach"] > 0.0
    if reaching.any():
        shoulder = _shoulder(body, postures["root"], rotations, upper)[reaching]
        pole = chest[reaching] @ np.array([-1.0, 0.8 * sign, -0.6])
        lengths = _lengths(body, upper, fore, hand)
        first, second = _two_bones(lengths, arm["hand"][reaching] - shoulder, pole, bends_back=True)
        share = arm["reach"][reaching]
        rotations[reaching, upper] = slerp(rotations[reaching, upper], first, share)
        rotations[reaching, fore] = slerp(rotations[reaching, fore], second, share)
    rotations[:, hand] = rotations[:, fore]


def _shoulder(body: Body, roots: FloatArray, rotations: FloatArray, upper: int) -> FloatArray:
    place = roots
    for index, parent in ((INDEX["abdomen"], 0), (INDEX["chest"], INDEX["abdomen"]), (upper, INDEX["chest"])):
        place = place + rotations[:, parent] @ (body.joints[index] - body.joints[parent])
    return place


def _pose_leg(body: Body, rotations: FloatArray, postures: NDArray[np.void], side: str) -> None:
    _, name, sign = SIDES[side]
    foot = postures[name]
    thigh, shin, toe = (INDEX[f"{name}.{side}"] for name in ("thigh", "shin", "foot"))
    pelvis = rotations[:, 0]
    hip = postures["root"] + pelvis @ (body.joints[thigh] - body.joints[0])
    out = np.radians(sign * foot["knee_out"])
    local = np.stack([np.cos(out), np.sin(out), np.full(len(out), 0.15)], axis=1)
    pole = np.einsum("tij,tj->ti", pelvis, local)
    lengths = _lengths(body, thigh, shin, toe)
    rotations[:, thigh], rotations[:, shin] = _two_bones(lengths, foot["ankle"] - hip, pole, bends_back=False)
    rotations[:, toe] = turn(foot["pitch"], np.zeros(len(foot)), foot["yaw"])


def _lengths(body: Body, first: int, second: int, third: int) -> tuple[float, float]:
    joints = body.joints
    return float(np.linalg.norm(joints[second] - joints[first])), float(np.linalg.norm(joints[third] - joints[second]))


def _two_bones(
    lengths: tuple[float, float], line: FloatArray, pole: FloatArray, *, bends_back: bool
) -> tuple[FloatArray, FloatArray]:
    """Rotate two bones that hang down at rest so that their end comes to `line` (T, 3), the middle towards `pole`.

    A knee bends its bones backwards from the pole, an elbow (`bends_back`) has the pole behind it.
    """
    upper, lower = lengths
    distance = np.clip(np.linalg.norm(line, axis=1), abs(upper - lower) + 0.02, (upper + lower) * MAX_STRETCH)
    axis = line / np.maximum(np.linalg.norm(line, axis=1, keepdims=True), 1e-9)
    side = pole - axis * np.sum(axis * pole, axis=1, keepdims=True)
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    cosine = np.clip((upper**2 + distance**2 - lower**2) / (2 * upper * distance), -1.0, 1.0)
    middle = upper * (axis * cosine[:, None] + side * np.sqrt(1 - cosine**2)[:, None])
    end = axis * distance[:, None]
    across = np.cross(axis, side) * (-1.0 if bends_back else 1.0)
    return _hanging(middle, across), _hanging(end - middle, across)


def _hanging(bone: FloatArray, across: FloatArray) -> FloatArray:
    """Return the rotation that turns a bone hanging down to `bone`, its hinge to `across` (the body's left)."""
    down = bone / np.linalg.norm(bone, axis=1, keepdims=True)
    left = -across
    front = np.cross(left, -down)
    return np.stack([front, left, -down], axis=2)
