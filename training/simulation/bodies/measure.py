"""Measures the bodies of `bodies.json` from Anny's meshes: python -m training.simulation.bodies.measure.

Needs the environment that renders (Anny and torch); the result is in the repository.
"""

import json
from itertools import pairwise

import numpy as np

from training.simulation.arrays import FloatArray
from training.simulation.bodies.body import BANK, INDEX, SEGMENTS, Body, Capsule, body_to_json
from training.simulation.bodies.mesh import BodyMesh, Shape, load_mesh
from training.simulation.bodies.rig import Rig

AGES = (0.27, 0.35, 0.45, 0.6, 0.7, 0.85, 0.95, 1.0)
"""Anny's scale: 1/3 is a child, 2/3 a young adult, 1 an old one. Old people are the ones who fall most."""
PER_AGE = 8
SEED = 20


def main() -> None:
    """Draw shapes, measure them and write the bank."""
    rng = np.random.default_rng(SEED)
    found = []
    for age in AGES:
        for number in range(PER_AGE):
            shape = Shape(
                gender=float(number % 2),
                age=age,
                muscle=float(rng.uniform(0.3, 0.7)),
                weight=float(rng.uniform(0.3, 0.85)),
                height=float(rng.uniform(0.3, 0.6)),
                proportions=float(rng.uniform(0.3, 0.7)),
            )
            found.append(measure(load_mesh(shape), f"{age:.2f}-{number}", age))
    found.sort(key=lambda body: body.height)
    rows = ",\n".join(json.dumps(body_to_json(body), separators=(",", ":")) for body in found)
    BANK.write_text(f"[\n{rows}\n]\n")
    print(f"{len(found)} bodies, {found[0].height:.2f} to {found[-1].height:.2f} m: {BANK}")


def measure(mesh: BodyMesh, name: str, age: float) -> Body:
    """Reduce a mesh to a body: its bones straightened, capsules of its segments' girth."""
    rig = Rig(mesh)
    joints = _straightened(rig.joints)
    skins = [mesh.vertices[rig.owners() == index] for index in range(len(SEGMENTS))]
    head = skins[INDEX["head"]] - rig.joints[INDEX["head"]]
    return Body(
        name,
        float(mesh.height),
        age,
        joints,
        _face(mesh, rig),
        tuple(_capsules(rig.joints, joints, skins, head)),
    )


def _straightened(bent: FloatArray) -> FloatArray:
    """Let arms and legs of Anny's rest pose hang straight down, keeping every bone's length."""
    joints = bent.copy()
    for chain in ("upper_arm forearm hand", "thigh shin foot"):
        for side in "LR":
            names = [INDEX[f"{name}.{side}"] for name in chain.split()]
            for above, below in pairwise(names):
                joints[below] = joints[above] - [0.0, 0.0, float(np.linalg.norm(bent[below] - bent[above]))]
    middle = joints[[INDEX["thigh.L"], INDEX["thigh.R"]]].mean(axis=0)
    sole = joints[INDEX["foot.L"], 2] - bent[INDEX["foot.L"], 2]
    return np.asarray(joints - [middle[0], 0.0, sole])


def _face(mesh: BodyMesh, rig: Rig) -> FloatArray:
    """Return nose, eyes and ears from the head's joint: the eyes are bones, nose and ears stand out of the skin."""
    origin = rig.joints[INDEX["head"]]
    skin = mesh.vertices[rig.owners() == INDEX["head"]]
    eyes = [mesh.head_of(f"eye.{side}") for side in "LR"]
    level = np.abs(skin[:, 2] - eyes[0][2]) < 0.25 * np.ptp(skin[:, 2])
    nose = skin[level][skin[level][:, 0].argmax()] * [1.0, 0.0, 1.0]
    ears = [skin[level][(sign * skin[level][:, 1]).argmax()] for sign in (1.0, -1.0)]
    front = float(nose[0]) - 0.02
    eyes = [np.array([front, eye[1], eye[2]]) for eye in eyes]
    return np.asarray(np.stack([nose, *eyes, *ears]) - origin)


