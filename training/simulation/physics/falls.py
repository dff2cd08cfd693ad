"""Falls with a cause, simulated: a foot is stopped or slides, tone is gone, the ground is not where it was, a push.

Physics takes over from the movement at the onset; what the body intends from then on (arms out, a step, folding
knees) its muscles pull it to, as strongly as its tone allows.
"""

from dataclasses import dataclass, replace

import mujoco
import numpy as np

from training.simulation.arrays import FloatArray, IntArray
from training.simulation.bodies.body import INDEX, SEGMENTS, Figure
from training.simulation.motion.posing import RATE_HZ, Movement, pose_all
from training.simulation.motion.posture import Arm, Foot, Posture, flatten
from training.simulation.physics.dummy import TIME_STEP_S, Dummy

TRUNK = frozenset({"pelvis", "abdomen", "chest", "head", "thigh.L", "thigh.R"})
"""Segments whose contact with the floor ends a fall; hands, knees and feet touch it before."""
LEGS = [INDEX[f"{name}.{side}"] for name in ("thigh", "shin", "foot") for side in "LR"]
ARMS = [INDEX[f"{name}.{side}"] for name in ("upper_arm", "forearm", "hand") for side in "LR"]
STEPS = round(1 / RATE_HZ / TIME_STEP_S)
STILL_M_S = 0.35
LIMP_S = 0.5
"""A body that has met the floor goes limp in this time."""
LEAST_TRAVEL = 0.22
"""Shoulders that end nearer than this to over the feet, in body heights, went straight down."""


@dataclass(frozen=True)
class Cause:
    """Why balance is lost and what the body does about it; times in seconds after the onset, angles in degrees.

    `toward_deg` is where the cause sends the body, from its facing, left positive. `push_m_s2` accelerates the trunk
    for `push_s`; `slide_n` shoves the supporting feet the other way while they have no friction for `slide_s`;
    `hold_n_s_m` brakes the foot `side` for `hold_s`; tone falls to `leg_tone` and `trunk_tone` within `fade_s` from
    `fade_from_s` on. After `reaction_s` the arms go out by `arms` (0 to 1), one leg steps by `step`, the knees bend
    by `fold` degrees. On the floor tone goes to `floor_tone`.
    """

    kind: str
    toward_deg: float
    side: str = "L"
    push_m_s2: float = 0.0
    push_s: float = 0.2
    slide_n: float = 0.0
    slide_s: float = 0.0
    hold_n_s_m: float = 0.0
    hold_s: float = 0.0
    leg_tone: float = 1.0
    trunk_tone: float = 1.0
    fade_from_s: float = 0.0
    fade_s: float = 0.3
    reaction_s: float = 0.18
    arms: float = 0.8
    step: float = 0.0
    fold: float = 0.0
    lean: float = 10.0
    floor_tone: float = 0.12


@dataclass(frozen=True)
class Physics:
    """What followed: the movement at RATE_HZ, when the trunk met the floor and when all was at rest (or infinite)."""

    movement: Movement
    contact_s: float
    rest_s: float


