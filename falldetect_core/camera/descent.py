"""Silhouettes that come down, whoever they are: what a camera notices before anybody has been looked at."""

import math
from collections import deque

from falldetect_core.records import Blob, Foreground

LOOK_BACK_S = 0.5
"""Long enough for a body that falls to come down visibly, too short for one that sits down slowly."""
SUNK_SHARE = 0.15
"""Share of its height by which the top of a silhouette sinks meanwhile: a third of a body height a second."""
SAME_SHARE = 0.3
"""Silhouettes that cover each other so far are the same body's."""
HOLD_S = 1.0
"""Where it ends is worth a look too."""
MAX_MOMENTS = 30


class SilhouetteDescent:
    """Call `update` once a frame."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._moments: deque[tuple[float, tuple[Blob, ...]]] = deque(maxlen=MAX_MOMENTS)
        self._until_s = -math.inf

    def update(self, foreground: Foreground) -> bool:
        """Say whether a silhouette comes down, or did within the last second."""
        now_s = foreground.time_s
        while self._moments and not 0 <= now_s - self._moments[0][0] <= LOOK_BACK_S:
            self._moments.popleft()
        if any(_sank(before, now) for _, blobs in self._moments for before in blobs for now in foreground.blobs):
            self._until_s = now_s + HOLD_S
        self._moments.append((now_s, foreground.blobs))
        return 0 <= self._until_s - now_s <= HOLD_S


def _sank(before: Blob, now: Blob) -> bool:
    """Say whether one silhouette is the other come down."""
    smaller = max(min(before.box.area, now.box.area), 1.0)
    same = before.box.intersection(now.box) >= SAME_SHARE * smaller
    return same and now.box.top - before.box.top >= SUNK_SHARE * before.box.height
