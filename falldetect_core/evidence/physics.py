"""Source 2: the silhouette's apparent height comes down fast and stays low (Scientific Reports 11, 2021).

A silhouette needs no pose: it judges whom the pose network doesn't know for a body. What it can't judge it says
nothing about: feet below the lower border (the electronic fence, where tying shoelaces looks like a fall), a body of
which too little is seen, a room whose standing heights aren't known yet.
"""

import math
from collections.abc import Sequence
from statistics import median

from falldetect_core.evidence.rules import Criterion
from falldetect_core.nanstats import nan_max
from falldetect_core.reasons import ReasonCode
from falldetect_core.records import Evidence, Kinematics

FALLEN_HEIGHT, TOWARDS_HEIGHT = 0.40, 0.65
"""A fall ends below this share of the standing height; the second when the body lies along the line of sight."""
STEEP_DEG = 45.0
STEEP_HEIGHT, STEEP_TOWARDS_HEIGHT, STEEP_STILL_S = 0.70, 0.95, 10.0
"""A camera that looks down steeply sees everybody short: then somebody fallen has to lie still as well."""
TOLERANCE = 0.1
"""Heights this far below the limit are certain, this far above it none."""
SEEN_SHARE = 0.6
"""So much of the body has to be seen."""
SETTLED_S = 0.3
SPEED = Criterion("silhouette_speed", 0.4, 1.0, 1.0, ReasonCode.SILHOUETTE_SPEED)
"""Bourke (2008): 0.76 body heights/s parts falls from daily life; a mean over 0.4 s is less than its peak."""


def physics_evidence(window: Sequence[Kinematics], fastest: float = math.nan) -> Evidence | None:
    """Judge the newest of a track's kinematics by those of the last second or so; None where nothing can be said.

    `fastest` is the silhouette's largest speed downwards since before the stillness that a steep camera waits for.
    """
    now = window[-1]
    steep = now.pitch_deg > STEEP_DEG
    heights = [k.silhouette_height for k in window if now.time_s - k.time_s <= SETTLED_S and measurable(k)]
    speed = fastest if steep else nan_max(k.silhouette_speed for k in window if measurable(k))
    if not heights or math.isnan(speed) or (steep and now.still_s < STEEP_STILL_S):
        return None
    height, limit = median(heights), final_height(now)
    low = Criterion("silhouette_height", limit + TOLERANCE, limit - TOLERANCE, 1.0, ReasonCode.SILHOUETTE_LOW)
    measures = ((SPEED, speed), (low, height))
    reasons = tuple(reason for criterion, value in measures for reason in criterion.reasons(value))
    return Evidence("physics", min(criterion.grade(value) for criterion, value in measures), reasons)


def final_height(now: Kinematics) -> float:
    """Return below which share of the standing height a fall ends, for how the body and the camera are turned."""
    along = now.silhouette_ratio >= 1
    if now.pitch_deg > STEEP_DEG:
        return STEEP_TOWARDS_HEIGHT if along else STEEP_HEIGHT
    return TOWARDS_HEIGHT if along else FALLEN_HEIGHT


def measurable(now: Kinematics) -> bool:
    """Say whether the silhouette's height is that of the body."""
    hidden = now.seen_share < SEEN_SHARE
    return not (math.isnan(now.silhouette_height) or now.at_fence or hidden)
