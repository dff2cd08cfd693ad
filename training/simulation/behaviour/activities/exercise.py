"""Exercise: push-ups, yoga, crawling, jumping, dancing."""

from dataclasses import replace

import numpy as np

from training.simulation.behaviour.activities.activity import Activities
from training.simulation.behaviour.activities.floor import go_to_floor, sit_on_floor
from training.simulation.behaviour.manner import pace_of
from training.simulation.behaviour.performer import Performer
from training.simulation.motion.place import raised
from training.simulation.motion.posture import Arm, Foot, Posture

EXERCISE = Activities()


@EXERCISE.add(rare=1)
def push_ups(p: Performer) -> None:
    """Do push-ups."""
    a, beat = p.attitudes, float(p.rng.uniform(0.45, 1.1))
    go_to_floor(p, 0.8)
    p.roll_to(0.8, a.plank())
    for _ in range(int(p.rng.integers(2, 6))):
        p.do(beat, a.plank(0.15))
        p.do(beat, a.plank())
    if p.rng.random() < 0.3:
        p.do(0.5, a.plank(0.0))
        p.hold(1.5)
        p.do(0.8, a.plank())
    p.roll_to(0.8, a.all_fours())
    p.rise(1.0)


@EXERCISE.add(rare=1)
def sit_ups(p: Performer) -> None:
    """Do sit-ups on the back, quickly up and down."""
    a, beat = p.attitudes, float(p.rng.uniform(0.5, 1.2))
    sit_on_floor(p)
    across = Arm(50.0, 5.0, 40.0, 120.0)
    up = replace(a.floor_sitting(recline=8.0), left_arm=across, right_arm=across)
    up = bent_knees(p, up)
    down = bent_knees(p, replace(a.supine(knees=0.6), left_arm=across, right_arm=across))
    for _ in range(int(p.rng.integers(2, 6))):
        p.do(beat, down)
        p.do(beat, up)
    p.roll_to(1.0, p.attitudes.floor_sitting(crossed=True))
    p.roll_to(1.2, a.all_fours())
    p.rise(1.0)


@EXERCISE.add(rare=1)
def crawl(p: Performer) -> None:
    """Crawl on hands and knees."""
    a = p.attitudes
    go_to_floor(p, pace_of(p, 0.5))
    step = 0.14 * p.attitudes.scale
    for beat in range(int(p.rng.integers(4, 10))):
        side = 1.0 if beat % 2 else -1.0
        p.place = p.place.ahead(step)
        p.do(float(p.rng.uniform(0.45, 0.8)), a.all_fours(-step * side, step=step * side))
    p.do(0.4, a.all_fours())
    p.rise(pace_of(p, 0.7))


@EXERCISE.add(rare=1)
def yoga(p: Performer) -> None:
    """Go through poses: plank, downward dog, child's pose, lunge."""
    a, rng = p.attitudes, p.rng
    go_to_floor(p, 1.0)
    for _ in range(int(rng.integers(2, 5))):
        kind = int(rng.integers(5))
        posture = (a.plank(), a.plank(0.9, hips=0.45 * a.scale), a.resting_child(), a.prone(), a.all_fours())[kind]
        p.roll_to(float(rng.uniform(1.0, 2.5)), posture)
        p.hold(float(rng.uniform(1.0, 4.0)))
    p.roll_to(1.2, a.all_fours())
    p.rise(1.0)


@EXERCISE.add(rare=1)
def warrior(p: Performer) -> None:
    """Stand in a wide lunge, arms out."""
    a = p.attitudes
    leg = p.body.leg
    feet = (Foot((0.55 * leg, 0.0, p.body.ankle)), Foot((-0.6 * leg, 0.0, p.body.ankle), -50.0, 10.0))
    wide = a.of((0.1 * leg, p.body.ankle + 0.68 * leg), feet, arms=Arm(0.0, 88.0, 10.0, 5.0))
    tall = a.of((0.1 * leg, p.body.ankle + 0.68 * leg), feet, arms=Arm(172.0, 5.0, 0.0, 5.0))
    p.do(1.2, wide)
    p.hold(float(p.rng.uniform(0.5, 2.5)))
    p.do(1.0, tall)
    p.hold(float(p.rng.uniform(0.5, 2.5)))
    p.do(1.2, a.standing())


