"""How people come to fall at home: what they do before, why they lose balance, how it ends and what follows."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from training.simulation.behaviour.activities.seated import leave_seat, take_seat
from training.simulation.behaviour.activities.standing import stand
from training.simulation.behaviour.furniture import furnish, seat_height, square
from training.simulation.behaviour.manner import draw_gait, pace_of
from training.simulation.behaviour.performer import Performer
from training.simulation.motion.attitudes import Place
from training.simulation.motion.posture import Arm
from training.simulation.physics.falls import Cause, draw_cause

type Way = Callable[[Performer, float], None]
"""Acts until somebody has fallen towards an angle, in degrees from the facing."""

TURN_DEG = 30
"""Directions are drawn in steps of this."""
LIKELY_DEG = {"trip": (0, 75), "slip": (180, 75), "external": (0, 180), "collapse": (0, 180), "misstep": (90, 180),
              "transfer": (0, 180), "from_height": (180, 180)}  # fmt: skip
"""Where a kind usually sends the body, and how far from there it may."""
KINDS = {
    "trip": 0.2,
    "slip": 0.14,
    "collapse": 0.18,
    "misstep": 0.14,
    "transfer": 0.18,
    "external": 0.09,
    "from_height": 0.07,
}


def draw_kind(rng: np.random.Generator) -> str:
    """Return a kind; rarer ones are drawn more often than they happen, so that they can be learned."""
    return str(rng.choice(list(KINDS), p=np.array(list(KINDS.values())) / sum(KINDS.values())))


def draw_direction(kind: str, rng: np.random.Generator) -> float:
    """Return where a fall of a kind goes, in steps of 30 degrees from the facing."""
    middle, spread = LIKELY_DEG[kind]
    steps = spread // TURN_DEG
    return float((middle + TURN_DEG * rng.integers(-steps, steps + 1) + 180) % 360 - 180)


def fall(p: Performer, kind: str, toward_deg: float) -> None:
    """Act until a fall of a kind, and what comes after it."""
    ways = WAYS[kind]
    ways[int(p.rng.integers(len(ways)))](p, toward_deg)
    afterwards(p)


def near_fall(p: Performer) -> None:
    """Lose balance while walking, and catch it."""
    kind = str(p.rng.choice(["trip", "slip", "misstep", "external"]))
    cause = draw_cause(kind, draw_direction(kind, p.rng), p.rng)
    _walk(p)
    weaker = replace(cause, push_m_s2=0.4 * cause.push_m_s2, leg_tone=max(cause.leg_tone, 0.7))
    p.stumble(
        weaker,
        back_s=float(p.rng.uniform(0.3, 0.8)),
        catch_s=float(p.rng.uniform(0.2, 0.42)),
        phase=PHASES.get(kind, ""),
    )
    if p.rng.random() < 0.6:
        _walk(p)


# Before and during

PHASES = {"trip": "swing", "slip": "landing"}


def _walk(p: Performer) -> None:
    p.hold(float(p.rng.uniform(0.1, 1.0)))
    end = p.place.ahead(float(p.rng.uniform(1.2, 3.5)), float(p.rng.uniform(-0.5, 0.5)))
    p.walk([p.place.xy, end.xy], draw_gait(p.figure, p.rng))


def _walking(kind: str) -> Way:
    def way(p: Performer, toward_deg: float) -> None:
        _walk(p)
        p.fall(draw_cause(kind, toward_deg, p.rng), back_s=float(p.rng.uniform(0.3, 1.0)), phase=PHASES.get(kind, ""))

    return way


def _standing(kind: str) -> Way:
    def way(p: Performer, toward_deg: float) -> None:
        if p.rng.random() < 0.5:
            _walk(p)
        stand(p)
        p.hold(0.4)
        p.fall(draw_cause(kind, toward_deg, p.rng), before="standing")

    return way


def _bending(kind: str) -> Way:
    def way(p: Performer, toward_deg: float) -> None:
        if p.rng.random() < 0.4:
            _walk(p)
        p.do(1.2, p.attitudes.bent(float(p.rng.uniform(50, 95)), knees=0.15))
        p.do(1.0, p.attitudes.standing())
        p.fall(draw_cause(kind, toward_deg, p.rng), back_s=float(p.rng.uniform(0.1, 1.0)), before="standing")

    return way


def _rising(p: Performer, toward_deg: float) -> None:
    """Lose balance while rising from a seat, or on the first steps after it."""
    seat_m = seat_height(p, soft=bool(p.rng.random() < 0.5))
    _seated(p, seat_m)
    p.hold(float(p.rng.uniform(0.8, 3.0)))
    leave_seat(p, seat_m, pace_of(p, 0.7))
    if p.rng.random() < 0.35:
        p.hold(float(p.rng.uniform(0.3, 2.0)))
        p.fall(draw_cause("transfer", toward_deg, p.rng), before="rising")
        return
    p.fall(draw_cause("transfer", toward_deg, p.rng), back_s=float(p.rng.uniform(0.15, 0.9)), before="rising")


def _seated(p: Performer, seat_m: float) -> None:
    """Begin seated, or sit down first."""
    if p.rng.random() < 0.5:
        take_seat(p, seat_m, soft=False, pace=pace_of(p, 0.6))
        return
    p.place = replace(p.place, yaw=square(p))
    back = -0.96 * p.figure.thigh
    furnish(p, (back - 0.25, -0.14), (-0.4, 0.4), (0.0, seat_m - 0.01))
    p.begin(p.attitudes.seated(seat_m))


def _missing_the_seat(p: Performer, toward_deg: float) -> None:
    """Sit down where the chair isn't, or only its edge."""
    p.hold(float(p.rng.uniform(0.8, 2.5)))
    p.face(square(p))
    seat_m = seat_height(p, soft=False)
    back = -0.96 * p.figure.thigh
    gap = float(p.rng.uniform(0.15, 0.6))
    furnish(p, (back - 0.5 - gap, back - gap), (-0.24, 0.24), (0.0, seat_m))
    sinking = replace(p.attitudes.bent(35.0, Arm(30.0), knees=0.35), root=(0.6 * back, 0.0, seat_m + 0.22))
    p.do(float(p.rng.uniform(0.6, 1.1)), sinking)
    p.do(0.5, p.attitudes.seated(seat_m))
    cause = draw_cause("transfer", 180.0 if abs(toward_deg) < 60 else toward_deg, p.rng)
    p.fall(
        replace(cause, trunk_tone=max(cause.trunk_tone, 0.5)), back_s=float(p.rng.uniform(0.35, 0.6)), before="sitting"
    )


