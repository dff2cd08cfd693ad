"""A person's body at rest: Anny's parametric mesh, turned into the project's axes.

Axes: x forward (where the body faces), y to its left, z up, metres; the soles stand on z = 0.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.simulation.arrays import FloatArray, IntArray

CACHE = Path(__file__).parents[3] / ".cache" / "bodies"


@dataclass(frozen=True)
class Shape:
    """Who it is, each value in 0..1 as Anny defines them (gender: 0 male, 1 female; age: 0 newborn, 1 old)."""

    gender: float = 0.5
    age: float = 0.7
    muscle: float = 0.5
    weight: float = 0.5
    height: float = 0.5
    proportions: float = 0.5


@dataclass(frozen=True)
class BodyMesh:
    """A rest mesh and the bones that move it.

    `vertices` (V, 3), `triangles` (T, 3), `bone_heads` (B, 3), `bone_parents` (B,) with -1 for the root,
    `skin_weights` (V, B) with rows that sum to one, `labels` the B names of the bones.
    """

    vertices: FloatArray
    triangles: IntArray
    bone_heads: FloatArray
    bone_parents: IntArray
    skin_weights: FloatArray
    labels: NDArray[np.str_]

    @property
    def height(self) -> float:
        """Standing height in metres."""
        return float(np.ptp(self.vertices[:, 2]))

    def head_of(self, label: str) -> FloatArray:
        """Return where the named bone starts, (3,)."""
        head: FloatArray = self.bone_heads[list(self.labels).index(label)]
        return head


def load_mesh(shape: Shape) -> BodyMesh:
    """Return the body of `shape`, computed once and kept in the cache folder."""
    key = hashlib.sha256(json.dumps(asdict(shape)).encode()).hexdigest()[:16]
    path = CACHE / f"{key}.npz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        mesh = _compute_mesh(shape)
        np.savez(path, **{field.name: getattr(mesh, field.name) for field in fields(BodyMesh)})
    with np.load(path) as stored:
        return BodyMesh(**{field.name: stored[field.name] for field in fields(BodyMesh)})


def _compute_mesh(shape: Shape) -> BodyMesh:
    import anny  # noqa: PLC0415 - slow to import, and only needed for a new shape
    import torch  # noqa: PLC0415

    model = anny.Anny(skinning_method="lbs").to(dtype=torch.float64)
    with torch.no_grad():
        result = model(phenotype_kwargs=asdict(shape))
    vertices = _to_axes(result["rest_vertices"][0].numpy())
    floor = float(vertices[:, 2].min())
    heads = _to_axes(result["rest_bone_heads"][0].numpy())
    weights = np.zeros((len(vertices), model.bone_count))
    np.put_along_axis(weights, model.vertex_bone_indices.numpy(), model.vertex_bone_weights.numpy(), axis=1)
    return BodyMesh(
        vertices=vertices - [0.0, 0.0, floor],
        triangles=np.asarray(model.faces, dtype=np.int64),
        bone_heads=heads - [0.0, 0.0, floor],
        bone_parents=np.asarray(model.bone_parents, dtype=np.int64),
        skin_weights=weights / weights.sum(axis=1, keepdims=True),
        labels=np.asarray(model.bone_labels),
    )


def _to_axes(points: FloatArray) -> FloatArray:
    """Turn Anny's axes (facing -y, left +x) into x forward, y left."""
    return np.stack([-points[:, 1], points[:, 0], points[:, 2]], axis=1)
