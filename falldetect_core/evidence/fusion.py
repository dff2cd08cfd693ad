"""One probability from what the methods think: weighed against each other, or as source 3 does it.

`log_odds` adds up what each method's probability says for or against a fall (logistic regression; a method that can say
nothing adds nothing, and where the network can't judge the others count for more). The weights are learned on simulated
people that no method learned from: `python -m training.fusion` measures them, and both ways, and writes `fusion.json`.
`supported_or` is source 3's: rules and metres decide, and the network where they don't contradict it. Each method can
also decide alone.
"""

import json
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from falldetect_core.records import Evidence
from falldetect_core.settings import Method

WEIGHTS = Path(__file__).with_name("fusion_weights.json")
SOURCES = (Method.RULES, Method.PHYSICS, Method.SYMBOLIC, Method.NETWORK)
MOST_LOG_ODDS = 4.0
"""No single method is surer than 98 %."""
SUPPORT = 0.2
"""The rules contradict the network when they see less than this in what it takes for a fall."""


type Weights = Mapping[str, Mapping[str, float]]


class Fusion:
    """Puts the evidence of all methods together, or lets one decide; one serves all people of all cameras."""

    def __init__(self, method: Method = Method.LOG_ODDS, weights: Weights | None = None) -> None:
        """Take the weight of each method's log-odds and the `bias`, with and without the network; those that ship."""
        self.method = method
        self._weights = weights or shipped_weights()

    def fuse(self, evidence: Mapping[Method, Evidence]) -> Evidence:
        """Return the probability of a fall and its reasons, from those methods that can say something."""
        known = {source: evidence[source] for source in SOURCES if source in evidence}
        if self.method in SOURCES:
            return known.get(self.method, Evidence(self.method, 0.0))
        probability = self._weighed(known) if self.method is Method.LOG_ODDS else supported(known)
        reasons = tuple(reason for one in known.values() for reason in one.reasons)
        return Evidence(self.method, probability, reasons)

    def _weighed(self, known: Mapping[Method, Evidence]) -> float:
        learned = self._weights["with_network" if Method.NETWORK in known else "without_network"]
        total = learned["bias"] + sum(learned[source] * log_odds(one.probability) for source, one in known.items())
        return 1 / (1 + math.exp(-total))


@cache
def shipped_weights() -> Weights:
    """Return the weights that ship with the core, read once."""
    learned: Weights = json.loads(WEIGHTS.read_text())
    return learned


def log_odds(probability: float, most: float = MOST_LOG_ODDS) -> float:
    """Return the natural logarithm of the odds, within `most` of 0."""
    least = 1 / (1 + math.exp(most))
    bounded = min(max(probability, least), 1 - least)
    return math.log(bounded / (1 - bounded))


def supported(known: Mapping[Method, Evidence]) -> float:
    """Return source 3's probability: rules and metres decide, and the network where they don't contradict it."""
    seen = {source: one.probability for source, one in known.items()}
    network = seen.pop(Method.NETWORK, 0.0)
    support = max(seen.values(), default=0.0)
    symbols = max(seen.get(Method.RULES, 0.0), seen.get(Method.SYMBOLIC, 0.0))
    return max(symbols, network) if support >= SUPPORT else symbols
