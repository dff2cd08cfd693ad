"""Event-level measurement: a fall of one person is one event, and so is an alarm.

A hit is the first `fall` event that is free for it, from 0.5 s before the fall begins to 10 s after it ends; every
other one within the clip is a false alarm. What comes while the last frame is held can only be a hit.
"""

import csv
import math
import statistics
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from falldetect_core.errors import ManifestError
from falldetect_core.kinds import SeenBy
from falldetect_core.records import Frame, Observation, Transition

BEFORE_S, AFTER_S = 0.5, 10.0
AFTERMATH_S = 3.0
"""Somebody has to be followed from the start of a fall until so long after its end."""
COLUMNS = ("file", "source", "label", "fall_start_s", "fall_end_s")
LABELS = ("fall", "adl")
SECONDS_PER_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Clip:
    """One labelled clip and the (start, end) of its falls in seconds."""

    file: Path
    source: str
    falls: tuple[tuple[float, float], ...]


class Followed(NamedTuple):
    """In how many frames of all somebody was followed under one number."""

    followed: int
    frames: int


NOBODY = Followed(0, 0)


class Trace:
    """Which tracks stood on what in each frame of a clip; pass `add` every observation."""

    def __init__(self) -> None:
        """Start before the first frame."""
        self._moments: list[tuple[float, dict[int, SeenBy]]] = []

    def add(self, _frame: Frame, seen: Observation, _told: Sequence[Transition]) -> None:
        """Note who was seen how."""
        self._moments.append((seen.time_s, {person.track: person.seen_by for person in seen.people}))

    def followed(self, falls: Sequence[tuple[float, float]], supports: Collection[SeenBy]) -> Followed:
        """Count the frames around falls in which one and the same track stood on one of `supports`."""
        frames = followed = 0
        for start_s, end_s in falls:
            around = [tracks for time_s, tracks in self._moments if start_s <= time_s <= end_s + AFTERMATH_S]
            counts = Counter(track for tracks in around for track, seen_by in tracks.items() if seen_by in supports)
            frames += len(around)
            followed += max(counts.values(), default=0)
        return Followed(followed, frames)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found in a clip: hits with their delays after the end of the fall, false alarms, who was followed how.

    `tracked` counts frames around falls in which the same person was followed by pose or silhouette, `posed` by pose.
    """

    clip: Clip
    duration_s: float = 0.0
    false_alarms: int = 0
    delays_s: tuple[float, ...] = field(default=())
    error: str | None = None
    tracked: Followed = NOBODY
    posed: Followed = NOBODY

    @property
    def hits(self) -> int:
        """How many falls were found."""
        return len(self.delays_s)


def read_manifest(path: Path) -> list[Clip]:
    """Read a CSV with the columns file, source, label, fall_start_s and fall_end_s; files are relative to it.

    Raises ManifestError that names the line and what is wrong with it.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, restval="")
            missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
            if missing:
                raise ManifestError(f"{path} lacks the columns {', '.join(missing)}: add them to its first line")
            return [_clip(path, reader.line_num, row) for row in reader]
    except OSError as error:
        raise ManifestError(f"{path} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error):
        raise ManifestError(f"{path} is no CSV file: save it as text in UTF-8 with commas") from None


def _clip(manifest: Path, line: int, row: dict[str, str]) -> Clip:
    where = f"{manifest}, line {line}"
    if not row["file"]:
        raise ManifestError(f"{where}: name the clip's file")
    if row["label"] not in LABELS:
        raise ManifestError(f"{where}: {row['label']!r} is no label: use one of {', '.join(LABELS)}")
    try:
        falls = tuple(zip(_seconds(row["fall_start_s"]), _seconds(row["fall_end_s"]), strict=True))
    except ValueError:
        raise ManifestError(f"{where}: a fall needs a start and an end in seconds, several separated by ;") from None
    if not all(start_s <= end_s for start_s, end_s in falls):
        raise ManifestError(f"{where}: a fall ends before it starts: swap the two times")
    if row["label"] == "fall" and not falls:
        falls = ((0.0, math.inf),)
    return Clip(manifest.parent / row["file"], row["source"], falls)


def _seconds(cell: str) -> list[float]:
    return [float(part) for part in cell.replace(" ", "").split(";") if part]


def judge(clip: Clip, analysis: dict[str, Any], trace: Trace | None = None) -> Outcome:
    """Pair the alarms of an analysis (as `falldetect analyze` prints it) with the falls of the clip."""
    if "error" in analysis:
        return Outcome(clip, error=analysis["error"])
    free = sorted(e["time_s"] for e in analysis["events"] if e["event"] == "fall")
    delays = []
    for start_s, end_s in clip.falls:
        hit = next((t for t in free if start_s - BEFORE_S <= t <= end_s + AFTER_S), None)
        if hit is not None:
            free.remove(hit)
            delays.append(hit - min(end_s, analysis["duration_s"]))
    duration_s = analysis["duration_s"]
    trace = trace or Trace()
    return Outcome(
        clip,
        duration_s,
        sum(t <= duration_s for t in free),
        tuple(delays),
        tracked=trace.followed(clip.falls, (SeenBy.POSE, SeenBy.SILHOUETTE)),
        posed=trace.followed(clip.falls, (SeenBy.POSE,)),
    )


def summary(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    """Add up outcomes: sensitivity, precision, F1, false alarms an hour, time from the floor to the alarm."""
    falls, hits = sum(len(o.clip.falls) for o in outcomes), sum(o.hits for o in outcomes)
    false_alarms = sum(o.false_alarms for o in outcomes)
    sensitivity = hits / falls if falls else None
    precision = hits / (hits + false_alarms) if hits + false_alarms else None
    hours = sum(o.duration_s for o in outcomes) / SECONDS_PER_HOUR
    delays = sorted(delay for o in outcomes for delay in o.delays_s)
    return {
        "clips": len(outcomes),
        "falls": falls,
        "hits": hits,
        "sensitivity": sensitivity,
        "precision": precision,
        "f1": 2 * hits / (falls + hits + false_alarms) if falls else None,
        "false_alarms": false_alarms,
        "quiet_clips": sum(not o.clip.falls for o in outcomes),
        "quiet_clips_alarmed": sum(bool(o.false_alarms) for o in outcomes if not o.clip.falls),
        "hours": hours,
        "false_alarms_per_hour": false_alarms / hours if hours else None,
        "delay_median_s": statistics.median(delays) if delays else None,
        "tracked": _share([o.tracked for o in outcomes]),
        "posed": _share([o.posed for o in outcomes]),
        "delay_p95_s": delays[min(len(delays) - 1, int(0.95 * len(delays)))] if delays else None,
    }


def _share(counts: Sequence[Followed]) -> float | None:
    frames = sum(count.frames for count in counts)
    return sum(count.followed for count in counts) / frames if frames else None
