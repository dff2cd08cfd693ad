"""Falls as they happen at home: of which kind, where to, and what follows them."""

from dataclasses import replace

import numpy as np

from falldetect_core.kinds import Kind
from training.simulation.behaviour.fall_scenarios import PHASES, SCENARIOS, walk_on
from training.simulation.behaviour.performer import Performer
from training.simulation.physics.causes import draw_cause

TURN_DEG = 30
"""Directions are drawn in steps of this."""
LIKELY_DEG = {
    Kind.TRIP: (0, 75),
    Kind.SLIP: (180, 75),
    Kind.EXTERNAL: (0, 180),
    Kind.COLLAPSE: (0, 180),
    Kind.MISSTEP: (90, 180),
    Kind.TRANSFER: (0, 180),
    Kind.FROM_HEIGHT: (180, 180),
}
"""Where a kind usually sends the body, and how far from there it may."""
SHARES = {
    Kind.TRIP: 0.2,
    Kind.SLIP: 0.14,
    Kind.COLLAPSE: 0.18,
    Kind.MISSTEP: 0.14,
    Kind.TRANSFER: 0.18,
    Kind.EXTERNAL: 0.09,
    Kind.FROM_HEIGHT: 0.07,
}
"""How often each is drawn: rarer ones more often than they happen, so that they can be learned."""
AFTER = {"still": 0.45, "moves": 0.15, "sits": 0.1, "crawls": 0.08, "rises": 0.22}
"""How often people do what after a fall."""


def draw_kind(rng: np.random.Generator) -> Kind:
    """Return a kind."""
    return Kind(rng.choice(list(SHARES), p=np.array(list(SHARES.values())) / sum(SHARES.values())))


def draw_direction(kind: Kind, rng: np.random.Generator) -> float:
    """Return where a fall of a kind goes, in steps of 30 degrees from the facing."""
    middle, spread = LIKELY_DEG[kind]
    steps = spread // TURN_DEG
    return float((middle + TURN_DEG * rng.integers(-steps, steps + 1) + 180) % 360 - 180)


def fall(p: Performer, kind: Kind, toward_deg: float) -> None:
    """Act until a fall of a kind, and what comes after it."""
    scenarios = SCENARIOS[kind]
    scenarios[int(p.rng.integers(len(scenarios)))](p, toward_deg)
    afterwards(p)


def near_fall(p: Performer) -> None:
    """Lose balance while walking, and catch it."""
    kind = Kind(p.rng.choice([Kind.TRIP, Kind.SLIP, Kind.MISSTEP, Kind.EXTERNAL]))
    cause = draw_cause(kind, draw_direction(kind, p.rng), p.rng)
    walk_on(p)
    weaker = replace(cause, push_m_s2=0.4 * cause.push_m_s2, leg_tone=max(cause.leg_tone, 0.7))
    p.stumble(
        weaker,
        back_s=float(p.rng.uniform(0.3, 0.8)),
        catch_s=float(p.rng.uniform(0.2, 0.42)),
        phase=PHASES.get(kind, ""),
    )
    if p.rng.random() < 0.6:
        walk_on(p)


def afterwards(p: Performer) -> None:
    """Lie still, move, sit up, crawl or get up."""
    what = str(p.rng.choice(list(AFTER), p=list(AFTER.values())))
    p.lie_still(float(p.rng.uniform(0.3, 5.0)) if what != "still" else float(p.rng.uniform(5.0, 10.0)))
    pace = float(p.rng.uniform(0.8, 2.0))
    if what == "rises":
        p.get_up(pace)
        p.hold(float(p.rng.uniform(1.0, 4.0)))
    elif what != "still":
        p.settle_on_floor(1.2 * pace)
        {"moves": _move, "sits": _sit_up, "crawls": _crawl}[what](p, pace)
        p.hold(float(p.rng.uniform(2.0, 6.0)))
        p.after(what)


def _move(p: Performer, pace: float) -> None:  # noqa: ARG001 - as all that people do
    for _ in range(int(p.rng.integers(1, 3))):
        p.hold(float(p.rng.uniform(0.3, 1.5)))
        side = float(p.rng.choice([-1.0, 1.0]))
        p.place = replace(p.place, yaw=p.place.yaw + float(p.rng.uniform(-20, 20)))
        seconds = float(p.rng.uniform(1.0, 2.0))
        ways = (p.attitudes.supine(knees=float(p.rng.uniform(0, 1))), p.attitudes.on_side(side))
        p.roll_to(seconds, ways[int(p.rng.integers(2))])


def _sit_up(p: Performer, pace: float) -> None:
    p.roll_to(1.8 * pace, p.attitudes.floor_sitting(recline=12.0))


def _crawl(p: Performer, pace: float) -> None:
    p.roll_to(1.5 * pace, p.attitudes.all_fours())
    step = 0.12 * p.attitudes.scale
    for beat in range(int(p.rng.integers(3, 7))):
        sign = 1.0 if beat % 2 else -1.0
        p.place = p.place.ahead(step)
        p.do(float(p.rng.uniform(0.6, 1.0)), p.attitudes.all_fours(-step * sign, step=step * sign))
