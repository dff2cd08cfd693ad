"""Standing: using the hands, bending, picking something up."""

from dataclasses import replace

from training.simulation.behaviour.activities.activity import Activities
from training.simulation.behaviour.manner import pace_of
from training.simulation.behaviour.performer import Performer
from training.simulation.motion.posture import Arm

STANDING = Activities()


@STANDING.add(common=1)
def stand(p: Performer) -> None:
    """Stand and use the hands: drink, reach up, telephone."""
    a, rng = p.attitudes, p.rng
    for _ in range(int(rng.integers(1, 4))):
        arm = Arm(float(rng.uniform(0, 160)), float(rng.uniform(0, 40)), 10.0, float(rng.uniform(5, 120)))
        both = (arm, Arm()) if rng.random() < 0.5 else (arm, arm)
        p.do(float(rng.uniform(0.6, 1.5)), a.standing(both))
        p.hold(float(rng.uniform(0.3, 2.0)))
    p.do(1.0, a.standing())


@STANDING.add(common=1)
def bend(p: Performer) -> None:
    """Bend to 90 degrees, and stay for a while."""
    pace = pace_of(p, 0.5)
    p.do(1.0 * pace, p.attitudes.bent(float(p.rng.uniform(60, 115)), knees=float(p.rng.uniform(0.0, 0.2))))
    p.hold(float(p.rng.uniform(0.2, 3.0)))
    p.do(1.0 * pace, p.attitudes.standing())


@STANDING.add(common=1)
def pick_up(p: Performer) -> None:
    """Pick something up from the floor, bending or squatting."""
    a, pace = p.attitudes, pace_of(p, 0.5)
    ahead = 0.35 * p.body.leg
    reach = Arm(hand=(ahead, -0.08, 0.12), reach=1.0)
    low = a.bent(float(p.rng.uniform(75, 105)), (Arm(60.0), reach), knees=float(p.rng.uniform(0.1, 0.3)))
    if p.rng.random() < 0.4:
        low = replace(a.squatting(), right_arm=reach)
    p.do(1.0 * pace, low)
    p.hold(float(p.rng.uniform(0.1, 0.8)))
    p.do(1.0 * pace, a.standing())
