"""Builds a movement: postures reached one after the other, and finished parts between them."""

import numpy as np
from scipy.interpolate import PchipInterpolator

from training.simulation.arrays import FloatArray
from training.simulation.bodies.body import Body
from training.simulation.motion.movement import RATE_HZ, Movement, join, lifted
from training.simulation.motion.posing import pose_all
from training.simulation.motion.posture import unwind

LEAST_S = 2 / RATE_HZ
"""Nothing takes less."""


class MovementBuilder:
    """A movement in the making: rows of `posture.flatten` at times, which `flush` turns into parts of movement.

    Between rows postures change smoothly (monotone cubic), starting and ending gently wherever one is held.
    """

    def __init__(self, body: Body) -> None:
        """Start with nothing."""
        self._body = body
        self._parts: list[Movement] = []
        self._rows: list[tuple[float, FloatArray]] = []
        self._frames = 0

    @property
    def now_s(self) -> float:
        """How long it is so far."""
        return self._frames / RATE_HZ + (self._rows[-1][0] if self._rows else 0.0)

    @property
    def row(self) -> FloatArray:
        """The posture reached last; there is none after a part that ended somehow."""
        return self._rows[-1][1]

    @property
    def last(self) -> Movement:
        """The last moment of the finished parts."""
        return self._parts[-1][-1:]

    def begin(self, row: FloatArray) -> None:
        """Start in a posture, or go on from it."""
        self._rows = [(0.0, row)]

    def reach(self, seconds: float, row: FloatArray) -> None:
        """Move to a posture within some seconds, turning the short way."""
        unwind(row, self.row)
        self._append(max(seconds, LEAST_S), row)

    def stay(self, seconds: float) -> None:
        """Keep the posture."""
        self._append(max(seconds, LEAST_S), self.row)

    def follow(self, after_s: float, keys: list[tuple[float, FloatArray]]) -> None:
        """Take up postures at times of their own, which begin in `after_s`."""
        begin_s = self._rows[-1][0] + after_s
        self._rows += [(begin_s + time_s, row) for time_s, row in keys]

    def add(self, part: Movement) -> None:
        """Go on with a finished part, however it ends."""
        self._parts.append(part)
        self._frames += len(part)
        self._rows = []

    def rest(self, seconds: float) -> None:
        """Repeat the last moment."""
        self.flush()
        still, count = self.last, max(1, round(seconds * RATE_HZ))
        self._parts.append(join(*[still] * count))
        self._frames += count

    def take_back(self) -> Movement:
        """Remove and return the part planned last, at least three moments of it."""
        self.flush()
        part = self._parts.pop()
        self._frames -= len(part)
        return part if len(part) >= 3 else join(*[part[-1:]] * 3)

    def flush(self) -> None:
        """Turn the postures that were reached into movement."""
        if len(self._rows) > 1:
            times = np.array([time_s for time_s, _ in self._rows])
            curve = PchipInterpolator(times, np.stack([row for _, row in self._rows]), axis=0)
            moments = np.arange(round(times[-1] * RATE_HZ)) / RATE_HZ
            self._parts.append(pose_all(self._body, curve(moments)))
            self._frames += len(moments)
        elif self._rows and not self._parts:
            self._parts.append(pose_all(self._body, self.row[None]))
            self._frames += 1
        self._rows = [(0.0, self.row)] if self._rows else []

    def finish(self) -> Movement:
        """Return all of it, raised wherever a part of the body would be below the floor."""
        self.flush()
        return lifted(self._body, join(*self._parts))

    def _append(self, seconds: float, row: FloatArray) -> None:
        self._rows.append((self._rows[-1][0] + seconds, row))