def draw_cause(kind: str, toward_deg: float, rng: np.random.Generator) -> Cause:  # noqa: PLR0911 - one a kind
    """Return one of the many ways in which a fall of `kind` towards `toward_deg` happens."""
    vigour = float(rng.uniform(0.0, 1.0))
    cause = Cause(
        kind,
        toward_deg,
        side="LR"[int(rng.integers(2))],
        reaction_s=float(rng.uniform(0.12, 0.3)),
        arms=vigour,
        lean=float(rng.uniform(0.0, 25.0)),
        floor_tone=float(rng.choice([0.04, 0.06, 0.1])),
    )
    u = rng.uniform
    match kind:
        case "trip":
            return replace(
                cause, hold_n_s_m=float(u(120, 220)), hold_s=float(u(0.25, 0.55)), leg_tone=float(u(0.25, 0.7)),
                push_m_s2=float(u(0.3, 1.2)), push_s=0.3, step=float(rng.choice([0.0, u(0.3, 1.0)])),
            )  # fmt: skip
        case "slip":
            return replace(
                cause, slide_n=float(u(60, 180)), slide_s=float(u(0.35, 0.8)), push_m_s2=float(u(0.8, 2.4)),
                push_s=float(u(0.25, 0.45)), leg_tone=float(u(0.4, 0.9)), fade_s=0.5, fold=float(u(0, 40)),
            )  # fmt: skip
        case "collapse":
            slow = rng.random() < 0.4
            return replace(
                cause, leg_tone=float(u(0.0, 0.05)), trunk_tone=float(u(0.03, 0.15)), push_m_s2=float(u(0.0, 0.7)),
                fade_s=float(u(0.8, 2.0) if slow else u(0.15, 0.5)), arms=0.15 * vigour, push_s=0.5,
                fold=float(u(30, 90)), lean=float(u(0, 15)), floor_tone=0.04,
            )  # fmt: skip
        case "misstep":
            return replace(
                cause, push_m_s2=float(u(0.6, 1.6)), push_s=float(u(0.3, 0.6)), leg_tone=float(u(0.3, 0.8)),
                fade_s=float(u(0.4, 1.0)), step=float(rng.choice([0.0, u(0.2, 0.8)])), fold=float(u(0, 30)),
            )  # fmt: skip
        case "external":
            return replace(
                cause, push_m_s2=float(u(4.0, 9.0)), push_s=float(u(0.12, 0.25)), leg_tone=float(u(0.3, 0.8)),
                step=float(rng.choice([0.0, u(0.3, 1.0)])),
            )  # fmt: skip
        case "transfer":
            return replace(
                cause, push_m_s2=float(u(0.4, 1.8)), push_s=float(u(0.3, 0.6)), leg_tone=float(u(0.02, 0.35)),
                trunk_tone=float(u(0.3, 0.9)), fade_s=float(u(0.2, 0.7)), arms=0.7 * vigour,
            )  # fmt: skip
        case "from_height":
            return replace(
                cause, push_m_s2=float(u(1.2, 3.5)), push_s=float(u(0.25, 0.5)), leg_tone=float(u(0.2, 0.7)),
                slide_s=float(u(0.0, 0.4)), slide_n=float(u(0, 60)),
            )  # fmt: skip
        case _:
            raise ValueError(f"no fall is called {kind!r}")


def simulate(
    dummy: Dummy, figure: Figure, planned: Movement, cause: Cause, *, facing_deg: float, duration_s: float
) -> Physics:
    """Let `cause` act on a body that moves as `planned` (RATE_HZ; its first two moments are before the onset)."""
    dummy.start(planned[:1], planned[1:2], 1 / RATE_HZ)
    goals = _goals(dummy, figure, planned, cause, duration_s)
    toward = np.radians(facing_deg + cause.toward_deg)
    direction = np.array([np.cos(toward), np.sin(toward), 0.0])
    chest, pelvis = INDEX["chest"] + 1, 1
    friction = dummy.model.geom_friction.copy()
    roots, rotations = [], []
    contact_s, rest_s, still_since_s = np.inf, np.inf, np.inf
    resting = _resting(dummy, figure)
    for frame in range(round(duration_s * RATE_HZ)):
        time_s = frame / RATE_HZ
        root, turned = dummy.pose()
        roots.append(root)
        rotations.append(turned)
        dummy.aim(goals[frame] if time_s < contact_s + LIMP_S else resting)
        dummy.relax(_tone(cause, time_s, contact_s))
        force = dummy.data.xfrc_applied
        force[:] = 0.0
        if time_s < cause.push_s:
            force[chest, :3] = 0.6 * dummy.mass_kg * cause.push_m_s2 * direction
            force[pelvis, :3] = 0.4 * dummy.mass_kg * cause.push_m_s2 * direction
        _slide(dummy, cause, time_s, direction, friction)
        for _ in range(STEPS):
            if time_s < cause.hold_s:
                _hold(dummy, cause)
            dummy.step()
        touched = dummy.touching_floor()
        if touched & TRUNK and np.isinf(contact_s):
            contact_s = time_s + 1 / RATE_HZ
        speed = float(np.linalg.norm(dummy.data.cvel[[pelvis, chest], 3:], axis=1).max())
        still_since_s = min(still_since_s, time_s) if speed < STILL_M_S else np.inf
        if np.isfinite(contact_s) and np.isinf(rest_s) and time_s - still_since_s >= 0.2:
            rest_s = max(contact_s, still_since_s)
    return Physics(Movement(np.stack(roots), np.stack(rotations)), contact_s, rest_s)


def travelled(figure: Figure, joints: FloatArray, facing_deg: float) -> float:
    """Return where the body went between the first and last moments of `joints` (T, 17, 3), in degrees from its facing.

    That is where the shoulders are from where the feet were or are, whichever says more; NaN when nearly above them.
    """
    shoulders = joints[-1, [INDEX["upper_arm.L"], INDEX["upper_arm.R"]], :2].mean(axis=0)
    feet = joints[-1, [INDEX["foot.L"], INDEX["foot.R"]], :2].mean(axis=0)
    way = shoulders - feet
    if np.linalg.norm(way) < LEAST_TRAVEL * figure.height:
        return float("nan")
    angle = np.degrees(np.arctan2(way[1], way[0])) - facing_deg
    return float((angle + 180.0) % 360.0 - 180.0)


