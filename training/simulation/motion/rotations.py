"""Rotations, many at once: angles, matrices, vectors and quaternions, and the way between two."""

import numpy as np

from training.simulation.arrays import FloatArray


def turn(pitch: FloatArray, roll: FloatArray, yaw: FloatArray) -> FloatArray:
    """Return rotations (T, 3, 3) of angles in degrees (T,): forward, to the right, to the left."""
    return about(2, yaw) @ about(1, pitch) @ about(0, roll)


def about(axis: int, degrees: FloatArray) -> FloatArray:
    """Return rotations (T, 3, 3) about axis 0, 1 or 2 by angles in degrees (T,)."""
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
