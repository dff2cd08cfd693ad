"""What somebody did before they fell, and what they do since: likelihoods for people to read."""

from collections import Counter
from collections.abc import Sequence

from falldetect_core.kinds import After, Before, Posture, SeenBy
from falldetect_core.records import Kinematics

LATELY_S = 2.0
"""What was done in the last seconds before the onset counts."""
WALKING_SPEED = 0.3
"""Body heights a second, in the picture: half of a slow walk's, for those who come or go."""
SEAT, SEATED_HEIGHT = 0.7, 0.78
"""Hips at most this high, as a share of their height in standing, and bodies this high, sit; a chair is 0.5 high."""
RISING_SPEED = -0.25
"""Body heights a second: somebody low who comes up."""
UNKNOWN_SHARE = 0.15
"""What the picture alone can't decide."""
STILL_S = 3.0
"""Nothing of the body moved for so long."""
CRAWLING_SPEED = 0.1


def before_of(window: Sequence[Kinematics]) -> dict[Before, float]:
    """Return probabilities that sum to 1 from the moments before the onset: shares of the time spent on each."""
    lately = [k for k in window if window[-1].time_s - k.time_s <= LATELY_S]
    counts = Counter(_doing(k) for k in lately)
    del counts[Before.UNKNOWN]
    shares = {doing: (1 - UNKNOWN_SHARE) * count / len(lately) for doing, count in counts.items()}
    return shares | {Before.UNKNOWN: 1 - sum(shares.values())}


def _doing(now: Kinematics) -> Before:
    if now.posture not in (Posture.UPRIGHT, Posture.LOW):
        return Before.LYING if now.posture is Posture.LYING else Before.UNKNOWN
    if now.descent_speed <= RISING_SPEED:
        return Before.RISING
    if now.posture is Posture.LOW or now.leg_extension <= SEAT or now.height_ratio <= SEATED_HEIGHT:
        return Before.SITTING
    return Before.WALKING if now.horizontal_speed >= WALKING_SPEED else Before.STANDING


def after_of(now: Kinematics) -> After:
    """Say what somebody on the floor does; unknown where nothing is seen of them. Stillness is that of the pixels."""
    if now.still_s >= STILL_S:
        return After.STILL
    if now.seen_by is SeenBy.MEMORY or now.posture is Posture.UNKNOWN:
        return After.UNKNOWN
    return After.CRAWLING if now.horizontal_speed >= CRAWLING_SPEED else After.MOVING
