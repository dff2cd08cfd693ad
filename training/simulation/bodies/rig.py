"""A rig of 17 rigid segments that moves the many bones of a mesh.

A body's movement speaks in segments: each has a rotation in the world (the identity at rest) and the pelvis has a
position. Bones between two segments (waist, neck) turn half with each, so that the skin bends smoothly.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.spatial.transform import Rotation

from training.simulation.arrays import FloatArray, IntArray
from training.simulation.bodies.body import INDEX, PARENTS, SEGMENTS
from training.simulation.bodies.mesh import BodyMesh

JOINT_BONES = (
    "root", "spine05", "spine02", "neck01", "head",
    "upperarm01.L", "lowerarm01.L", "wrist.L", "upperarm01.R", "lowerarm01.R", "wrist.R",
    "upperleg01.L", "lowerleg01.L", "foot.L", "upperleg01.R", "lowerleg01.R", "foot.R",
)  # fmt: skip
"""The bone whose head is the joint that starts each segment."""

_BONE_SEGMENTS = {
    "pelvis": "pelvis", "spine05": "pelvis|abdomen", "spine04": "abdomen", "spine03": "abdomen|chest",
    "clavicle": "chest", "shoulder01": "chest|upper_arm", "neck": "neck", "eye": "head", "upperarm": "upper_arm",
    "lowerarm": "forearm", "wrist": "hand", "metacarpal": "hand", "finger": "hand", "upperleg": "thigh",
    "lowerleg": "shin", "foot": "foot", "toe": "foot", "spine": "chest", "root": "pelvis", "head": "head",
}  # fmt: skip

_LIMBS = (("upper_arm", "forearm"), ("forearm", "hand"), ("thigh", "shin"), ("shin", "foot"))
"""Segments that hang straight down in a body at rest, though not in its mesh, and what follows each."""


@dataclass(frozen=True)
class SegmentPose:
    """Where a mesh is: the pelvis joint (3,) in the world and each segment's rotation from rest (17, 3, 3)."""

    root: FloatArray
    rotations: FloatArray


class Rig:
    """Moves one body's joints and skin."""

    def __init__(self, mesh: BodyMesh) -> None:
        """Prepare the bone tree of `mesh`."""
        self.mesh = mesh
        self.joints = np.stack([mesh.head_of(label) for label in JOINT_BONES])
        self._sources = [_segments_of(str(label)) for label in mesh.labels]

    def owners(self) -> IntArray:
        """Return the segment that moves each vertex most, (V,)."""
        shares = np.zeros((len(self.mesh.vertices), len(SEGMENTS)))
        for bone, source in enumerate(self._sources):
            for segment in source:
                shares[:, segment] += self.mesh.skin_weights[:, bone] / len(source)
        owners: IntArray = shares.argmax(axis=1)
        return owners

    def pose(self, root: FloatArray, rotations: FloatArray) -> SegmentPose:
        """Return the pose for root (3,) and rotations (17, 3, 3) of the body that was measured from this mesh."""
        turned = rotations.copy()
        for (kind, following), side in product(_LIMBS, "LR"):
            index, after = INDEX[f"{kind}.{side}"], INDEX[f"{following}.{side}"]
            turned[index] = turned[index] @ _hang(self.joints[after] - self.joints[index])
        for side in "LR":
            turned[INDEX[f"hand.{side}"]] = turned[INDEX[f"forearm.{side}"]]
        return SegmentPose(root, turned)

    def joint_positions(self, pose: SegmentPose) -> FloatArray:
        """Return the joints that start each segment, (17, 3), in the world."""
        positions = np.empty_like(self.joints)
        for index, parent in enumerate(PARENTS):
            if parent < 0:
                positions[index] = pose.root
                continue
            positions[index] = positions[parent] + pose.rotations[parent] @ (self.joints[index] - self.joints[parent])
        return positions

    def palm(self, pose: SegmentPose, side: str) -> FloatArray:
        """Return the middle of a hand's grip, (3,): a little below the palm."""
        hand = INDEX[f"hand.{side}"]
        knuckles = self.mesh.head_of(f"finger3-1.{side}") - self.joints[hand]
        palm: FloatArray = self.joint_positions(pose)[hand] + pose.rotations[hand] @ knuckles
        return palm

    def bone_transforms(self, pose: SegmentPose) -> tuple[FloatArray, FloatArray]:
        """Return the rotation (B, 3, 3) and head (B, 3) of every bone in the world."""
        rotations = np.stack([_mean_rotation(pose.rotations[list(source)]) for source in self._sources])
        heads = np.empty_like(self.mesh.bone_heads)
        for bone, parent in enumerate(self.mesh.bone_parents):
            if parent < 0:
                heads[bone] = pose.root
                continue
            offset = self.mesh.bone_heads[bone] - self.mesh.bone_heads[parent]
            heads[bone] = heads[parent] + rotations[parent] @ offset
        return rotations, heads

    def skin(self, pose: SegmentPose, vertices: FloatArray, weights: FloatArray) -> FloatArray:
        """Carry rest `vertices` (N, 3) with skin `weights` (N, B) to `pose` by linear blend skinning."""
        rotations, heads = self.bone_transforms(pose)
        shifts = heads - np.einsum("bij,bj->bi", rotations, self.mesh.bone_heads)
        blended = (weights @ rotations.reshape(len(rotations), 9)).reshape(-1, 3, 3)
        moved: FloatArray = np.einsum("nij,nj->ni", blended, vertices) + weights @ shifts
        return moved


def _segments_of(label: str) -> tuple[int, ...]:
    """Return the one or two segments that turn a bone."""
    stem, dot, side = label.partition(".")
    prefix = max((name for name in _BONE_SEGMENTS if stem.startswith(name)), key=len)
    names = _BONE_SEGMENTS[prefix].split("|")
    return tuple(INDEX[name if name in INDEX else f"{name}{dot}{side}"] for name in names)


def _mean_rotation(rotations: FloatArray) -> FloatArray:
    mean: FloatArray = rotations[0] if len(rotations) == 1 else Rotation.from_matrix(rotations).mean().as_matrix()
    return mean


def _hang(bone: FloatArray) -> FloatArray:
    """Return the rotation that lets a bone hang straight down, its front staying ahead."""
    turned: FloatArray = _frame(np.array([0.0, 0.0, -1.0])) @ _frame(bone).T
    return turned


def _frame(axis: FloatArray) -> FloatArray:
    """Return a right-handed frame (columns) along an axis, whose second column is as near to ahead as may be."""
    first = axis / np.linalg.norm(axis)
    second = np.array([1.0, 0.0, 0.0]) - first * first[0]
    second /= np.linalg.norm(second)
    return np.stack([first, second, np.cross(first, second)], axis=1)
