"""Poses whole motions at once: from rows of posture numbers to segment rotations, for figures.

The rows are `posture.flatten`'s: trunk and arms by angles, feet by inverse kinematics, hands where `reach` asks for it.
"""

from dataclasses import dataclass

import numpy as np

from training.simulation.arrays import FloatArray
from training.simulation.bodies.body import INDEX, PARENTS, SEGMENTS, Figure

_ROOT = slice(0, 3)
_FEET = {"L": 3, "R": 9}
_TURN = 15
_TRUNK = {"abdomen": 18, "chest": 21, "neck": 24, "head": 27}
_ARMS = {"L": 30, "R": 38}
_SIGN = {"L": 1.0, "R": -1.0}


MAX_STRETCH = 0.998
"""Legs and arms never get straighter than this share of their length, where a knee would flip."""
RATE_HZ = 30.0
"""Movements are kept at this rate; cameras see them at theirs."""


@dataclass(frozen=True)
class Movement:
    """A body over T moments: `roots` (T, 3) of the pelvis and segment `rotations` (T, 17, 3, 3) from rest."""

    roots: FloatArray
    rotations: FloatArray

    def __len__(self) -> int:
        """Count the moments."""
        return len(self.roots)

    def __getitem__(self, part: slice) -> "Movement":
        """Return a part of it."""
        return Movement(self.roots[part], self.rotations[part])


def join(*parts: Movement) -> Movement:
    """Put movements one after the other."""
    return Movement(np.concatenate([part.roots for part in parts]), np.concatenate([part.rotations for part in parts]))


def pose_all(figure: Figure, rows: FloatArray) -> Movement:
    """Return the movement that `rows` (T, 46) describe."""
    rotations = np.empty((len(rows), len(SEGMENTS), 3, 3))
    roots = rows[:, _ROOT]
    rotations[:, 0] = turn(rows[:, _TURN + 1], rows[:, _TURN + 2], rows[:, _TURN])
    for name, at in _TRUNK.items():
        index = INDEX[name]
        rotations[:, index] = rotations[:, PARENTS[index]] @ turn(rows[:, at], rows[:, at + 1], rows[:, at + 2])
    for side, at in _ARMS.items():
        _arm(figure, roots, rotations, rows[:, at : at + 8], side)
    for side, at in _FEET.items():
        _leg(figure, roots, rotations, rows[:, at : at + 6], side)
    return Movement(roots.copy(), rotations)


def _arm(figure: Figure, roots: FloatArray, rotations: FloatArray, arm: FloatArray, side: str) -> None:
    upper, fore, hand = (INDEX[f"{name}.{side}"] for name in ("upper_arm", "forearm", "hand"))
    sign, chest = _SIGN[side], rotations[:, INDEX["chest"]]
    raised = chest @ _about(1, -arm[:, 0]) @ _about(0, sign * arm[:, 1]) @ _about(2, -sign * arm[:, 2])
    rotations[:, upper] = raised
    rotations[:, fore] = raised @ _about(1, -arm[:, 3])
    reaching = arm[:, 7] > 0.0
    if reaching.any():
        shoulder = _shoulder(figure, roots, rotations, upper)[reaching]
        pole = chest[reaching] @ np.array([-1.0, 0.8 * sign, -0.6])
        lengths = _lengths(figure, upper, fore, hand)
        first, second = _two_bones(lengths, arm[reaching, 4:7] - shoulder, pole, bends_back=True)
        share = arm[reaching, 7]
        rotations[reaching, upper] = slerp(rotations[reaching, upper], first, share)
        rotations[reaching, fore] = slerp(rotations[reaching, fore], second, share)
    rotations[:, hand] = rotations[:, fore]


def _shoulder(figure: Figure, roots: FloatArray, rotations: FloatArray, upper: int) -> FloatArray:
    place = roots
    for index, parent in ((INDEX["abdomen"], 0), (INDEX["chest"], INDEX["abdomen"]), (upper, INDEX["chest"])):
        place = place + rotations[:, parent] @ (figure.joints[index] - figure.joints[parent])
    return place


