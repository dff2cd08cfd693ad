"""Falls with a cause, simulated.

Physics takes over from the movement at the onset; what the body intends from then on (arms out, a step, folding
knees) its muscles pull it to, as strongly as its tone allows.
"""

from dataclasses import dataclass

import mujoco
import numpy as np

from training.simulation.arrays import FloatArray
from training.simulation.bodies.body import INDEX, Body
from training.simulation.motion.movement import RATE_HZ, Movement
from training.simulation.physics.causes import Cause
from training.simulation.physics.ragdoll import TIME_STEP_S, Ragdoll
from training.simulation.physics.reaction import LIMP_S, goals, resting, tone_of

DOWN = frozenset({"pelvis", "abdomen", "chest", "head", "thigh.L", "thigh.R"})
"""Segments whose contact with the floor ends a fall; hands, knees and feet touch it before."""
STEPS = round(1 / RATE_HZ / TIME_STEP_S)
STILL_M_S, STILL_S = 0.35, 0.2
"""A body is at rest whose trunk was slower for so long."""
LEAST_TRAVEL = 0.22
"""Shoulders that end nearer than this to over the feet, in body heights, went straight down."""
PUSHED = {"chest": 0.6, "pelvis": 0.4}
"""How a push on the trunk is shared."""
SLIPPERY = 0.02
"""Friction of a foot that slides."""


@dataclass
class Landing:
    """When the trunk met the floor and when all was at rest, seconds after the onset, infinite before that."""

    contact_s: float = np.inf
    rest_s: float = np.inf
    _still_since_s: float = np.inf

    def watch(self, ragdoll: Ragdoll, time_s: float) -> None:
        """Look at what the step from `time_s` on has brought."""
        if ragdoll.touching_floor() & DOWN and np.isinf(self.contact_s):
            self.contact_s = time_s + 1 / RATE_HZ
        trunk = [INDEX["pelvis"] + 1, INDEX["chest"] + 1]
        speed = float(np.linalg.norm(ragdoll.data.cvel[trunk, 3:], axis=1).max())
        self._still_since_s = min(self._still_since_s, time_s) if speed < STILL_M_S else np.inf
        if np.isfinite(self.contact_s) and np.isinf(self.rest_s) and time_s - self._still_since_s >= STILL_S:
            self.rest_s = max(self.contact_s, self._still_since_s)


@dataclass(frozen=True)
class Outcome:
    """What followed from a loss of balance: the movement at RATE_HZ, and how it ended."""

    movement: Movement
    landing: Landing


def simulate(
    ragdoll: Ragdoll, body: Body, planned: Movement, cause: Cause, *, facing_deg: float, duration_s: float
) -> Outcome:
    """Let `cause` act on a body that moves as `planned` (RATE_HZ; its first two moments are before the onset)."""
    ragdoll.start(planned[:1], planned[1:2], 1 / RATE_HZ)
    aims, limp = goals(ragdoll, body, planned, cause, duration_s), resting(ragdoll, body)
    toward = np.radians(facing_deg + cause.toward_deg)
    direction = np.array([np.cos(toward), np.sin(toward), 0.0])
    friction = ragdoll.model.geom_friction.copy()
    landing = Landing()
    roots, rotations = [], []
    for frame, aim in enumerate(aims):
        time_s = frame / RATE_HZ
        root, turned = ragdoll.pose()
        roots.append(root)
        rotations.append(turned)
        ragdoll.aim(aim if time_s < landing.contact_s + LIMP_S else limp)
        ragdoll.relax(tone_of(cause, time_s, landing.contact_s))
        ragdoll.data.xfrc_applied[:] = 0.0
        _push(ragdoll, cause, time_s, direction)
        _slide(ragdoll, cause, time_s, direction, friction)
        for _ in range(STEPS):
            if time_s < cause.hold_s:
                _hold(ragdoll, cause)
            ragdoll.step()
        landing.watch(ragdoll, time_s)
    return Outcome(Movement(np.stack(roots), np.stack(rotations)), landing)


def travelled(body: Body, joints: FloatArray, facing_deg: float) -> float:
    """Return where the body went between the first and last moments of `joints` (T, 17, 3), in degrees from its facing.

    That is where the shoulders are from where the feet were or are, whichever says more; NaN when nearly above them.
    """
    shoulders = joints[-1, [INDEX["upper_arm.L"], INDEX["upper_arm.R"]], :2].mean(axis=0)
    feet = joints[-1, [INDEX["foot.L"], INDEX["foot.R"]], :2].mean(axis=0)
    way = shoulders - feet
    if np.linalg.norm(way) < LEAST_TRAVEL * body.height:
        return float("nan")
    angle = np.degrees(np.arctan2(way[1], way[0])) - facing_deg
    return float((angle + 180.0) % 360.0 - 180.0)


def _push(ragdoll: Ragdoll, cause: Cause, time_s: float, direction: FloatArray) -> None:
    if time_s < cause.push_s:
        for name, share in PUSHED.items():
            force_n = share * ragdoll.mass_kg * cause.push_m_s2 * direction
            ragdoll.data.xfrc_applied[INDEX[name] + 1, :3] = force_n


def _slide(ragdoll: Ragdoll, cause: Cause, time_s: float, direction: FloatArray, friction: FloatArray) -> None:
    geoms = ragdoll.feet["L"] + ragdoll.feet["R"]
    sliding = time_s < cause.slide_s
    ragdoll.model.geom_friction[geoms, 0] = SLIPPERY if sliding else friction[geoms, 0]
    ragdoll.model.geom_priority[geoms] = 1 if sliding else 0
    if sliding and time_s < 0.5 * cause.slide_s:
        foot = INDEX[f"foot.{cause.side}"] + 1
        ragdoll.data.xfrc_applied[foot, :3] = -cause.slide_n * direction


def _hold(ragdoll: Ragdoll, cause: Cause) -> None:
    foot = INDEX[f"foot.{cause.side}"] + 1
    velocity = np.zeros(6)
    mujoco.mj_objectVelocity(ragdoll.model, ragdoll.data, mujoco.mjtObj.mjOBJ_BODY, foot, velocity, 0)
    ragdoll.data.xfrc_applied[foot, :2] = -cause.hold_n_s_m * velocity[3:5]
