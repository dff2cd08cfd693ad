"""The clip of daily life: a woman sits down, ties her shoes, picks something up and lies down on the sofa. No fall."""

from dataclasses import dataclass
from typing import Any

from training.demo.actor import Actor
from training.demo.prop import WOOL_RADIUS_M
from training.demo.room import CHAIR_SEAT_M, SOFA_SEAT_M
from training.simulation.arrays import FloatArray
from training.simulation.bodies.clothing import Wardrobe
from training.simulation.bodies.mesh import Shape, load_body
from training.simulation.bodies.rig import SegmentPose
from training.simulation.motion.choreography import Choreography
from training.simulation.motion.gait import Gait
from training.simulation.motion.posture import Poser
from training.simulation.motion.timeline import Timeline

NAME = "daily_life"
LENGTH_S = 46.0
EMPTY_S = 0.3
"""The room is empty at first, as a camera usually sees it."""

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

TO_CHAIR = ((6.4, 0.5), (5.4, 0.98), (4.7, 1.0), (4.05, 1.35), (3.93, 1.88))
TO_RUG = ((3.93, 1.88), (3.25, 2.2), (2.95, 2.4))
TO_SOFA = ((2.95, 2.4), (2.9, 2.8), (3.22, 3.46))
LYING_PELVIS = (3.68, 4.00, SOFA_SEAT_M + 0.125)


@dataclass(frozen=True)
class DailyLife:
    """The motion of the clip, on the clip's own clock."""

    motion: Timeline
    poser: Poser
    choreography: Choreography

    def at(self, time_s: float) -> SegmentPose:
        """Return the pose at a time of the clip."""
        return self.poser.pose(self.motion.at(time_s))

    def prop_at(self, time_s: float) -> FloatArray | None:
        """Return where the ball of wool is (3,): on the floor until it is grasped, in the right hand then."""
        grasp_s = self.choreography.grasp_s
        hand = self.poser.skeleton.palm(self.at(max(time_s, grasp_s)), "R")
        return hand if time_s >= grasp_s else hand * [1.0, 1.0, 0.0] + [0.0, 0.0, WOOL_RADIUS_M]

    def events(self) -> list[dict[str, Any]]:
        """Return the movements, none of which is a fall."""
        return [
            {"event": item.name, "start_s": item.start_s, "end_s": item.end_s} for item in self.choreography.actions
        ]


def play(actor: Actor) -> DailyLife:
    """Arrange the movements."""
    acts = Choreography(actor.skeleton, GAIT, start_s=EMPTY_S)
    acts.walk(TO_CHAIR, turn_to=180.0)
    acts.sit(CHAIR_SEAT_M)
    acts.hold(1.5, "sit")
    acts.tie_shoes(3.2)
    acts.hold(0.6, "sit")
    acts.rise(CHAIR_SEAT_M)
    acts.walk(TO_RUG)
    acts.pick_up()
    acts.walk(TO_SOFA, turn_to=-90.0)
    acts.sit(SOFA_SEAT_M, back_m=0.42)
    acts.hold(1.0, "sit")
    acts.lie_down(0.0, LYING_PELVIS)
    acts.hold(LENGTH_S - acts.now_s, "lie")
    return DailyLife(acts.timeline(), Poser(actor.skeleton), acts)


def cast() -> Actor:
    """Bring the woman onto the stage."""
    return Actor(load_body(WOMAN), CLOTHES)
