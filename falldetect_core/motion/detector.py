"""Background subtraction on a small grey picture (Scientific Reports 11, 2021: a one-bit silhouette).

The background is never learned under a tracked person, so that somebody who lies still does not melt into it, and
quickly elsewhere, so that moved furniture and the ghosts of people who were there at the start do. Exposure is
levelled before comparing, what keeps its texture is taken for light, and when most of the picture differs nonetheless,
all is learned anew.
"""

import math
from collections.abc import Iterable

import cv2
import numpy as np

from falldetect_core.motion.background import CHANGED_LEVELS, Background
from falldetect_core.motion.blobs import find_blobs
from falldetect_core.motion.ghosts import ghosts
from falldetect_core.motion.light import exposure_gain, is_coloured, split
from falldetect_core.motion.picture import as_bytes, scaled, small_grey
from falldetect_core.records import Blob, Box, Foreground, Frame, Image, Mask

LOOK_S = 1.0
"""A room in which nothing moves is compared with the background this often."""
STILL_SHARE = 0.0005
"""Below this share of changed pixels nothing moves in the picture."""
AROUND_PX = 6
"""Pixels of the small picture around a silhouette that are looked at with it."""
SWITCHED_SHARE = 0.6
"""More of the picture than a person can cover: the camera moved, or sees by other light."""
LAMP_SHARE = 0.1
"""A lamp lights more of the picture than this; smaller regions in another light are merely no silhouette."""
KEEP_CLEAR = 0.15
"""A person's box is protected with this margin, as a share of its size."""
_NOTHING = Mask.of(np.empty((0, 0), np.uint8))
_TWO, _FIVE = np.ones((2, 2), np.uint8), np.ones((5, 5), np.uint8)


class MotionDetector:
    """The background model of one camera."""

    def __init__(self) -> None:
        """Start without a background: the first frame is taken for it."""
        self._background: Background | None = None
        self._last: Image = np.empty((0, 0), np.uint8)
        self._looked_s = -math.inf
        self._coloured = False
        self._silhouette = _NOTHING
        self._blobs: tuple[Blob, ...] = ()

    def update(self, frame: Frame, people: Iterable[Box] = ()) -> Foreground:
        """Compare a frame with the background, then learn it where no box of `people` (pixels) covers it.

        While nothing moves this is done now and then, and the silhouette stays what it was.
        """
        grey = small_grey(frame.image)
        scale = grey.shape[1] / frame.size[0]
        room = self._known(grey)
        change = as_bytes(cv2.absdiff(grey, self._last))
        largest = cv2.norm(change, cv2.NORM_INF)
        moved = np.zeros_like(grey) if largest <= CHANGED_LEVELS else _together(_above(change, room.moving))
        if _share(moved) > STILL_SHARE or room.settling or not 0 <= frame.time_s - self._looked_s < LOOK_S:
            mask, moved = self._look(frame, grey, moved, tuple(people), scale)
            self._silhouette = Mask.of(mask)
        self._last = grey
        return Foreground(frame.time_s, self._silhouette, Mask.of(moved), scale, self._blobs, _share(moved))

    def _known(self, grey: Image) -> Background:
        """Return the background, a new one for the first frame and for another size of picture."""
        if self._background is None or self._last.shape != grey.shape:
            self._background, self._last = Background(grey), grey
        return self._background

    def _look(
        self, frame: Frame, grey: Image, moved: Image, people: tuple[Box, ...], scale: float
    ) -> tuple[Image, Image]:
        """Find the silhouette, learn the background, and return the silhouette and what moved by itself."""
        room = self._known(grey)
        gain = exposure_gain(grey, room.mean)
        if gain != 1.0:
            room.level(gain)
            moved = _together(_above(cv2.absdiff(grey, scaled(self._last, gain)), room.moving))
        ground = _open_ground(grey.shape, people, scale)
        mask, lit = self._compare(frame.image, grey, ground, room)
        room.learn(grey, ground, frame.time_s)
        self._looked_s = frame.time_s
        self._blobs = find_blobs(mask, scale, people)
        return mask, moved & ~lit

    def _compare(self, image: Image, grey: Image, ground: Image, room: Background) -> tuple[Image, Image]:
        """Return the silhouette and what another light fell on; that, ghosts and another view are adopted."""
        was_coloured, self._coloured = self._coloured, is_coloured(image, before=self._coloured)
        mask = _opened(_above(room.difference(grey), room.limit))
        left, top, width, height = cv2.boundingRect(mask)
        if not width:
            return mask, mask
        part = (
            slice(max(0, top - AROUND_PX), top + height + AROUND_PX),
            slice(max(0, left - AROUND_PX), left + width + AROUND_PX),
        )
        matter, light = split(mask[part], grey[part], room.mean[part], ground[part])
        changed, kept = _share(mask), cv2.countNonZero(matter) / mask.size
        infrared = was_coloured != self._coloured and changed > LAMP_SHARE
        if infrared or changed > SWITCHED_SHARE:
            by_light = infrared or kept < changed / 2
            room.adopt(grey, ground if by_light else np.ones_like(ground))
            return np.zeros_like(mask), np.ones_like(mask)
        matter = _closed(matter)
        gone = ghosts(matter, grey[part], room.mean[part])
        silhouette, lit = np.zeros_like(mask), np.zeros_like(mask)
        if cv2.countNonZero(light) > LAMP_SHARE * mask.size:
            lit[part] = light
            gone |= light
        if gone.any():
            room.adopt(grey[part], gone & ground[part], part)
            matter &= ~gone
        silhouette[part] = matter
        return silhouette, lit


def _share(mask: Image) -> float:
    return cv2.countNonZero(mask) / mask.size


def _together(mask: Image) -> Image:
    """Remove pixels without a neighbour: noise."""
    if not cv2.countNonZero(mask):
        return mask
    return as_bytes(mask & (cv2.boxFilter(mask, -1, (3, 3), normalize=False) > 1))


def _above(difference: cv2.typing.MatLike, limit: Image) -> Image:
    """Mark with 1 where a difference exceeds its limit."""
    return np.greater(difference, limit).view(np.uint8)


def _closed(mask: Image) -> Image:
    return as_bytes(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _FIVE))


def _opened(mask: Image) -> Image:
    return as_bytes(cv2.morphologyEx(mask, cv2.MORPH_OPEN, _TWO))


def _open_ground(shape: tuple[int, ...], people: Iterable[Box], scale: float) -> Image:
    """Mark with 1 where nobody stands before the background."""
    ground = np.ones(shape, np.uint8)
    for box in people:
        margin = KEEP_CLEAR * max(box.width, box.height)
        left, top = (max(0, int((side - margin) * scale)) for side in (box.left, box.top))
        right, bottom = (max(0, int((side + margin) * scale) + 1) for side in (box.right, box.bottom))
        ground[top:bottom, left:right] = 0
    return ground
