"""A body with mass and muscles in MuJoCo: capsules, joints with human ranges, springs that follow a target pose.

Much lighter than `ragdoll`, whose hulls lie well in close pictures: three seconds simulate in a tenth of one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import mujoco
import numpy as np

from training.simulation.arrays import FloatArray, IntArray
from training.simulation.bodies.body import INDEX, PARENTS, SEGMENTS, Body
from training.simulation.motion.movement import Movement
from training.simulation.motion.rotations import matrices_of, quaternions, rotation_vectors

TIME_STEP_S = 0.004
FLOOR = 0
"""The floor's number among the geoms."""
DENSITY_KG_M3 = 1000.0

HINGES = {"shin": (0.0, 145.0), "forearm": (-145.0, 0.0)}
"""Knees and elbows bend about the body's left at rest, in degrees."""
BALLS = {
    "abdomen": ((0.0, 15.0, 0.0), 38.0),
    "chest": ((0.0, 12.0, 0.0), 32.0),
    "neck": ((0.0, 8.0, 0.0), 40.0),
    "head": ((0.0, 4.0, 0.0), 35.0),
    "upper_arm": ((35.0, -55.0, 0.0), 105.0),
    "hand": ((0.0, 0.0, 0.0), 60.0),
    "thigh": ((12.0, -48.0, 0.0), 75.0),
    "foot": ((0.0, 12.0, 0.0), 42.0),
}
"""The middle of each joint's range, as degrees about x, y and z, and how far it turns away from there. The
middle is that of the left side; the right one mirrors it."""
STIFFNESS_NM_RAD = {
    "abdomen": 240.0, "chest": 200.0, "neck": 40.0, "head": 25.0, "upper_arm": 45.0, "forearm": 35.0, "hand": 4.0,
    "thigh": 220.0, "shin": 200.0, "foot": 60.0,
}  # fmt: skip
"""About half the strength of a young adult of 75 kg; others in proportion to their mass."""
DAMPING_S = 0.09
"""Damping as a share of stiffness: how long a joint takes to settle."""
SLACK_DAMPING_NM_S = 0.6
REFERENCE_KG = 75.0
MAY_OVERLAP = (
    ("pelvis", "chest"),
    ("chest", "head"),
    ("abdomen", "neck"),
    ("thigh.L", "thigh.R"),
    *((f"thigh.{side}", "abdomen") for side in "LR"),
    *((f"upper_arm.{side}", part) for side in "LR" for part in ("abdomen", "neck", "head")),
    *((f"forearm.{side}", "chest") for side in "LR"),
    *((f"thigh.{side}", f"foot.{side}") for side in "LR"),
)
"""Segments that the capsules, being straight and round, would push apart although flesh touches there."""


@dataclass(frozen=True)
class Box:
    """A piece of furniture, upright: two opposite corners in the room."""

    low: tuple[float, float, float]
    high: tuple[float, float, float]


