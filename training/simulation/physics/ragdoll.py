"""A body with mass and muscles in MuJoCo: hulls of its own skin, joints with springs that follow a target pose."""

from collections.abc import Sequence
from dataclasses import dataclass

import mujoco
import numpy as np
from scipy.spatial import ConvexHull
from scipy.spatial.transform import Rotation

from training.simulation.arrays import FloatArray
from training.simulation.bodies.rig import INDEX, PARENTS, SEGMENTS, SegmentPose, Skeleton

TIME_STEP_S = 0.001
DENSITY_KG_M3 = 985.0
CLOTHES_M = 0.01
KNEE_RANGE = "-5 150"

STIFFNESS_NM_RAD = {
    "abdomen": 260.0,
    "chest": 220.0,
    "neck": 45.0,
    "head": 30.0,
    "upper_arm": 55.0,
    "forearm": 40.0,
    "hand": 8.0,
    "thigh": 240.0,
    "shin": 190.0,
    "foot": 45.0,
}
"""About half the strength of a young adult's joints."""
DAMPING_S = 0.09
"""Damping as a share of stiffness: how long a joint takes to settle."""
BALL_RANGE_DEG = {
    "abdomen": 40,
    "chest": 40,
    "neck": 40,
    "head": 35,
    "upper_arm": 140,
    "forearm": 110,
    "hand": 50,
    "thigh": 110,
    "foot": 40,
}
MAY_OVERLAP = (
    ("pelvis", "chest"),
    ("thigh.L", "thigh.R"),
    ("shin.L", "shin.R"),
    ("chest", "head"),
    *((f"thigh.{side}", "abdomen") for side in "LR"),
    *((f"forearm.{side}", "chest") for side in "LR"),
    *((f"upper_arm.{side}", "abdomen") for side in "LR"),
)
"""Segments whose hulls, being convex and clothed, touch although the limbs do not."""


@dataclass(frozen=True)
class Box:
    """A piece of furniture for the body to hit: two opposite corners in the room."""

    low: tuple[float, float, float]
    high: tuple[float, float, float]


class Ragdoll:
    """One body under gravity on a floor."""

    def __init__(self, skeleton: Skeleton, obstacles: Sequence[Box] = ()) -> None:
        """Compile the physics of `skeleton`."""
        self._skeleton = skeleton
        self.model = mujoco.MjModel.from_xml_string(_world(skeleton, obstacles))
        self.data = mujoco.MjData(self.model)
        self._stiffness = np.array([STIFFNESS_NM_RAD.get(name.split(".")[0], 0.0) for name in SEGMENTS])
        self._addresses = [self._address(name) for name in SEGMENTS]
        self._goal = self.data.qpos.copy()

    def start(self, before: SegmentPose, now: SegmentPose, apart_s: float) -> None:
        """Take over from motion that had pose `before` and `apart_s` later has pose `now`."""
        first, second = self._coordinates(before), self._coordinates(now)
        mujoco.mj_resetData(self.model, self.data)
        mujoco.mj_differentiatePos(self.model, self.data.qvel, apart_s, first, second)
        self.data.qpos[:] = second
        self._goal = second
        mujoco.mj_forward(self.model, self.data)

    def aim(self, target: SegmentPose) -> None:
        """Let the muscles pull towards `target` from now on."""
        self._goal = self._coordinates(target)

    def step(self, tone: FloatArray) -> None:
        """Advance by one time step, muscles pulling with `tone` (17,) times their stiffness."""
        goal = self._goal
        self.data.qfrc_applied[:] = 0.0
        for index in range(1, len(SEGMENTS)):
            position, velocity, hinge = self._addresses[index]
            strength = self._stiffness[index] * tone[index]
            if hinge:
                self.data.qfrc_applied[velocity] = strength * (goal[position] - self.data.qpos[position])
                continue
            error = np.zeros(3)
            mujoco.mju_subQuat(error, goal[position : position + 4], self.data.qpos[position : position + 4])
            self.data.qfrc_applied[velocity : velocity + 3] = strength * error
        mujoco.mj_step(self.model, self.data)

    def pose(self) -> SegmentPose:
        """Return where the body is."""
        rotations = self.data.xmat[1 : len(SEGMENTS) + 1].reshape(-1, 3, 3).copy()
        return SegmentPose(self.data.xpos[1].copy(), rotations)

    def brake(self, segment: str, damping_n_s_m: float) -> None:
        """Hold a segment back: a horizontal force against its velocity, as a rug's edge does to a toe."""
        body = INDEX[segment] + 1
        velocity = np.zeros(6)
        mujoco.mj_objectVelocity(self.model, self.data, mujoco.mjtObj.mjOBJ_BODY, body, velocity, 0)
        self.data.xfrc_applied[body, :2] = -damping_n_s_m * velocity[3:5]

    def touching(self) -> set[str]:
        """Return the segments that touch the floor or an obstacle."""
        found = set()
        for contact in self.data.contact[: self.data.ncon]:
            bodies = sorted(int(self.model.geom_bodyid[geom]) for geom in contact.geom)
            if bodies[0] == 0 < bodies[1]:
                found.add(SEGMENTS[bodies[1] - 1])
        return found

    def _address(self, name: str) -> tuple[int, int, bool]:
        joint = self.model.joint(name)
        return int(joint.qposadr[0]), int(joint.dofadr[0]), name.startswith("shin")

    def _coordinates(self, pose: SegmentPose) -> FloatArray:
        """Return MuJoCo's qpos of a pose."""
        coordinates = np.zeros(self.model.nq)
        coordinates[:3] = pose.root
        coordinates[3:7] = _quaternion(pose.rotations[0])
        for index in range(1, len(SEGMENTS)):
            position, _, hinge = self._addresses[index]
            relative = pose.rotations[PARENTS[index]].T @ pose.rotations[index]
            if hinge:
                coordinates[position] = Rotation.from_matrix(relative).as_rotvec()[1]
            else:
                coordinates[position : position + 4] = _quaternion(relative)
        return coordinates


