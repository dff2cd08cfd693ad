"""How people come to fall at home: what they do before, why they fall, and what follows."""

import numpy as np

from training.simulation.attitudes import Place
from training.simulation.clips import Scene
from training.simulation.falls import draw_cause
from training.simulation.figure import Figure, figures
from training.simulation.gait import Gait
from training.simulation.performer import Performer

KINDS = ("trip", "slip", "collapse", "misstep", "external")
TURN_DEG = 30
"""Directions are drawn in steps of this."""
PHASES = {"trip": "swing", "slip": "landing"}


def fall_scene(rng: np.random.Generator) -> Scene:
    """Return a scene in which somebody falls while walking or standing."""
    figure = draw_figure(rng)
    kind = KINDS[int(rng.integers(len(KINDS)))]
    toward = float(TURN_DEG * rng.integers(12))
    performer = Performer(figure, rng, Place(0.0, 0.0, float(rng.uniform(-180, 180))))
    gait = draw_gait(figure, rng)
    performer.hold(float(rng.uniform(0.2, 1.5)))
    steps = float(rng.uniform(1.5, 4.0))
    end = performer.place.ahead(steps, float(rng.uniform(-0.5, 0.5)) * steps)
    performer.walk([performer.place.xy, end.xy], gait)
    performer.fall(draw_cause(kind, toward, rng), back_s=float(rng.uniform(0.3, 1.2)), phase=PHASES.get(kind, ""))
    if rng.random() < 0.4:
        performer.lie_still(float(rng.uniform(0.5, 5.0)))
        performer.get_up(float(rng.uniform(0.8, 1.8)))
    return Scene(f"{kind}-{toward:.0f}", (performer.finish(performer.now_s + float(rng.uniform(1.0, 6.0))),))


def draw_figure(rng: np.random.Generator) -> Figure:
    """Return somebody."""
    return figures()[int(rng.integers(len(figures())))]


def draw_gait(figure: Figure, rng: np.random.Generator, *, pace: float | None = None) -> Gait:
    """Return a way of walking that suits a figure; `pace` 0 shuffles, 1 hurries."""
    speed = float(rng.uniform(0.0, 1.0)) if pace is None else pace
    leg = figure.leg
    return Gait(
        step_m=leg * (0.35 + 0.5 * speed),
        step_s=float(np.sqrt(leg / 0.85)) * (0.68 - 0.2 * speed) * float(rng.uniform(0.95, 1.05)),
        swing_share=0.68 + 0.12 * speed,
        lift_m=leg * (0.04 + 0.06 * speed),
        stride_width_m=leg * float(rng.uniform(0.18, 0.28)),
        stoop=float(rng.uniform(0.0, 14.0)) if figure.age > 0.9 else float(rng.uniform(0.0, 6.0)),
        crouch_m=leg * float(rng.uniform(0.015, 0.04)),
        arm_swing=float(rng.uniform(4.0, 14.0)) + 14.0 * speed,
        heel_rise=18.0 + 22.0 * speed,
    )
