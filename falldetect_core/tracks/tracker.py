"""Gives every body a number that stays, by matching poses, then silhouettes, to the people known."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from falldetect_core.kinds import Support
from falldetect_core.records import Blob, Box, Motion, Pose
from falldetect_core.skeleton import VISIBLE, body_of, keypoint_box, standing_height_px, visible_share
from falldetect_core.tracks.pairing import best_pairs
from falldetect_core.tracks.path import MEMORY_P, SILHOUETTE_P, Candidate, most_probable_path, smoothness
from falldetect_core.tracks.sample import Sample
from falldetect_core.tracks.silhouette import Silhouettes
from falldetect_core.tracks.track import TRUSTED, Track

START_SCORE, START_SCORE_OUTSTANDING = 0.25, 0.18
START_VISIBLE, START_VISIBLE_OUTSTANDING = 0.5, 0.3
"""A new person needs one convincing pose, less so where it stands out from the background; before and after it they are
followed on weaker ones."""
CONFIRM_HITS = 3
TENTATIVE_S = 0.6
LOST_S = 8.0
"""A person who has left no trace for this long is gone."""
REACH = 0.6
"""How far, in body sizes, a person may move between two sightings; grows by `REACH_PER_S` with the time between."""
REACH_PER_S = 0.8
MAX_REACH = 1.5
SOON_S = 0.5
"""Nobody stops or turns within this time."""
DOUBLE_OVERLAP = 0.55
BODY_AREA = (0.03, 1.2)
"""A body's box covers between so many squares of its standing height: rolled up far below the camera, or sprawled."""
LEAST_KEYPOINTS = 5
"""Fewer are no pose."""
SEEN_SHARES = (0.6, 1.7)
"""A silhouette tells how a body is held when at least 60 % of it is seen (Scientific Reports 11), and little else."""
TALLEST = 1.25
FEET_S = 3.0
FEET_RISE = 0.3
"""Who falls keeps the feet about where they were; a silhouette that ends so many body heights higher lacks legs."""
STANDS_OUT = 0.6
"""Who had this share of their keypoints on the silhouette is hardly a pose with few of its keypoints there."""
LEAST_SCORE = 0.5
"""Lying bodies score little: among poses near a person a low score counts no less than this."""
POSELESS_S = 900.0
"""What has shown no pose for so long is furniture that was moved, or taken for somebody."""
MOVING_SHARE = 0.02
"""Less of a person's box changes by breathing and sensor noise, more by a moved hand."""
MAX_PEOPLE = 6
CLAIMED = 0.3
"""A silhouette that covers less of everybody's place, or is covered less by it, may be somebody new."""
CALM_TILT_DEG = 25.0
CALM_DROP = 0.06
"""Body heights that a silhouette may lose in a calm moment: walking bobs by 0.03, falling takes 0.1 in 0.2 s."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look for a person, and the way from their hips to their head in pixels where it is known."""

    box: Box
    head_way: tuple[float, float] | None


