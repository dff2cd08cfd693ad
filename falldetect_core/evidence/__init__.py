"""What each method thinks of a track: rules that read like the papers, and the kind of fall."""

from falldetect_core.evidence.kinds import kinds_of
from falldetect_core.evidence.rules import fall_evidence, lying_evidence

__all__ = ["fall_evidence", "kinds_of", "lying_evidence"]
