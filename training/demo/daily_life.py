"""The clip of daily life: a woman sits down, ties her shoes, picks something up and lies down on the sofa. No fall."""

import numpy as np

from training.demo.layout import CHAIR_SEAT_M, SOFA_SEAT_M
from training.demo.scene import EMPTY_S, Act, Script
from training.simulation.behaviour.activities import lying, seated, shoes
from training.simulation.behaviour.activities.activity import perform
from training.simulation.behaviour.performer import Performer
from training.simulation.bodies.body import Body
from training.simulation.bodies.clothing import Wardrobe
from training.simulation.bodies.mesh import Shape
from training.simulation.motion.gait import Gait
from training.simulation.motion.place import Place
from training.simulation.motion.posture import Arm

LENGTH_S = 46.0
WOMAN = Shape(gender=1.0, age=0.92, muscle=0.45, weight=0.55, height=0.36)
CLOTHES = Wardrobe(
    skin=(0.56, 0.32, 0.22),
    hair=(0.13, 0.075, 0.04),
    top=(0.10, 0.20, 0.30),
    trousers=(0.17, 0.13, 0.09),
    shoes=(0.12, 0.03, 0.03),
    long_hair=True,
)
GAIT = Gait(step_m=0.46, step_s=0.52, stoop=5.0, crouch_m=0.012)
PACE = 1.4
"""Unhurried: a multiple of an adult's usual times."""
TO_CHAIR = ((6.4, 0.5), (5.4, 0.98), (4.7, 1.0), (4.05, 1.35), (3.96, 1.88))
TO_RUG = ((3.96, 1.88), (3.25, 2.2), (2.95, 2.4))
TO_SOFA = ((2.95, 2.4), (2.9, 2.8), (3.22, 3.46))
ON_SOFA = Place(3.68, 4.0, 180.0)
"""Where the hips lie, the feet towards the window."""
REACH_S = 1.5


def play(body: Body) -> Act:
    """Do one thing after the other, and stay on the sofa."""
    performer = Performer(body, np.random.default_rng(0), Place(*TO_CHAIR[0], 150.0), stoop=GAIT.stoop)
    for activity in (walk_to_chair, sit_down, tie_shoes, stand_up, walk_to_rug, pick_up, walk_to_sofa, lie_down):
        perform(performer, activity)
    performance = performer.finish(LENGTH_S - EMPTY_S)
    bends_s = next(done.start_s for done in performance.activities if done.name == pick_up.__name__)
    return Act(performance, EMPTY_S + bends_s + REACH_S)


def walk_to_chair(performer: Performer) -> None:
    """Come in and turn the back to the chair."""
    performer.walk(TO_CHAIR, GAIT, turn_to=180.0)


def sit_down(performer: Performer) -> None:
    """Sit down on the chair."""
    seated.take_seat(performer, CHAIR_SEAT_M, soft=False, pace=PACE)
    performer.hold(1.5)


def tie_shoes(performer: Performer) -> None:
    """Bend to the shoes."""
    shoes.bend_to_shoes(performer, CHAIR_SEAT_M, 3.2, PACE)


def stand_up(performer: Performer) -> None:
    """Rise from the chair."""
    seated.leave_seat(performer, CHAIR_SEAT_M, PACE)


def walk_to_rug(performer: Performer) -> None:
    """Walk to the ball of wool."""
    performer.walk(TO_RUG, GAIT)


def pick_up(performer: Performer) -> None:
    """Bend to the floor with the right hand and come up again."""
    wool = Arm(hand=(0.34, -0.12, 0.15), reach=1.0)
    performer.do(REACH_S, performer.attitudes.bent(98.0, (Arm(70.0), wool), knees=0.26))
    performer.hold(0.5)
    performer.do(REACH_S, performer.attitudes.standing((Arm(), Arm(flexion=16.0, elbow=62.0))))
    performer.hold(0.5)


def walk_to_sofa(performer: Performer) -> None:
    """Walk to the sofa and turn the back to it."""
    performer.walk(TO_SOFA, GAIT, turn_to=-90.0)


def lie_down(performer: Performer) -> None:
    """Sit down on the sofa, and lie down on it."""
    seated.take_seat(performer, SOFA_SEAT_M, soft=False, pace=PACE)
    performer.hold(1.0)
    performer.place = ON_SOFA
    lying.lie_down(performer, SOFA_SEAT_M, PACE)


DAILY_LIFE = Script("daily_life", LENGTH_S, WOMAN, CLOTHES, play)
