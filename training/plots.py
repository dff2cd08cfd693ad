"""python -m training.plots: draw the measured figures of docs/figures.json as the pictures of docs/evaluation.md.

The pictures are SVG, written by hand: two axes, a few lines and bars need no library.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from falldetect_core.settings import NEEDED, Method, Sensitivity

FIGURES = Path("docs/figures.json")
CURVES = Path(".cache/training/fusion.json")
IMAGES = Path("docs/images")
WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 44, 52
COLOURS = ("#1f6feb", "#d1495b", "#2a9d5c", "#8a5cd1", "#c98a12", "#5b6b7b")
type Tick = tuple[float, str]
"""A value on an axis, and what is written there."""
INK, GRID = "#30363d", "#d8dee4"
FIFTHS: Sequence[Tick] = [(share / 5, f"{share / 5:.0%}") for share in range(6)]


@dataclass
class Plot:
    """Two axes; `across` and `up` turn values into shares of the picture."""

    title: str
    across: Callable[[float], float]
    up: Callable[[float], float]
    parts: list[str] = field(default_factory=list)

    def x(self, value: float) -> float:
        """Return where a value stands across."""
        return LEFT + self.across(value) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """Return where a value stands."""
        return HEIGHT - BOTTOM - self.up(value) * (HEIGHT - TOP - BOTTOM)

    def axes(
        self, across: Sequence[tuple[float, str]], up: Sequence[tuple[float, str]], names: tuple[str, str]
    ) -> None:
        """Draw the grid with its labels, and the names of both axes."""
        bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
        for value, words in across:
            self._line((self.x(value), TOP), (self.x(value), bottom), GRID, 1)
            self.text(words, (self.x(value), bottom + 18), anchor="middle")
        for value, words in up:
            self._line((LEFT, self.y(value)), (right, self.y(value)), GRID, 1)
            self.text(words, (LEFT - 8, self.y(value) + 4), anchor="end")
        self.text(names[0], ((LEFT + right) / 2, HEIGHT - 12), anchor="middle")
        self.text(names[1], (12, TOP - 12))

    def curve(self, points: Sequence[tuple[float, float]], colour: str) -> None:
        """Join points, as far as they are between the axes."""
        path = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
        drawn = f'fill="none" stroke="{colour}" stroke-width="2.5" clip-path="url(#inside)"'
        self.parts.append(f'<polyline points="{path}" {drawn}/>')

    def dot(self, point: tuple[float, float], colour: str, words: str, *, row: int = 0) -> None:
        """Mark a point and name it, so many rows further down."""
        x, y = self.x(point[0]), self.y(point[1])
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>')
        self.text(words, (x + 8, y + 16 * (row + 1)))

    def bar(self, x: float, width: float, height: float, colour: str) -> None:
        """Draw a bar from the bottom, its left side at `x` pixels."""
        top = self.y(height)
        size = f'width="{width:.1f}" height="{HEIGHT - BOTTOM - top:.1f}"'
        self.parts.append(f'<rect x="{x:.1f}" y="{top:.1f}" {size} fill="{colour}"/>')

    def text(self, words: str, at: tuple[float, float], *, anchor: str = "start", colour: str = INK) -> None:
        """Write words."""
        self.parts.append(
            f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'
        )

    def name(self, number: int, words: str, colour: str) -> None:
        """Name a curve at the lower right, so many rows up."""
        self.text(words, (WIDTH - RIGHT - 8, HEIGHT - BOTTOM - 12 - 18 * number), anchor="end", colour=colour)

    def save(self, path: Path) -> None:
        """Write the picture."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            f'font-family="system-ui, sans-serif" font-size="13"><title>{escape(self.title)}</title>'
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/><clipPath id="inside"><rect x="{LEFT - 2}" '
            f'y="{TOP}" width="{WIDTH - LEFT - RIGHT + 2}" height="{HEIGHT - TOP - BOTTOM}"/></clipPath>'
        )
        path.write_text("\n".join([head, *self.parts, "</svg>", ""]))

    def _line(self, start: tuple[float, float], end: tuple[float, float], colour: str, width: float) -> None:
        x1, y1, x2, y2 = (f"{value:.1f}" for value in (*start, *end))
        self.parts.append(f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" stroke-width="{width}"/>')


def sensitivity(figures: dict[str, list[dict[str, float]]], chosen: Mapping[Sensitivity, float]) -> Plot:
    """Draw falls told against quiet clips alarmed, a curve a method, with the app's three settings on its own curve."""
    most, least = 0.3, 0.5
    plot = Plot(
        "Falls told against quiet clips alarmed, simulated clips",
        lambda share: math.sqrt(min(share, most) / most),
        lambda share: (share - least) / (1 - least),
    )
    shares = (0.0, 0.01, 0.03, 0.1, 0.2, 0.3)
    plot.axes(
        [(share, f"{share:.0%}") for share in shares],
        [(least + share / 10, f"{least + share / 10:.0%}") for share in range(6)],
        ("quiet clips alarmed", "falls told"),
    )
    for number, (method, points) in enumerate(figures.items()):
        colour = COLOURS[number % len(COLOURS)]
        plot.curve([(p["quiet_alarmed"], p["sensitivity"]) for p in points if p["quiet_alarmed"] <= most], colour)
        plot.name(number, method.replace("_", " "), colour)
    own = Method.LOG_ODDS
    for row, (name, needed) in enumerate(sorted(chosen.items(), key=lambda item: item[1])):
        point = min(figures[own], key=lambda p: abs(p["needed"] - needed))
        plot.dot((point["quiet_alarmed"], point["sensitivity"]), COLOURS[0], name, row=row)
    return plot


def ablation(rows: dict[str, dict[str, float]]) -> Plot:
    """Draw what each method finds alone and together: falls told, and quiet clips alarmed."""
    plot = Plot("What each method brings, real clips", lambda share: share, lambda share: share)
    plot.axes([], FIFTHS, ("", "falls told, quiet clips alarmed"))
    step = (WIDTH - LEFT - RIGHT) / len(rows)
    for number, (method, figures) in enumerate(rows.items()):
        left = LEFT + number * step
        for offset, name, colour in ((0.18, "sensitivity", COLOURS[0]), (0.5, "quiet_alarmed", COLOURS[1])):
            x = left + offset * step
            plot.bar(x, 0.3 * step, figures[name], colour)
            plot.text(f"{figures[name]:.0%}", (x + 0.15 * step, plot.y(figures[name]) - 5), anchor="middle")
        plot.text(method.replace("_", " "), (left + step / 2, HEIGHT - BOTTOM + 18), anchor="middle")
    return plot


def delays(step_s: float, told: dict[str, list[float]]) -> Plot:
    """Draw which share of the falls is told how soon after the body met the floor, a curve a set of clips."""
    longest_s = step_s * (max(len(shares) for shares in told.values()) - 1)
    plot = Plot("Falls told, by the time since the floor", lambda time_s: time_s / longest_s, lambda share: share)
    plot.axes(
        [(time_s, f"{time_s} s") for time_s in range(0, int(longest_s) + 1, 2)],
        FIFTHS,
        ("since the floor", "falls told"),
    )
    for number, (name, shares) in enumerate(told.items()):
        plot.curve([(step * step_s, share) for step, share in enumerate(shares)], COLOURS[number])
        plot.name(number, name, COLOURS[number])
    return plot


def main() -> None:
    """Draw what was measured, and the curves of the last `python -m training.fusion` if there are any."""
    figures = json.loads(FIGURES.read_text())
    ablation(figures["real"]).save(IMAGES / "ablation.svg")
    delays(figures["told_within"]["step_s"], figures["told_within"]["shares"]).save(IMAGES / "delay.svg")
    if CURVES.is_file():
        sensitivity(json.loads(CURVES.read_text())["curves"], NEEDED).save(IMAGES / "sensitivity.svg")


if __name__ == "__main__":
    main()
