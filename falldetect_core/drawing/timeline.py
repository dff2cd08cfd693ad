"""Draws what happened in a clip as one picture: silhouettes, skeletons, tracks, posture, evidence, incidents."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from textwrap import shorten

import cv2
import numpy as np

from falldetect_core.drawing.snapshot import draw_people
from falldetect_core.evidence.fence import SOURCE as FENCE
from falldetect_core.kinds import Event, Posture, SeenBy
from falldetect_core.records import Frame, Image, Observation, Transition
from falldetect_core.rooms.incident_life import ALARMS

type Colour = tuple[int, int, int]

WIDTH_PX, MARGIN_PX = 1200, 110
THUMBNAILS = 7
THUMB_PX = (150, 100)
MOST_THUMBNAILS = 600
"""Kept while collecting, 27 MB; every other one is dropped when there are more."""
ROW_PX = 46
CURVE_PX = 110
LETTER_PX = 8
INK: Colour = (60, 52, 48)
PAPER: Colour = (250, 250, 250)
GRID: Colour = (225, 225, 225)
EVIDENCE: Colour = (180, 105, 30)
POSTURES: dict[Posture, Colour] = {
    Posture.UPRIGHT: (120, 190, 110),
    Posture.LOW: (90, 190, 240),
    Posture.LYING: (90, 90, 230),
    Posture.UNKNOWN: (200, 200, 200),
}
COLOURS: dict[SeenBy | None, Colour] = {
    SeenBy.POSE: (120, 190, 110),
    SeenBy.SILHOUETTE: (220, 160, 60),
    SeenBy.MEMORY: (200, 200, 200),
    None: (240, 240, 240),
}
SILHOUETTE: Colour = (150, 90, 40)
NOT_JUDGED: Colour = (170, 120, 170)
STATES: dict[str, Colour] = {"suspected": (90, 190, 240), "alarm": (70, 70, 220), "": (235, 235, 235)}


@dataclass(frozen=True, slots=True)
class _Moment:
    time_s: float
    seen_by: SeenBy | None
    posture: Posture
    evidence: float
    fence: str
    state: str


class Timeline:
    """Collects a clip frame by frame; `save` draws it. Keeps only thumbnails, not frames."""

    def __init__(self, title: str) -> None:
        """Start an empty timeline with a title."""
        self._title = title
        self._moments: list[_Moment] = []
        self._thumbnails: list[tuple[float, Image]] = []
        self._steps: list[Transition] = []
        self._open: dict[str, Event] = {}

    def add(self, frame: Frame, seen: Observation, told: Sequence[Transition]) -> None:
        """Note one frame, what was seen in it and the steps that followed."""
        self._steps += told
        self._open |= {transition.incident.id: transition.event for transition in told}
        main = max(seen.people, key=lambda person: person.verdict.probability, default=None)
        seen_by = main.seen_by if main else None
        posture = main.kinematics.posture if main else Posture.UNKNOWN
        evidence = main.verdict.probability if main else 0.0
        fence = next((one.source for one in main.verdict.evidence if one.source == FENCE), "") if main else ""
        state = _state_of(self._open.values())
        self._moments.append(_Moment(frame.time_s, seen_by, posture, evidence, fence, state))
        self._thumbnails.append((frame.time_s, _thumbnail(frame, seen)))
        if len(self._thumbnails) > MOST_THUMBNAILS:
            self._thumbnails = self._thumbnails[::2]

    def save(self, path: Path) -> None:
        """Draw the timeline into a PNG; raises OSError when it can't be written."""
        path.parent.mkdir(parents=True, exist_ok=True)
        _, encoded = cv2.imencode(".png", self.draw())
        path.write_bytes(encoded.tobytes())

    def draw(self) -> Image:
        """Return the drawing, BGR."""
        height = 60 + THUMB_PX[1] + 60 + 4 * ROW_PX + CURVE_PX + 34 + 26 * max(1, len(self._steps))
        canvas = np.full((height, WIDTH_PX, 3), PAPER, np.uint8)
        _write(canvas, self._title, (MARGIN_PX, 36), 0.8)
        if not self._moments:
            _write(canvas, "no frames", (MARGIN_PX, 80), 0.6)
            return canvas
        top = self._draw_thumbnails(canvas, 54)
        top = self._draw_band(canvas, top, "seen by", [(m.seen_by or "", COLOURS[m.seen_by]) for m in self._moments])
        top = self._draw_band(canvas, top, "posture", [(m.posture, POSTURES[m.posture]) for m in self._moments])
        top = self._draw_evidence(canvas, top)
        top = self._draw_band(
            canvas, top, "not judged", [(m.fence, NOT_JUDGED if m.fence else STATES[""]) for m in self._moments]
        )
        top = self._draw_band(canvas, top, "incident", [(m.state, STATES[m.state]) for m in self._moments])
        self._draw_axis(canvas, top)
        self._draw_steps(canvas, top + 48)
        return canvas

    def _x(self, time_s: float) -> int:
        first, last = self._moments[0].time_s, self._moments[-1].time_s
        share = (time_s - first) / max(last - first, 1e-6)
        return round(MARGIN_PX + share * (WIDTH_PX - MARGIN_PX - 20))

    def _draw_thumbnails(self, canvas: Image, top: int) -> int:
        """Draw pictures at even times, and at each step of an incident in place of the nearest."""
        first, last = self._moments[0].time_s, self._moments[-1].time_s
        times = np.linspace(first, last, THUMBNAILS)
        for transition in self._steps[:THUMBNAILS]:
            times[int(np.argmin(np.abs(times - transition.time_s)))] = transition.time_s
        width, height = THUMB_PX
        for place, wanted in enumerate(times):
            time_s, picture = min(self._thumbnails, key=lambda pair: abs(pair[0] - wanted))
            left = MARGIN_PX + place * (width + 4)
            canvas[top : top + height, left : left + width] = picture
            cv2.line(
                canvas, (left + width // 2, top + height), (self._x(time_s), top + height + 26), GRID, 1, cv2.LINE_AA
            )
            _write(canvas, f"{time_s:.1f} s", (left + 4, top + height - 6), 0.4, PAPER)
        return top + height + 30

    def _draw_band(self, canvas: Image, top: int, name: str, spans: Sequence[tuple[str, Colour]]) -> int:
        """Draw what was the case over time, and its name where there is room for it."""
        _write(canvas, name, (10, top + ROW_PX // 2 + 4), 0.5)
        starts = [self._x(moment.time_s) for moment in self._moments] + [WIDTH_PX - 20]
        number = 0
        for (label, colour), same in groupby(spans):
            left, number = starts[number], number + len(list(same))
            cv2.rectangle(canvas, (left, top + 8), (starts[number], top + ROW_PX - 8), colour, -1)
            if starts[number] - left > LETTER_PX * (len(label) + 1):
                _write(canvas, label, (left + 6, top + ROW_PX // 2 + 4), 0.4)
        return top + ROW_PX

    def _draw_evidence(self, canvas: Image, top: int) -> int:
        _write(canvas, "evidence", (10, top + CURVE_PX // 2 - 18), 0.5)
        base, height = top + CURVE_PX - 10, CURVE_PX - 20
        for level in (0.0, 0.5, 1.0):
            y = round(base - level * height)
            cv2.line(canvas, (MARGIN_PX, y), (WIDTH_PX - 20, y), GRID, 1)
            _write(canvas, f"{level:.1f}", (MARGIN_PX - 28, y + 4), 0.35)
        points = [(self._x(m.time_s), round(base - m.evidence * height)) for m in self._moments]
        cv2.polylines(
            canvas, [np.array(points, np.int32)], isClosed=False, color=EVIDENCE, thickness=2, lineType=cv2.LINE_AA
        )
        return top + CURVE_PX

    def _draw_axis(self, canvas: Image, top: int) -> None:
        first, last = self._moments[0].time_s, self._moments[-1].time_s
        every = max(1, round((last - first) / 12))
        for second in range(int(np.ceil(first)), int(last) + 1, every):
            cv2.line(canvas, (self._x(second), top), (self._x(second), top + 5), INK, 1)
            _write(canvas, f"{second} s", (self._x(second) - 8, top + 20), 0.4)

    def _draw_steps(self, canvas: Image, top: int) -> None:
        if not self._steps:
            _write(canvas, "no incident", (MARGIN_PX, top), 0.5)
        for place, transition in enumerate(self._steps):
            words = "; ".join(map(str, transition.incident.reasons))
            line = f"{transition.time_s:5.1f} s  {transition.event}  ({transition.incident.kind})  {words}"
            _write(canvas, shorten(line, 150, placeholder=" ..."), (MARGIN_PX, top + 26 * place), 0.45)


def _state_of(incidents: Collection[Event]) -> str:
    """Name the most serious state that incidents are in."""
    if any(state in ALARMS for state in incidents):
        return "alarm"
    return "suspected" if Event.SUSPECTED in incidents else ""


def _thumbnail(frame: Frame, seen: Observation) -> Image:
    """Silhouettes, skeletons and numbered boxes on a darkened picture, so that they stand out."""
    picture = (frame.image * 0.45).astype(np.uint8)
    if seen.foreground is not None:
        mask = cv2.resize(seen.foreground.picture, frame.size, interpolation=cv2.INTER_NEAREST) > 0
        picture[mask] = picture[mask] // 2 + np.array(SILHOUETTE, np.uint8)
    draw_people(picture, seen.people)
    for person in seen.people:
        left, top, right, bottom = (round(side) for side in person.box)
        colour, thick = COLOURS[person.seen_by], max(1, frame.size[0] // THUMB_PX[0])
        cv2.rectangle(picture, (left, top), (right, bottom), colour, thick)
        place, font = (left, max(12 * thick, top - 3 * thick)), cv2.FONT_HERSHEY_SIMPLEX
        cv2.putText(picture, str(person.track), place, font, 0.4 * thick, colour, thick, cv2.LINE_AA)
    return cv2.resize(picture, THUMB_PX, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _write(canvas: Image, words: str, place: tuple[int, int], size: float, colour: Colour = INK) -> None:
    plain = words.replace("°", " deg").encode("ascii", "replace").decode()
    cv2.putText(canvas, plain, place, cv2.FONT_HERSHEY_SIMPLEX, size, colour, 1, cv2.LINE_AA)
