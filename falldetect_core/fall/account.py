"""The account of a fall: when it began, why it is one, its likely kind and direction, and what came before."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from falldetect_core.evidence import before_of, direction_of, kinds_of, with_company
from falldetect_core.evidence.network import Classifier, Prediction
from falldetect_core.kinds import Direction, Kind, Posture
from falldetect_core.nanstats import likeliest
from falldetect_core.records import Evidence, Kinematics, Verdict

FALL_WINDOW_S = 1.0
"""A fall ends low this soon after its fastest moment; sitting down first and lying down then takes longer."""
UNSEEN_S = 3.0
"""A body lost while it came down may be found again this much later."""
GAP_S = 0.2
"""What a gap in what is seen counts at most."""
MOST_CONFIDENT = 0.99
"""No camera is certain."""
SINKING = 0.1
"""Body heights a second: slower is swaying."""
BEARING_SAMPLES = 10
"""The facing is that of the last second before the fall."""
BESIDE_S = 0.5
"""Who was within reach so shortly before a fall may have caused it."""

NO_FALL = Verdict(
    time_s=0.0,
    falling=False,
    down=False,
    found_down=False,
    upright=False,
    onset_s=0.0,
    confidence=0.0,
    kinds={Kind.UNKNOWN: 1.0},
    direction=Direction.UNKNOWN,
    reasons=(),
)


def account_of(
    window: Sequence[Kinematics],
    evidence: Evidence,
    prediction: Prediction | None,
    classifier: Classifier,
    *,
    beside_s: float,
) -> Verdict:
    """Put a fall that has just ended low into a verdict; somebody was last within reach at `beside_s`."""
    during = last_seen(window)
    onset_s = onset_of(during)
    before = [k for k in window if k.time_s < onset_s]
    falling = [k for k in during if k.time_s >= onset_s]
    way = classifier.direction() if prediction else None
    seen = {direction_of(before[-BEARING_SAMPLES:], during[-1]): 1.0}
    directions = way.of_a_fall(prediction.evidence.probability) if prediction and way else seen
    kinds = prediction.kinds if prediction else kinds_of(before, falling)
    return replace(
        NO_FALL,
        time_s=window[-1].time_s,
        falling=True,
        down=True,
        onset_s=onset_s,
        confidence=min(evidence.probability, MOST_CONFIDENT),
        kinds=with_company(kinds, beside=beside_s >= onset_s - BESIDE_S),
        direction=likeliest(directions, Direction.UNKNOWN),
        directions=directions,
        before=before_of(before or during[:1]),
        reasons=evidence.reasons,
    )


def last_seen(window: Sequence[Kinematics]) -> list[Kinematics]:
    """Return the moments in which the person was seen, back over the time a fall takes; gaps hardly count."""
    seen: list[Kinematics] = []
    spent_s = 0.0
    for moment in reversed(window):
        if moment.posture is Posture.UNKNOWN:
            continue
        spent_s += min(seen[-1].time_s - moment.time_s, GAP_S) if seen else 0.0
        if spent_s > FALL_WINDOW_S or window[-1].time_s - moment.time_s > UNSEEN_S:
            break
        seen.append(moment)
    return seen[::-1] or [window[-1]]


def onset_of(during: Sequence[Kinematics]) -> float:
    """Find the start of the last descent: back from the fastest moment for as long as the body went down."""
    speeds = [-math.inf if math.isnan(k.descent_speed) else k.descent_speed for k in during]
    fastest = speeds.index(max(speeds))
    descending = list(takewhile(lambda i: speeds[i] > SINKING, range(fastest, -1, -1)))
    return during[descending[-1] if descending else fastest].time_s
