"""Whether a camera still sees its room, watched or not: that its picture isn't dark, covered, turned away or frozen."""

import math

import cv2
import numpy as np

from falldetect_app.contract.messages import ViewState
from falldetect_core.kinds import View as Seen
from falldetect_core.motion.picture import small_grey
from falldetect_core.motion.view import ViewWatch
from falldetect_core.records import Frame, Image

LOOK_S = 1.0
"""Time between two looks."""
ACCEPTED_S = 1800.0
"""After so long the new view is the room's."""
STATES: dict[Seen, ViewState] = {
    Seen.OK: "clear",
    Seen.DARK: "dark",
    Seen.COVERED: "covered",
    Seen.MOVED: "moved",
    Seen.FROZEN: "frozen",
}
MESSAGES: dict[ViewState, str] = {
    "dark": "the picture is black: switch on a light or the camera's infrared, or take off its cap",
    "covered": "the picture shows next to nothing: is something before the lens?",
    "moved": "the camera shows another view than before: turn it back, or check its zones",
    "frozen": "the picture stands still: restart the camera",
}


class ViewMonitor:
    """Follows what one camera looks at."""

    def __init__(self) -> None:
        """Start without a view to compare with."""
        self.state: ViewState = "clear"
        self._watch = ViewWatch(ACCEPTED_S)
        self._last: Image = np.empty((0, 0), np.uint8)
        self._looked_s = -math.inf

    def update(self, frame: Frame) -> None:
        """Look at a picture, if it is time to."""
        if frame.time_s - self._looked_s < LOOK_S:
            return
        self._looked_s = frame.time_s
        grey = small_grey(frame.image)
        repeated = self._last.shape == grey.shape and cv2.norm(grey, self._last, cv2.NORM_INF) == 0
        self._last = grey
        self._watch.look(grey, np.ones_like(grey), frame.time_s)
        seen = self._watch.update(frame.time_s, repeated=repeated)
        self.state = STATES[seen]
