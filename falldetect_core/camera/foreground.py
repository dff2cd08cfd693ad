"""What stands out from the empty room in each frame; a room long still and empty is compared more rarely."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from falldetect_core.records import Box, Foreground, Frame
from falldetect_core.zones import IgnoreMask

DOZE_AFTER_S = 20.0
DOZE_S = 0.25
"""Where nobody is and nothing has moved for so long, pictures are compared this far apart at the least: one of three at
ten a second, and the others needn't even be converted to colours. Who comes in is seen a fifth of a second later."""


class ForegroundSource(Protocol):
    """Tells the foreground of a camera's frames, taken in order."""

    def update(self, frame: Frame, people: Iterable[Box] = ()) -> Foreground:
        """Return what stands out in a frame; `people` (pixels) are where the background isn't to be learned."""
        ...


class ForegroundStage:
    """The foreground outside the zones that are ignored, compared as often as it is worth."""

    def __init__(self, source: ForegroundSource, ignored: IgnoreMask) -> None:
        """Start with nothing compared."""
        self._source = source
        self._ignored = ignored
        self._newest: Foreground | None = None
        self._compared_s = -math.inf

    def update(self, frame: Frame, people: Sequence[Box], still_since_s: float) -> Foreground:
        """Compare the next frame with the room, unless nobody is there and nothing has moved for long."""
        before = self._newest
        if before is not None and self._dozes(before, people, frame.time_s, still_since_s):
            return replace(before, time_s=frame.time_s)
        self._compared_s = frame.time_s
        self._newest = self._ignored.foreground(self._source.update(frame, people), frame.size)
        return self._newest

    def is_compared(self, frame: Frame) -> bool:
        """Say whether the newest frame was compared with the room, rather than taken for still as the ones before."""
        return frame.time_s == self._compared_s

    def _dozes(self, before: Foreground, people: Sequence[Box], time_s: float, still_since_s: float) -> bool:
        still = not (before.changed or before.blobs or people)
        return still and time_s - still_since_s >= DOZE_AFTER_S and 0 <= time_s - self._compared_s < DOZE_S