def _capsules(bent: FloatArray, joints: FloatArray, skins: list[FloatArray], head: FloatArray) -> list[Capsule]:
    """Fill the segments: across the trunk where it is broad, along the bones elsewhere."""
    made = []
    for name, up in (("pelvis", 0.3), ("abdomen", 0.5), ("chest", 0.25), ("chest", 0.72)):
        index = INDEX[name]
        made.append(_across(index, skins[index] - bent[index], up))
    low, high = np.quantile(head[:, 2], [0.02, 1.0])
    girth = float(np.quantile(np.abs(head[:, 1]), 0.8))
    forward = float((head[:, 0].max() + head[:, 0].min()) / 2) - 0.01
    made.append(
        Capsule(
            INDEX["head"], np.array([forward, 0.0, low + girth]), np.array([forward - 0.01, 0.0, high - girth]), girth
        )
    )
    made.append(_along("neck", "head", bent, joints, skins))
    for side in "LR":
        for name, following in (("upper_arm", "forearm"), ("forearm", "hand"), ("thigh", "shin"), ("shin", "foot")):
            made.append(_along(f"{name}.{side}", f"{following}.{side}", bent, joints, skins))
        made.append(_hand(side, bent, skins))
        made.append(_foot(side, bent, skins))
    return made


def _across(index: int, skin: FloatArray, up: float) -> Capsule:
    """Lie across the trunk, at a share `up` of a segment's height, as thick as it is deep."""
    bottom, top = np.quantile(skin[:, 2], [0.03, 0.97])
    level = bottom + up * (top - bottom)
    near = skin[np.abs(skin[:, 2] - level) < 0.2 * (top - bottom) + 0.01]
    back, front = np.quantile(near[:, 0], [0.04, 0.96])
    radius = float(front - back) / 2
    half = max(0.01, float(np.quantile(np.abs(near[:, 1]), 0.93)) - radius)
    middle = (front + back) / 2
    return Capsule(index, np.array([middle, half, level]), np.array([middle, -half, level]), radius)


def _along(name: str, following: str, bent: FloatArray, joints: FloatArray, skins: list[FloatArray]) -> Capsule:
    """Follow a limb's bone, as thick as most of its skin is away from it."""
    index, after = INDEX[name], INDEX[following]
    axis = bent[after] - bent[index]
    length = float(np.linalg.norm(axis))
    away = skins[index] - bent[index]
    along = away @ (axis / length)
    inside = (along > 0.15 * length) & (along < 0.85 * length)
    across = np.linalg.norm(away - along[:, None] * (axis / length), axis=1)[inside]
    radius = float(np.median(across)) if inside.any() else 0.05
    return Capsule(index, np.zeros(3), joints[after] - joints[index], radius)


def _hand(side: str, bent: FloatArray, skins: list[FloatArray]) -> Capsule:
    """Half a fist, half a flat hand, straight on from the forearm."""
    index = INDEX[f"hand.{side}"]
    length = float(np.quantile(np.linalg.norm(skins[index] - bent[index], axis=1), 0.97))
    return Capsule(index, np.array([0.0, 0.0, -0.2 * length]), np.array([0.0, 0.0, -0.8 * length]), 0.2 * length)


def _foot(side: str, bent: FloatArray, skins: list[FloatArray]) -> Capsule:
    """From heel to toes, on the sole."""
    index = INDEX[f"foot.{side}"]
    skin = skins[index] - bent[index]
    heel, toes = np.quantile(skin[:, 0], [0.01, 0.99])
    radius = 0.13 * float(toes - heel)
    level = float(skin[:, 2].min()) + radius
    return Capsule(index, np.array([heel + radius, 0.0, level]), np.array([toes - radius, 0.0, level]), radius)


if __name__ == "__main__":
    main()
