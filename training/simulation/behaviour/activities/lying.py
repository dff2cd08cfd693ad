"""Lying in bed: going there and getting up again, or turning over."""

from dataclasses import replace

from training.simulation.behaviour.activities.activity import Activities
from training.simulation.behaviour.activities.seated import leave_seat, take_seat
from training.simulation.behaviour.furniture import furnish, seat_height, square
from training.simulation.behaviour.manner import pace_of
from training.simulation.behaviour.performer import Performer

LYING = Activities()


@LYING.add(frequent=2)
def lie_in_bed(p: Performer) -> None:
    """Sit down on a bed or sofa, lie down slowly or at once, turn over, and get up."""
    a, rng = p.attitudes, p.rng
    p.face(square(p))
    bed_m, pace = seat_height(p, soft=True) + 0.06, pace_of(p, 0.45)
    take_seat(p, bed_m, soft=True, pace=pace)
    seated = p.place
    hips = seated.ahead(-0.96 * p.body.thigh - 0.05)
    p.place = replace(hips, yaw=seated.yaw + 90.0 * float(rng.choice([-1.0, 1.0])))
    lie_down(p, bed_m, pace)
    p.hold(float(rng.uniform(1.0, 6.0)))
    if rng.random() < 0.4:
        p.place = replace(p.place, yaw=p.place.yaw - 90.0)
        p.roll_to(1.3 * pace, a.on_side(-1.0, bed_m))
        p.hold(float(rng.uniform(0.5, 3.0)))
    if rng.random() < 0.6:
        p.place = seated
        p.roll_to(1.8 * pace, a.seated(bed_m, recline=8.0))
        leave_seat(p, bed_m, pace_of(p, 0.7))


@LYING.add(at_start=1)
def sleep_restless(p: Performer) -> None:
    """Lie in bed from the first moment on and turn over."""
    a, rng = p.attitudes, p.rng
    p.place = replace(p.place, yaw=square(p))
    bed_m = 0.48
    furnish(p, (-1.1, 1.1), (-0.5, 0.5), (0.0, bed_m - 0.02))
    home = p.place
    p.begin(a.supine(bed_m))
    for _ in range(int(rng.integers(1, 4))):
        p.hold(float(rng.uniform(0.5, 3.0)))
        side = float(rng.choice([-1.0, 0.0, 1.0]))
        p.place = home if side == 0 else replace(home, yaw=home.yaw + 180.0 - 90.0 * side)
        p.roll_to(float(rng.uniform(0.8, 2.0)), a.supine(bed_m) if side == 0 else a.on_side(side, bed_m))
    p.hold(2.0)


def lie_down(p: Performer, bed_m: float, pace: float) -> None:
    """Lie down on the back where the performer's place is, over drawn-in feet."""
    p.roll_to(1.5 * pace, p.attitudes.supine(bed_m, knees=0.5, pillow=20.0))
    p.do(0.8 * pace, p.attitudes.supine(bed_m, pillow=20.0))
