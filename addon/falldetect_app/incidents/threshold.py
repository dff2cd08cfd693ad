"""The home's own threshold: false alarms raise it, confirmed falls lower it, within bounds.

It follows from the feedback alone, so that taking feedback back takes its effect back. Each false alarm asks for a
little more evidence and each confirmed or missed fall for a little less, as in the up-and-down method (Dixon and Mood
1948); the older the feedback, the less; and no confirmed fall may come to lie beyond the threshold. Somebody who was
found lying was told of by how long they lay, so what is said of them says nothing of the evidence for falls.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from falldetect_app.storage.archive import Judgement
from falldetect_core.settings import MOST_NEEDED

STEP = 0.02
"""Probability by which one piece of feedback moves the threshold."""
LOWEST, HIGHEST = -0.1, 0.15
"""Half as far as to sensitivity *low*, with which 4 of 99 real falls are lost (docs/evaluation.md)."""
HALF_LIFE_DAYS = 60.0
"""Feedback so old counts half: people, furniture and light change."""
MARGIN = 0.02
"""A fall that people confirmed stays this far within reach."""


@dataclass(frozen=True, slots=True)
class JudgedIncident:
    """An incident that people judged: what it was, the evidence for it (0 to 1), and whether it came to an alarm.

    `found` is somebody whose fall nobody saw.
    """

    verdict: Judgement
    confidence: float
    alarmed: bool
    found: bool = False
    age_days: float = 0.0

    @property
    def weight(self) -> float:
        """How much it counts by its age, at most 1."""
        return float(0.5 ** (max(0.0, self.age_days) / HALF_LIFE_DAYS))


def threshold_shift(judged: Iterable[JudgedIncident], needed: float) -> float:
    """Return what is added to the `needed` probability of a fall: `LOWEST` to `HIGHEST`, not past `MOST_NEEDED`."""
    seen = [case for case in judged if not case.found]
    false = sum(case.weight for case in seen if case.verdict is Judgement.FALSE)
    falls = [case for case in seen if case.verdict is Judgement.TRUE]
    reach = min((case.confidence for case in falls), default=1.0) - MARGIN - needed
    steps = false - sum(case.weight for case in falls)
    return round(max(LOWEST, min(HIGHEST, MOST_NEEDED - needed, STEP * steps, reach)), 3)
