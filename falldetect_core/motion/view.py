"""Whether the camera shows what it used to: not dark, covered, turned elsewhere or frozen."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from falldetect_core.kinds import View
from falldetect_core.motion.picture import as_bytes
from falldetect_core.records import Image

SIZE = (40, 23)
"""Width and height of the picture that the view is known by."""
LOOK_S = 1.0
DARK_LEVEL = 24
BRIGHT_SHARE = 0.01
"""A picture with fewer pixels above `DARK_LEVEL` shows nothing."""
PLAIN_LEVELS = 0.7
"""Grey levels between neighbouring pixels: less is a lens cap, a cloth or a wall."""
VEILED = 0.2
"""Texture left, as a share of the usual, when something covers the lens."""
SAME_VIEW = 0.4
"""Correlation with the usual view: by other light, infrared too, it is above 0.6; in another view below 0.25."""
RENEW_S = 600.0
"""The usual view is renewed this often while it is the same: furniture moves."""
PATIENCE_S = {View.OK: 2.0, View.DARK: 10.0, View.COVERED: 10.0, View.MOVED: 15.0, View.FROZEN: 25.0}
"""How long a view is suspected before it is told; encoders may repeat a still picture for many seconds."""
TELL_MOVED_S = 60.0
"""A camera that was turned is told this long, then its new view is the usual one."""


class ViewWatch:
    """The state of one camera's view; call `update` once a frame, `look` now and then."""

    def __init__(self, tell_moved_s: float = TELL_MOVED_S) -> None:
        """Start without a usual view: the first that shows anything is taken for it, and a moved one after a while."""
        self._tell_moved_s = tell_moved_s
        self._usual: Image | None = None
        self._usual_texture = 0.0
        self._usual_s = -math.inf
        self._looked_s = -math.inf
        self._seen = View.OK
        self._suspected = View.OK
        self._since_s = -math.inf
        self._view = View.OK

    def look(self, grey: Image, ground: Image, time_s: float) -> None:
        """Judge a small grey picture, now and then; `ground` is 0 where people are."""
        if not 0 <= time_s - self._looked_s < LOOK_S:
            self._looked_s = time_s
            self._seen = self._judge(grey, ground, time_s)

    def update(self, time_s: float, *, repeated: bool) -> View:
        """Return the state; `repeated` says that nothing at all changed since the last frame."""
        suspected = View.FROZEN if repeated and self._seen is View.OK else self._seen
        if suspected is not self._suspected or time_s < self._since_s:
            self._suspected, self._since_s = suspected, time_s
        if time_s - self._since_s >= PATIENCE_S[suspected]:
            self._view = suspected
        return self._view

    def _judge(self, grey: Image, ground: Image, time_s: float) -> View:
        if cv2.countNonZero(cv2.threshold(grey, DARK_LEVEL, 1, cv2.THRESH_BINARY)[1]) < BRIGHT_SHARE * grey.size:
            return View.DARK
        small = as_bytes(cv2.resize(grey, SIZE, interpolation=cv2.INTER_AREA))
        contrast = texture(small)
        if contrast < max(PLAIN_LEVELS, VEILED * self._usual_texture):
            return View.COVERED
        if self._usual is None:
            self._usual, self._usual_texture, self._usual_s = small, contrast, time_s
        same = likeness(small, self._usual, ground) >= SAME_VIEW
        told_s = time_s - self._since_s - PATIENCE_S[View.MOVED]
        if (self._view is View.MOVED and told_s >= self._tell_moved_s) or (
            same and not 0 <= time_s - self._usual_s < RENEW_S
        ):
            self._usual, self._usual_texture, self._usual_s, same = small, contrast, time_s, True
        return View.OK if same else View.MOVED


def texture(small: Image) -> float:
    """Return the grey levels between neighbouring pixels, on average."""
    neighbours = (small[1:], small[:-1]), (small[:, 1:], small[:, :-1])
    return sum(cv2.norm(one, other, cv2.NORM_L1) / one.size for one, other in neighbours) / 2


def likeness(small: Image, usual: Image, ground: Image) -> float:
    """Correlation of the details of two pictures, each levelled to its surroundings, where `ground` isn't 0."""
    where = cv2.resize(ground, SIZE, interpolation=cv2.INTER_NEAREST) > 0
    now, before = details(small)[where], details(usual)[where]
    if not now.size:
        return 1.0
    now, before = now - now.mean(), before - before.mean()
    return float((now * before).sum() / max(math.sqrt((now * now).sum() * (before * before).sum()), 1e-6))


def details(small: Image) -> NDArray[np.float32]:
    """Return a picture's differences from its surroundings in units of how much it differs there."""
    level = small.astype(np.float32)
    detail = level - cv2.GaussianBlur(level, (0, 0), 1)
    contrast = np.sqrt(cv2.GaussianBlur(detail * detail, (0, 0), 2))
    levelled: NDArray[np.float32] = (detail / (contrast + 1)).astype(np.float32, copy=False)
    return levelled
