"""How long something has held without a break, in seconds of the frames' own clock; NaN while it doesn't hold."""

import math


def since(began_s: float, time_s: float, *, holds: bool) -> float:
    """Return when it began: now if it holds for the first time, NaN if it doesn't hold."""
    if not holds:
        return math.nan
    return time_s if math.isnan(began_s) else began_s


def lasted(began_s: float, time_s: float) -> float:
    """Return for how long it has held, 0 while it doesn't."""
    return 0.0 if math.isnan(began_s) else time_s - began_s
