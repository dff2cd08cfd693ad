"""What the two clips have in common: a person who moves through the room for some time."""

from typing import Any, Protocol

from training.demo.actor import Actor
from training.simulation.arrays import FloatArray
from training.simulation.bodies.rig import SegmentPose


class Performance(Protocol):
    """A person's motion over a clip."""

    def at(self, time_s: float) -> SegmentPose:
        """Return the pose at a time of the clip."""

    def prop_at(self, time_s: float) -> FloatArray | None:
        """Return where the thing is that the person handles (3,), if there is one."""

    def events(self) -> list[dict[str, Any]]:
        """Return what happens and when."""


class Script(Protocol):
    """One clip: who plays, for how long, and how it moves."""

    NAME: str
    LENGTH_S: float

    def cast(self) -> Actor:
        """Bring the person onto the stage."""

    def play(self, actor: Actor) -> Performance:
        """Compute the whole motion."""
