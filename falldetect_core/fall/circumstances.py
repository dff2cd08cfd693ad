"""What is around somebody that changes what their movements mean."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Where somebody is and who is near.

    `resting` says that lying is normal at this place, `crowded` that people hide each other: who is lost from sight
    there is behind somebody. `beside` says that somebody is within reach.
    """

    resting: bool = False
    crowded: bool = False
    beside: bool = False
