"""What each method thinks of a track: rules that read like the papers, a network, and both weighed together."""

from falldetect_core.evidence.context import after_of, before_of
from falldetect_core.evidence.direction import direction_of
from falldetect_core.evidence.fence import fence_evidence
from falldetect_core.evidence.fusion import Fusion
from falldetect_core.evidence.mechanism import kinds_of, with_company, within_reach
from falldetect_core.evidence.physics import physics_evidence
from falldetect_core.evidence.rules import fall_evidence, lying_evidence, vanished_evidence
from falldetect_core.evidence.symbolic import symbolic_evidence

__all__ = [
    "Fusion",
    "after_of",
    "before_of",
    "direction_of",
    "fall_evidence",
    "fence_evidence",
    "kinds_of",
    "lying_evidence",
    "physics_evidence",
    "symbolic_evidence",
    "vanished_evidence",
    "with_company",
    "within_reach",
]