def _slide(dummy: Dummy, cause: Cause, time_s: float, direction: FloatArray, friction: FloatArray) -> None:
    geoms = dummy.feet["L"] + dummy.feet["R"]
    sliding = time_s < cause.slide_s
    dummy.model.geom_friction[geoms, 0] = 0.02 if sliding else friction[geoms, 0]
    dummy.model.geom_priority[geoms] = 1 if sliding else 0
    if sliding and time_s < 0.5 * cause.slide_s:
        foot = INDEX[f"foot.{cause.side}"] + 1
        dummy.data.xfrc_applied[foot, :3] = -cause.slide_n * direction


def _hold(dummy: Dummy, cause: Cause) -> None:
    foot = INDEX[f"foot.{cause.side}"] + 1
    velocity = np.zeros(6)
    mujoco.mj_objectVelocity(dummy.model, dummy.data, mujoco.mjtObj.mjOBJ_BODY, foot, velocity, 0)
    dummy.data.xfrc_applied[foot, :2] = -cause.hold_n_s_m * velocity[3:5]


def _tone(cause: Cause, time_s: float, contact_s: float) -> FloatArray:
    """Return the share of its strength that each segment's muscles have (17,)."""
    faded = smooth((time_s - cause.fade_from_s) / cause.fade_s)
    tone = np.full(len(SEGMENTS), 1.0 + (cause.trunk_tone - 1.0) * faded)
    tone[LEGS] = 1.0 + (cause.leg_tone - 1.0) * faded
    if np.isfinite(contact_s):
        limp = smooth((time_s - contact_s - 0.1) / LIMP_S)
        tone += (np.minimum(tone, cause.floor_tone) - tone) * limp
    return tone


def _goals(dummy: Dummy, figure: Figure, planned: Movement, cause: Cause, duration_s: float) -> FloatArray:
    """Return what the muscles pull towards, as coordinates at RATE_HZ: go on, then protect, then lie."""
    count = round(duration_s * RATE_HZ)
    times = np.arange(count) / RATE_HZ
    until = min(len(planned) - 1, round(cause.reaction_s * RATE_HZ) + 1)
    on = dummy.coordinates(planned)[np.minimum(np.arange(count) + 1, until)]
    reaction = dummy.coordinates(pose_all(figure, flatten(_protecting(figure, cause))[None]))[0]
    share = smooth((times - cause.reaction_s) / 0.3)[:, None]
    return np.asarray(on + (_nearest(reaction, on, dummy.quaternions) - on) * share)


def _resting(dummy: Dummy, figure: Figure) -> FloatArray:
    """Return the coordinates that a body at rest on the floor hangs at: nearly straight."""
    arm = Arm(flexion=20.0, abduction=25.0, elbow=30.0)
    foot = Foot((0.02, 0.1, figure.ankle), pitch=25.0)
    straight = Posture(
        root=(0.0, 0.0, figure.ankle + 0.97 * figure.leg),
        left_foot=foot,
        right_foot=replace(foot, ankle=(0.02, -0.1, figure.ankle)),
        left_arm=arm,
        right_arm=arm,
    )
    return np.asarray(dummy.coordinates(pose_all(figure, flatten(straight)[None]))[0])


def _nearest(goal: FloatArray, start: FloatArray, places: IntArray) -> FloatArray:
    """Return `goal`, its quaternions on the side of those of `start`, so that mixing them turns the short way."""
    rows = np.tile(goal, (len(start), 1))
    for at in places:
        flip = np.sum(rows[:, at] * start[:, at], axis=1) < 0
        rows[np.ix_(flip, at)] *= -1.0
    return rows


def _protecting(figure: Figure, cause: Cause) -> Posture:
    """Return the posture that a falling body tries to take, in a frame of its own."""
    toward = np.radians(cause.toward_deg)
    ahead, aside = float(np.cos(toward)), float(np.sin(toward))
    hip = figure.ankle + figure.leg * (0.99 - 0.4 * (1 - np.cos(np.radians(cause.fold))))
    feet = []
    for side, sign in (("L", 1.0), ("R", -1.0)):
        steps = cause.step if side != cause.side else 0.0
        ankle = (
            0.55 * steps * figure.leg * ahead,
            sign * 0.1 + 0.4 * steps * figure.leg * aside,
            figure.ankle + 0.15 * steps * figure.leg,
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


def smooth(share: FloatArray | float) -> FloatArray:
    """Rise gently from 0 to 1 while `share` does."""
    clipped = np.clip(share, 0.0, 1.0)
    return np.asarray(clipped * clipped * (3 - 2 * clipped))
