"""Places in the picture that mean something: where lying is normal, and where nobody of this room is."""

from collections.abc import Iterable
from dataclasses import replace

import cv2
import numpy as np

from falldetect_core.records import Box, Foreground, Image, Mask, Pose
from falldetect_core.settings import Polygon

GRID = 100
"""Rows and columns by which the area of zones is counted."""


def in_zone(place: tuple[float, float], size: tuple[int, int], zones: Iterable[Polygon]) -> bool:
    """Say whether a place (pixels) lies in a polygon whose corners are shares of the picture's size."""
    x, y = place[0] / size[0], place[1] / size[1]
    return any(cv2.pointPolygonTest(np.array(zone, np.float32), (x, y), measureDist=False) >= 0 for zone in zones)


def hidden_share(zones: Iterable[Polygon]) -> float:
    """Return the share of the picture, 0 to 1, that polygons cover together, to a hundredth of its width and height.

    A polygon without an area covers nothing.
    """
    covered: Image = np.zeros((GRID, GRID), np.uint8)
    for zone in zones:
        if cv2.contourArea(np.array(zone, np.float32)) > 0:
            cv2.fillPoly(covered, [np.rint(np.array(zone) * (GRID - 1)).astype(np.int32)], (1,))
    return cv2.countNonZero(covered) / covered.size


class IgnoreMask:
    """Leaves out what goes on in zones that are ignored: who is wholly there is nobody, what moves there is nothing.

    Who stands before such a zone has the feet outside it, and is seen as ever.
    """

    def __init__(self, zones: Iterable[Polygon] = ()) -> None:
        """Take the zones, with corners as shares of the picture."""
        self._zones = tuple(zones)
        self._open: Image = np.empty((0, 0), np.uint8)

    def foreground(self, foreground: Foreground, size: tuple[int, int]) -> Foreground:
        """Return what moves elsewhere in a picture of that width and height; silhouettes stay whole."""
        if not self._zones:
            return foreground
        moved = foreground.moved.picture & self._elsewhere(foreground.moved.shape)
        blobs = tuple(blob for blob in foreground.blobs if not self._inside(blob.box, size))
        return replace(foreground, moved=Mask.of(moved), blobs=blobs, changed=cv2.countNonZero(moved) / moved.size)

    def poses(self, poses: list[Pose], size: tuple[int, int]) -> list[Pose]:
        """Return those who are not wholly in an ignored zone."""
        return [pose for pose in poses if not self._inside(pose.box, size)]

    def _inside(self, box: Box, size: tuple[int, int]) -> bool:
        return in_zone(box.centre, size, self._zones) and in_zone(box.feet, size, self._zones)

    def _elsewhere(self, shape: tuple[int, ...]) -> Image:
        """Mark with 1 what is looked at."""
        if self._open.shape != shape:
            self._open = np.ones(shape, np.uint8)
            for zone in self._zones:
                corners = np.rint(np.array(zone) * (shape[1] - 1, shape[0] - 1)).astype(np.int32)
                cv2.fillPoly(self._open, [corners], (0,))
        return self._open
