"""What looks like a fall for a moment: dropping to the knees, lurching."""

from dataclasses import replace

from training.simulation.behaviour.activities.activity import Activities
from training.simulation.behaviour.performer import Performer
from training.simulation.motion.posture import Arm

SUDDEN = Activities()


@SUDDEN.add(frequent=1)
def drop_to_knees(p: Performer) -> None:
    """Drop to the knees at once, as to a child or after something lost, look under the sofa, rise."""
    a, rng = p.attitudes, p.rng
    p.do(0.3, a.squatting(0.7))
    p.do(float(rng.uniform(0.3, 0.6)), a.kneeling(bend=20.0))
    if rng.random() < 0.6:
        p.do(float(rng.uniform(0.4, 0.8)), a.prostrate() if rng.random() < 0.4 else a.all_fours())
        p.hold(float(rng.uniform(0.3, 3.0)))
    p.do(0.8, a.kneeling())
    p.do(0.8, a.half_kneeling())
    p.do(0.9, a.standing())


@SUDDEN.add(frequent=1)
def stumble(p: Performer) -> None:
    """Lurch to one side and catch oneself with a quick step."""
    a, rng = p.attitudes, p.rng
    aside, ahead = float(rng.uniform(-0.35, 0.35)), float(rng.uniform(-0.2, 0.4))
    leaning = a.bent(
        float(rng.uniform(10, 40)), Arm(float(rng.uniform(20, 70)), float(rng.uniform(20, 80)), 10.0, 30.0), knees=0.15
    )
    p.place = p.place.ahead(ahead, aside)
    p.do(float(rng.uniform(0.25, 0.45)), replace(leaning, roll=-60.0 * aside))
    p.do(float(rng.uniform(0.4, 0.8)), a.standing(Arm(20.0, 30.0)))
    p.do(0.6, a.standing())