class Tracker:
    """The people of one camera; call `update` once a frame."""

    def __init__(self) -> None:
        """Start with nobody."""
        self._tracks: list[Track] = []
        self._next_id = 1
        self._silhouettes = Silhouettes()

    @property
    def boxes(self) -> list[Box]:
        """Where people are now, for the background not to be learned there."""
        return [track.box for track in self._somebody]

    @property
    def _somebody(self) -> list[Track]:
        """Those who are hardly furniture; the others are looked for once more, and else nothing is done for them."""
        return [track for track in self._tracks if track.convincing]

    @property
    def least_hits(self) -> int:
        """How often the person was looked at who was looked at least; 0 where nobody is."""
        return min((track.hits for track in self._somebody), default=0)

    def forget(self) -> None:
        """Forget everybody; whoever comes gets a number that nobody had."""
        self._tracks = []

    def places(self, motion: Motion) -> list[Place]:
        """Say where to look for everybody in the newest picture, and which way their head was."""
        self._silhouettes.update(motion)
        return [self._place(track) for track in self._tracks]

    def calm(self, motion: Motion) -> bool:
        """Say whether everybody stands as tall as when they were last looked at, as far as silhouettes tell."""
        self._silhouettes.update(motion)
        return not self.strangers(motion) and all(self._stands_as_before(track) for track in self._somebody)

    def stood(self, motion: Motion, poses: Sequence[Pose]) -> bool:
        """Say whether everybody is known, upright in these poses, and as tall as when they were last looked at."""
        matched = self._match(motion.time_s, distinct(poses))
        known = not self.strangers(motion)
        return known and all(_as_tall(track, matched.get(track.id)) for track in self._somebody)

    def sunk(self, motion: Motion) -> dict[int, float]:
        """Return how many body heights everybody's silhouette lost since they were last looked at, by track.

        NaN where the silhouette doesn't tell.
        """
        self._silhouettes.update(motion)
        return {track.id: self._sunk(track) for track in self._somebody}

    def strangers(self, motion: Motion) -> list[Box]:
        """Return the silhouettes that move and belong to nobody known, the largest first."""
        unknown = (blob.box for blob in motion.blobs if all(_covered(blob.box, box) < CLAIMED for box in self.boxes))
        return [box for box in unknown if moved_share(motion, box) >= MOVING_SHARE]

    def _stands_as_before(self, track: Track) -> bool:
        newest = track.newest
        upright = track.confirmed and newest.fresh and newest.body.tilt_deg <= CALM_TILT_DEG
        return upright and self._sunk(track) <= CALM_DROP

    def _sunk(self, track: Track) -> float:
        newest = track.newest
        if newest.blob is None or track.silhouette_trust < TRUSTED:
            return math.nan
        before, blob = newest.blob.box, self._silhouettes.body(newest.blob.box, self._others(track))
        if blob is None:
            return math.nan
        return max(blob.box.top - before.top, before.height - blob.box.height) / track.height_px

    def update(self, time_s: float, poses: Sequence[Pose] | None, motion: Motion) -> list[Track]:
        """Match what is seen to the people known, and return those that are confirmed.

        `poses` is None when nobody looked because nothing moved.
        """
        self._silhouettes.update(motion)
        bodies = distinct(poses or ())
        matched = self._match(time_s, bodies)
        spare = [pose for pose in bodies if not any(pose is taken for taken in matched.values())]
        for track in self._tracks:
            if moved_share(motion, track.box) >= MOVING_SHARE:
                track.still_since_s = time_s
            pose = matched.get(track.id)
            if track.confirmed and poses is not None:
                pose = self._decide(track, time_s, pose, spare)
            looked = poses is not None
            track.add(self._posed(track, time_s, pose) if pose else self._unposed(track, time_s, looked=looked))
        claimed = {id(track.newest.pose) for track in self._tracks} | {id(pose) for pose in matched.values()}
        for pose in bodies:
            if id(pose) not in claimed and _possible(pose) and len(self._tracks) < MAX_PEOPLE:
                self._start(time_s, pose)
        self._tracks = [track for track in self._tracks if _alive(track, time_s)]
        return [track for track in self._tracks if track.confirmed]

    def _place(self, track: Track) -> Place:
        newest = track.newest
        blob = None if newest.fresh and newest.pose else self._silhouettes.body(track.box, self._others(track))
        return Place(blob.box if blob else track.box, track.head_way)

    def _others(self, track: Track) -> list[Box]:
        """Places of the other people whose pose is seen."""
        return [t.box for t in self._somebody if t is not track and t.newest.support is Support.POSE]

    def _posed(self, track: Track, time_s: float, pose: Pose) -> Sample:
        box, body = keypoint_box(pose), body_of(pose)
        track.convincing = track.convincing or self._convincing(pose)
        blob = self._silhouette(track, box)
        track.learn_silhouette(blob, box, self._silhouettes.share_of(pose))
        if blob is not None and not body.ankles.known:  # what the pose doesn't show is part of the body too
            box = box.union(blob.box)
        return Sample(time_s, Support.POSE, box, pose, blob, standing_height_px(pose), body)

    def _unposed(self, track: Track, time_s: float, *, looked: bool) -> Sample:
        """Follow a body that no pose was found for: where nothing moved it is as it was, else its silhouette tells."""
        newest, known = track.newest, track.confirmed and time_s - track.pose_s <= POSELESS_S
        if newest.pose and track.still_since_s <= newest.time_s and (known or not looked):
            return replace(newest, time_s=time_s, fresh=False)
        blob = self._silhouette(track, track.box) if known else None
        if blob is None:
            return Sample(time_s, Support.MEMORY, track.box, None, None, math.nan)
        telling = blob if _whole(track, blob, time_s) and track.silhouette_trust >= TRUSTED else None
        return Sample(time_s, Support.SILHOUETTE, blob.box, None, telling, math.nan)

    def _silhouette(self, track: Track, box: Box) -> Blob | None:
        """Return the silhouette of a track's body that was in `box`, if it has a body's size."""
        blob = self._silhouettes.body(box, self._others(track))
        smallest, largest = (squares * track.height_px**2 for squares in BODY_AREA)
        return blob if blob is not None and smallest <= blob.box.area <= largest else None

    def _start(self, time_s: float, pose: Pose) -> None:
        convincing = self._convincing(pose)
        track = Track(self._next_id, time_s, keypoint_box(pose), still_since_s=time_s, convincing=convincing)
        track.add(Sample(time_s, Support.POSE, track.box, pose, None, standing_height_px(pose), body_of(pose)))
        self._tracks.append(track)
        self._next_id += 1

    def _decide(self, track: Track, time_s: float, matched: Pose | None, spare: Sequence[Pose]) -> Pose | None:
        """Choose what continues a track: the nearest pose where it fits, else by the path of the last moments."""
        near = [pose for pose in spare if likeness(track, keypoint_box(pose), time_s) > 0]
        poses = [self._candidate(track, time_s, pose) for pose in ([matched] if matched else []) + near]
        if matched is not None and fits(track, poses[0]):
            track.moments = [poses[:1]]
            return matched
        blob = self._silhouette(track, track.box)
        silhouette = [Candidate(time_s, blob.box, None, SILHOUETTE_P)] if blob else []
        track.weigh([*poses, *silhouette, Candidate(time_s, track.box, None, MEMORY_P)])
        path = most_probable_path(track.moments)
        track.revise(path)
        return path[-1].pose

    def _candidate(self, track: Track, time_s: float, pose: Pose) -> Candidate:
        """Weigh a pose: furniture that looks like one doesn't stand out as the person does."""
        stands_out = track.stands_out >= STANDS_OUT
        share = min(1.0, self._silhouettes.share_of(pose) / track.stands_out) if stands_out else 1.0
        return Candidate(time_s, keypoint_box(pose), pose, max(pose.score, LEAST_SCORE) * share**2)

    def _convincing(self, pose: Pose) -> bool:
        """Say whether a pose is somebody rather than furniture."""
        if pose.score >= START_SCORE and visible_share(pose) >= START_VISIBLE:
            return True
        return _possible(pose) and self._silhouettes.share_of(pose) >= STANDS_OUT

    def _match(self, time_s: float, poses: Sequence[Pose]) -> dict[int, Pose]:
        """Pair tracks and poses, people known before those just come, so that all together are likeliest."""
        boxes = [keypoint_box(pose) for pose in poses]
        matched: dict[int, Pose] = {}
        left = list(range(len(poses)))
        for known in (True, False):
            tracks = [track for track in self._tracks if track.confirmed is known]
            pairs = best_pairs([[likeness(track, boxes[index], time_s) for index in left] for track in tracks])
            matched |= {tracks[row].id: poses[left[column]] for row, column in pairs.items()}
            left = [index for column, index in enumerate(left) if column not in pairs.values()]
        return matched


