"""What really happens to a simulated person: states, falls, and where each body part is."""

import math
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from falldetect_core.kinds import Before, Direction, Kind
from training.simulation.arrays import FloatArray
from training.simulation.bodies.body import INDEX
from training.simulation.motion.movement import RATE_HZ


class State(IntEnum):
    """How a person is held, or that they fall: the place of that state among the network's; ABSENT where nobody is."""

    ABSENT = -1
    UPRIGHT = 0
    BENT = 1
    LOW = 2
    LYING = 3
    FALLING = 4
    DOWN = 5


QUARTERS = (Direction.FORWARD, Direction.LEFT, Direction.BACKWARD, Direction.RIGHT)
"""From the facing to the left, 90 degrees each."""


@dataclass(frozen=True)
class Fall:
    """One fall, or near fall when nothing but feet, hands and knees met the floor (`contact_s` is infinite then).

    Times are seconds: the loss of balance, the trunk's contact with the floor, the end of the movement, and the
    first moment up again (infinite for who stays down). `toward_deg` is the direction of the fall from the facing at
    the onset, left positive; NaN straight down.
    """

    kind: Kind
    onset_s: float
    contact_s: float
    end_s: float
    up_s: float
    toward_deg: float
    before: Before
    after: str

    @property
    def near(self) -> bool:
        """Whether balance was caught."""
        return math.isinf(self.contact_s)

    @property
    def direction(self) -> Direction:
        """The word for `toward_deg`."""
        return Direction.DOWN if math.isnan(self.toward_deg) else QUARTERS[round(self.toward_deg / 90.0) % 4]

    def later(self, by_s: float) -> "Fall":
        """Return the same fall `by_s` later."""
        names = ("onset_s", "contact_s", "end_s", "up_s")
        return replace(self, **{name: getattr(self, name) + by_s for name in names})


def states_of(joints: FloatArray, leg: float, falls: tuple[Fall, ...]) -> NDArray[np.int8]:
    """Return a State for each moment of `joints` (T, 17, 3): by geometry, and by what is known of the falls."""
    hips = joints[:, [INDEX["thigh.L"], INDEX["thigh.R"]]].mean(axis=1)
    shoulders = joints[:, [INDEX["upper_arm.L"], INDEX["upper_arm.R"]]].mean(axis=1)
    ankles = joints[:, [INDEX["foot.L"], INDEX["foot.R"]], 2].min(axis=1)
    trunk = shoulders - hips
    tilt_deg = np.degrees(np.arctan2(np.linalg.norm(trunk[:, :2], axis=1), trunk[:, 2]))
    extension = (hips[:, 2] - ankles) / leg
    states = np.full(len(joints), State.LOW, np.int8)
    states[(extension >= 0.7) & (tilt_deg < 40)] = State.UPRIGHT
    states[(extension >= 0.7) & (tilt_deg >= 40)] = State.BENT
    states[(extension < 0.4) & (tilt_deg > 55)] = State.LYING
    time_s = np.arange(len(joints)) / RATE_HZ
    for fall in falls:
        states[(time_s >= fall.onset_s) & (time_s < fall.end_s)] = State.FALLING
        if not fall.near:
            states[(time_s >= fall.end_s) & (time_s < fall.up_s)] = State.DOWN
    return states