def _sliding_off(p: Performer, toward_deg: float) -> None:
    """Slide or tip from the edge of a chair or bed."""
    seat_m = float(p.rng.uniform(0.4, 0.6)) * min(1.0, p.attitudes.scale)
    p.place = replace(p.place, yaw=square(p))
    edge = -0.96 * p.figure.thigh + float(p.rng.uniform(-0.02, 0.05))
    furnish(p, (edge - 0.9, edge), (-0.8, 0.8), (0.0, seat_m - 0.02))
    p.begin(p.attitudes.seated(seat_m, recline=float(p.rng.uniform(-20, 15))))
    p.hold(float(p.rng.uniform(1.0, 4.0)))
    p.do(0.6, p.attitudes.seated(seat_m, recline=float(p.rng.uniform(-40, 10))))
    cause = draw_cause("transfer", toward_deg if abs(toward_deg) < 120 else toward_deg / 2, p.rng)
    p.fall(
        replace(cause, push_m_s2=float(p.rng.uniform(1.8, 3.5)), push_s=float(p.rng.uniform(0.4, 0.8))),
        before="sitting",
    )


def _out_of_bed(p: Performer, toward_deg: float) -> None:  # noqa: ARG001 - a bed has two sides only
    """Roll out of bed."""
    p.place = replace(p.place, yaw=square(p))
    bed_m = float(p.rng.uniform(0.4, 0.62))
    side = float(p.rng.choice([-1.0, 1.0]))
    near, far = side * 0.2, -side * 0.9
    furnish(p, (-1.3, 1.3), (min(near, far), max(near, far)), (0.0, bed_m - 0.04))
    home = p.place
    p.begin(p.attitudes.supine(bed_m, pillow=15.0))
    p.hold(float(p.rng.uniform(1.0, 4.0)))
    p.place = replace(home.ahead(0.0, 0.14 * side), yaw=home.yaw + 180.0 - 90.0 * side)
    p.roll_to(float(p.rng.uniform(0.8, 1.6)), p.attitudes.on_side(side, bed_m))
    p.hold(0.2)
    p.fall(
        Cause("transfer", 0.0, push_m_s2=float(p.rng.uniform(2.0, 4.0)), push_s=0.5, arms=float(p.rng.uniform(0, 0.8)),
              trunk_tone=0.5, leg_tone=0.4, floor_tone=0.08),
        before="lying",
    )  # fmt: skip


