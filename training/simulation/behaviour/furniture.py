"""Furniture where somebody needs it: square to the room, in heights that suit."""

from training.simulation.behaviour.performer import Performer
from training.simulation.physics.ragdoll import Box


def furnish(p: Performer, ahead: tuple[float, float], aside: tuple[float, float], up: tuple[float, float]) -> None:
    """Put a box into the room, between two distances ahead, to the left and up from the performer's place.

    Furniture stands square to the room, so the performer has to face along one of its axes.
    """
    corners = [p.place.ahead(ahead[i], aside[j]).xy for i in (0, 1) for j in (0, 1)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    p.furniture += (Box((min(xs), min(ys), up[0]), (max(xs), max(ys), up[1])),)


def square(p: Performer) -> float:
    """Return the room's direction nearest to where the performer faces, degrees."""
    return 90.0 * round(p.place.yaw / 90.0)


def seat_height(p: Performer, *, soft: bool) -> float:
    """Draw a seat that the performer can sit on."""
    return float(p.rng.uniform(0.36, 0.44) if soft else p.rng.uniform(0.42, 0.5)) * min(
        1.0, 0.35 + 0.75 * p.attitudes.scale
    )
