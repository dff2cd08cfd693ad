"""Places in the picture where lying is normal."""

from collections.abc import Iterable

import cv2
import numpy as np

from falldetect_core.records import Box
from falldetect_core.settings import Polygon


def in_rest_zone(box: Box, size: tuple[int, int], zones: Iterable[Polygon]) -> bool:
    """Say whether the middle of a box (pixels) lies in a polygon whose corners are shares of the picture's size."""
    x, y = box.centre[0] / size[0], box.centre[1] / size[1]
    return any(cv2.pointPolygonTest(np.array(zone, np.float32), (x, y), measureDist=False) >= 0 for zone in zones)
