"""Who acts, how they walk, and how long they take: drawn to suit age and build."""

import numpy as np

from training.simulation.behaviour.performer import Performer
from training.simulation.bodies.body import Body, body_bank
from training.simulation.motion.gait import Gait

BODY_AGES = (0.5, 0.9)
"""Anny's scale: children are younger, old people older."""


def draw_body(rng: np.random.Generator, *, oldest: float = 1.0) -> Body:
    """Return somebody; children are rarer than their share of the bank."""
    suited = [body for body in body_bank() if body.age <= oldest]
    weights = np.array([0.4 if body.age < BODY_AGES[0] else 1.5 if body.age > BODY_AGES[1] else 1.0 for body in suited])
    return suited[int(rng.choice(len(suited), p=weights / weights.sum()))]


def draw_gait(body: Body, rng: np.random.Generator, *, pace: float | None = None) -> Gait:
    """Return a way of walking that suits a body; `pace` 0 shuffles, 1 hurries."""
    old = body.age > BODY_AGES[1]
    speed = float(rng.beta(1.5, 2.2) if old else rng.beta(2.5, 1.8)) if pace is None else pace
    leg = body.leg
    return Gait(
        step_m=leg * (0.3 + 0.5 * speed),
        step_s=float(np.sqrt(leg / 0.85)) * (0.68 - 0.2 * speed) * float(rng.uniform(0.95, 1.05)),
        swing_share=0.66 + 0.14 * speed,
        lift_m=leg * (0.03 + 0.06 * speed),
        stride_width_m=leg * float(rng.uniform(0.18, 0.28)),
        stoop=float(rng.uniform(2.0, 20.0) if old else rng.uniform(0.0, 6.0)),
        crouch_m=leg * float(rng.uniform(0.015, 0.04)),
        arm_swing=float(rng.uniform(4.0, 14.0)) + 14.0 * speed,
        heel_rise=18.0 + 22.0 * speed,
    )


def pace_of(p: Performer, quickest: float = 0.6, slowest: float = 1.8) -> float:
    """Draw how long movements take, as a multiple of an adult's usual time."""
    frail = 1.25 if p.body.age > BODY_AGES[1] else 1.0
    return frail * float(np.exp(p.rng.uniform(np.log(quickest), np.log(slowest))))