def moved_share(motion: Motion, box: Box) -> float:
    """Share of a box's pixels that changed since the last frame: stillness is pixel motion, not keypoint jitter."""
    left, top, right, bottom = (max(0, round(side * motion.scale)) for side in box)
    inside = motion.moved.picture[top : bottom + 1, left : right + 1]
    return float(inside.mean()) if inside.size else 0.0


def likeness(track: Track, box: Box, time_s: float) -> float:
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
    """Say whether a pose continues a track so well that its silhouette wouldn't do better."""
    place = Candidate(track.seen_s, track.box, None, 1.0)
    return smoothness(place, candidate) + math.log(max(candidate.probability, MEMORY_P)) >= math.log(SILHOUETTE_P)


def distinct(poses: Sequence[Pose]) -> list[Pose]:
    """Drop poses that hardly show anything, or describe a body that a better one describes already."""
    kept: list[tuple[Pose, Box]] = []
    telling = (pose for pose in poses if (pose.keypoints[:, 2] >= VISIBLE).sum() >= LEAST_KEYPOINTS)
    for pose in sorted(telling, key=lambda pose: -pose.score):
        box = keypoint_box(pose)
        if all(_covered(box, other) < DOUBLE_OVERLAP for _, other in kept):
            kept.append((pose, box))
    return [pose for pose, _ in kept]


def _as_tall(track: Track, pose: Pose | None) -> bool:
    """Say whether a pose shows somebody upright whose head is as high as in the last one."""
    before = track.newest.pose
    if pose is None or before is None or not body_of(pose).tilt_deg <= CALM_TILT_DEG:
        return False
    return keypoint_box(pose).top - keypoint_box(before).top <= CALM_DROP * track.height_px


def _possible(pose: Pose) -> bool:
    return pose.score >= START_SCORE_OUTSTANDING and visible_share(pose) >= START_VISIBLE_OUTSTANDING


def _covered(box: Box, other: Box) -> float:
    return box.intersection(other) / max(min(box.area, other.area), 1.0)


def _whole(track: Track, blob: Blob, time_s: float) -> bool:
    """Say whether a silhouette shows a whole body and no more: no part lost in the dark, none of a ghost beside it."""
    least, most = (share * track.usual_area_px for share in SEEN_SHARES)
    if not least <= blob.area_px <= most or blob.box.height > TALLEST * track.height_px:
        return False
    feet_y, seen_s = track.feet
    return time_s - seen_s > FEET_S or feet_y - blob.box.bottom <= FEET_RISE * track.height_px


def _alive(track: Track, time_s: float) -> bool:
    """Confirm a track that has been seen often enough and was convincing once, and say whether to keep it."""
    track.confirmed = track.confirmed or (track.convincing and track.hits >= CONFIRM_HITS)
    return time_s - track.seen_s <= (LOST_S if track.confirmed else TENTATIVE_S)
