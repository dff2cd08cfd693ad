"""Gives every body a number that stays, by matching detections, then silhouettes, to the people known."""

import math
from collections.abc import Sequence
from dataclasses import replace

from falldetect_core.kinds import SeenBy
from falldetect_core.records import Blob, Box, Foreground
from falldetect_core.tracks.association import fits, match, similarity, suppress_doubles
from falldetect_core.tracks.detection import Detection
from falldetect_core.tracks.path import MEMORY_P, SILHOUETTE_P, Candidate, most_probable_path
from falldetect_core.tracks.sample import Sample, pose_sample
from falldetect_core.tracks.silhouette import Silhouettes, moved_share
from falldetect_core.tracks.track import LOST_S, TRUSTED, Track

START_SCORE, START_SCORE_OUTSTANDING = 0.25, 0.18
START_VISIBLE, START_VISIBLE_OUTSTANDING = 0.5, 0.3
"""A new person needs one convincing pose, less so where it stands out from the background; before and after it they are
followed on weaker ones."""
CONFIRM_HITS = 3
TENTATIVE_S = 0.6
BODY_AREA = (0.03, 1.2)
"""A body's box covers between so many squares of its standing height: rolled up far below the camera, or sprawled."""
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


class Tracker:
    """The people of one camera; call `update` once a frame."""

    def __init__(self) -> None:
        """Start with nobody."""
        self.silhouettes = Silhouettes()
        self._tracks: list[Track] = []
        self._next_id = 1

    @property
    def tracks(self) -> Sequence[Track]:
        """Everybody followed, furniture and those just come among them."""
        return self._tracks

    @property
    def somebody(self) -> list[Track]:
        """Those who are hardly furniture; the others are looked for once more, and else nothing is done for them."""
        return [track for track in self._tracks if track.convincing]

    @property
    def boxes(self) -> list[Box]:
        """Where people are now, for the background not to be learned there."""
        return [track.box for track in self.somebody]

    def forget(self) -> None:
        """Forget everybody; whoever comes gets a number that nobody had."""
        self._tracks = []

    def others(self, track: Track) -> list[Box]:
        """Places of the other people whose pose is seen."""
        return [t.box for t in self.somebody if t is not track and t.newest.seen_by is SeenBy.POSE]

    def update(self, time_s: float, detections: Sequence[Detection] | None, foreground: Foreground) -> list[Track]:
        """Match what is seen to the people known, and return those that are confirmed.

        `detections` is None when nobody looked because nothing moved.
        """
        self.silhouettes.update(foreground)
        bodies = suppress_doubles(detections or ())
        matched = match(self._tracks, time_s, bodies)
        spare = [one for one in bodies if not any(one is taken for taken in matched.values())]
        for track in self._tracks:
            if moved_share(foreground, track.box) >= MOVING_SHARE:
                track.still_since_s = time_s
            one = matched.get(track.id)
            if track.confirmed and detections is not None:
                one = self._decide(track, time_s, one, spare)
            looked = detections is not None
            track.add(self._posed(track, time_s, one) if one else self._unposed(track, time_s, looked=looked))
        claimed = {id(track.newest.pose) for track in self._tracks} | {id(one.pose) for one in matched.values()}
        for one in bodies:
            if id(one.pose) not in claimed and _possible(one) and len(self._tracks) < MAX_PEOPLE:
                self._start(time_s, one)
        self._tracks = [track for track in self._tracks if _alive(track, time_s)]
        return [track for track in self._tracks if track.confirmed]

    def _posed(self, track: Track, time_s: float, one: Detection) -> Sample:
        box = one.box
        track.convincing = track.convincing or self._convincing(one)
        blob = self._silhouette(track, box)
        track.learn_silhouette(blob, box, self.silhouettes.share_of(one.pose))
        if blob is not None and not one.body.ankles.known:  # what the pose doesn't show is part of the body too
            box = box.union(blob.box)
        return pose_sample(time_s, one, box, blob)

    def _unposed(self, track: Track, time_s: float, *, looked: bool) -> Sample:
        """Follow a body that no pose was found for: where nothing moved it is as it was, else its silhouette tells."""
        newest, known = track.newest, track.confirmed and time_s - track.pose_s <= POSELESS_S
        if newest.pose and track.still_since_s <= newest.time_s and (known or not looked):
            return replace(newest, time_s=time_s, fresh=False)
        blob = self._silhouette(track, track.box) if known else None
        if blob is None:
            return Sample(time_s, SeenBy.MEMORY, track.box, None, None, math.nan)
        telling = blob if _whole(track, blob, time_s) and track.silhouette_trust >= TRUSTED else None
        return Sample(time_s, SeenBy.SILHOUETTE, blob.box, None, telling, math.nan)

    def _silhouette(self, track: Track, box: Box) -> Blob | None:
        """Return the silhouette of a track's body that was in `box`, if it has a body's size."""
        blob = self.silhouettes.body(box, self.others(track))
        smallest, largest = (squares * track.height_px**2 for squares in BODY_AREA)
        return blob if blob is not None and smallest <= blob.box.area <= largest else None

    def _start(self, time_s: float, one: Detection) -> None:
        track = Track(self._next_id, time_s, one.box, still_since_s=time_s, convincing=self._convincing(one))
        track.add(pose_sample(time_s, one, track.box, None))
        self._tracks.append(track)
        self._next_id += 1

    def _decide(
        self, track: Track, time_s: float, matched: Detection | None, spare: Sequence[Detection]
    ) -> Detection | None:
        """Choose what continues a track: the nearest detection where it fits, else by the path of the last moments."""
        near = [one for one in spare if similarity(track, one.box, time_s) > 0]
        poses = [self._candidate(track, time_s, one) for one in ([matched] if matched else []) + near]
        if matched is not None and fits(track, poses[0]):
            track.moments = [poses[:1]]
            return matched
        blob = self._silhouette(track, track.box)
        silhouette = [Candidate(time_s, blob.box, None, SILHOUETTE_P)] if blob else []
        track.weigh([*poses, *silhouette, Candidate(time_s, track.box, None, MEMORY_P)])
        path = most_probable_path(track.moments)
        track.revise(path)
        return path[-1].detection

    def _candidate(self, track: Track, time_s: float, one: Detection) -> Candidate:
        """Weigh a detection: furniture that looks like somebody doesn't stand out as the person does."""
        stands_out = track.stands_out >= STANDS_OUT
        share = min(1.0, self.silhouettes.share_of(one.pose) / track.stands_out) if stands_out else 1.0
        return Candidate(time_s, one.box, one, max(one.pose.score, LEAST_SCORE) * share**2)

    def _convincing(self, one: Detection) -> bool:
        """Say whether a detection is somebody rather than furniture."""
        if one.pose.score >= START_SCORE and one.visible_share >= START_VISIBLE:
            return True
        return _possible(one) and self.silhouettes.share_of(one.pose) >= STANDS_OUT


def _possible(one: Detection) -> bool:
    return one.pose.score >= START_SCORE_OUTSTANDING and one.visible_share >= START_VISIBLE_OUTSTANDING


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
