"""The rules, each a criterion with its reason (docs/falls.md, sources 1 and 2).

Source 1 asks for three of five criteria at once. Here a criterion is a grade between 0 and 1 that passes 0.5 at the
threshold, because a body at 44 degrees is not another thing than one at 46; three of them say how the body came down,
the others how it ended. Both halves have to hold: static posture alone is what false alarms are made of.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from falldetect_core.kinds import SeenBy
from falldetect_core.nanstats import nan_max
from falldetect_core.reasons import Reason, ReasonCode
from falldetect_core.records import Evidence, Kinematics


@dataclass(frozen=True, slots=True)
class Criterion:
    """A measure, the values where it begins to count and counts fully, its weight, and the reason that it gives."""

    measure: str
    none: float
    full: float
    weight: float
    code: ReasonCode | None = None

    def grade(self, value: float) -> float:
        """0 at `none`, 1 at `full`, linear between; 0 for what wasn't seen."""
        if math.isnan(value):
            return 0.0
        return min(1.0, max(0.0, (value - self.none) / (self.full - self.none)))

    def reasons(self, value: float) -> tuple[Reason, ...]:
        """Give the reason if it holds at least half."""
        return (Reason.of(self.code, n=value),) if self.code and self.grade(value) >= HALF else ()


DESCENT = (
    # Bourke (2008): 1.3 m/s of the trunk, 0.76 body heights/s, parts falls from daily life; less when averaged.
    Criterion("descent_speed", 0.4, 0.8, 0.35, ReasonCode.CAME_DOWN),
    Criterion("drop", 0.2, 0.6, 0.3, ReasonCode.DROPPED),
    Criterion("tilt_change_deg", 15.0, 45.0, 0.2, ReasonCode.TURNED),
    # Bending leaves the hips where they are; from a chair to the floor they sink by 0.25.
    Criterion("hip_drop", 0.05, 0.2, 0.15, ReasonCode.SANK),
)
END = (
    Criterion("tilt_deg", 30.0, 60.0, 0.25, ReasonCode.TILTED),
    # Foreshortening hides a tilt along the line of sight, not that the shoulders are no longer above the hips.
    Criterion("trunk_rise", 0.9, 0.4, 0.3, ReasonCode.LEVEL),
    Criterion("box_ratio", 1.5, 0.7, 0.2, ReasonCode.WIDE),
    # Source 2: a fall ends below 40 % of the standing height, 65 % when it is towards the camera.
    Criterion("height_ratio", 0.65, 0.4, 0.25, ReasonCode.LOW),
)
BENDING = Criterion("leg_extension", 0.5, 0.8, 1.0)
# Who ties shoes on a chair or reaches to the floor has the shoulders below hips that stay where they were.
INVERTED = Criterion("trunk_rise", 0.1, -0.2, 1.0)
HIPS_STAY = Criterion("hip_drop", 0.15, 0.05, 1.0)
LEAST_WEIGHT = 0.6
"""What is judged on less than this share of the criteria can't be certain."""
SETTLING_S = 0.5
"""Drops look back 1.5 s themselves; they are those of the end of the window."""
VANISHED_S = 0.3
VANISHED_DESCENT = 0.6
SINKING_SPEED = 0.4
LIES_STILL_S = 0.5
"""A silhouette at the border that moves no more for so long hasn't left."""
HALF = 0.5


def fall_evidence(window: Sequence[Kinematics]) -> Evidence:
    """Weigh how the body came down during the window against how it is held at its end."""
    came_down = peaks(window)
    descent, why = weigh(DESCENT, came_down)
    end = lying_evidence(window[-1])
    bent = INVERTED.grade(window[-1].trunk_rise) * HIPS_STAY.grade(came_down.hip_drop)
    return Evidence("rules", min(descent, end.probability) * (1 - bent), (*why, *end.reasons))


def vanished_evidence(window: Sequence[Kinematics], now: Kinematics) -> Evidence:
    """Judge somebody lost from sight: evident descent, well inside the picture, still going down when last seen.

    Such a body lies where the camera can't see it, or where the pose network doesn't know it for one.
    """
    last = window[-1]
    came_down = peaks(window)
    descent, why = weigh(DESCENT, came_down)
    descent *= 1 - HIPS_STAY.grade(came_down.hip_drop)
    sinking = last.descent_speed >= SINKING_SPEED and now.time_s - last.time_s >= VANISHED_S
    lies_there = now.seen_by is SeenBy.SILHOUETTE and now.still_s >= LIES_STILL_S
    left = (last.at_edge or now.at_edge) and not lies_there
    cut_off = last.at_fence or now.at_fence
    if not sinking or left or cut_off or descent < VANISHED_DESCENT:
        return Evidence("rules", 0.0)
    return Evidence("rules", descent, (*why, Reason(ReasonCode.VANISHED)))


def lying_evidence(now: Kinematics) -> Evidence:
    """Weigh how the body is held, whatever came before; hips high above the feet mean bending, not lying."""
    probability, reasons = weigh(END, now)
    return Evidence("posture", probability * (1 - BENDING.grade(now.leg_extension)), reasons)


@dataclass(frozen=True, slots=True)
class Peaks:
    """The largest values of a window."""

    descent_speed: float
    drop: float
    tilt_change_deg: float
    hip_drop: float


def peaks(window: Sequence[Kinematics]) -> Peaks:
    """Find how fast the body came down and turned in the window, and how far it has come by its end."""
    lately = [k for k in window if window[-1].time_s - k.time_s <= SETTLING_S]
    return Peaks(
        descent_speed=nan_max(k.descent_speed for k in window),
        drop=nan_max(max(_or_zero(k.shoulder_drop), _or_zero(k.height_drop)) for k in lately),
        tilt_change_deg=nan_max(k.tilt_change_deg for k in window),
        hip_drop=nan_max(k.hip_drop for k in lately),
    )


def weigh(criteria: Sequence[Criterion], measured: object) -> tuple[float, tuple[Reason, ...]]:
    """Return the weighted mean grade of what was seen, and the reasons of the criteria that hold at least half."""
    values = [(criterion, float(getattr(measured, criterion.measure))) for criterion in criteria]
    seen = [(criterion, value) for criterion, value in values if not math.isnan(value)]
    weight = max(sum(criterion.weight for criterion, _ in seen), LEAST_WEIGHT)
    score = sum(criterion.weight * criterion.grade(value) for criterion, value in seen) / weight
    return score, tuple(reason for c, value in seen for reason in c.reasons(value))


def _or_zero(value: float) -> float:
    return 0.0 if math.isnan(value) else value
