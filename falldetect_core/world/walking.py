"""Picks out of a track's poses those of somebody who walks upright, averaged over a step: what calibrates a camera.

Uprightness can't be read from the picture's vertical, which wide or steep cameras bend by 40 degrees. A body whose
shoulders, hips, knees and ankles are in one line is straight under every camera, and one that also changes its place is
walking: who lies straight doesn't. What passes all the same, such as somebody who shuffles along on a chair, is for the
robust fit to leave out.
"""

import math
from dataclasses import dataclass, field
from typing import NamedTuple

from falldetect_core.skeleton import Body, Point

STEP_S = 0.5
"""About a step: the swinging foot and the bobbing head average out."""
LEAST_SIGHTINGS = 2
FORGET_S = 5.0
BEND = 0.12
"""Hips and knees of somebody straight are nearer to the line from shoulders to ankles, in lengths of that line."""
TRUNK_SHARES = (0.25, 0.5)
"""Shoulder to hip over shoulder to ankle: 0.37 in standing, more when the legs point at the camera, as in sitting."""
LEAST_WAY = 0.12
"""Feet of somebody who walks move this far from step to step, in lengths of the line from shoulders to ankles..."""
LEAST_WAY_AWAY, LEAST_GROWTH = 0.04, 0.05
"""...or less far, when that line grows or shrinks by this share: they come nearer or go away."""
LONGEST_PAUSE_S = 1.2
LEAST_LENGTH_PX = 16.0


class Step(NamedTuple):
    """One step of somebody: middles of ankles and shoulders in pixels, and when."""

    track: int
    time_s: float
    foot_x: float
    foot_y: float
    neck_x: float
    neck_y: float


@dataclass(slots=True)
class _Walker:
    sums: list[float] = field(default_factory=lambda: [0.0] * 4)
    sightings: int = 0
    since_s: float = math.nan
    seen_s: float = 0.0
    last: Step | None = None


class Walking:
    """Follows the people of one camera and gives a step whenever one is complete."""

    def __init__(self) -> None:
        """Start with nobody."""
        self._walkers: dict[int, _Walker] = {}

    def see(self, track: int, time_s: float, body: Body) -> Step | None:
        """Take a look at somebody, and return their step if this look ends one."""
        self._walkers = {key: who for key, who in self._walkers.items() if 0 <= time_s - who.seen_s <= FORGET_S}
        walker = self._walkers.setdefault(track, _Walker(seen_s=time_s))
        walker.seen_s = time_s
        if not straight(body):
            _restart(walker)
            return None
        if not walker.sightings:
            walker.since_s = time_s
        walker.sums = [a + b for a, b in zip(walker.sums, (*body.ankles, *body.shoulders), strict=True)]
        walker.sightings += 1
        if time_s - walker.since_s < STEP_S or walker.sightings < LEAST_SIGHTINGS:
            return None
        step = Step(track, time_s, *(value / walker.sightings for value in walker.sums))
        _restart(walker)
        before, walker.last = walker.last, step
        return step if before and time_s - before.time_s <= LONGEST_PAUSE_S and _moved(before, step) else None


def straight(body: Body) -> bool:
    """Say whether shoulders, hips, knees and ankles are in one line, in this order, with a standing body's shares."""
    if not all(point.known for point in (body.shoulders, body.hips, body.knees, body.ankles)):
        return False
    length = math.dist(body.shoulders, body.ankles)
    if length < LEAST_LENGTH_PX:
        return False
    hips, knees = (_along(point, body.shoulders, body.ankles, length) for point in (body.hips, body.knees))
    shares = TRUNK_SHARES[0] <= hips[0] <= TRUNK_SHARES[1] and hips[0] < knees[0] < 1
    return shares and max(hips[1], knees[1]) <= BEND


def _along(point: Point, start: Point, end: Point, length: float) -> tuple[float, float]:
    """Place of a point along a line and its distance from it, both in lengths of the line."""
    line_x, line_y = (end.x - start.x) / length, (end.y - start.y) / length
    x, y = (point.x - start.x) / length, (point.y - start.y) / length
    return x * line_x + y * line_y, abs(x * line_y - y * line_x)


def _restart(walker: _Walker) -> None:
    walker.sums, walker.sightings = [0.0] * 4, 0


def _moved(before: Step, now: Step) -> bool:
    length, was = (math.dist(step[2:4], step[4:6]) for step in (now, before))
    way = math.dist(before[2:4], now[2:4]) / length
    return way >= LEAST_WAY or (way >= LEAST_WAY_AWAY and abs(math.log(length / was)) >= LEAST_GROWTH)
