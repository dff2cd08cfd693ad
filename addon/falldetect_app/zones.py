"""Zones as people write them: corners as shares of the picture, `0.1,0.6 0.5,0.6 0.5,0.9; …`."""

from falldetect_core.settings import Polygon

LEAST_CORNERS = 3
HELP = 'write corners as shares of the picture like "0.1,0.6 0.5,0.6 0.5,0.9 0.1,0.9", zones separated by ;'


def read_zones(text: object) -> object:
    """Turn the text into polygons; raises ValueError that says how to write it. What is no text is left alone."""
    if not isinstance(text, str):
        return text
    return tuple(_zone(part) for part in text.split(";") if part.strip())


def _zone(text: str) -> Polygon:
    corners = tuple(_corner(corner) for corner in text.split())
    if len(corners) < LEAST_CORNERS:
        raise ValueError(f'"{text.strip()}" has {len(corners)} corners and needs {LEAST_CORNERS}: {HELP}')
    return corners


def _corner(text: str) -> tuple[float, float]:
    try:
        x, y = (float(share) for share in text.split(","))
    except ValueError:
        raise ValueError(f'"{text}" is no corner: {HELP}') from None
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise ValueError(f'"{text}" lies outside the picture, which reaches from 0 to 1: {HELP}')
    return x, y
