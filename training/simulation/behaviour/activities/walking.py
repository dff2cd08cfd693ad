"""Walking: about, with a stick, with something in the hands, there and back."""

from dataclasses import replace

from training.simulation.behaviour.activities.activity import Activities
from training.simulation.behaviour.manner import draw_gait
from training.simulation.behaviour.performer import Performer
from training.simulation.motion.posture import Arm

WALKING = Activities()


@WALKING.add(common=2)
def walk_about(p: Performer) -> None:
    """Walk a way with a bend."""
    first = p.place.ahead(float(p.rng.uniform(1.0, 3.0)), float(p.rng.uniform(-1.0, 1.0)))
    path = [p.place.xy, first.xy]
    if p.rng.random() < 0.5:
        path.append(
            replace(first, yaw=first.yaw + float(p.rng.uniform(-90, 90))).ahead(float(p.rng.uniform(0.8, 2.0))).xy
        )
    p.walk(path, draw_gait(p.body, p.rng))


@WALKING.add(frequent=1)
def walk_with_stick(p: Performer) -> None:
    """Walk slowly, one hand on a stick."""
    end = p.place.ahead(float(p.rng.uniform(1.0, 2.0)), float(p.rng.uniform(-0.5, 0.5)))
    p.walk(
        [p.place.xy, end.xy],
        draw_gait(p.body, p.rng, pace=float(p.rng.uniform(0, 0.3))),
        right_arm=Arm(18.0, 14.0, 10.0, 38.0),
    )


@WALKING.add(common=1)
def carry(p: Performer) -> None:
    """Walk with something in both hands."""
    end = p.place.ahead(float(p.rng.uniform(1.0, 3.0)), float(p.rng.uniform(-1, 1)))
    arm = Arm(20.0, 8.0, 20.0, 85.0)
    p.walk([p.place.xy, end.xy], draw_gait(p.body, p.rng), left_arm=arm, right_arm=arm)


@WALKING.add(common=1)
def turn_round(p: Performer) -> None:
    """Walk there and back."""
    there = p.place.ahead(float(p.rng.uniform(1.0, 2.5)))
    gait = draw_gait(p.body, p.rng)
    home = p.place
    p.walk([home.xy, there.xy], gait)
    p.hold(float(p.rng.uniform(0.2, 1.0)))
    p.walk([there.xy, home.xy], gait)


@WALKING.add(frequent=1)
def leave_and_return(p: Performer) -> None:
    """Walk far off, out of most pictures, and come back."""
    there = p.place.ahead(float(p.rng.uniform(5.0, 9.0)))
    home = p.place
    gait = draw_gait(p.body, p.rng, pace=0.8)
    p.walk([home.xy, there.xy], gait)
    p.hold(float(p.rng.uniform(0.5, 3.0)))
    p.walk([there.xy, home.xy], gait)
