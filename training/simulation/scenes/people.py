"""Who is in a scene: somebody who falls or not, who pushed them, and others around them."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from falldetect_core.kinds import Kind
from training.simulation.behaviour.daily_life import live
from training.simulation.behaviour.falls import fall
from training.simulation.behaviour.manner import draw_body, draw_gait
from training.simulation.behaviour.performance import Performance, Scene
from training.simulation.behaviour.performer import Performer
from training.simulation.motion.movement import RATE_HZ, heading_deg
from training.simulation.motion.place import Place
from training.simulation.motion.posture import Arm

OTHERS = (0.7, 0.16, 0.07, 0.04, 0.03)
"""How often there are none to four others."""


def newcomer(rng: np.random.Generator) -> Performer:
    """Return somebody in the middle of the room, facing along one of its axes."""
    return Performer(draw_body(rng), rng, Place(0.0, 0.0, 90.0 * float(rng.integers(4))))


def fallen(rng: np.random.Generator, kind: Kind, toward_deg: float) -> Performance:
    """Return a fall that ends on the floor; what furniture or a lucky step caught is tried again."""
    while True:
        performer = newcomer(rng)
        fall(performer, kind, toward_deg)
        performance = performer.finish()
        if not performance.falls[0].near:
            return performance


def pusher(victim: Performance, rng: np.random.Generator) -> Performance:
    """Return somebody who walks up to the victim and stretches out the arms when balance is lost."""
    fall = victim.falls[0]
    moment = int(fall.onset_s * RATE_HZ)
    root, facing = victim.movement.roots[moment], heading_deg(victim.movement.rotations[moment, 0])
    toward = facing + (0.0 if np.isnan(fall.toward_deg) else fall.toward_deg)
    body = draw_body(rng)
    reach = 0.35 + 0.7 * body.arm
    behind = Place(float(root[0]), float(root[1]), toward).ahead(-reach)
    begin = behind.ahead(-float(rng.uniform(0.6, 1.6)))
    gait = draw_gait(body, rng, pace=0.7)

    def act(wait_s: float) -> Performer:
        performer = Performer(body, np.random.default_rng(moment), begin)
        performer.hold(wait_s)
        performer.walk([begin.xy, behind.xy], gait)
        performer.do(0.25, performer.attitudes.standing(Arm(80.0, 5.0, 10.0, 15.0)))
        return performer

    performer = act(max(0.1, fall.onset_s - act(0.1).now_s + 0.1))
    performer.do(0.7, performer.attitudes.standing())
    return cut(performer.finish(victim.duration_s), victim.duration_s)


def with_company(
    name: str, first: Performance, rng: np.random.Generator, known: Sequence[Performance] = (), count: int | None = None
) -> Scene:
    """Return a scene with those `known` and `count` others, up to four unless told."""
    if count is None:
        count = int(rng.choice(len(OTHERS), p=OTHERS))
    people = (first, *known, *company(first, rng, count))
    return Scene(name, people, tuple(box for person in people for box in person.furniture))


def company(
    first: Performance, rng: np.random.Generator, count: int, act: Callable[[Performer, float], None] = live
) -> list[Performance]:
    """Return others who live their daily life, or `act` as told, around the first, for as long."""
    found = []
    for number in range(count):
        way = np.radians(float(rng.uniform(0, 360)))
        distance = float(rng.uniform(1.4, 3.0))
        place = Place(distance * float(np.cos(way)), distance * float(np.sin(way)), 90.0 * float(rng.integers(4)))
        performer = Performer(draw_body(rng), np.random.default_rng([int(rng.integers(2**32)), number]), place)
        act(performer, first.duration_s)
        found.append(cut(performer.finish(), first.duration_s))
    return found


def cut(performance: Performance, seconds: float) -> Performance:
    """Return the beginning of a performance."""
    return replace(performance, movement=performance.movement[: max(2, round(seconds * RATE_HZ))])
