"""A person reduced to 17 rigid segments and the capsules that fill them: light enough for thousands of clips.

At rest a body stands with straight legs and hanging arms, facing x, its soles on z = 0; lengths in metres. Bodies
are measured once from Anny's meshes of all ages and builds and kept in `bodies.json`, so that simulating needs
neither Anny nor its meshes.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from training.simulation.arrays import FloatArray

BANK = Path(__file__).with_name("bodies.json")

SEGMENTS = (
    "pelvis", "abdomen", "chest", "neck", "head",
    "upper_arm.L", "forearm.L", "hand.L", "upper_arm.R", "forearm.R", "hand.R",
    "thigh.L", "shin.L", "foot.L", "thigh.R", "shin.R", "foot.R",
)  # fmt: skip
INDEX = {name: index for index, name in enumerate(SEGMENTS)}
PARENTS = (-1, 0, 1, 2, 3, 2, 5, 6, 2, 8, 9, 0, 11, 12, 0, 14, 15)

COCO_JOINTS = tuple(
    INDEX[f"{name}.{side}"] for name in ("upper_arm", "forearm", "hand", "thigh", "shin", "foot") for side in "LR"
)
"""The joints that are COCO keypoints 5 to 16; 0 to 4 are the face's landmarks."""


@dataclass(frozen=True)
class Capsule:
    """A round piece of a segment: from `start` to `end` (3,), relative to the segment's joint at rest."""

    segment: int
    start: FloatArray
    end: FloatArray
    radius: float


@dataclass(frozen=True)
class Body:
    """Who it is: `joints` (17, 3) at rest, `face` (5, 3) nose, eyes and ears from the head's joint, capsules."""

    name: str
    height: float
    age: float
    joints: FloatArray
    face: FloatArray
    capsules: tuple[Capsule, ...]

    @property
    def leg(self) -> float:
        """Length from hip to ankle."""
        return self.thigh + self.shin

    @property
    def thigh(self) -> float:
        """Length from hip to knee."""
        return self._bone("thigh.L", "shin.L")

    @property
    def shin(self) -> float:
        """Length from knee to ankle."""
        return self._bone("shin.L", "foot.L")

    @property
    def arm(self) -> float:
        """Length from shoulder to wrist."""
        return self._bone("upper_arm.L", "forearm.L") + self._bone("forearm.L", "hand.L")

    @property
    def trunk(self) -> float:
        """Height of the shoulders above the hips."""
        return float(self.joints[INDEX["upper_arm.L"], 2] - self.joints[INDEX["thigh.L"], 2])

    @property
    def ankle(self) -> float:
        """Height of the ankle above the sole."""
        return float(self.joints[INDEX["foot.L"], 2])

    def _bone(self, first: str, second: str) -> float:
        return float(np.linalg.norm(self.joints[INDEX[second]] - self.joints[INDEX[first]]))

    def joint_positions(self, roots: FloatArray, rotations: FloatArray) -> FloatArray:
        """Return the joints (T, 17, 3) of T poses: `roots` (T, 3) and segment `rotations` (T, 17, 3, 3)."""
        positions = np.empty((len(roots), len(SEGMENTS), 3))
        positions[:, 0] = roots
        for index, parent in enumerate(PARENTS[1:], 1):
            offset = self.joints[index] - self.joints[parent]
            positions[:, index] = positions[:, parent] + rotations[:, parent] @ offset
        return positions

    def keypoints(self, joints: FloatArray, rotations: FloatArray) -> FloatArray:
        """Return the 17 COCO keypoints (T, 17, 3) of poses whose `joints` (T, 17, 3) are known."""
        head = INDEX["head"]
        face = joints[:, head, None] + np.einsum("tij,kj->tki", rotations[:, head], self.face)
        return np.concatenate([face, joints[:, COCO_JOINTS]], axis=1)

    def capsule_ends(self, joints: FloatArray, rotations: FloatArray) -> FloatArray:
        """Return both ends of every capsule, (T, K, 2, 3)."""
        segments = [capsule.segment for capsule in self.capsules]
        ends = np.stack([[capsule.start, capsule.end] for capsule in self.capsules])
        turned: FloatArray = np.einsum("tkij,kej->tkei", rotations[:, segments], ends)
        return joints[:, segments, None] + turned

    @property
    def radii(self) -> FloatArray:
        """Radius of every capsule, (K,)."""
        return np.array([capsule.radius for capsule in self.capsules])


@cache
def body_bank() -> tuple[Body, ...]:
    """Return the bank of measured bodies, smallest first."""
    return tuple(body_from_json(item) for item in json.loads(BANK.read_text()))


def body_from_json(item: dict[str, object]) -> Body:
    """Return the body that JSON `item` describes, the reverse of `body_to_json`."""
    values: dict[str, object] = dict(item)
    capsules = tuple(
        Capsule(int(row[0]), np.array(row[1:4]), np.array(row[4:7]), float(row[7]))
        for row in np.asarray(values.pop("capsules"), dtype=float)
    )
    return Body(
        name=str(values["name"]),
        height=float(str(values["height"])),
        age=float(str(values["age"])),
        joints=np.asarray(values["joints"], dtype=float),
        face=np.asarray(values["face"], dtype=float),
        capsules=capsules,
    )


def body_to_json(body: Body) -> dict[str, object]:
    """Return what JSON keeps of a body, in millimetre precision."""
    return {
        "name": body.name,
        "height": round(body.height, 3),
        "age": body.age,
        "joints": body.joints.round(3).tolist(),
        "face": body.face.round(3).tolist(),
        "capsules": [
            [c.segment, *c.start.round(3).tolist(), *c.end.round(3).tolist(), round(c.radius, 3)] for c in body.capsules
        ],
    }
