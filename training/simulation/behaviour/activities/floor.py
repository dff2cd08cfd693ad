"""On the floor: lying, sitting and playing, and the ways there."""

from dataclasses import replace

from training.simulation.behaviour.activities.activity import Activities
from training.simulation.behaviour.manner import BODY_AGES, pace_of
from training.simulation.behaviour.performer import Performer

FLOOR = Activities()


@FLOOR.add(frequent=1)
def lie_on_floor(p: Performer) -> None:
    """Go down over the knees, lie on the back, belly or side, and get up again."""
    rng, pace = p.rng, pace_of(p, 0.5)
    go_to_floor(p, pace)
    choose_lying(p, pace)
    p.hold(float(rng.uniform(1.0, 6.0)))
    rise_from_floor(p, pace_of(p, 0.7))


@FLOOR.add(frequent=1)
def play_on_floor(p: Performer) -> None:
    """Sit, lean and kneel on the floor, as with a child or a pet."""
    a, rng = p.attitudes, p.rng
    sit_on_floor(p)
    for _ in range(int(rng.integers(2, 6))):
        kind = int(rng.integers(4))
        posture = (
            a.floor_sitting(crossed=True),
            a.floor_sitting(recline=float(rng.uniform(-25, 20))),
            a.kneeling(upright=0.1, bend=float(rng.uniform(0, 50))),
            a.all_fours(),
        )[kind]
        p.roll_to(float(rng.uniform(0.7, 1.6)), posture)
        p.hold(float(rng.uniform(0.3, 2.5)))
    p.roll_to(1.0, a.all_fours())
    p.rise(pace_of(p, 0.7))


@FLOOR.add()
def sit_on_floor(p: Performer) -> None:
    """Sit down on the floor over a squat and a hand, as the young do, or over the knees."""
    a, pace = p.attitudes, pace_of(p, 0.5)
    if p.body.age > BODY_AGES[1] or p.rng.random() < 0.4:
        go_to_floor(p, pace)
        p.roll_to(1.2 * pace, a.floor_sitting(recline=14.0))
        return
    p.do(0.7 * pace, a.squatting())
    p.place = p.place.ahead(-0.25)
    p.roll_to(0.8 * pace, a.floor_sitting(crossed=True))


def go_to_floor(p: Performer, pace: float) -> None:
    """Kneel down to hands and knees."""
    a = p.attitudes
    p.do(0.9 * pace, a.half_kneeling())
    p.do(0.6 * pace, a.kneeling())
    p.do(0.7 * pace, a.all_fours())


def choose_lying(p: Performer, pace: float) -> None:
    """Lie down from hands and knees, in one way or another."""
    a, kind = p.attitudes, int(p.rng.integers(3))
    if kind == 0:
        p.roll_to(1.0 * pace, a.prone())
        return
    yaw = p.place.yaw
    side = float(p.rng.choice([-1.0, 1.0]))
    p.place = replace(p.place, yaw=yaw - 90.0 * side)
    p.roll_to(1.1 * pace, a.on_side(side))
    if kind == 2:
        p.place = replace(p.place, yaw=yaw + 180.0)
        p.roll_to(1.0 * pace, a.supine(knees=float(p.rng.uniform(0, 1))))


def rise_from_floor(p: Performer, pace: float) -> None:
    """Stand up from lying."""
    p.settle_on_floor(0.3)
    p.rise(pace)
