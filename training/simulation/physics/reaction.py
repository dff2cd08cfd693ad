"""What a falling body does about it: goes on for a moment, protects itself, goes limp on the floor."""

from dataclasses import replace

import numpy as np

from training.simulation.arrays import FloatArray, IntArray
from training.simulation.bodies.body import INDEX, SEGMENTS, Body
from training.simulation.motion.movement import RATE_HZ, Movement, smoothstep
from training.simulation.motion.posing import pose_all
from training.simulation.motion.posture import SIDES, Arm, Foot, Posture, flatten
from training.simulation.physics.causes import Cause
from training.simulation.physics.ragdoll import Ragdoll

LEGS = [INDEX[f"{name}.{side}"] for name in ("thigh", "shin", "foot") for side in "LR"]
LIMP_S = 0.5
"""A body that has met the floor goes limp in this time."""
PROTECTING_S = 0.3
"""From the reaction on until the body is held as it protects itself best."""


def goals(ragdoll: Ragdoll, body: Body, planned: Movement, cause: Cause, duration_s: float) -> FloatArray:
    """Return what the muscles pull towards, as coordinates at RATE_HZ: go on, then protect, then lie."""
    count = round(duration_s * RATE_HZ)
    times = np.arange(count) / RATE_HZ
    until = min(len(planned) - 1, round(cause.reaction_s * RATE_HZ) + 1)
    on = ragdoll.coordinates(planned)[np.minimum(np.arange(count) + 1, until)]
    reaction = ragdoll.coordinates(pose_all(body, flatten(_protecting(body, cause))[None]))[0]
    share = smoothstep((times - cause.reaction_s) / PROTECTING_S)[:, None]
    return np.asarray(on + (_nearest(reaction, on, ragdoll.quaternions) - on) * share)


def resting(ragdoll: Ragdoll, body: Body) -> FloatArray:
    """Return the coordinates that a body at rest on the floor hangs at: nearly straight."""
    arm = Arm(flexion=20.0, abduction=25.0, elbow=30.0)
    foot = Foot((0.02, 0.1, body.ankle), pitch=25.0)
    straight = Posture(
        root=(0.0, 0.0, body.ankle + 0.97 * body.leg),
        left_foot=foot,
        right_foot=replace(foot, ankle=(0.02, -0.1, body.ankle)),
        left_arm=arm,
        right_arm=arm,
    )
    return np.asarray(ragdoll.coordinates(pose_all(body, flatten(straight)[None]))[0])


def _nearest(goal: FloatArray, start: FloatArray, places: IntArray) -> FloatArray:
    """Return `goal`, its quaternions on the side of those of `start`, so that mixing them turns the short way."""
    rows = np.tile(goal, (len(start), 1))
    for at in places:
        flip = np.sum(rows[:, at] * start[:, at], axis=1) < 0
        rows[np.ix_(flip, at)] *= -1.0
    return rows


def _protecting(body: Body, cause: Cause) -> Posture:
    """Return the posture that a falling body tries to take, in a frame of its own."""
    toward = np.radians(cause.toward_deg)
    ahead, aside = float(np.cos(toward)), float(np.sin(toward))
    hip = body.ankle + body.leg * (0.99 - 0.4 * (1 - np.cos(np.radians(cause.fold))))
    feet = []
    for side, (_, _, sign) in SIDES.items():
        steps = cause.step if side != cause.side else 0.0
        ankle = (
            0.55 * steps * body.leg * ahead,
            sign * 0.1 + 0.4 * steps * body.leg * aside,
            body.ankle + 0.15 * steps * body.leg,
        )
        feet.append(Foot(ankle, pitch=8.0))
    arms = [_arm(cause.arms, ahead, aside * sign) for sign in (1.0, -1.0)]
    bend = cause.lean * ahead
    return Posture(
        root=(0.0, 0.0, hip),
        left_foot=feet[0],
        right_foot=feet[1],
        abdomen=(0.4 * bend, -6.0 * aside, 0.0),
        chest=(0.5 * bend, -6.0 * aside, 0.0),
        neck=(-0.4 * bend if ahead > 0 else 15.0, 0.0, 0.0),
        head=(0.0, 0.0, 20.0 * aside),
        left_arm=arms[0],
        right_arm=arms[1],
    )


def _arm(out: float, ahead: float, own_side: float) -> Arm:
    """Throw an arm where the body falls: forward, back, or to its own side."""
    forward, back = max(ahead, 0.0), max(-ahead, 0.0)
    return Arm(
        flexion=out * (75.0 * forward - 40.0 * back) + 5.0,
        abduction=10.0 + out * (65.0 * max(own_side, 0.0) + 20.0 * back + 8.0),
        elbow=18.0 + out * 35.0 * forward + out * 20.0 * back,
    )


def tone_of(cause: Cause, time_s: float, contact_s: float) -> FloatArray:
    """Return the share of its strength that each segment's muscles have (17,)."""
    faded = smoothstep((time_s - cause.fade_from_s) / cause.fade_s)
    tone = np.full(len(SEGMENTS), 1.0 + (cause.trunk_tone - 1.0) * faded)
    tone[LEGS] = 1.0 + (cause.leg_tone - 1.0) * faded
    if np.isfinite(contact_s):
        limp = smoothstep((time_s - contact_s - 0.1) / LIMP_S)
        tone += (np.minimum(tone, cause.floor_tone) - tone) * limp
    return tone
