"""A trip: somebody walks, the swinging foot is stopped, momentum carries the body on, and physics does the rest."""

from dataclasses import dataclass, replace

import mujoco
import numpy as np

from training.simulation.arrays import FloatArray
from training.simulation.bodies.rig import INDEX, SEGMENTS, SegmentPose
from training.simulation.motion.posture import Arm, Poser, Posture
from training.simulation.motion.timeline import Timeline
from training.simulation.physics.ragdoll import TIME_STEP_S, Ragdoll

TRUNK = frozenset({"pelvis", "abdomen", "chest", "head", "thigh.L", "thigh.R"})
"""Segments whose contact with the floor ends a fall; hands, knees and feet touch it before."""


@dataclass(frozen=True)
class Trip:
    """What happens at a trip; times in seconds after the onset."""

    onset_s: float
    foot: str
    hold_s: float = 0.45
    hold_n_s_m: float = 900.0
    reaction_s: float = 0.18
    brace_s: float = 0.35
    limp_s: float = 0.35
    leg_tone: float = 0.45
    limp_tone: float = 0.12
    lean: float = 25.0
    head_turn: float = 40.0


@dataclass(frozen=True)
class FallMotion:
    """A simulated fall: poses every `step_s` from the onset; when hands or knees met the floor, when the trunk."""

    step_s: float
    poses: list[SegmentPose]
    first_contact_s: float
    floor_contact_s: float

    def at(self, after_onset_s: float) -> SegmentPose:
        """Return the pose some time after the onset; the last one stays."""
        return self.poses[int(np.clip(round(after_onset_s / self.step_s), 0, len(self.poses) - 1))]


def simulate_trip(
    ragdoll: Ragdoll, poser: Poser, walk: Timeline, trip: Trip, *, duration_s: float, step_s: float = 1 / 120
) -> FallMotion:
    """Simulate what follows when the swinging foot of `walk` is stopped at `trip.onset_s`."""
    before_s = 0.02
    ragdoll.start(poser.pose(walk.at(trip.onset_s - before_s)), poser.pose(walk.at(trip.onset_s)), before_s)
    poses: list[SegmentPose] = []
    first_s, floor_s = np.inf, np.inf
    for tick in range(round(duration_s / TIME_STEP_S)):
        time_s = tick * TIME_STEP_S
        if len(poses) * step_s <= time_s + TIME_STEP_S / 2:
            mujoco.mj_kinematics(ragdoll.model, ragdoll.data)
            poses.append(ragdoll.pose())
            ragdoll.aim(poser.pose(_intention(walk, trip, time_s)))
        ragdoll.data.xfrc_applied[:] = 0.0
        if time_s < trip.hold_s:
            ragdoll.brake(trip.foot, trip.hold_n_s_m)
        ragdoll.step(_tone(trip, time_s, floor_s))
        touching = ragdoll.touching()
        if touching - {"foot.L", "foot.R"}:
            first_s = min(first_s, time_s)
        if touching & TRUNK:
            floor_s = min(floor_s, time_s)
    return FallMotion(step_s, poses, trip.onset_s + first_s, trip.onset_s + floor_s)


def _intention(walk: Timeline, trip: Trip, time_s: float) -> Posture:
    """Return what the body tries to do: walk on, then throw the arms forward."""
    planned = walk.at(trip.onset_s + min(time_s, trip.reaction_s))
    share = _smooth((time_s - trip.reaction_s) / trip.brace_s)
    lean, turn = trip.lean * share, trip.head_turn * share / 2
    return replace(
        planned,
        abdomen=_add(planned.abdomen, lean * 0.4),
        chest=_add(planned.chest, lean * 0.6),
        neck=(planned.neck[0] - 0.5 * lean, 0.0, turn),
        head=(planned.head[0], 0.0, turn),
        left_arm=_brace(planned.left_arm, 72.0, share),
        right_arm=_brace(planned.right_arm, 58.0, share),
    )


def _brace(arm: Arm, flexion: float, share: float) -> Arm:
    """Throw an arm forward to break the fall."""
    return replace(
        arm,
        flexion=_mix(arm.flexion, flexion, share),
        abduction=_mix(arm.abduction, 16.0, share),
        elbow=_mix(arm.elbow, 52.0, share),
    )


def _tone(trip: Trip, time_s: float, floor_s: float) -> FloatArray:
    """Return how hard each joint's muscles work: weak legs after the trip, all limp soon after the impact."""
    tone = np.ones(len(SEGMENTS))
    legs = [INDEX[f"{name}.{side}"] for name in ("thigh", "shin", "foot") for side in "LR"]
    tone[legs] = _mix(1.0, trip.leg_tone, _smooth(time_s / 0.3))
    if np.isfinite(floor_s):
        faded = _smooth((time_s - floor_s) / trip.limp_s)
        tone *= _mix(1.0, trip.limp_tone, faded)
        tone[legs] *= _mix(1.0, 0.1, faded)
    return tone


def _smooth(share: float) -> float:
    clipped = float(np.clip(share, 0.0, 1.0))
    return clipped * clipped * (3 - 2 * clipped)


def _mix(first: float, second: float, share: float) -> float:
    return first + (second - first) * share


def _add(angles: tuple[float, float, float], pitch: float) -> tuple[float, float, float]:
    return angles[0] + pitch, angles[1], angles[2]
