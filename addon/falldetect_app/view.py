"""Whether a camera still sees its room: not covered, and not turned away.

What is compared are the outlines of a small grey picture: they stay when the light changes, and a person covers few of
them. The view of before is learned from the start of the app on, and a new one is taken for the room's after a while.
"""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from falldetect_app.messages import ViewState
from falldetect_core.records import Frame

type Outlines = npt.NDArray[np.float32]

SIZE = (64, 36)
LOOK_S = 1.0
"""Time between two looks."""
FLAT_LEVELS = 6.0
"""A picture whose grey levels deviate less shows nothing."""
COVERED_S = 30.0
ALIKE = 0.35
"""Correlation of outlines from which on two pictures show the same room."""
MOVED_S = 60.0
ACCEPTED_S = 1800.0
"""After so long the new view is the room's."""
LEARNING_SHARE = 0.01


class View:
    """Follows what one camera looks at."""

    def __init__(self) -> None:
        """Start without a view to compare with."""
        self.state: ViewState = "clear"
        self._known: Outlines | None = None
        self._looked_s = -np.inf
        self._flat_s: float | None = None
        self._strange_s: float | None = None

    def update(self, frame: Frame) -> None:
        """Look at a picture, if it is time to."""
        if frame.time_s - self._looked_s < LOOK_S:
            return
        self._looked_s = frame.time_s
        grey = cv2.cvtColor(cv2.resize(frame.image, SIZE, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
        if grey.std() < FLAT_LEVELS:
            self._flat_s = frame.time_s if self._flat_s is None else self._flat_s
            if frame.time_s - self._flat_s >= COVERED_S:
                self.state = "covered"
            return
        self._flat_s = None
        self.state = self._compare(_outlines(grey), frame.time_s)

    def _compare(self, outlines: Outlines, now_s: float) -> ViewState:
        """Compare with the view that is known, and learn it as it slowly changes."""
        if self._known is None or float(np.vdot(self._known, outlines)) >= ALIKE:
            known = outlines if self._known is None else self._known
            self._known = _unit(known + LEARNING_SHARE * (outlines - known))
            self._strange_s = None
            return "clear"
        self._strange_s = now_s if self._strange_s is None else self._strange_s
        strange_s = now_s - self._strange_s
        if strange_s >= ACCEPTED_S:
            self._known, self._strange_s = outlines, None
            return "clear"
        return "moved" if strange_s >= MOVED_S else "clear"


def _outlines(grey: npt.NDArray[Any]) -> Outlines:
    """Return how strongly the grey level changes at each place, as a vector of length 1 and mean 0."""
    down, right = np.gradient(grey.astype(np.float32))
    strength = np.hypot(down, right).astype(np.float32)
    return _unit(strength - strength.mean())


def _unit(vector: Outlines) -> Outlines:
    scaled: Outlines = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return scaled
