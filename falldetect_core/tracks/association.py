"""Which detection continues which track: similarity, assignment, and bodies that were found twice."""

import math
from collections.abc import Sequence

from falldetect_core.records import Box
from falldetect_core.tracks.assignment import assign
from falldetect_core.tracks.detection import Detection
from falldetect_core.tracks.path import MEMORY_P, SILHOUETTE_P, Candidate, smoothness
from falldetect_core.tracks.track import LOST_S, Track

REACH = 0.6
"""How far, in body sizes, a person may move between two sightings; grows by `REACH_PER_S` with the time between."""
REACH_PER_S = 0.8
MAX_REACH = 1.5
SOON_S = 0.5
"""Nobody stops or turns within this time."""
DOUBLE_OVERLAP = 0.55
LEAST_KEYPOINTS = 5
"""Fewer are no pose."""


def match(tracks: Sequence[Track], time_s: float, detections: Sequence[Detection]) -> dict[int, Detection]:
    """Assign detections to tracks by id, people known before those just come, so that all together are likeliest."""
    matched: dict[int, Detection] = {}
    left = list(detections)
    for known in (True, False):
        rows = [track for track in tracks if track.confirmed is known]
        pairs = assign([[similarity(track, one.box, time_s) for one in left] for track in rows])
        matched |= {rows[row].id: left[column] for row, column in pairs.items()}
        left = [one for column, one in enumerate(left) if column not in pairs.values()]
    return matched


def similarity(track: Track, box: Box, time_s: float) -> float:
    """How well a box continues a track: overlap, and nearness within what a person can move; 0 is impossible.

    Who was walking is looked for where they would be by now, and after a while as readily where they were.
    """
    size = max(track.box.width, track.box.height, box.width, box.height, 1.0)
    gap_s = min(LOST_S, max(0.0, time_s - track.seen_s))
    reach_px = size * min(MAX_REACH, REACH + REACH_PER_S * gap_s)
    to_x, to_y = (speed * gap_s for speed in track.velocity_px_s)
    expected = track.box.moved(to_x, to_y)
    went_on, stayed = (max(0.0, 1 - math.dist(b.centre, box.centre) / reach_px) for b in (expected, track.box))
    nearness = went_on if gap_s <= SOON_S else (went_on + stayed) / 2
    return 0.0 if nearness <= 0 else nearness + expected.overlap(box)


def fits(track: Track, candidate: Candidate) -> bool:
    """Say whether a detection continues a track so well that its silhouette wouldn't do better."""
    place = Candidate(track.seen_s, track.box, None, 1.0)
    return smoothness(place, candidate) + math.log(max(candidate.probability, MEMORY_P)) >= math.log(SILHOUETTE_P)


def suppress_doubles(detections: Sequence[Detection]) -> list[Detection]:
    """Drop detections that hardly show anything, or of a body that a better one describes (non-maximum suppression)."""
    kept: list[Detection] = []
    telling = (one for one in detections if one.visible >= LEAST_KEYPOINTS)
    for one in sorted(telling, key=lambda one: -one.pose.score):
        if all(one.box.covered(other.box) < DOUBLE_OVERLAP for other in kept):
            kept.append(one)
    return kept
