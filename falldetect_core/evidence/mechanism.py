"""The likely kind and direction of a fall: likelihoods for people to read, never a condition of the alarm.

Source 1 tells slips, trips and missteps apart by tilt change, speeds and acceleration, one after the other; here each
kind gets a likelihood from the same measures, so that their order doesn't decide and `unknown` keeps what is left.
The frequencies that they start from are those of falls filmed in care homes (Robinovitch, Lancet 2013).
"""

from collections.abc import Iterable, Mapping, Sequence

from falldetect_core.evidence.context import WALKING_SPEED
from falldetect_core.kinds import Kind, Posture
from falldetect_core.nanstats import nan_max, nan_mean
from falldetect_core.records import Box, Kinematics

COMMON = {Kind.MISSTEP: 0.41, Kind.TRIP: 0.21, Kind.EXTERNAL: 0.22, Kind.COLLAPSE: 0.11, Kind.SLIP: 0.05}
UNKNOWN_SHARE = 0.25
"""What a camera alone can't decide, whatever it saw."""
COLLAPSE_TRAVEL_SPEED = 0.15
SLIP_TILT_CHANGE_DEG = 45.0
SLIP_SPEED = 0.8
SEATED_HEIGHT = (0.45, 0.75)
ARM = 0.8
"""Body heights between two people, sideways in the picture, of whom one can push the other."""
PUSHED = {True: 3.9, False: 0.41}
"""How much likelier an outer cause is with somebody beside who falls, and without: of 1327 simulated falls somebody
stood there in 66 % of those with an outer cause, and in 17 % of the others."""


def kinds_of(before: Sequence[Kinematics], during: Sequence[Kinematics]) -> dict[Kind, float]:
    """Return a probability for each kind, summing to 1, from the seconds before the fall and the fall itself."""
    travel = nan_mean(k.horizontal_speed for k in before[-5:])
    tilt_change = nan_max(k.tilt_change_deg for k in during)
    speed = nan_max(k.descent_speed for k in during)
    likelihoods = {
        Kind.MISSTEP: 1.0,
        Kind.EXTERNAL: 0.3,
        Kind.TRIP: 3.0 if travel >= WALKING_SPEED else 0.4,
        Kind.COLLAPSE: 2.5 if travel < COLLAPSE_TRAVEL_SPEED else 0.4,
        Kind.SLIP: 4.0 if tilt_change >= SLIP_TILT_CHANGE_DEG and speed >= SLIP_SPEED else 0.5,
    }
    weights = {kind: COMMON[kind] * likelihood for kind, likelihood in likelihoods.items()}
    if _seated(before):
        weights = {Kind.TRANSFER: 1.0}
    known = (1 - UNKNOWN_SHARE) / sum(weights.values())
    return {kind: weight * known for kind, weight in weights.items()} | {Kind.UNKNOWN: UNKNOWN_SHARE}


def with_company(kinds: Mapping[Kind, float], *, beside: bool) -> dict[Kind, float]:
    """Return the probabilities given that somebody was beside who fell, or nobody; that there was a fall stays."""
    weighed = {kind: share * (PUSHED[beside] if kind is Kind.EXTERNAL else 1.0) for kind, share in kinds.items()}
    unknown = weighed.pop(Kind.UNKNOWN, 0.0)
    total = sum(weighed.values())
    known = (1 - unknown) / total if total else 0.0
    return {kind: share * known for kind, share in weighed.items()} | {Kind.UNKNOWN: unknown}


def within_reach(box: Box, height_px: float, others: Iterable[Box]) -> bool:
    """Say whether somebody's box is an arm's length beside a body of that standing height, or nearer."""
    return any(abs(box.centre[0] - other.centre[0]) <= ARM * height_px for other in others)


def _seated(before: Sequence[Kinematics]) -> bool:
    """Low but not lying through the seconds before the fall."""
    low = [k.posture is Posture.LOW and SEATED_HEIGHT[0] <= k.height_ratio <= SEATED_HEIGHT[1] for k in before]
    return len(low) > 0 and sum(low) > len(low) / 2
