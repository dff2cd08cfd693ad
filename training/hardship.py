"""Measures labelled clips under hard conditions: python -m training.hardship MANIFEST [--falls N] [--quiet N].

Every clip is put through each of `training.degradation`, and then through the whole pipeline. The same clips are drawn
for each condition, and a run with two processes takes some ten minutes.
"""

import argparse
import math
import random
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, product
from multiprocessing import get_context
from pathlib import Path

from falldetect_core.camera import RecordedCamera
from falldetect_core.errors import SourceError
from falldetect_core.evaluation.analysis import Analysis, with_hold
from falldetect_core.evaluation.scoring import Clip, Outcome, judge, read_manifest
from falldetect_core.frames import open_frames
from falldetect_core.pose import PoseEstimator, load
from falldetect_core.records import Frame
from falldetect_core.rooms.room import Room
from falldetect_core.settings import CameraSettings, RoomSettings
from training.degradation import CONDITIONS, Degradation

FPS = 10.0
HOLD_S = 5.0
BEFORE_S = 5.0
LONGEST_S = 10.0
"""Of a clip so much is looked at, of one with a fall from so long before it."""
Z = 1.96
"""95 % of a normal distribution lie within so many standard deviations."""


@dataclass(frozen=True)
class Row:
    """What came of one condition; counts."""

    falls: int
    hits: int
    quiet: int
    alarmed: int

    def __str__(self) -> str:
        """Return sensitivity with its Wilson interval, and quiet clips alarmed, as a row of a table."""
        low, high = wilson(self.hits, self.falls)
        share = self.hits / self.falls if self.falls else math.nan
        return f"{self.hits} of {self.falls} | {share:.2f} ({low:.2f} to {high:.2f}) | {self.alarmed} of {self.quiet}"


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % confidence interval of a share (Wilson 1927)."""
    if not total:
        return 0.0, 1.0
    share = hits / total
    centre = share + Z**2 / (2 * total)
    spread = Z * math.sqrt(share * (1 - share) / total + Z**2 / (4 * total**2))
    return (centre - spread) / (1 + Z**2 / total), (centre + spread) / (1 + Z**2 / total)


def drawn(clips: Sequence[Clip], falls: int, quiet: int) -> list[Clip]:
    """Return so many clips with one fall and without, drawn at random but always the same."""
    lots = [clip for clip in clips if len(clip.falls) == 1], [clip for clip in clips if not clip.falls]
    return [
        clip
        for lot, count in zip(lots, (falls, quiet), strict=True)
        for clip in random.Random(0).sample(sorted(lot, key=lambda clip: str(clip.file)), min(count, len(lot)))
    ]


def excerpt(frames: Iterator[Frame], clip: Clip) -> Iterator[Frame]:
    """Yield the pictures around a clip's fall, or its first ones."""
    start_s = min(start for start, _ in clip.falls) - BEFORE_S if clip.falls else 0.0
    for frame in frames:
        if frame.time_s > max(start_s, 0.0) + LONGEST_S:
            return
        if frame.time_s >= start_s:
            yield frame


def measure(clip: Clip, degrade: Degradation, estimator: PoseEstimator) -> Outcome:
    """Run the pipeline on a clip whose pictures a condition has made worse; the last one is held for some seconds."""
    camera, room = RecordedCamera.of(CameraSettings("file"), estimator), Room(RoomSettings("file"))
    analysis = Analysis(str(clip.file))
    with open_frames(str(clip.file), fps=FPS) as source:
        for frame, held in with_hold(excerpt(iter(source), clip), HOLD_S, FPS):
            seen = camera.update(replace(frame, picture=degrade(frame.image)))
            analysis.transitions += room.update(seen)
            analysis.duration_s = analysis.duration_s if held else frame.time_s
    return judge(clip, analysis.as_json())


@cache
def _network() -> PoseEstimator:
    """Load the pose network once a process."""
    return load()


def _measure(case: tuple[str, Clip]) -> Outcome | SourceError:
    condition, clip = case
    try:
        return measure(clip, CONDITIONS[condition](), _network())
    except SourceError as error:
        return error


def rows(clips: Sequence[Clip], conditions: Sequence[str], jobs: int) -> Iterator[tuple[str, Row]]:
    """Yield each condition's figures as they come; a clip that can't be read is told, and doesn't count."""
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        outcomes = iter(pool.map(_measure, product(conditions, clips)))
        for condition in conditions:
            found = list(islice(outcomes, len(clips)))
            for error in found:
                if isinstance(error, SourceError):
                    print(f"{condition}: {error}", file=sys.stderr)
            yield condition, row_of([outcome for outcome in found if isinstance(outcome, Outcome)])


def row_of(outcomes: Sequence[Outcome]) -> Row:
    """Add up what came of a condition's clips."""
    quiet = [outcome for outcome in outcomes if not outcome.clip.falls]
    falls = sum(len(outcome.clip.falls) for outcome in outcomes)
    hits = sum(outcome.hits for outcome in outcomes)
    return Row(falls, hits, len(quiet), sum(bool(outcome.false_alarms) for outcome in quiet))


def main() -> None:
    """Print a table, a row a condition."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("conditions", nargs="*", metavar="CONDITION", help=", ".join(CONDITIONS))
    parser.add_argument("--falls", type=int, default=16)
    parser.add_argument("--quiet", type=int, default=8)
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    unknown = set(chosen.conditions) - set(CONDITIONS)
    if unknown:
        parser.error(f"there is no condition {', '.join(sorted(unknown))}: choose of {', '.join(CONDITIONS)}")
    print("| condition | falls found | sensitivity (95 %) | quiet clips alarmed |\n|---|---|---|---|")
    clips = drawn(read_manifest(chosen.manifest), chosen.falls, chosen.quiet)
    for condition, row in rows(clips, chosen.conditions or list(CONDITIONS), chosen.jobs):
        print(f"| {condition} | {row} |", flush=True)


if __name__ == "__main__":
    main()
