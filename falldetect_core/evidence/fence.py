"""The electronic fence along the lower edge (Scientific Reports 11, 2021): who is cut off there may only seem to fall.

Who ties shoes, bends or walks out of the picture below sinks, as a body that falls. Below the fence a silhouette's
height is therefore not judged (`physics_evidence`); what a pose shows is.
"""

from falldetect_core.records import Evidence, Kinematics

SOURCE = "fence"
REASON = "below the lower fence: the silhouette's height is not judged"


def fence_evidence(now: Kinematics) -> Evidence | None:
    """Say what isn't judged of somebody at the fence; None elsewhere. It holds others back and weighs nothing."""
    return Evidence(SOURCE, 0.0, (REASON,)) if now.at_fence else None
