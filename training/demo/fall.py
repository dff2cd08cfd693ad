"""The clip of a fall: an old man comes in, trips over the rug's edge, falls forward and stays where he lies."""

import numpy as np

from falldetect_core.kinds import Kind
from training.demo.scene import EMPTY_S, Act, Script
from training.simulation.behaviour.performer import Performer
from training.simulation.bodies.body import Body
from training.simulation.bodies.clothing import Wardrobe
from training.simulation.bodies.mesh import Shape
from training.simulation.motion.attitudes import Place
from training.simulation.motion.gait import Gait
from training.simulation.physics.causes import Cause

LENGTH_S = 18.0
MAN = Shape(gender=0.0, age=1.0, muscle=0.4, weight=0.5, height=0.33)
CLOTHES = Wardrobe(hair=(0.20, 0.19, 0.18), top=(0.13, 0.035, 0.035), trousers=(0.03, 0.036, 0.055))
PATH = ((6.5, 0.4), (5.3, 0.95), (4.6, 1.0), (1.4, 3.3))
"""From the hall through the door and over the rug."""
GAIT = Gait(step_m=0.46)
TRIP = Cause(
    Kind.TRIP, 0.0, hold_n_s_m=190.0, hold_s=0.45, push_m_s2=0.8, push_s=0.3, leg_tone=0.35, arms=0.9, lean=25.0,
    floor_tone=0.06,
)  # fmt: skip
TOO_SOON_S = 3.0
"""Before he would have reached the end of his way: where the rug begins."""


def play(body: Body) -> Act:
    """Walk in, trip, lie still."""
    performer = Performer(body, np.random.default_rng(0), Place(*PATH[0], 180.0), stoop=8.0)
    performer.walk(PATH, GAIT)
    performer.fall(TRIP, back_s=TOO_SOON_S, phase="swing")
    return Act(performer.finish(LENGTH_S - EMPTY_S))


FALL = Script("fall", LENGTH_S, MAN, CLOTHES, play)
