"""What each method thinks of a track: rules that read like the papers, and the kind of fall."""

from falldetect_core.evidence.direction import direction_of
from falldetect_core.evidence.kinds import kinds_of
from falldetect_core.evidence.rules import fall_evidence, lying_evidence, vanished_evidence
from falldetect_core.evidence.symbolic import symbolic_evidence

__all__ = ["direction_of", "fall_evidence", "kinds_of", "lying_evidence", "symbolic_evidence", "vanished_evidence"]