def _from_step(p: Performer, toward_deg: float) -> None:
    """Fall from a stool, a ladder or a desk: stand up there, reach, lose balance."""
    up_m = float(p.rng.uniform(0.25, 1.1)) * min(1.0, p.attitudes.scale)
    p.place = replace(p.place, yaw=square(p))
    half = float(p.rng.uniform(0.18, 0.4))
    furnish(p, (-half + 0.05, half + 0.05), (-half, half), (0.0, up_m - 0.005))
    p.stand_on(up_m)
    for _ in range(int(p.rng.integers(1, 4))):
        reach = Arm(float(p.rng.uniform(60, 170)), float(p.rng.uniform(5, 50)), 10.0, float(p.rng.uniform(5, 60)))
        p.do(float(p.rng.uniform(0.6, 1.5)), p.raised(p.attitudes.standing((reach, Arm())), up_m))
        p.hold(float(p.rng.uniform(0.2, 1.0)))
    p.fall(draw_cause("from_height", toward_deg, p.rng), before="elevated")


def _stepping_down(p: Performer, toward_deg: float) -> None:
    """Walk off an edge, as from a landing or the last stair."""
    up_m = float(p.rng.uniform(0.26, 0.6)) * min(1.0, p.attitudes.scale)
    p.place = replace(p.place, yaw=square(p))
    furnish(p, (-1.0, 0.22), (-0.5, 0.5), (0.0, up_m - 0.005))
    p.stand_on(up_m)
    p.hold(float(p.rng.uniform(0.8, 2.5)))
    lunge = p.attitudes.bent(12.0, Arm(25.0, 20.0), knees=0.08)
    left = replace(lunge.left_foot, ankle=(0.35 * p.figure.leg, p.attitudes.stance, p.figure.ankle + 0.05), pitch=-5.0)
    x, _, z = lunge.root
    p.do(0.6, p.raised(replace(lunge, left_foot=left, root=(x + 0.12, 0.0, z)), up_m))
    cause = draw_cause("from_height", toward_deg if abs(toward_deg) <= 60 else toward_deg / 3, p.rng)
    p.fall(replace(cause, slide_s=0.0, slide_n=0.0), before="elevated")


WAYS: dict[str, tuple[Way, ...]] = {
    "trip": (_walking("trip"),),
    "slip": (_walking("slip"), _walking("slip"), _standing("slip")),
    "collapse": (_walking("collapse"), _standing("collapse"), _standing("collapse"), _bending("collapse")),
    "misstep": (_walking("misstep"), _standing("misstep"), _bending("misstep")),
    "external": (_walking("external"), _standing("external")),
    "transfer": (_rising, _rising, _missing_the_seat, _sliding_off, _out_of_bed),
    "from_height": (_from_step, _from_step, _stepping_down),
}


# After


def afterwards(p: Performer) -> None:
    """Lie still, move, sit up, crawl or get up."""
    rng = p.rng
    what = str(rng.choice(["still", "moves", "sits", "crawls", "rises"], p=[0.45, 0.15, 0.1, 0.08, 0.22]))
    p.lie_still(float(rng.uniform(0.3, 5.0)) if what != "still" else float(rng.uniform(5.0, 10.0)))
    pace = float(rng.uniform(0.8, 2.0))
    if what == "rises":
        p.get_up(pace)
        p.hold(float(rng.uniform(1.0, 4.0)))
        return
    if what == "still":
        return
    p.settle_on_floor(1.2 * pace)
    if what == "moves":
        for _ in range(int(rng.integers(1, 3))):
            p.hold(float(rng.uniform(0.3, 1.5)))
            side = float(rng.choice([-1.0, 1.0]))
            p.place = replace(p.place, yaw=p.place.yaw + float(rng.uniform(-20, 20)))
            p.roll_to(
                float(rng.uniform(1.0, 2.0)),
                (p.attitudes.supine(knees=float(rng.uniform(0, 1))), p.attitudes.on_side(side))[int(rng.integers(2))],
            )
    elif what == "sits":
        p.roll_to(1.8 * pace, p.attitudes.floor_sitting(recline=12.0))
    else:
        p.roll_to(1.5 * pace, p.attitudes.all_fours())
        step = 0.12 * p.attitudes.scale
        for beat in range(int(rng.integers(3, 7))):
            sign = 1.0 if beat % 2 else -1.0
            p.place = p.place.ahead(step)
            p.do(float(rng.uniform(0.6, 1.0)), p.attitudes.all_fours(-step * sign, step=step * sign))
    p.hold(float(rng.uniform(2.0, 6.0)))
    p.after(what)


def place_somewhere(rng: np.random.Generator, *, apart: float = 0.0) -> Place:
    """Return a place near the room's middle, facing along one of its axes."""
    return Place(float(rng.uniform(-1, 1)) * apart, float(rng.uniform(-1, 1)) * apart, 90.0 * float(rng.integers(4)))
