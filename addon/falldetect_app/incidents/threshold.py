"""The home's own threshold: false alarms raise it, confirmed falls lower it, within bounds.

It follows from the feedback alone, so that taking feedback back takes its effect back. Each false alarm asks for a
little more evidence and each confirmed or missed fall for a little less, as in the up-and-down method (Dixon and Mood
1948); and no confirmed fall may come to lie beyond the threshold.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from falldetect_app.storage.archive import Judgement

STEP = 0.02
"""Probability by which one piece of feedback moves the threshold."""
LOWEST, HIGHEST = -0.1, 0.15
"""As much as from one sensitivity to the next, and half as much again."""
MARGIN = 0.02
"""A fall that people confirmed stays this far within reach."""


@dataclass(frozen=True, slots=True)
class JudgedIncident:
    """An incident that people judged: what it was, the evidence for it (0 to 1), and whether it came to an alarm."""

    verdict: Judgement
    confidence: float
    alarmed: bool


def threshold_shift(judged: Iterable[JudgedIncident], needed: float) -> float:
    """Return what is added to the `needed` probability of a fall, from -0.1 to 0.15."""
    judged = list(judged)
    false = sum(case.verdict is Judgement.FALSE for case in judged)
    falls = [case for case in judged if case.verdict is Judgement.TRUE]
    reach = min((case.confidence for case in falls), default=1.0) - MARGIN - needed
    return round(max(LOWEST, min(HIGHEST, STEP * (false - len(falls)), reach)), 3)
