"""The clip of a fall: an old man comes in, trips over the rug's edge, falls forward and stays where he lies."""

from dataclasses import dataclass
from typing import Any

from training.demo.actor import Actor
from training.simulation.arrays import FloatArray
from training.simulation.bodies.clothing import Wardrobe
from training.simulation.bodies.mesh import Shape, load_body
from training.simulation.bodies.rig import SegmentPose
from training.simulation.motion.gait import Gait, walk
from training.simulation.motion.posture import Poser
from training.simulation.motion.timeline import Timeline
from training.simulation.physics.ragdoll import Ragdoll
from training.simulation.physics.trip import FallMotion, Trip, simulate_trip

NAME = "fall"
LENGTH_S = 18.0
EMPTY_S = 0.5
"""The room is empty at first, as a camera usually sees it."""
SETTLED_S = 4.0
"""After the onset, when the body has come to rest; it is still from then on."""

MAN = Shape(gender=0.0, age=1.0, muscle=0.4, weight=0.5, height=0.33)
CLOTHES = Wardrobe(hair=(0.20, 0.19, 0.18), top=(0.13, 0.035, 0.035), trousers=(0.03, 0.036, 0.055))
PATH = ((6.5, 0.4), (5.3, 0.95), (4.6, 1.0), (1.4, 3.3))
GAIT = Gait(step_m=0.46)
TRIP = Trip(onset_s=4.76, foot="foot.L")


@dataclass(frozen=True)
class Fall:
    """The motion of the clip, on the clip's own clock."""

    walk: Timeline
    motion: FallMotion
    poser: Poser

    def at(self, time_s: float) -> SegmentPose:
        """Return the pose at a time of the clip."""
        walking_s = time_s - EMPTY_S
        if walking_s < TRIP.onset_s:
            return self.poser.pose(self.walk.at(walking_s))
        return self.motion.at(min(walking_s - TRIP.onset_s, SETTLED_S))

    def prop_at(self, time_s: float) -> FloatArray | None:
        """Return nothing: the man carries nothing."""

    def events(self) -> list[dict[str, Any]]:
        """Return the one event of this clip."""
        return [
            {
                "event": "fall",
                "kind": "trip",
                "direction": "forward",
                "direction_in_picture": "left",
                "onset_s": round(EMPTY_S + TRIP.onset_s, 2),
                "hands_or_knees_contact_s": round(EMPTY_S + self.motion.first_contact_s, 2),
                "floor_contact_s": round(EMPTY_S + self.motion.floor_contact_s, 2),
                "still_from_s": round(EMPTY_S + TRIP.onset_s + SETTLED_S, 2),
                "still_until_s": LENGTH_S,
                "after": "still",
            }
        ]


def play(actor: Actor) -> Fall:
    """Simulate the whole motion."""
    poser = Poser(actor.skeleton)
    steps = Timeline(walk(actor.skeleton, PATH, GAIT))
    motion = simulate_trip(Ragdoll(actor.skeleton), poser, steps, TRIP, duration_s=SETTLED_S + 0.1)
    return Fall(steps, motion, poser)


def cast() -> Actor:
    """Bring the man onto the stage."""
    return Actor(load_body(MAN), CLOTHES)