def _leg(figure: Figure, roots: FloatArray, rotations: FloatArray, foot: FloatArray, side: str) -> None:
    thigh, shin, toe = (INDEX[f"{name}.{side}"] for name in ("thigh", "shin", "foot"))
    pelvis = rotations[:, 0]
    hip = roots + pelvis @ (figure.joints[thigh] - figure.joints[0])
    out = np.radians(_SIGN[side] * foot[:, 5])
    local = np.stack([np.cos(out), np.sin(out), np.full(len(out), 0.15)], axis=1)
    pole = np.einsum("tij,tj->ti", pelvis, local)
    lengths = _lengths(figure, thigh, shin, toe)
    rotations[:, thigh], rotations[:, shin] = _two_bones(lengths, foot[:, :3] - hip, pole, bends_back=False)
    rotations[:, toe] = turn(foot[:, 4], np.zeros(len(foot)), foot[:, 3])


def _lengths(figure: Figure, first: int, second: int, third: int) -> tuple[float, float]:
    joints = figure.joints
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


def turn(pitch: FloatArray, roll: FloatArray, yaw: FloatArray) -> FloatArray:
    """Return rotations (T, 3, 3) of angles in degrees (T,): forward, to the right, to the left."""
    return _about(2, yaw) @ _about(1, pitch) @ _about(0, roll)


def _about(axis: int, degrees: FloatArray) -> FloatArray:
    angle = np.radians(degrees)
    first, second = (axis + 1) % 3, (axis + 2) % 3
    matrix = np.zeros((len(angle), 3, 3))
    matrix[:, axis, axis] = 1.0
    matrix[:, first, first] = matrix[:, second, second] = np.cos(angle)
    matrix[:, second, first] = np.sin(angle)
    matrix[:, first, second] = -np.sin(angle)
    return matrix


def rotation_vectors(matrices: FloatArray) -> FloatArray:
    """Return the rotation vectors (..., 3), in radians, of `matrices` (..., 3, 3)."""
    quaternion = quaternions(matrices)
    sine = np.linalg.norm(quaternion[..., 1:], axis=-1)
    angle = 2 * np.arctan2(sine, np.abs(quaternion[..., 0]))
    factor = np.where(sine > 1e-9, angle / np.maximum(sine, 1e-9), 2.0) * np.where(quaternion[..., 0] < 0, -1.0, 1.0)
    return np.asarray(quaternion[..., 1:] * factor[..., None])


def matrices_of(vectors: FloatArray) -> FloatArray:
    """Return the rotation matrices (..., 3, 3) of rotation vectors (..., 3) (Rodrigues)."""
    angle = np.linalg.norm(vectors, axis=-1)[..., None, None]
    x, y, z = np.moveaxis(vectors / np.maximum(angle[..., 0], 1e-12), -1, 0)
    zero = np.zeros_like(x)
    cross = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=-1).reshape(*x.shape, 3, 3)
    matrix: FloatArray = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * (cross @ cross)
    return matrix


def slerp(first: FloatArray, second: FloatArray, share: FloatArray) -> FloatArray:
    """Turn rotations `first` by a `share` (T,) of the way to `second`; more axes than T's may follow."""
    step = rotation_vectors(np.swapaxes(first, -1, -2) @ second)
    weight = share.reshape(len(share), *([1] * (step.ndim - 1)))
    return first @ matrices_of(step * weight)


def quaternions(matrices: FloatArray) -> FloatArray:
    """Return quaternions (..., 4), w first, of rotation matrices (..., 3, 3)."""
    m = matrices
    trace = np.stack(
        [
            1 + m[..., 0, 0] + m[..., 1, 1] + m[..., 2, 2],
            1 + m[..., 0, 0] - m[..., 1, 1] - m[..., 2, 2],
            1 - m[..., 0, 0] + m[..., 1, 1] - m[..., 2, 2],
            1 - m[..., 0, 0] - m[..., 1, 1] + m[..., 2, 2],
        ],
        axis=-1,
    )
    a, b, c = m[..., 2, 1] - m[..., 1, 2], m[..., 0, 2] - m[..., 2, 0], m[..., 1, 0] - m[..., 0, 1]
    d, e, f = m[..., 0, 1] + m[..., 1, 0], m[..., 0, 2] + m[..., 2, 0], m[..., 1, 2] + m[..., 2, 1]
    rows = np.stack(
        [
            np.stack([trace[..., 0], a, b, c], -1),
            np.stack([a, trace[..., 1], d, e], -1),
            np.stack([b, d, trace[..., 2], f], -1),
            np.stack([c, e, f, trace[..., 3]], -1),
        ],
        axis=-2,
    )
    best = trace.argmax(axis=-1)
    chosen = np.take_along_axis(rows, best[..., None, None], axis=-2)[..., 0, :]
    found: FloatArray = chosen / np.linalg.norm(chosen, axis=-1, keepdims=True)
    return found
