"""What the newest foreground tells of the people known, without a look of the pose network."""

import math
from collections.abc import Sequence

from falldetect_core.camera.looking import SearchRegion
from falldetect_core.records import Box, Foreground
from falldetect_core.tracks import Detection, Track, Tracker
from falldetect_core.tracks.association import match, suppress_doubles
from falldetect_core.tracks.silhouette import moved_share
from falldetect_core.tracks.track import TRUSTED
from falldetect_core.tracks.tracker import MOVING_SHARE

CLAIMED = 0.3
"""A silhouette that covers less of everybody's place, or is covered less by it, may be somebody new."""
CALM_TILT_DEG = 25.0
CALM_DROP = 0.06
"""Body heights that a silhouette may lose in a calm moment: walking bobs by 0.03, falling takes 0.1 in 0.2 s."""


class TrackMonitor:
    """The people of a tracker, as far as silhouettes tell of them."""

    def __init__(self, tracker: Tracker) -> None:
        """Ask about the people of a tracker; it is never changed here."""
        self._tracker = tracker

    @property
    def boxes(self) -> list[Box]:
        """Where people are."""
        return self._tracker.boxes

    @property
    def least_hits(self) -> int:
        """How often the person was looked at who was looked at least; 0 where nobody is."""
        return min((track.hits for track in self._tracker.somebody), default=0)

    def search_regions(self, foreground: Foreground) -> list[SearchRegion]:
        """Say where to look for everybody in the newest picture, and which way their head was."""
        self._tracker.silhouettes.update(foreground)
        return [self._search_region(track) for track in self._tracker.tracks]

    def unmatched(self, foreground: Foreground) -> list[Box]:
        """Return the silhouettes that move and belong to nobody known, the largest first."""
        boxes = self.boxes
        unknown = (blob.box for blob in foreground.blobs if all(blob.box.covered(box) < CLAIMED for box in boxes))
        return [box for box in unknown if moved_share(foreground, box) >= MOVING_SHARE]

    def is_calm(self, foreground: Foreground) -> bool:
        """Say whether everybody stands as tall as when they were last looked at, as far as silhouettes tell."""
        self._tracker.silhouettes.update(foreground)
        return not self.unmatched(foreground) and all(self._stands_as_before(track) for track in self._tracker.somebody)

    def stood(self, foreground: Foreground, detections: Sequence[Detection]) -> bool:
        """Say whether everybody is known, upright in these detections, and as tall as when they were last looked at."""
        matched = match(self._tracker.tracks, foreground.time_s, suppress_doubles(detections))
        known = not self.unmatched(foreground)
        return known and all(_as_tall(track, matched.get(track.id)) for track in self._tracker.somebody)

    def height_lost(self, foreground: Foreground) -> dict[int, float]:
        """Return how many body heights everybody's silhouette lost since they were last looked at, by track.

        NaN where the silhouette doesn't tell.
        """
        self._tracker.silhouettes.update(foreground)
        return {track.id: self._height_lost(track) for track in self._tracker.somebody}

    def _search_region(self, track: Track) -> SearchRegion:
        newest = track.newest
        seen = newest.fresh and newest.pose
        blob = None if seen else self._tracker.silhouettes.body(track.box, self._tracker.others(track))
        return SearchRegion(blob.box if blob else track.box, track.hips_to_head)

    def _stands_as_before(self, track: Track) -> bool:
        newest = track.newest
        upright = track.confirmed and newest.fresh and newest.body.tilt_deg <= CALM_TILT_DEG
        return upright and self._height_lost(track) <= CALM_DROP

    def _height_lost(self, track: Track) -> float:
        newest = track.newest
        if newest.blob is None or track.silhouette_trust < TRUSTED:
            return math.nan
        before = newest.blob.box
        blob = self._tracker.silhouettes.body(before, self._tracker.others(track))
        if blob is None:
            return math.nan
        return max(blob.box.top - before.top, before.height - blob.box.height) / track.height_px


def _as_tall(track: Track, detection: Detection | None) -> bool:
    """Say whether a detection shows somebody upright whose head is as high as in the last one."""
    before = track.newest.pose
    if detection is None or before is None or not detection.body.tilt_deg <= CALM_TILT_DEG:
        return False
    return detection.box.top - Detection(before).box.top <= CALM_DROP * track.height_px
