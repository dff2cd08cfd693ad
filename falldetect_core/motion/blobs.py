"""The connected pieces of a silhouette: where they are, how large, how they lean."""

import math

import cv2
import numpy as np

from falldetect_core.records import Blob, Box, Image

MIN_AREA = 30
"""Pixels of the small picture; a person 10 m away covers about 60."""
MAX_BLOBS = 12


def find_blobs(mask: Image, scale: float) -> tuple[Blob, ...]:
    """Return the largest blobs of a 0/1 mask first; `scale` is mask pixels a frame pixel."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    order = sorted(range(1, count), key=lambda label: -stats[label, cv2.CC_STAT_AREA])[:MAX_BLOBS]
    return tuple(_blob(labels, stats[n], n, scale) for n in order if stats[n, cv2.CC_STAT_AREA] >= MIN_AREA)


def _blob(labels: np.ndarray, stat: np.ndarray, label: int, scale: float) -> Blob:
    left, top, width, height, area = (int(value) for value in stat)
    piece = (labels[top : top + height, left : left + width] == label).astype(np.uint8)
    tilt_deg, elongation = lean(piece)
    box = Box(left / scale, top / scale, (left + width) / scale, (top + height) / scale)
    return Blob(box, area / scale**2, tilt_deg, elongation)


def lean(silhouette: Image) -> tuple[float, float]:
    """Angle of the long axis from the vertical in degrees (0 to 90), and long over short axis, from second moments."""
    moments = cv2.moments(silhouette, binaryImage=True)
    if moments["m00"] <= 0:
        return 0.0, 1.0
    xx, yy, xy = (moments[key] / moments["m00"] for key in ("mu20", "mu02", "mu11"))
    spread = math.hypot(xx - yy, 2 * xy)
    angle = 0.5 * math.atan2(2 * xy, xx - yy)
    short = max(xx + yy - spread, 1e-6)
    return 90.0 - abs(math.degrees(angle)), math.sqrt((xx + yy + spread) / short)
