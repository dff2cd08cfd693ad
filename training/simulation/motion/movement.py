"""A body over time, and what can be done with that: join, blend, lift onto the floor."""

from dataclasses import dataclass

import numpy as np

from training.simulation.arrays import FloatArray
from training.simulation.bodies.body import Body
from training.simulation.motion.rotations import slerp

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


def blend(start: Movement, end: Movement, seconds: float) -> Movement:
    """Return the way from one moment to another, every segment turning the short way, gently."""
    count = max(2, round(seconds * RATE_HZ))
    share = smoothstep(np.arange(1, count + 1) / count)
    return Movement(
        start.roots + (end.roots - start.roots) * share[:, None],
        slerp(np.repeat(start.rotations, count, axis=0), np.repeat(end.rotations, count, axis=0), share),
    )


def lifted(body: Body, movement: Movement) -> Movement:
    """Return the movement raised wherever a part of the body would be below the floor."""
    joints = body.joint_positions(movement.roots, movement.rotations)
    ends = body.capsule_ends(joints, movement.rotations)
    lowest = (ends[..., 2] - body.radii[None, :, None]).min(axis=(1, 2))
    roots = movement.roots.copy()
    roots[:, 2] += np.maximum(0.0, -lowest)
    return Movement(roots, movement.rotations)


def heading_deg(pelvis: FloatArray) -> float:
    """Return where a pelvis rotation (3, 3) faces, degrees."""
    return float(np.degrees(np.arctan2(pelvis[1, 0], pelvis[0, 0])))


def head_deg(pelvis: FloatArray) -> float:
    """Return where the head of somebody lies whose pelvis is turned by a rotation (3, 3), degrees."""
    return float(np.degrees(np.arctan2(pelvis[1, 2], pelvis[0, 2])))


def smoothstep(share: FloatArray | float) -> FloatArray:
    """Rise gently from 0 to 1 while `share` does."""
    clipped = np.clip(share, 0.0, 1.0)
    return np.asarray(clipped * clipped * (3 - 2 * clipped))
