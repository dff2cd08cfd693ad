"""The most probable path of a body through the candidates of the last moments (Viterbi, Scientific Reports 11).

One frame's nearest pose may be a chair's; over a second the path that stays with the body is the likelier one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from falldetect_core.records import Box
from falldetect_core.tracks.detection import Detection

SPREAD = 0.15
SPREAD_PER_S = 2.0
"""Standard deviation, in body sizes, of how far the middle of a body moves between two moments, and a second more."""
SILHOUETTE_P = 0.1
MEMORY_P = 0.03
"""Probability that a body whose pose wasn't found is its silhouette, and that it is where it was, seen by nothing."""
LEAST_P = 0.02


@dataclass(frozen=True, slots=True)
class Candidate:
    """Where a body may have been: a detection, a silhouette or the memory of a place (none), and how probable alone."""

    time_s: float
    box: Box
    detection: Detection | None
    probability: float


def most_probable_path(moments: Sequence[Sequence[Candidate]]) -> list[Candidate]:
    """Return one candidate a moment, so that the product of probabilities and of spatial smoothness is largest.

    Every moment needs at least one candidate; the cost is the sum of products of neighbouring moments' counts.
    """
    if not moments:
        return []
    scores = [_log(candidate.probability) for candidate in moments[0]]
    before: list[list[int]] = []
    for earlier, later in pairwise(moments):
        ways = [[scores[i] + smoothness(a, b) for i, a in enumerate(earlier)] for b in later]
        best = [max(range(len(way)), key=way.__getitem__) for way in ways]
        scores = [way[i] + _log(b.probability) for way, i, b in zip(ways, best, later, strict=True)]
        before.append(best)
    last = max(range(len(scores)), key=scores.__getitem__)
    path = [last]
    for best in reversed(before):
        path.append(best[path[-1]])
    return [candidates[i] for candidates, i in zip(moments, reversed(path), strict=True)]


def smoothness(a: Candidate, b: Candidate) -> float:
    """Logarithm of how probable the way from one place to the other is, up to a constant."""
    size = max(a.box.width, a.box.height, b.box.width, b.box.height, 1.0)
    spread = SPREAD + SPREAD_PER_S * abs(b.time_s - a.time_s)
    return -0.5 * (math.dist(a.box.centre, b.box.centre) / (size * spread)) ** 2


def _log(probability: float) -> float:
    return math.log(max(probability, LEAST_P))
