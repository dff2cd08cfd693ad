"""Going down to the heels and knees: squatting, working at the floor, praying."""

from training.simulation.behaviour.activities.activity import Activities
from training.simulation.behaviour.manner import pace_of
from training.simulation.behaviour.performer import Performer

KNEELING = Activities()


@KNEELING.add(frequent=1)
def squat(p: Performer) -> None:
    """Squat once or often."""
    pace = pace_of(p, 0.6)
    for _ in range(int(p.rng.integers(1, 5))):
        p.do(0.8 * pace, p.attitudes.squatting(float(p.rng.uniform(0.7, 1.0))))
        p.hold(float(p.rng.uniform(0.05, 1.5)))
        p.do(0.8 * pace, p.attitudes.standing())


@KNEELING.add(frequent=1)
def kneel(p: Performer) -> None:
    """Kneel down, work at the floor, rise."""
    a, rng, pace = p.attitudes, p.rng, pace_of(p, 0.45)
    p.do(0.8 * pace, a.half_kneeling())
    p.do(0.6 * pace, a.kneeling())
    for _ in range(int(rng.integers(1, 4))):
        p.do(float(rng.uniform(0.5, 1.2)), a.kneeling(upright=float(rng.uniform(0, 1)), bend=float(rng.uniform(0, 60))))
        p.hold(float(rng.uniform(0.2, 2.0)))
    p.do(0.7 * pace, a.kneeling())
    p.do(0.7 * pace, a.half_kneeling())
    p.do(0.9 * pace, a.standing())


@KNEELING.add(rare=1)
def pray(p: Performer) -> None:
    """Bow, prostrate twice, sit back on the heels, rise."""
    a, pace = p.attitudes, pace_of(p, 0.7)
    p.do(1.0 * pace, a.bent(88.0, a.hands(0.0, 0.5 * p.body.leg, 0.15), knees=0.0))
    p.hold(1.5)
    p.do(1.0 * pace, a.standing())
    p.do(1.1 * pace, a.kneeling(bend=10.0))
    for _ in range(2):
        p.do(1.0 * pace, a.prostrate())
        p.hold(float(p.rng.uniform(1.0, 2.5)))
        p.do(1.0 * pace, a.kneeling(upright=0.0))
        p.hold(float(p.rng.uniform(0.5, 2.0)))
    p.do(0.9 * pace, a.kneeling())
    p.do(0.8 * pace, a.half_kneeling())
    p.do(0.9 * pace, a.standing())
