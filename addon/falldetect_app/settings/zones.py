"""Zones and the fence as people write them: corners as shares of the picture, `0.1,0.6 0.5,0.6 0.5,0.9; …`."""

from falldetect_core.settings import Polygon

LEAST_CORNERS = 3
LEAST_POINTS = 2
LONGEST_SHOWN = 40
ZONES = 'write corners as shares of the picture like "0.1,0.6 0.5,0.6 0.5,0.9 0.1,0.9", zones separated by ;'
FENCE = 'write the points of a line as shares of the picture, from side to side, like "0,0.9 0.5,0.8 1,0.9"'


def read_zones(text: object) -> object:
    """Turn the text into polygons; raises ValueError that says how to write it. What is no text is left alone."""
    if not isinstance(text, str):
        return text
    return tuple(_zone(part) for part in text.split(";") if part.strip())


def read_fence(text: object) -> object:
    """Turn the text into a line, empty for none; raises ValueError as read_zones does."""
    if not isinstance(text, str):
        return text
    points = tuple(_point(point, FENCE) for point in text.split())
    if 0 < len(points) < LEAST_POINTS:
        raise ValueError(f"{_shown(text)} is one point, and a line needs {LEAST_POINTS}: {FENCE}")
    return points


def _zone(text: str) -> Polygon:
    corners = tuple(_point(corner, ZONES) for corner in text.split())
    if len(corners) < LEAST_CORNERS:
        raise ValueError(f"{_shown(text)} has {len(corners)} corners and needs {LEAST_CORNERS}: {ZONES}")
    return corners


def _point(text: str, mend: str) -> tuple[float, float]:
    try:
        x, y = (float(share) for share in text.split(","))
    except ValueError:
        raise ValueError(f"{_shown(text)} is no corner: {mend}") from None
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise ValueError(f"{_shown(text)} lies outside the picture, which reaches from 0 to 1: {mend}")
    return x, y


def _shown(text: str) -> str:
    """Repeat what is wrong, unless it may be an address in the wrong field, which may hold a password."""
    return "this" if "://" in text else f'"{text.strip()[:LONGEST_SHOWN]}"'
