"""Sitting: on chairs and sofas, at a table, in a wheelchair."""

from dataclasses import replace

from training.simulation.behaviour.activities.activity import Activities
from training.simulation.behaviour.furniture import furnish, seat_height, square
from training.simulation.behaviour.manner import pace_of
from training.simulation.behaviour.performer import Performer
from training.simulation.motion.posture import Arm

SEATED = Activities()


@SEATED.add(common=2)
def sit(p: Performer) -> None:
    """Sit down, fast or slowly, stay, and rise."""
    soft = bool(p.rng.random() < 0.4)
    seat_m = seat_height(p, soft=soft)
    take_seat(p, seat_m, soft=soft, pace=pace_of(p, 0.35))
    fidget(p, seat_m, float(p.rng.uniform(1.0, 6.0)))
    leave_seat(p, seat_m, pace_of(p, 0.6))


@SEATED.add()
def rest(p: Performer) -> None:
    """Sit for minutes, reading or watching, with now and then a movement."""
    a, rng, soft = p.attitudes, p.rng, bool(p.rng.random() < 0.6)
    seat_m = seat_height(p, soft=soft)
    take_seat(p, seat_m, soft=soft, pace=pace_of(p, 0.5))
    until_s = p.now_s + float(rng.uniform(20.0, 120.0))
    while p.now_s < until_s:
        p.do(
            float(rng.uniform(0.8, 2.0)),
            a.seated(seat_m, recline=float(rng.uniform(-15, 28)), legs=float(rng.uniform(0, 0.2))),
        )
        p.hold(float(rng.exponential(12.0)))
    leave_seat(p, seat_m, pace_of(p, 0.7))


@SEATED.add(frequent=1)
def sit_at_table(p: Performer) -> None:
    """Sit at a table that hides the legs."""
    seat_m = seat_height(p, soft=False)
    take_seat(p, seat_m, soft=False, pace=pace_of(p, 0.6))
    furnish(p, (0.12, 0.9), (-0.6, 0.6), (0.68, 0.73))
    fidget(p, seat_m, float(p.rng.uniform(3.0, 8.0)))
    leave_seat(p, seat_m, pace_of(p, 0.8))


@SEATED.add(at_start=1)
def wheelchair(p: Performer) -> None:
    """Roll about in a wheelchair, from the first moment to the last."""
    a = p.attitudes
    p.begin(a.seated(0.5))
    for _ in range(int(p.rng.integers(2, 4))):
        ahead = float(p.rng.uniform(0.5, 1.5))
        for stroke in range(3):
            p.place = p.place.ahead(ahead / 3, 0.0, float(p.rng.uniform(-12, 12)))
            arm = Arm(25.0 if stroke % 2 else -25.0, 12.0, 10.0, 60.0)
            p.do(0.7, a.seated(0.5, recline=-6.0 if stroke % 2 else 4.0, arms=arm))
        p.hold(float(p.rng.uniform(0.2, 1.5)))


def take_seat(p: Performer, seat_m: float, *, soft: bool, pace: float) -> None:
    """Put a chair or sofa behind, and sit down."""
    p.face(square(p))
    a, thigh = p.attitudes, p.body.thigh
    back = -0.96 * thigh - 0.02
    width = 0.9 if soft else 0.24
    furnish(p, (back - 0.25, -0.14), (-width, width), (0.0, seat_m - 0.01))
    furnish(p, (back - 0.33, back - 0.25), (-width, width), (0.0, seat_m + 0.42))
    leaning = a.bent(38.0 if pace > 0.5 else 20.0, Arm(30.0, 10.0, 10.0, 30.0), knees=0.28)
    hips = p.body.ankle + 0.6 * p.body.leg
    leaning = replace(leaning, root=(back * 0.55, 0.0, max(hips, seat_m + 0.15)))
    p.do(0.75 * pace, leaning)
    p.do(0.55 * pace, a.seated(seat_m - (0.04 if soft else 0.0), recline=18.0 if soft else 6.0))
    if soft and pace < 0.6:
        p.do(0.35, a.seated(seat_m, recline=30.0, legs=0.15, arms=Arm(20.0, 35.0, 10.0, 40.0)))


def leave_seat(p: Performer, seat_m: float, pace: float) -> None:
    """Stand up from a seat."""
    a = p.attitudes
    p.do(0.7 * pace, a.seated(seat_m, recline=-34.0))
    hips = p.body.ankle + 0.62 * p.body.leg
    rising = replace(
        a.bent(40.0, Arm(25.0, 8.0, 10.0, 25.0), knees=0.3),
        root=(-0.45 * p.body.thigh, 0.0, max(hips, seat_m + 0.18)),
    )
    p.do(0.6 * pace, rising)
    p.do(0.8 * pace, a.standing())


def fidget(p: Performer, seat_m: float, seconds: float) -> None:
    """Sit, leaning this way and that, perhaps tying shoes."""
    a, rng = p.attitudes, p.rng
    until_s = p.now_s + seconds
    while p.now_s < until_s:
        posture = a.seated(seat_m, recline=float(rng.uniform(-25, 28)), legs=float(rng.uniform(0, 0.2)))
        if rng.random() < 0.3:
            posture = replace(posture, roll=float(rng.uniform(-12, 12)))
        p.do(float(rng.uniform(0.6, 1.6)), posture)
        p.hold(float(rng.uniform(0.3, 3.0)))