@EXERCISE.add(rare=1)
def exercise_lying(p: Performer) -> None:
    """Lie on a mat and lift legs or hips."""
    a = p.attitudes
    sit_on_floor(p)
    p.roll_to(1.2, a.supine(knees=1.0))
    for _ in range(int(p.rng.integers(2, 5))):
        up = a.supine(knees=0.9)
        x, y, z = up.root
        lifted = (
            replace(up, root=(x, y, z + 0.22 * a.scale), pitch=-72.0) if p.rng.random() < 0.5 else a.supine(knees=0.2)
        )
        p.do(float(p.rng.uniform(0.6, 1.5)), lifted)
        p.do(float(p.rng.uniform(0.6, 1.5)), a.supine(knees=1.0))
    p.place = replace(p.place, yaw=p.place.yaw + 90.0)
    p.roll_to(1.0, a.on_side(1.0))
    p.place = replace(p.place, yaw=p.place.yaw + 90.0)
    p.roll_to(1.2, a.all_fours())
    p.rise(1.0)


@EXERCISE.add(rare=1)
def jump(p: Performer) -> None:
    """Jump up, a few times."""
    a = p.attitudes
    for _ in range(int(p.rng.integers(1, 5))):
        up = float(p.rng.uniform(0.08, 0.3)) * a.scale
        flight_s = 2 * float(np.sqrt(2 * up / 9.81))
        crouch = a.squatting(0.45)
        p.do(0.35, crouch)
        p.do(0.16, a.standing())
        p.do(flight_s / 2, raised(a.standing(Arm(60.0, 20.0)), up))
        p.do(flight_s / 2, a.standing())
        p.do(0.15, crouch)
        p.do(0.3, a.standing())


@EXERCISE.add(rare=1)
def jumping_jacks(p: Performer) -> None:
    """Jump with legs and arms apart and together."""
    a = p.attitudes
    for _ in range(int(p.rng.integers(3, 8))):
        wide = a.standing(Arm(0.0, 150.0, 0.0, 15.0), apart=3.2)
        x, y, z = wide.root
        p.do(0.22, raised(a.standing(Arm(0.0, 80.0, 0.0, 10.0), apart=2.0), 0.07))
        p.do(0.2, replace(wide, root=(x, y, z - 0.05)))
        p.do(0.22, raised(a.standing(Arm(0.0, 80.0, 0.0, 10.0), apart=2.0), 0.07))
        p.do(0.2, a.standing())


@EXERCISE.add(rare=1)
def dance(p: Performer) -> None:
    """Step and sway to music."""
    a, rng, beat = p.attitudes, p.rng, float(p.rng.uniform(0.3, 0.6))
    home = p.place
    for number in range(int(rng.integers(8, 24))):
        side = 1.0 if number % 2 else -1.0
        p.place = home.ahead(float(rng.uniform(-0.1, 0.1)), 0.12 * side, float(rng.uniform(-25, 25)))
        arm = Arm(float(rng.uniform(0, 120)), float(rng.uniform(5, 90)), 10.0, float(rng.uniform(10, 100)))
        posture = a.bent(float(rng.uniform(0, 25)), arm, knees=float(rng.uniform(0.0, 0.18)))
        p.do(beat, replace(posture, roll=float(rng.uniform(-10, 10))))
    p.do(0.6, a.standing())


def bent_knees(p: Performer, posture: Posture) -> Posture:
    """Return a posture with the feet drawn in."""
    ahead = 0.62 * p.body.leg
    feet = [Foot((ahead, sign * p.attitudes.stance, p.body.ankle), 0.0, 0.0) for sign in (1.0, -1.0)]
    return replace(posture, left_foot=feet[0], right_foot=feet[1])
