"""Lying down on the floor on purpose: which way down, how fast, what is done there, and when somebody gets up again."""

from dataclasses import dataclass, replace

import numpy as np

from training.simulation.behaviour.activities.floor import go_to_floor, rise_from_floor
from training.simulation.behaviour.performer import Performer
from training.simulation.motion.posture import Arm

WAYS = ("hands and knees", "sitting", "rolling")
ENDS = ("back", "belly", "side")
DOINGS = ("still", "exercises", "stretches")
FLOOR_S = 2.2
"""What `go_to_floor` takes at pace 1."""
SHORTEST_S = 0.6
"""No movement of an exercise takes less time."""


@dataclass(frozen=True)
class LieDown:
    """How somebody lies down: by which way, within `seconds`, lying how, doing what for `stay_s`."""

    way: str
    end: str
    doing: str
    seconds: float
    stay_s: float
    side: float

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> "LieDown":
        """Draw one: within 1 to 8 s, staying for 5 to 60."""
        return cls(
            *(str(rng.choice(names)) for names in (WAYS, ENDS, DOINGS)),
            seconds=float(np.exp(rng.uniform(np.log(1.0), np.log(8.0)))),
            stay_s=float(np.exp(rng.uniform(np.log(5.0), np.log(60.0)))),
            side=float(rng.choice([-1.0, 1.0])),
        )


def lie_down(p: Performer, how: LieDown) -> None:
    """Lie down, stay, and get up again."""
    head_deg, lying_s = _go_down(p, how)
    _lie(p, how, head_deg, lying_s)
    until_s = p.now_s + how.stay_s
    while p.now_s < until_s:
        _stay(p, how, until_s - p.now_s)
    rise_from_floor(p, float(p.rng.uniform(0.7, 1.8)))


def _go_down(p: Performer, how: LieDown) -> tuple[float, float]:
    """Come near the floor; return where the head will be, in degrees, and the seconds left for lying down."""
    a = p.attitudes
    if how.way == "hands and knees":
        go_to_floor(p, 0.65 * how.seconds / FLOOR_S)
        return p.place.yaw, 0.35 * how.seconds
    if how.way == "sitting":
        p.do(0.3 * how.seconds, a.squatting())
        p.place = p.place.ahead(-0.25)
        p.roll_to(0.3 * how.seconds, a.floor_sitting(recline=14.0))
        return p.place.yaw + 180.0, 0.4 * how.seconds
    p.do(0.35 * how.seconds, a.half_kneeling())
    p.do(0.25 * how.seconds, a.kneeling(upright=0.3, bend=25.0))
    return p.place.yaw + 90.0 * how.side, 0.4 * how.seconds


def _lie(p: Performer, how: LieDown, head_deg: float, seconds: float) -> None:
    """Lie down with the head where it is to be, over the side unless the way leads straight there."""
    a = p.attitudes
    straight = (how.way, how.end) in (("hands and knees", "belly"), ("sitting", "back"))
    if not straight:
        p.place = replace(p.place, yaw=head_deg - 90.0 * how.side)
        p.roll_to(seconds if how.end == "side" else 0.6 * seconds, a.on_side(how.side))
        seconds *= 0.4
    if how.end != "side":
        p.place = replace(p.place, yaw=head_deg + (180.0 if how.end == "back" else 0.0))
        p.roll_to(seconds, a.supine(knees=float(p.rng.uniform(0, 1))) if how.end == "back" else a.prone())


def _stay(p: Performer, how: LieDown, left_s: float) -> None:
    """Do for a while, at most `left_s`, what is done on the floor."""
    a, rng = p.attitudes, p.rng
    if how.doing == "still" or left_s < SHORTEST_S:
        p.hold(left_s)
        return
    seconds = min(left_s, float(rng.uniform(SHORTEST_S, 1.5) if how.doing == "exercises" else rng.uniform(1.0, 2.5)))
    lift = float(rng.uniform(0, 1))
    arms = Arm(float(rng.uniform(0, 170)), float(rng.uniform(5, 60)), 0.0, float(rng.uniform(5, 60)))
    if how.end == "back":
        posture = a.supine(knees=lift, arms=arms if how.doing == "stretches" else None)
    elif how.end == "belly":
        ahead = replace(arms, flexion=130.0 + 50.0 * lift)
        posture = a.plank(0.5 * lift) if how.doing == "exercises" else a.prone(arms=ahead)
    else:
        posture = a.on_side(how.side, curl=lift)
    p.roll_to(seconds, posture)
    p.hold(min(left_s - seconds, float(rng.uniform(0.0, 1.5))))
