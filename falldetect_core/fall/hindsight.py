"""What the poses seen since a fall became evident make of it: doubted and taken back, or likely still."""

from statistics import fmean

from falldetect_core.kinds import SeenBy
from falldetect_core.records import Kinematics

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
