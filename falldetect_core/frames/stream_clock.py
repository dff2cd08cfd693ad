"""When a camera's pictures were taken: stamps tell how far apart, arrivals how far stamps can be trusted.

Stamps may run slow or fast, stand still, jump, or leave out a pause; the network holds pictures back and brings them
in bursts. But no picture arrives before it is taken, and most arrive at once. So the line under all (stamp, arrival)
of the last seconds is the camera's clock: its slope the pace, its height the offset.
"""

import math
from collections import deque
from typing import NamedTuple

TICK_S = 0.0001
"""The least time between two pictures, whatever the stream says."""
WINDOW_S = 10.0
"""So much of the past tells the pace: the time between key frames, which arrive late as they are large, many times."""
SLOW_AFTER_S, FAST_AFTER_S = 1.0, 6.0
"""So long a view is needed to tell that stamps run slow, and fast: a server that catches up looks fast for seconds."""
PACES = 1 / 3.5, 5.5
"""Seconds a second of stamps may last; what lies beyond is no clock, and time goes by arrival."""
EXACT_S = 0.1
"""A pace that explains no more than this is the network's doing: the stamps run true."""
BENT_S = 0.2
"""Arrivals that leave a straight line by more tell that the pace has changed."""
LATE_S = 0.5
"""Pictures that lag more are late: held back by the network, or their stamps left out a pause."""
PATIENCE_S = SLOW_AFTER_S
"""What is late for longer and doesn't catch up will not: from now on that is the time."""
AHEAD_S = 0.1
"""No time is further in the future, where earlier pictures all came later than this one."""
JUMP_S = 1.0
"""Stamps further back than the last, or further in the future, have jumped."""
SLEW = 0.05
"""Share by which spacing is stretched or pressed to reach the line."""
FIT_S = 0.5
"""How often the line is drawn anew."""


class Point(NamedTuple):
    """A picture's stamp, and when it arrived."""

    stamp_s: float
    arrival_s: float

    def above(self, pace: float) -> float:
        """Height above a line of that slope through the origin, in seconds."""
        return self.arrival_s - pace * self.stamp_s


class StreamClock:
    """Gives each picture its time on the clock of arrivals: growing, not in the future, spaced as they were taken."""

    def __init__(self) -> None:
        """Begin without a picture, and with trust."""
        self._last_s = -math.inf
        self._pace = 1.0
        self._usual_s = 0.0
        self.restart()

    def restart(self) -> None:
        """Forget the stamps, as they begin anew with each connection; the camera's pace stays."""
        self._last: Point | None = None
        self._near: deque[Point] = deque()
        self._late: list[Point] = []
        self._offset_s = math.inf
        self._fitted_s = -math.inf

    def read(self, stamp_s: float, arrival_s: float) -> float:
        """Return when the picture was taken that arrives now; `stamp_s` is nan where it has none."""
        time_s = min(self._estimate(Point(stamp_s, arrival_s)), arrival_s + AHEAD_S)
        self._last_s = max(time_s, self._last_s + TICK_S)
        return self._last_s

    def _estimate(self, point: Point) -> float:
        last, step_s = self._last, point.stamp_s - (self._last.stamp_s if self._last else -math.inf)
        if math.isnan(step_s) or -JUMP_S < step_s <= 0:
            return self._unstamped(point.arrival_s)
        self._last = point
        if last is None or step_s < 0 or self._leaps(point, point.arrival_s - last.arrival_s):
            self._begin(point)
            return point.arrival_s
        self._offset_s = min(self._offset_s, point.above(self._pace))
        self._note(point)
        if not PACES[0] <= self._pace <= PACES[1]:
            return point.arrival_s
        self._usual_s = self._pace * step_s
        return self._steered(self._offset_s + self._pace * point.stamp_s, self._pace * step_s)

    def _leaps(self, point: Point, gap_s: float) -> bool:
        """Whether a stamp is further in the future than the fastest clock gets."""
        return point.above(self._pace) < self._offset_s - JUMP_S - gap_s / PACES[0]

    def _unstamped(self, arrival_s: float) -> float:
        """Go on at the usual spacing where arrival does not contradict."""
        time_s = self._last_s + self._usual_s
        return time_s if self._usual_s and arrival_s - LATE_S < time_s else arrival_s

    def _steered(self, due_s: float, step_s: float) -> float:
        """Come nearer to what the line says without a jolt; what is far behind it follows at once."""
        off_s = due_s - self._last_s - step_s
        if off_s > JUMP_S:
            return due_s
        most_s = SLEW * step_s
        return self._last_s + step_s + max(-most_s, min(off_s, most_s))

    def _begin(self, *points: Point) -> None:
        """Draw the line through these alone."""
        self._near, self._late = deque(points), []
        self._offset_s = min(point.above(self._pace) for point in points)
        self._fitted_s = points[-1].arrival_s

    def _note(self, point: Point) -> None:
        if point.above(self._pace) - self._offset_s > LATE_S:
            self._wait(point)
            return
        if self._late:  # they have come in the end, and the others come in a moment
            self._late, self._fitted_s = [], point.arrival_s
        self._near.append(point)
        while point.arrival_s - self._near[0].arrival_s > WINDOW_S:
            self._near.popleft()
        if point.arrival_s - self._fitted_s >= FIT_S:
            self._fitted_s = point.arrival_s
            self._fit()

    def _wait(self, point: Point) -> None:
        """See whether late pictures catch up; those that come after another pause have not had the time to."""
        if self._late and point.above(self._pace) - self._late[-1].above(self._pace) > LATE_S:
            self._late = []
        self._late.append(point)
        waited_s = point.arrival_s - self._late[0].arrival_s
        if waited_s < PATIENCE_S:
            return
        if self._late[0].above(self._pace) - point.above(self._pace) > waited_s / 3:
            self._late = [point]
        else:
            self._begin(*self._late)
            self._fit()

    def _fit(self) -> None:
        """Draw the line anew, through the lowest points of the first and last third of the window."""
        begin_s, span_s = self._near[0].arrival_s, self._near[-1].arrival_s - self._near[0].arrival_s
        if span_s < SLOW_AFTER_S:
            return
        thirds: list[list[Point]] = [[], [], []]
        for point in self._near:
            thirds[min(2, int(3 * (point.arrival_s - begin_s) / span_s))].append(point)
        if not all(thirds):
            return
        first, middle, last = (min(third, key=lambda point: point.above(self._pace)) for third in thirds)
        stamps_s = last.stamp_s - first.stamp_s
        pace = (last.arrival_s - first.arrival_s) / stamps_s
        if abs(middle.above(pace) - first.above(pace)) > BENT_S:
            self._near = deque(thirds[1] + thirds[2])
        elif abs(pace - self._pace) * stamps_s > EXACT_S and (pace > self._pace or span_s > FAST_AFTER_S):
            self._pace = pace if abs(pace - 1) * stamps_s > EXACT_S else 1.0
        self._offset_s = min(point.above(self._pace) for point in self._near)
