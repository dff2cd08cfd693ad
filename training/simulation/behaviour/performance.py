"""What somebody did, from start to end."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.simulation.arrays import FloatArray
from training.simulation.behaviour.truth import Fall, states_of
from training.simulation.bodies.body import Body
from training.simulation.motion.movement import RATE_HZ, Movement
from training.simulation.physics.ragdoll import Box


@dataclass(frozen=True)
class ActivitySpan:
    """What somebody does for a while; times in seconds."""

    name: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Performance:
    """All that one person does: the movement at RATE_HZ from time 0 on, and what it is."""

    body: Body
    movement: Movement
    activities: tuple[ActivitySpan, ...]
    falls: tuple[Fall, ...]
    furniture: tuple[Box, ...] = ()

    @property
    def duration_s(self) -> float:
        """How long it takes."""
        return len(self.movement) / RATE_HZ

    @property
    def joints(self) -> FloatArray:
        """The joints (T, 17, 3) in the room."""
        return self.body.joint_positions(self.movement.roots, self.movement.rotations)

    @property
    def states(self) -> NDArray[np.int8]:
        """The State of each moment (T,)."""
        return states_of(self.joints, self.body.leg, self.falls)