def _quaternion(matrix: FloatArray) -> FloatArray:
    x, y, z, w = Rotation.from_matrix(matrix).as_quat()
    return np.array([w, x, y, z])


def _world(skeleton: Skeleton, obstacles: Sequence[Box]) -> str:
    """Return the model in MuJoCo's XML."""
    meshes = "".join(_hull(skeleton, index) for index in range(len(SEGMENTS)))
    boxes = "".join(_box(item) for item in obstacles)
    excludes = "".join(f'<exclude body1="{first}" body2="{second}"/>' for first, second in MAY_OVERLAP)
    return f"""
    <mujoco>
      <compiler angle="degree" inertiafromgeom="true"/>
      <option timestep="{TIME_STEP_S}" integrator="implicitfast"/>
      <default><geom friction="0.9 0.02 0.001" solref="0.012 1" density="{DENSITY_KG_M3}"/></default>
      <asset>{meshes}</asset>
      <worldbody><geom type="plane" size="20 20 1"/>{boxes}{_segment(skeleton, 0)}</worldbody>
      <contact>{excludes}</contact>
    </mujoco>"""


def _box(item: Box) -> str:
    centre = (np.asarray(item.low) + item.high) / 2
    half = (np.asarray(item.high) - item.low) / 2
    return f'<geom type="box" pos="{_text(centre)}" size="{_text(half)}"/>'


def _hull(skeleton: Skeleton, index: int) -> str:
    """Return the convex hull of a segment's skin, relative to its joint."""
    body = skeleton.body
    owner = skeleton.owners()
    points = body.vertices[owner == index] - skeleton.joints[index]
    centre = points.mean(axis=0)
    hull = points[ConvexHull(points).vertices]
    away = hull - centre
    grown = hull + CLOTHES_M * away / np.linalg.norm(away, axis=1, keepdims=True)
    return f'<mesh name="{SEGMENTS[index]}" vertex="{_text(grown.ravel())}" maxhullvert="48"/>'


def _segment(skeleton: Skeleton, index: int) -> str:
    """Return a segment and all that hangs on it."""
    name = SEGMENTS[index]
    kind = name.split(".")[0]
    parent = PARENTS[index]
    offset = skeleton.joints[index] - (skeleton.joints[parent] if parent >= 0 else 0.0)
    damping = STIFFNESS_NM_RAD.get(kind, 0.0) * DAMPING_S
    if parent < 0:
        joint = f'<freejoint name="{name}"/>'
    elif kind == "shin":
        joint = (
            f'<joint name="{name}" type="hinge" axis="0 1 0" range="{KNEE_RANGE}" limited="true" damping="{damping}"/>'
        )
    else:
        limits = f'range="0 {BALL_RANGE_DEG[kind]}" limited="true"'
        joint = f'<joint name="{name}" type="ball" {limits} damping="{damping}" armature="0.005"/>'
    children = "".join(_segment(skeleton, child) for child, above in enumerate(PARENTS) if above == index)
    return f'<body name="{name}" pos="{_text(offset)}">{joint}<geom type="mesh" mesh="{name}"/>{children}</body>'


def _text(values: FloatArray) -> str:
    return " ".join(f"{value:.5f}" for value in values)
