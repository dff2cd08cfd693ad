"""Whether what is seen now is a fall, whether it was for long enough, and whether the poses since speak against it."""

import math
from collections.abc import Mapping, Sequence
from statistics import fmean

from falldetect_core.evidence.physics import STEEP_DEG, STEEP_STILL_S
from falldetect_core.fall.uprightness import UP_BEFORE_S, lies
from falldetect_core.kinds import Posture, SeenBy
from falldetect_core.records import Evidence, Kinematics
from falldetect_core.settings import Method

CONSISTENT_S = 0.5
CONSISTENT_SHARE = 0.5
"""A fall is evident in half of the moments of the last half second: a single stray pose is none."""
HINDSIGHT_S = 1.5
HINDSIGHT_POSES = 8
"""What seemed a fall is looked back at after so long, when so many poses were seen since..."""
DOUBTFUL = 0.25
"""...and is doubted if it seems this unlikely on the average; all of 129 simulated falls that were told seemed more."""
UNLIKELY = 0.5
UNLIKELY_POSES = 4
"""What so many poses since make less likely than this on the average is not told before there was time to get up."""
ACCOUNT_S = 2.0
"""For so long after a fall became evident more is seen of it, and its account may get better."""
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


class Hindsight:
    """What the poses seen since a fall became evident make of it."""

    def __init__(self) -> None:
        """Start with none."""
        self._probabilities: list[float] = []

    def update(self, fell_s: float, now: Kinematics, probability: float) -> None:
        """Note what a pose says of a fall that became evident at `fell_s`."""
        if now.seen_by is SeenBy.POSE and now.time_s - fell_s <= ACCOUNT_S:
            self._probabilities.append(probability)

    def doubts(self, fell_s: float, now: Kinematics) -> bool:
        """Say whether the poses seen since somebody seemed to fall speak against it."""
        in_time = HINDSIGHT_S <= now.time_s - fell_s <= ACCOUNT_S and now.seen_by is SeenBy.POSE
        return in_time and len(self._probabilities) >= HINDSIGHT_POSES and fmean(self._probabilities) < DOUBTFUL

    @property
    def likely(self) -> bool:
        """Whether the poses seen since somebody seemed to fall, if there are some, make a fall likely."""
        return len(self._probabilities) < UNLIKELY_POSES or fmean(self._probabilities) >= UNLIKELY

    def forget(self) -> None:
        """Begin anew with another fall."""
        self._probabilities.clear()


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
