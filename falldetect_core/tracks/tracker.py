"""Gives every body a number that stays, by matching poses, then silhouettes, to the people known."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from falldetect_core.records import Blob, Box, Motion, Pose
from falldetect_core.skeleton import body_of, keypoint_box, standing_height_px, visible_share
from falldetect_core.tracks.track import Sample, Support, Track

START_SCORE = 0.25
START_VISIBLE = 0.5
"""A new person needs a convincing pose; one who is known is followed on weaker ones."""
CONFIRM_HITS = 3
TENTATIVE_S = 0.6
LOST_S = 8.0
"""A person who has left no trace for this long is gone."""
REACH = 0.6
"""How far, in body sizes, a person may move between two sightings; grows by `REACH_PER_S` with the time between."""
REACH_PER_S = 0.8
MAX_REACH = 1.5
DOUBLE_OVERLAP = 0.55
BLOB_SHARE = 0.3
BLOB_AREA = (0.15, 3.0)
"""A silhouette that carries a track is this many times the person's usual box."""
TRUSTED = 0.35
"""Silhouettes that overlapped the poses less than this are shadows, ghosts or furniture."""
MOVING_SHARE = 0.02
"""Less of a person's box changes by breathing and sensor noise, more by a moved hand."""
MAX_PEOPLE = 6


@dataclass(frozen=True, slots=True)
class _Match:
    track: Track
    index: int
    likeness: float


class Tracker:
    """The people of one camera; call `update` once a frame."""

    def __init__(self) -> None:
        """Start with nobody."""
        self._tracks: list[Track] = []
        self._next_id = 1

    @property
    def boxes(self) -> list[Box]:
        """Where people are now, for the background not to be learned there."""
        return [track.box for track in self._tracks]

    def update(self, time_s: float, poses: Sequence[Pose] | None, motion: Motion) -> list[Track]:
        """Match what is seen to the people known, and return those that are confirmed.

        `poses` is None when nobody looked because nothing moved: everybody is then where they were.
        """
        if poses is None:
            self._carry_on(time_s)
        else:
            self._follow(time_s, poses, motion)
        for track in self._tracks:
            if moved_share(motion, track.box) >= MOVING_SHARE:
                track.still_since_s = time_s
        self._tracks = [track for track in self._tracks if _alive(track, time_s)]
        return [track for track in self._tracks if track.confirmed]

    def _carry_on(self, time_s: float) -> None:
        for track in self._tracks:
            track.add(replace(track.samples[-1], time_s=time_s))

    def _follow(self, time_s: float, poses: Sequence[Pose], motion: Motion) -> None:
        bodies = distinct(poses)
        matched = self._match(time_s, bodies)
        free_blobs = list(motion.blobs)
        for track in self._tracks:
            pose = matched.pop(track.id, None)
            track.add(_sample(track, time_s, pose, free_blobs))
        claimed = {id(track.samples[-1].pose) for track in self._tracks}
        for pose in bodies:
            if id(pose) not in claimed and _convincing(pose) and len(self._tracks) < MAX_PEOPLE:
                self._start(time_s, pose)

    def _start(self, time_s: float, pose: Pose) -> None:
        track = Track(self._next_id, time_s, keypoint_box(pose), still_since_s=time_s)
        track.add(Sample(time_s, Support.POSE, track.box, pose, None, standing_height_px(pose), body_of(pose)))
        self._tracks.append(track)
        self._next_id += 1

    def _match(self, time_s: float, poses: Sequence[Pose]) -> dict[int, Pose]:
        """Pair tracks and poses, the likeliest pairs first, each once."""
        boxes = [keypoint_box(pose) for pose in poses]
        pairs = [
            _Match(track, index, score)
            for track in self._tracks
            for index, box in enumerate(boxes)
            if (score := likeness(track, box, time_s)) > 0
        ]
        matched: dict[int, Pose] = {}
        taken: set[int] = set()
        for pair in sorted(pairs, key=lambda pair: -pair.likeness):
            if pair.track.id not in matched and pair.index not in taken:
                matched[pair.track.id] = poses[pair.index]
                taken.add(pair.index)
        return matched


def moved_share(motion: Motion, box: Box) -> float:
    """Share of a box's pixels that changed since the last frame: stillness is pixel motion, not keypoint jitter."""
    left, top, right, bottom = (max(0, round(side * motion.scale)) for side in box)
    inside = motion.moved[top : bottom + 1, left : right + 1]
    return float(inside.mean()) if inside.size else 0.0


def likeness(track: Track, box: Box, time_s: float) -> float:
    """How well a box continues a track: overlap, and nearness within what a person can move; 0 is impossible."""
    size = max(track.box.width, track.box.height, box.width, box.height, 1.0)
    reach = min(MAX_REACH, REACH + REACH_PER_S * (time_s - track.seen_s))
    nearness = 1 - math.dist(track.box.centre, box.centre) / (reach * size)
    return 0.0 if nearness <= 0 else nearness + track.box.overlap(box)


def distinct(poses: Sequence[Pose]) -> list[Pose]:
    """Drop poses that describe a body a better one describes already."""
    kept: list[tuple[Pose, Box]] = []
    for pose in sorted(poses, key=lambda pose: -pose.score):
        box = keypoint_box(pose)
        if all(_covered(box, other) < DOUBLE_OVERLAP for _, other in kept):
            kept.append((pose, box))
    return [pose for pose, _ in kept]


def _covered(box: Box, other: Box) -> float:
    return box.intersection(other) / max(min(box.area, other.area), 1.0)


def _convincing(pose: Pose) -> bool:
    return pose.score >= START_SCORE and visible_share(pose) >= START_VISIBLE


def _sample(track: Track, time_s: float, pose: Pose | None, blobs: list[Blob]) -> Sample:
    box = track.box if pose is None else keypoint_box(pose)
    blob = _blob_of(track, box, blobs)
    if pose is None and track.silhouette_trust < TRUSTED:
        blob = None
    if blob is not None and pose is None:
        box = blob.box
    if pose is not None:
        return Sample(time_s, Support.POSE, box, pose, blob, standing_height_px(pose), body_of(pose))
    return Sample(time_s, Support.SILHOUETTE if blob else Support.MEMORY, box, None, blob, math.nan)


def _blob_of(track: Track, box: Box, blobs: list[Blob]) -> Blob | None:
    """Take the silhouette that covers the person's place best and has a person's size, so that nobody else takes it."""
    smallest, largest = (share * track.usual_area_px for share in BLOB_AREA)
    fitting = [
        (shared, blob)
        for blob in blobs
        if smallest <= blob.box.area <= largest and (shared := _covered(blob.box, box)) >= BLOB_SHARE
    ]
    if not fitting:
        return None
    blob = max(fitting, key=lambda pair: pair[0])[1]
    blobs.remove(blob)
    return blob


def _alive(track: Track, time_s: float) -> bool:
    """Confirm a track that has been seen often enough, and say whether to keep it."""
    track.confirmed = track.confirmed or track.hits >= CONFIRM_HITS
    return time_s - track.seen_s <= (LOST_S if track.confirmed else TENTATIVE_S)
