"""Statistics over measures of which some are missing (NaN): what wasn't seen doesn't count, and isn't zero."""

import math
from collections.abc import Iterable, Mapping
from statistics import fmean


def nan_mean(values: Iterable[float]) -> float:
    """Mean of what was seen; NaN when nothing was."""
    seen = [value for value in values if not math.isnan(value)]
    return fmean(seen) if seen else math.nan


def nan_max(values: Iterable[float]) -> float:
    """Largest of what was seen; NaN when nothing was."""
    return max((value for value in values if not math.isnan(value)), default=math.nan)


def nan_min(values: Iterable[float]) -> float:
    """Smallest of what was seen; NaN when nothing was."""
    return min((value for value in values if not math.isnan(value)), default=math.nan)


def likeliest[T](shares: Mapping[T, float], otherwise: T) -> T:
    """Return what has the largest share; `otherwise` when nothing is known."""
    return max(shares, key=shares.__getitem__, default=otherwise)