class Ragdoll:
    """One body under gravity among furniture."""

    def __init__(self, body: Body, obstacles: Sequence[Box] = (), *, friction: float = 0.8) -> None:
        """Compile the physics of `body`."""
        self.model = mujoco.MjModel.from_xml_string(_world(body, obstacles, friction))
        self.data = mujoco.MjData(self.model)
        self.mass_kg = float(self.model.body_mass.sum())
        self.feet = {side: _geoms(self.model, f"foot.{side}") for side in "LR"}
        self._centres = np.stack([_centre(name) for name in SEGMENTS])
        strength = min(1.5, self.mass_kg / REFERENCE_KG)
        stiffness = np.array([STIFFNESS_NM_RAD.get(name.split(".")[0], 0.0) for name in SEGMENTS]) * strength
        hinge = np.array([name.split(".")[0] in HINGES for name in SEGMENTS])
        hinge[0] = False
        self._hinges = np.flatnonzero(hinge)
        self._balls = np.array([index for index in range(1, len(SEGMENTS)) if not hinge[index]])
        joints = [self.model.joint(name) for name in SEGMENTS]
        self._q = np.array([int(joint.qposadr[0]) for joint in joints])
        self._v = np.array([int(joint.dofadr[0]) for joint in joints])
        self._ball_q = self._q[self._balls][:, None] + np.arange(4)
        self._ball_v = self._v[self._balls][:, None] + np.arange(3)
        self._stiffness = stiffness
        self._damping = np.zeros(self.model.nv)
        self._damping[self._v[self._hinges]] = stiffness[self._hinges] * DAMPING_S
        self._damping[self._ball_v] = (stiffness[self._balls] * DAMPING_S)[:, None]
        self._goal = self.data.qpos.copy()
        self._tone = np.ones(len(SEGMENTS))
        self._segment_of = {1 + index: name for index, name in enumerate(SEGMENTS)}

    def start(self, before: Movement, now: Movement, apart_s: float) -> None:
        """Take over from motion that had pose `before` and `apart_s` later has `now` (one moment each)."""
        first, second = self.coordinates(before)[0], self.coordinates(now)[0]
        mujoco.mj_resetData(self.model, self.data)
        mujoco.mj_differentiatePos(self.model, self.data.qvel, apart_s, first, second)
        self.data.qpos[:] = second
        self._goal = second
        self.relax(np.ones(len(SEGMENTS)))
        mujoco.mj_forward(self.model, self.data)

    def aim(self, goal: FloatArray) -> None:
        """Let the muscles pull towards coordinates `goal` from now on."""
        self._goal = goal

    def relax(self, tone: FloatArray) -> None:
        """Let the muscles of each segment's joint pull with a share `tone` (17,) of their strength from now on."""
        self._tone = self._stiffness * tone
        share = np.zeros(self.model.nv)
        share[self._v[self._hinges]] = tone[self._hinges]
        share[self._ball_v] = tone[self._balls][:, None]
        self.model.dof_damping[6:] = (self._damping * share)[6:] + SLACK_DAMPING_NM_S

    def step(self) -> None:
        """Advance by one time step."""
        now, goal, force = self.data.qpos, self._goal, self.data.qfrc_applied
        at = self._q[self._hinges]
        force[self._v[self._hinges]] = self._tone[self._hinges] * (goal[at] - now[at])
        force[self._ball_v] = self._tone[self._balls][:, None] * _towards(now[self._ball_q], goal[self._ball_q])
        mujoco.mj_step(self.model, self.data)

    def pose(self) -> tuple[FloatArray, FloatArray]:
        """Return the pelvis' place (3,) and the segments' rotations (17, 3, 3)."""
        return self.data.xpos[1].copy(), self.data.xmat[1:].reshape(-1, 3, 3).copy()

    @property
    def quaternions(self) -> IntArray:
        """Where the coordinates of ball joints are, rows of four."""
        return np.asarray(self._ball_q)

    def touching_floor(self) -> set[str]:
        """Return the segments that touch the floor; furniture is no floor."""
        geoms = self.data.contact.geom
        others = geoms[(geoms == FLOOR).any(axis=1)].max(axis=1, initial=0)
        return {SEGMENTS[int(self.model.geom_bodyid[geom]) - 1] for geom in others}

    def coordinates(self, movement: Movement) -> FloatArray:
        """Return MuJoCo's qpos (T, nq) of a movement."""
        found = np.zeros((len(movement), self.model.nq))
        found[:, :3] = movement.roots
        found[:, 3:7] = quaternions(movement.rotations[:, 0])
        parents = movement.rotations[:, list(PARENTS[1:])]
        relative = np.swapaxes(parents, -1, -2) @ movement.rotations[:, 1:]
        vectors = rotation_vectors(relative[:, self._hinges - 1])
        found[:, self._q[self._hinges]] = vectors[..., 1]
        away = np.swapaxes(self._centres[self._balls], -1, -2) @ relative[:, self._balls - 1]
        found[:, self._ball_q.ravel()] = quaternions(away).reshape(len(movement), -1)
        return found


def _towards(now: FloatArray, goal: FloatArray) -> FloatArray:
    """Return the rotation vectors (N, 3), in the frame of `now`, that turn quaternions `now` (N, 4) to `goal`."""
    w, v = now[:, :1], -now[:, 1:]
    real = w[:, 0] * goal[:, 0] - np.sum(v * goal[:, 1:], axis=1)
    turn = w * goal[:, 1:] + goal[:, :1] * v + np.cross(v, goal[:, 1:])
    sine = np.linalg.norm(turn, axis=1)
    angle = 2 * np.arctan2(sine, np.abs(real))
    factor = np.where(sine > 1e-9, angle / np.maximum(sine, 1e-9), 2.0) * np.where(real < 0, -1.0, 1.0)
    return np.asarray(turn * factor[:, None])


