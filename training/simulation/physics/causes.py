"""Why people fall: a foot is stopped or slides, tone is gone, the ground is not where it was, a push."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from falldetect_core.kinds import Kind


@dataclass(frozen=True)
class Cause:
    """Why balance is lost and what the body does about it; times in seconds after the onset, angles in degrees.

    `toward_deg` is where the cause sends the body, from its facing, left positive. `push_m_s2` accelerates the trunk
    for `push_s`; `slide_n` shoves the supporting feet the other way while they have no friction for `slide_s`;
    `hold_n_s_m` brakes the foot `side` for `hold_s`; tone falls to `leg_tone` and `trunk_tone` within `fade_s` from
    `fade_from_s` on. After `reaction_s` the arms go out by `arms` (0 to 1), one leg steps by `step`, the knees bend
    by `fold` degrees. On the floor tone goes to `floor_tone`.
    """

    kind: Kind
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


def draw_cause(kind: Kind, toward_deg: float, rng: np.random.Generator) -> Cause:
    """Return one of the many ways in which a fall of `kind` towards `toward_deg` happens."""
    if kind not in CAUSES:
        raise ValueError(f"{kind!r} is no cause of a fall: take one of {', '.join(CAUSES)}")
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
    return CAUSES[kind](cause, rng)


def _trip(cause: Cause, rng: np.random.Generator) -> Cause:
    """Hold the swinging foot; legs give, sometimes after a step."""
    u = rng.uniform
    return replace(
        cause, hold_n_s_m=float(u(120, 220)), hold_s=float(u(0.25, 0.55)), leg_tone=float(u(0.25, 0.7)),
        push_m_s2=float(u(0.3, 1.2)), push_s=0.3, step=float(rng.choice([0.0, u(0.3, 1.0)])),
    )  # fmt: skip


def _slip(cause: Cause, rng: np.random.Generator) -> Cause:
    """Let the supporting feet slide from under the body."""
    u = rng.uniform
    return replace(
        cause, slide_n=float(u(60, 180)), slide_s=float(u(0.35, 0.8)), push_m_s2=float(u(0.8, 2.4)),
        push_s=float(u(0.25, 0.45)), leg_tone=float(u(0.4, 0.9)), fade_s=0.5, fold=float(u(0, 40)),
    )  # fmt: skip


def _collapse(cause: Cause, rng: np.random.Generator) -> Cause:
    """Take the tone, at once or slowly; the knees fold, and arms are hardly thrown out."""
    u = rng.uniform
    slow = rng.random() < 0.4
    return replace(
        cause, leg_tone=float(u(0.0, 0.05)), trunk_tone=float(u(0.03, 0.15)), push_m_s2=float(u(0.0, 0.7)),
        fade_s=float(u(0.8, 2.0) if slow else u(0.15, 0.5)), arms=0.15 * cause.arms, push_s=0.5,
        fold=float(u(30, 90)), lean=float(u(0, 15)), floor_tone=0.04,
    )  # fmt: skip


def _misstep(cause: Cause, rng: np.random.Generator) -> Cause:
    """Shift the weight, and let a leg give."""
    u = rng.uniform
    return replace(
        cause, push_m_s2=float(u(0.6, 1.6)), push_s=float(u(0.3, 0.6)), leg_tone=float(u(0.3, 0.8)),
        fade_s=float(u(0.4, 1.0)), step=float(rng.choice([0.0, u(0.2, 0.8)])), fold=float(u(0, 30)),
    )  # fmt: skip


def _external(cause: Cause, rng: np.random.Generator) -> Cause:
    """Push the trunk."""
    u = rng.uniform
    return replace(
        cause, push_m_s2=float(u(4.0, 9.0)), push_s=float(u(0.12, 0.25)), leg_tone=float(u(0.3, 0.8)),
        step=float(rng.choice([0.0, u(0.3, 1.0)])),
    )  # fmt: skip


def _transfer(cause: Cause, rng: np.random.Generator) -> Cause:
    """Let the legs give while they take up weight or let it down."""
    u = rng.uniform
    return replace(
        cause, push_m_s2=float(u(0.4, 1.8)), push_s=float(u(0.3, 0.6)), leg_tone=float(u(0.02, 0.35)),
        trunk_tone=float(u(0.3, 0.9)), fade_s=float(u(0.2, 0.7)), arms=0.7 * cause.arms,
    )  # fmt: skip


def _from_height(cause: Cause, rng: np.random.Generator) -> Cause:
    """Take the balance where there is nothing to step on."""
    u = rng.uniform
    return replace(
        cause, push_m_s2=float(u(1.2, 3.5)), push_s=float(u(0.25, 0.5)), leg_tone=float(u(0.2, 0.7)),
        slide_s=float(u(0.0, 0.4)), slide_n=float(u(0, 60)),
    )  # fmt: skip


CAUSES: dict[Kind, Callable[[Cause, np.random.Generator], Cause]] = {
    Kind.TRIP: _trip,
    Kind.SLIP: _slip,
    Kind.COLLAPSE: _collapse,
    Kind.MISSTEP: _misstep,
    Kind.EXTERNAL: _external,
    Kind.TRANSFER: _transfer,
    Kind.FROM_HEIGHT: _from_height,
}
