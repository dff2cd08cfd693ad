"""Dress a mesh: garments, shoes and hair are copies of parts of its skin, moved outwards and smoothed."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from training.simulation.arrays import BoolArray, FloatArray, IntArray
from training.simulation.bodies.mesh import BodyMesh

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Wardrobe:
    """Colours (linear RGB) of what somebody wears and looks like."""

    skin: Colour = (0.50, 0.27, 0.18)
    hair: Colour = (0.45, 0.44, 0.42)
    top: Colour = (0.16, 0.05, 0.05)
    trousers: Colour = (0.035, 0.04, 0.06)
    shoes: Colour = (0.02, 0.015, 0.012)
    long_hair: bool = False


@dataclass(frozen=True)
class Surface:
    """One mesh of a dressed person at rest, with the skin weights that move it and a colour a vertex."""

    name: str
    vertices: FloatArray
    triangles: IntArray
    weights: FloatArray
    colours: FloatArray


def dress(mesh: BodyMesh, wardrobe: Wardrobe) -> list[Surface]:
    """Return skin, jumper, trousers, shoes and hair of a person."""
    parts = _Parts(mesh)
    covered = parts.top(-0.02) | parts.trousers(-0.02) | parts.shoes(-0.01)
    skin = _cut(mesh, "skin", ~covered, wardrobe.skin)
    return [
        Surface(skin.name, skin.vertices, skin.triangles, skin.weights, _paint_face(mesh, skin, wardrobe)),
        _loosen(_cut(mesh, "trousers", parts.trousers(0.0), wardrobe.trousers), offset=0.014, smooth=14),
        _loosen(_cut(mesh, "top", parts.top(0.0), wardrobe.top), offset=0.022, smooth=12),
        _loosen(_cut(mesh, "shoes", parts.shoes(0.0), wardrobe.shoes), offset=0.014, smooth=10),
        _loosen(
            _cut(mesh, "hair", parts.hair(long=wardrobe.long_hair), wardrobe.hair),
            offset=0.024 if wardrobe.long_hair else 0.016,
            smooth=3,
            taper=True,
        ),
    ]


class _Parts:
    """Which vertices lie in which garment, by the bones that move them and by height."""

    def __init__(self, mesh: BodyMesh) -> None:
        self._mesh = mesh
        self._z = mesh.vertices[:, 2]
        self._limb = {name: self._share(name) for name in ("upperleg", "lowerleg", "foot", "toe")}
        self._hands = self._share("wrist") + self._share("metacarpal") + self._share("finger")
        self._head = self._share("head") + self._share("eye") + self._share("neck02") + self._share("neck03")
        self._hip_z = float(mesh.head_of("upperleg01.L")[2])
        self._ankle_z = float(mesh.head_of("foot.L")[2])

    def top(self, grow: float) -> BoolArray:
        """Return the jumper: trunk and arms down to the wrists, over the hips."""
        neck = self._share("neck01")
        inside = (self._hands < 0.5) & (self._head < 0.3 + 10 * grow) & (neck < 0.75 + 20 * grow)
        mask: BoolArray = inside & (self._z > self._hip_z - 0.09 - grow)
        return mask

    def trousers(self, grow: float) -> BoolArray:
        """Return the trousers: from the waist to the ankles."""
        mask: BoolArray = (
            (self._z < self._hip_z + 0.10 + grow) & (self._z > self._ankle_z + 0.005 - grow) & ~self._arms()
        )
        return mask

    def shoes(self, grow: float) -> BoolArray:
        """Return the shoes, up to the ankles."""
        mask: BoolArray = self._z < self._ankle_z + 0.015 + grow
        return mask

    def hair(self, *, long: bool) -> BoolArray:
        """Return the scalp: above the forehead, behind the ears, down to the nape."""
        eye = (self._mesh.head_of("eye.L") + self._mesh.head_of("eye.R")) / 2
        x, _, z = (self._mesh.vertices - eye).T
        nape = -0.13 if long else -0.06
        top = (x < 0.015) & (z > 0.068)
        temples = (x < -0.028) & (z > 0.028)
        back = (x < (-0.085 if long else -0.1)) & (z > nape)
        mask: BoolArray = (top | temples | back) & (self._head > 0.5)
        return mask

    def _arms(self) -> BoolArray:
        mask: BoolArray = (self._share("upperarm") + self._share("lowerarm") + self._hands) > 0.5
        return mask

    def _share(self, prefix: str) -> FloatArray:
        bones = [index for index, label in enumerate(self._mesh.labels) if str(label).startswith(prefix)]
        total: FloatArray = self._mesh.skin_weights[:, bones].sum(axis=1)
        return total


def _cut(mesh: BodyMesh, name: str, mask: BoolArray, colour: Colour) -> Surface:
    """Return the triangles of `mesh` with all corners in `mask` as a surface of their own."""
    triangles = mesh.triangles[mask[mesh.triangles].all(axis=1)]
    used, compact = np.unique(triangles, return_inverse=True)
    colours = np.tile(np.asarray(colour, dtype=float), (len(used), 1))
    return Surface(name, mesh.vertices[used], compact.reshape(-1, 3), mesh.skin_weights[used], colours)


def _loosen(surface: Surface, *, offset: float, smooth: int, taper: bool = False) -> Surface:
    """Move a surface outwards along its normals by `offset` metres and smooth it, as cloth bridges hollows.

    With `taper` its edges stay on the skin, as hair does.
    """
    neighbours = _neighbour_mean(surface)
    thickness = np.full((len(surface.vertices), 1), offset)
    if taper:
        border = _border(surface)
        thickness[border] = 0.0
        thickness = neighbours(thickness)
        thickness[border] = 0.001
    vertices = surface.vertices + thickness * vertex_normals(surface.vertices, surface.triangles)
    for _ in range(smooth):
        vertices = vertices + 0.5 * (neighbours(vertices) - vertices)
        vertices = vertices + 0.0006 * offset / 0.02 * vertex_normals(vertices, surface.triangles)
    return Surface(surface.name, vertices, surface.triangles, neighbours(surface.weights), surface.colours)


def _border(surface: Surface) -> IntArray:
    """Return the vertices along the open edges of a surface."""
    triangles = surface.triangles
    edges = np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1)
    unique, counts = np.unique(edges, axis=0, return_counts=True)
    border: IntArray = np.unique(unique[counts == 1])
    return border


def vertex_normals(vertices: FloatArray, triangles: IntArray) -> FloatArray:
    """Return unit normals (V, 3), the area-weighted mean of the faces around."""
    a, b, c = (vertices[triangles[:, corner]] for corner in range(3))
    normals = np.zeros_like(vertices)
    faces = np.cross(b - a, c - a)
    for corner in range(3):
        np.add.at(normals, triangles[:, corner], faces)
    unit: FloatArray = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return unit


def _neighbour_mean(surface: Surface) -> Callable[[FloatArray], FloatArray]:
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    edges = np.concatenate([surface.triangles[:, [0, 1]], surface.triangles[:, [1, 2]], surface.triangles[:, [2, 0]]])
    edges = np.unique(np.concatenate([edges, edges[:, ::-1]]), axis=0)
    size = len(surface.vertices)
    adjacency = csr_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(size, size))
    counts = np.maximum(np.asarray(adjacency.sum(axis=1)), 1)

    def mean(values: FloatArray) -> FloatArray:
        result: FloatArray = np.asarray(adjacency @ values) / counts
        return result

    return mean


def _paint_face(mesh: BodyMesh, skin: Surface, wardrobe: Wardrobe) -> FloatArray:
    """Return skin colours with eyes, brows and lips, without which a face is not seen as one."""
    colours = skin.colours.copy()
    for side in ("L", "R"):
        eye = mesh.head_of(f"eye.{side}")
        offset = skin.vertices - eye
        near = (np.linalg.norm(offset[:, 1:], axis=1) < 0.017) & (offset[:, 0] > -0.01)
        colours[near] = np.asarray(wardrobe.skin) * 0.6
        iris = (np.linalg.norm(offset[:, 1:], axis=1) < 0.008) & (offset[:, 0] > 0.0)
        colours[iris] = (0.03, 0.02, 0.015)
        brow = (np.abs(offset[:, 2] - 0.021) < 0.004) & (np.abs(offset[:, 1]) < 0.018) & (offset[:, 0] > 0)
        colours[brow] = np.asarray(wardrobe.hair) * 0.5
    centre = (mesh.head_of("eye.L") + mesh.head_of("eye.R")) / 2
    offset = skin.vertices - centre
    lips = (np.abs(offset[:, 2] + 0.072) < 0.008) & (np.abs(offset[:, 1]) < 0.024) & (offset[:, 0] > -0.01)
    colours[lips] = np.asarray(wardrobe.skin) * (0.75, 0.5, 0.5)
    return colours