def _centre(name: str) -> FloatArray:
    """Return the rotation (3, 3) of the middle of a joint's range."""
    kind, _, side = name.partition(".")
    if kind not in BALLS:
        return np.eye(3)
    x, y, z = np.radians(BALLS[kind][0]) * ([-1.0, 1.0, -1.0] if side == "R" else [1.0, 1.0, 1.0])
    return (
        matrices_of(np.array([0.0, y, 0.0]))
        @ matrices_of(np.array([x, 0.0, 0.0]))
        @ matrices_of(np.array([0.0, 0.0, z]))
    )


def _geoms(model: mujoco.MjModel, segment: str) -> list[int]:
    body = INDEX[segment] + 1
    return [geom for geom in range(model.ngeom) if model.geom_bodyid[geom] == body]


def _world(body: Body, obstacles: Sequence[Box], friction: float) -> str:
    """Return the model in MuJoCo's XML."""
    boxes = "".join(_box(item) for item in obstacles)
    excludes = "".join(f'<exclude body1="{first}" body2="{second}"/>' for first, second in MAY_OVERLAP)
    return f"""
    <mujoco>
      <compiler angle="degree" inertiafromgeom="true"/>
      <option timestep="{TIME_STEP_S}" integrator="implicitfast" iterations="30"/>
      <default><geom friction="{friction} 0.02 0.002" solref="0.02 1" density="{DENSITY_KG_M3}"/></default>
      <worldbody><geom type="plane" size="30 30 1"/>{boxes}{_segment(body, 0)}</worldbody>
      <contact>{excludes}</contact>
    </mujoco>"""


def _box(item: Box) -> str:
    centre = (np.asarray(item.low) + item.high) / 2
    half = (np.asarray(item.high) - item.low) / 2
    return f'<geom type="box" pos="{_text(centre)}" size="{_text(half)}"/>'


def _segment(body: Body, index: int) -> str:
    """Return a segment and all that hangs on it."""
    name = SEGMENTS[index]
    kind, parent = name.split(".")[0], PARENTS[index]
    offset = body.joints[index] - (body.joints[parent] if parent >= 0 else 0.0)
    attitude = ""
    if parent < 0:
        joint = f'<freejoint name="{name}"/>'
    elif kind in HINGES:
        low, high = HINGES[kind]
        joint = f'<joint name="{name}" type="hinge" axis="0 1 0" range="{low} {high}" limited="true" armature="0.01"/>'
    else:
        attitude = f'quat="{_text(quaternions(_centre(name)))}"'
        joint = f'<joint name="{name}" type="ball" range="0 {BALLS[kind][1]}" limited="true" armature="0.01"/>'
    geoms = "".join(
        f'<geom type="capsule" fromto="{_text(np.concatenate([c.start, c.end]))}" size="{c.radius:.4f}"/>'
        for c in body.capsules
        if c.segment == index
    )
    if kind == "foot":
        geoms = _sole(body, index)
    children = "".join(_segment(body, child) for child, above in enumerate(PARENTS) if above == index)
    return f'<body name="{name}" pos="{_text(offset)}" {attitude}>{joint}{geoms}{children}</body>'


def _sole(body: Body, index: int) -> str:
    """Return the foot as two capsules side by side, so that it doesn't roll over its edge."""
    capsule = next(c for c in body.capsules if c.segment == index)
    radius = 0.7 * capsule.radius
    lower = capsule.radius - radius
    rows = []
    for side in (1.0, -1.0):
        shift = np.array([0.0, side * 0.6 * capsule.radius, -lower])
        ends = np.concatenate([capsule.start + shift, capsule.end + shift])
        rows.append(f'<geom type="capsule" fromto="{_text(ends)}" size="{radius:.4f}"/>')
    return "".join(rows)


def _text(values: FloatArray) -> str:
    return " ".join(f"{value:.5f}" for value in values)
