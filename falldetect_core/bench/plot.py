"""A drawing of what houses cost: a bar each, made of its stages, as SVG."""

from collections.abc import Sequence
from typing import Any

from falldetect_core.bench.camera import STAGES

COLOURS = ("#8d99ae", "#4c956c", "#d1495b", "#edae49", "#00798c", "#5c4d7d")
BAR, GAP, LEFT, WIDE, TOP = 18, 8, 150, 520, 40


def bars(houses: Sequence[dict[str, Any]]) -> str:
    """Return an SVG picture of cores a house takes, one bar a house, with a line at one core."""
    most = max(1.0, *(house["cores"] for house in houses)) * 1.05
    height = TOP + len(houses) * (BAR + GAP) + 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDE + 60} {height}" '
        'font-family="sans-serif" font-size="12" role="img" aria-label="cores taken by houses of cameras">',
        f'<rect width="100%" height="{height}" fill="#fff"/>',
        *_legend(),
        *(part for row, house in enumerate(houses) for part in _bar(house, TOP + row * (BAR + GAP), most)),
        *_limit(LEFT + WIDE / most, height),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _legend() -> list[str]:
    parts = []
    for number, (stage, colour) in enumerate(zip(STAGES, COLOURS, strict=True)):
        x = LEFT + number * 88
        parts.append(f'<rect x="{x}" y="12" width="10" height="10" fill="{colour}"/>')
        parts.append(f'<text x="{x + 14}" y="21">{stage}</text>')
    return parts


def _bar(house: dict[str, Any], y: float, most: float) -> list[str]:
    label = f"{house['house']}, {house['cameras']} camera{'s' if house['cameras'] > 1 else ''}"
    parts = [f'<text x="{LEFT - 8}" y="{y + 13}" text-anchor="end">{label}</text>']
    total_ms = sum(house["stages_ms"].values()) or 1.0
    x = float(LEFT)
    for stage, colour in zip(STAGES, COLOURS, strict=True):
        width = WIDE / most * house["cores"] * house["stages_ms"][stage] / total_ms
        parts.append(f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{colour}"/>')
        x += width
    return [*parts, f'<text x="{x + 5:.1f}" y="{y + 13}">{house["cores"]:.2f}</text>']


def _limit(x: float, height: int) -> list[str]:
    line = f'<line x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{height - 22}" stroke="#333" stroke-dasharray="4 3"/>'
    return [line, f'<text x="{x:.1f}" y="{height - 8}" text-anchor="middle">one core</text>']
