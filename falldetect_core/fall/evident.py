"""Whether what is seen now is a fall, and whether it was for long enough."""

import math
from collections.abc import Mapping, Sequence

from falldetect_core.evidence.physics import STEEP_DEG, STEEP_STILL_S
from falldetect_core.fall.lying import lies
from falldetect_core.fall.uprightness import UP_BEFORE_S
from falldetect_core.kinds import Posture, SeenBy
from falldetect_core.records import Evidence, Kinematics
from falldetect_core.settings import Method

CONSISTENT_S = 0.5
CONSISTENT_SHARE = 0.5
"""A fall is evident in half of the moments of the last half second: a single stray pose is none."""
BED = 0.2
"""Body heights: beds and sofas are 0.25 to 0.35 high."""


class Consistency:
    """Tells what was evident in half of the last moments from a single stray pose."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._moments: list[tuple[float, bool]] = []

    def update(self, time_s: float, *, evident: bool) -> bool:
        """Say whether a fall is evident now and was in half of the last moments."""
        lately = [moment for moment in self._moments if time_s - moment[0] < CONSISTENT_S]
        self._moments = [*lately, (time_s, evident)]
        enough = max(2, math.ceil(CONSISTENT_SHARE * len(self._moments)))
        return evident and sum(one for _, one in self._moments) >= enough

    def forget(self) -> None:
        """Ask for new moments."""
        self._moments.clear()


def ends_low(now: Kinematics, during: Sequence[Kinematics], up_s: float) -> bool:
    """Say whether what is judged as a descent ends low, of somebody who was up, last at `up_s`, shortly before."""
    if now.posture is Posture.UPRIGHT:
        return False
    up_before_s = UP_BEFORE_S + (STEEP_STILL_S if now.pitch_deg > STEEP_DEG else 0.0)
    low = now.posture is Posture.UNKNOWN or lies(now)
    return low and (now.time_s - up_s <= up_before_s or lay_above(during))


def lost_calmly(now: Kinematics, evidence: Mapping[Method, Evidence]) -> bool:
    """Say whether nothing is seen of somebody who wasn't coming down when last seen: the network can but guess."""
    return now.seen_by is SeenBy.MEMORY and evidence[Method.RULES].probability <= 0


def lay_above(during: Sequence[Kinematics]) -> bool:
    """Say whether a body came down so far, shoulders and hips alike, that it cannot have lain on the floor before."""
    return any(k.hip_drop >= BED and k.shoulder_drop >= BED for k in during)


def has_left(now: Kinematics) -> bool:
    """Say whether somebody was last seen at the border of the picture, and isn't any more: they went on outside it."""
    return now.seen_by is SeenBy.MEMORY and now.at_edge
