"""Zones and the fence as people write them: corners as shares of the picture, `0.1,0.6 0.5,0.6 0.5,0.9; …`."""

from collections.abc import Iterable

from falldetect_core.settings import Line, Polygon
from falldetect_core.zones import hidden_share

LEAST_CORNERS = 3
LEAST_POINTS = 2
LONGEST_SHOWN = 40
MOST_HIDDEN = 0.9
"""Share of the picture beyond which zones to ignore leave nobody to be seen."""
ZONES = 'write corners as shares of the picture like "0.1,0.6 0.5,0.6 0.5,0.9 0.1,0.9", zones separated by ;'
FENCE = 'write the points of a line as shares of the picture, from side to side, like "0,0.9 0.5,0.8 1,0.9"'


def read_zones(text: object) -> object:
    """Turn the text into polygons; raises ValueError that says how to write it. What is no text is left alone."""
    if not isinstance(text, str):
        return text
    return _polygons(text)


def check_zones(zones: tuple[Polygon, ...]) -> tuple[Polygon, ...]:
    """Return polygons that are some; raises ValueError for one that isn't."""
    for zone in zones:
        if len(zone) < LEAST_CORNERS:
            raise ValueError(f"{_written(zone)} has {len(zone)} corners and needs {LEAST_CORNERS}: {ZONES}")
        _check_inside(zone, ZONES)
    return zones


def check_ignored(text: str) -> str:
    """Return zones to ignore as they are drawn; raises ValueError where one is empty, or they leave next to nothing."""
    zones = check_zones(_polygons(text))
    for zone in zones:
        if hidden_share([zone]) == 0:
            raise ValueError(f"{_written(zone)} encloses nothing: draw a zone with an area")
    if (hidden := hidden_share(zones)) > MOST_HIDDEN:
        raise ValueError(f"they hide {hidden:.0%} of the picture, where no fall would be noticed: make them smaller")
    return text


def check_fence(points: Line) -> Line:
    """Return a line that is one, or none; raises ValueError for what isn't."""
    if 0 < len(points) < LEAST_POINTS:
        raise ValueError(f"{_written(points)} is one point, and a line needs {LEAST_POINTS}: {FENCE}")
    _check_inside(points, FENCE)
    return points


def read_fence(text: object) -> object:
    """Turn the text into a line, empty for none; raises ValueError as read_zones does."""
    if not isinstance(text, str):
        return text
    return tuple(_point(point, FENCE) for point in text.split())


def _polygons(text: str) -> tuple[Polygon, ...]:
    return tuple(tuple(_point(corner, ZONES) for corner in part.split()) for part in text.split(";") if part.strip())


def _point(text: str, mend: str) -> tuple[float, float]:
    try:
        x, y = (float(share) for share in text.split(","))
    except ValueError:
        raise ValueError(f"{_shown(text)} is no corner: {mend}") from None
    return x, y


def _check_inside(points: Line, mend: str) -> None:
    for point in points:
        if not all(0 <= share <= 1 for share in point):
            raise ValueError(f"{_written([point])} lies outside the picture, which reaches from 0 to 1: {mend}")


def _written(points: Iterable[tuple[float, float]]) -> str:
    """Write points as people do."""
    return _shown(" ".join(f"{x:g},{y:g}" for x, y in points))


def _shown(text: str) -> str:
    """Repeat what is wrong, unless it may be an address in the wrong field, which may hold a password."""
    return "this" if "://" in text else f'"{text.strip()[:LONGEST_SHOWN]}"'
