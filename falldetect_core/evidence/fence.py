"""The electronic fence along the lower edge (Scientific Reports 11, 2021): who is cut off there may only seem to fall.

Who ties shoes, bends or walks out of the picture below sinks, and is gone, as a body that falls. Below the fence
neither a silhouette's height (`kinematics`, `physics_evidence`) nor vanishing (`vanished_evidence`) is judged; what
a pose shows and the network sees is.
"""

from falldetect_core.reasons import Reason, ReasonCode
from falldetect_core.records import Evidence, Kinematics

SOURCE = "fence"
REASON = Reason(ReasonCode.FENCE)


def fence_evidence(now: Kinematics) -> Evidence | None:
    """Say what isn't judged of somebody at the fence; None elsewhere. It holds others back and weighs nothing."""
    return Evidence(SOURCE, 0.0, (REASON,)) if now.at_fence else None
