"""What the clips have in common: who acts, for how long, and what is true about it on the clip's own clock."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from training.simulation.behaviour.performance import Performance
from training.simulation.behaviour.truth import Fall
from training.simulation.bodies.body import Body
from training.simulation.bodies.clothing import Wardrobe
from training.simulation.bodies.mesh import Shape
from training.simulation.motion.movement import RATE_HZ

EMPTY_S = 0.5
"""The room is empty at first, as a camera usually sees it."""


@dataclass(frozen=True)
class Act:
    """What somebody does from EMPTY_S on; `grasp_s` is when the right hand takes up the thing on the floor."""

    performance: Performance
    grasp_s: float = float("inf")

    def frame_at(self, time_s: float) -> int:
        """Return the moment of the performance at a time of the clip; the first and the last one stay."""
        return min(max(0, round((time_s - EMPTY_S) * RATE_HZ)), len(self.performance.movement) - 1)

    def events(self) -> list[dict[str, Any]]:
        """Return what happens and when: activities, and falls."""
        activities = [
            {"event": one.name, "start_s": _clock(one.start_s), "end_s": _clock(one.end_s)}
            for one in self.performance.activities
        ]
        return activities + [_described(fall) for fall in self.performance.falls]


@dataclass(frozen=True)
class Script:
    """One clip: its name, how long it is, who acts in which clothes, and how."""

    name: str
    length_s: float
    shape: Shape
    clothes: Wardrobe
    play: Callable[[Body], Act]


def _described(fall: Fall) -> dict[str, Any]:
    return {
        "event": "fall",
        "kind": fall.kind,
        "direction": fall.direction,
        "onset_s": _clock(fall.onset_s),
        "floor_contact_s": _clock(fall.contact_s),
        "still_from_s": _clock(fall.end_s),
        "after": fall.after,
    }


def _clock(time_s: float) -> float:
    return round(EMPTY_S + time_s, 2)
