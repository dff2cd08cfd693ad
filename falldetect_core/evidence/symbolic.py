"""The symbolic rule of source 3: the neck is at the floor, and came down to it fast (Applied Sciences 16(4) 1895).

It needs metres, so it says nothing until the camera's place is known. On its own data the rule was right in 99 of 100
alarms and missed most falls: it confirms others, and its silence means little.
"""

import math
from collections.abc import Sequence
from itertools import takewhile
from statistics import NormalDist, median

from falldetect_core.evidence.rules import HALF
from falldetect_core.nanstats import nan_max
from falldetect_core.reasons import Reason, ReasonCode
from falldetect_core.records import Evidence, Kinematics

NECK_ON_FLOOR_M = 0.19
MOST_TOLERANCE_M = 0.15
"""The limit is raised by the measure's own standard deviation, but to no more than the neck of somebody who sits."""
LEAST_SD_M = 0.05
DESCENT_M_S = 0.8
"""Mean over 0.4 s. Bourke (2008) parts falls from daily life at a peak of 1.3 m/s; lying down on purpose takes 0.5."""
DESCENT_SD_M_S = 0.2
WINDOW_S = 2.7
"""80 frames at 30 a second."""
SETTLED_S = 0.3
"""The neck has to be low for the median of this time: one frame is noise."""


def symbolic_evidence(window: Sequence[Kinematics]) -> Evidence | None:
    """Judge the newest of a track's kinematics by those of `WINDOW_S`; None where nothing is measured."""
    now_s = window[-1].time_s
    recent = takewhile(lambda k: now_s - k.time_s <= WINDOW_S, reversed(window))
    measured = [k for k in recent if not math.isnan(k.neck_height_m)]
    lately = [k for k in measured if now_s - k.time_s <= SETTLED_S]
    speed = nan_max(k.neck_descent_m_s for k in measured)
    if not lately or math.isnan(speed):
        return None
    height_m, sd_m = median(k.neck_height_m for k in lately), median(k.neck_height_sd_m for k in lately)
    limit_m = NECK_ON_FLOOR_M + min(sd_m, MOST_TOLERANCE_M)
    low = NormalDist(height_m, max(sd_m, LEAST_SD_M)).cdf(limit_m)
    fast = NormalDist(DESCENT_M_S, DESCENT_SD_M_S).cdf(speed)
    reasons = (
        (low, Reason.of(ReasonCode.NECK_LOW, n=max(0.0, height_m))),
        (fast, Reason.of(ReasonCode.NECK_SPEED, n=speed)),
    )
    return Evidence("symbolic", min(low, fast), tuple(reason for grade, reason in reasons if grade >= HALF))
