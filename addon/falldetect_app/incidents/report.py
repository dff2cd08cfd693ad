"""One incident on a page for the family doctor: what was seen, when, how long, and the fall as a row of skeletons."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from reportlab.graphics.shapes import Circle, Drawing, Line, Rect, String
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from falldetect_app.contract.words import reason_in
from falldetect_app.incidents.fonts import Fonts, is_asian
from falldetect_app.storage.archive import PastIncident
from falldetect_core.skeleton import LIMBS

MOMENTS_S = (-1.0, 0.0, 0.5, 1.0, 2.0, 10.0)
"""When, from the onset, the row of skeletons shows the body."""
SEEN = 30
"""Keypoints scored lower, of 100, are left out, as everywhere."""
WIDTH = A4[0] - 40 * mm
GAP = 2 * mm
HIGHEST = 45 * mm
LABEL = 7
ROOM = 0.12
"""Room around the bodies, as a share of what they need..."""
LEAST_PART = 200.0
"""...and of this many thousandths of the picture at least."""
UP_COLOUR, DOWN_COLOUR = colors.HexColor("#1b6e3c"), colors.HexColor("#b3261e")


def report(
    incident: PastIncident, room: str, replay: dict[str, Any] | None, words: Mapping[str, str], zone: str
) -> bytes:
    """Return the page as PDF; times in the time zone `zone`, as the browser names it."""
    return _Report(incident, room, words, zone).made(replay)


class _Report:
    def __init__(self, incident: PastIncident, room: str, words: Mapping[str, str], zone: str) -> None:
        self._incident, self._room, self._words = incident, room, words
        try:
            self._zone = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            self._zone = ZoneInfo("UTC")
        self._fonts = Fonts(words["language"])
        self._body = ParagraphStyle("body", fontName=self._fonts.usual, fontSize=10, leading=14)
        self._small = ParagraphStyle(
            "small", parent=self._body, fontSize=8, leading=11, textColor=colors.HexColor("#444444")
        )
        self._head = ParagraphStyle("head", parent=self._body, fontSize=12, leading=18, spaceBefore=8)
        self._title = ParagraphStyle("title", parent=self._body, fontSize=18, leading=24, spaceAfter=4)

    def made(self, replay: dict[str, Any] | None) -> bytes:
        file = BytesIO()
        page = SimpleDocTemplate(
            file, pagesize=A4, leftMargin=20 * mm, rightMargin=20 * mm, topMargin=18 * mm, bottomMargin=18 * mm
        )
        page.title = self._words["report.title"]
        page.build([*self._top(), *self._fall(replay), *self._course(), *self._end()])
        return file.getvalue()

    def _top(self) -> list[Flowable]:
        incident, newest, words = self._incident, self._incident.newest, self._words
        surest = incident.surest
        rows = [
            (words["report.room"], self._room),
            (words["report.onset"], f"{newest.onset.astimezone(self._zone):%Y-%m-%d %H:%M:%S} ({self._zone.key})"),
            (words["report.outcome"], words[f"event.{newest.event}"]),
            (words["report.down"], self._duration(incident.down_s)),
            (words["report.kind"], words[f"kind.{newest.kind}"]),
            (words["report.direction"], words[f"direction.{newest.direction}"]),
            (words["report.before"], words[f"before.{surest.before}"]),
            (words["report.after"], words[f"after.{incident.after}"]),
            (words["report.confidence"], f"{surest.confidence:.0%}"),
        ]
        if incident.judgement is not None:
            rows.append((words["report.judgement"], words[f"feedback.{incident.judgement}"]))
        if newest.test:
            rows.append((words["report.note"], words["incident.test"]))
        table = Table(
            [[self._say(name, self._small), self._say(value)] for name, value in rows], [45 * mm, WIDTH - 45 * mm]
        )
        table.setStyle(
            TableStyle(
                [("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.lightgrey), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
            )
        )
        return [self._say(words["report.title"], self._title), table]

    def _fall(self, replay: dict[str, Any] | None) -> list[Flowable]:
        seconds = self._words["report.seconds"]
        drawing = None if replay is None else _row(replay, self._fonts, seconds)
        if drawing is None:
            return []
        return [
            self._say(self._words["report.skeletons"], self._head),
            drawing,
            self._say(self._words["report.skeletons_note"], self._small),
        ]

    def _course(self) -> list[Flowable]:
        words = self._words
        reasons = self._incident.surest.coded_reasons
        parts: list[Flowable] = []
        if reasons:
            parts.append(self._say(words["report.reasons"], self._head))
            parts += [self._say(f"• {reason_in(words, reason, why)}") for reason, why in reasons]
        parts.append(self._say(words["report.course"], self._head))
        for event in self._incident.events:
            who = f" — {event.by}" if event.by else ""
            why = f": {event.reason}" if event.reason else ""
            at = f"{event.time.astimezone(self._zone):%H:%M:%S}"
            parts.append(self._say(f"{at}  {words[f'event.{event.event}']}{who}{why}"))
        return parts

    def _end(self) -> list[Flowable]:
        return [Spacer(1, 6 * mm), self._say(self._words["report.limits"], self._small)]

    def _duration(self, seconds: float | None) -> str:
        if seconds is None:
            return self._words["report.unknown"]
        minutes, left = divmod(round(seconds), 60)
        return f"{minutes} min {left} s" if minutes else f"{left} s"

    def _say(self, text: str, style: ParagraphStyle | None = None) -> Paragraph:
        style = style or self._body
        if is_asian(text):
            style = ParagraphStyle("asian", parent=style, wordWrap="CJK")
        return Paragraph(self._fonts.marked(text), style)


def _row(replay: dict[str, Any], fonts: Fonts, seconds: str) -> Drawing | None:
    """Draw the body at some moments side by side, all of the same part of the picture; None where nobody was seen."""
    moments = [moment for moment in replay["moments"] if moment[1]]
    chosen = [min(moments, key=lambda moment: abs(moment[0] - wanted)) for wanted in MOMENTS_S] if moments else []
    chosen = [moment for index, moment in enumerate(chosen) if moment not in chosen[:index]]
    if not chosen:
        return None
    part = _part([person["box"] for _, people in chosen for person in people])
    width = (WIDTH - GAP * (len(MOMENTS_S) - 1)) / len(MOMENTS_S)
    shape = (part[3] - part[1]) * replay["size"][1] / ((part[2] - part[0]) * replay["size"][0])
    height = min(width * shape, HIGHEST)
    drawing = Drawing(WIDTH, height + 5 * mm)
    for index, (time_s, people) in enumerate(chosen):
        left = index * (width + GAP)
        drawing.add(Rect(left, 5 * mm, width, height, strokeColor=colors.grey, fillColor=None, strokeWidth=0.5))
        time, after = f"{time_s:+.1f} ", left
        for part_of, font in ((time, fonts.usual), (seconds, fonts.of(seconds))):
            drawing.add(String(after, 1 * mm, part_of, fontName=font, fontSize=LABEL))
            after += pdfmetrics.stringWidth(part_of, font, LABEL)
        shown = min(width, height / shape)
        frame = (left + (width - shown) / 2, 5 * mm, shown, height)
        for person in people:
            _body(drawing, person, frame, part)
    return drawing


def _part(boxes: list[list[float]]) -> tuple[float, float, float, float]:
    """Return the part of the picture, in its thousandths, that holds all boxes and some room around them."""
    left, top = (min(box[side] for box in boxes) for side in (0, 1))
    right, bottom = (max(box[side] for box in boxes) for side in (2, 3))
    room = ROOM * max(right - left, bottom - top, LEAST_PART)
    return max(0.0, left - room), max(0.0, top - room), min(1000.0, right + room), min(1000.0, bottom + room)


def _body(
    drawing: Drawing,
    person: dict[str, Any],
    frame: tuple[float, float, float, float],
    part: tuple[float, float, float, float],
) -> None:
    left, bottom, width, height = frame
    colour = DOWN_COLOUR if person["down"] else UP_COLOUR

    def place(x: float, y: float) -> tuple[float, float]:
        across, down = (x - part[0]) / (part[2] - part[0]), (y - part[1]) / (part[3] - part[1])
        return left + width * min(max(across, 0), 1), bottom + height * (1 - min(max(down, 0), 1))

    points = person["points"]
    if not points:
        (x0, y0), (x1, y1) = place(*person["box"][:2]), place(*person["box"][2:])
        drawing.add(Rect(x0, y1, x1 - x0, y0 - y1, strokeColor=colour, fillColor=None))
        return
    for start, end in LIMBS:
        if min(points[start][2], points[end][2]) >= SEEN:
            drawing.add(Line(*place(*points[start][:2]), *place(*points[end][:2]), strokeColor=colour, strokeWidth=1.5))
    head = points[0]
    if head[2] >= SEEN:
        drawing.add(Circle(*place(*head[:2]), 3, strokeColor=colour, fillColor=colour))
