"""`falldetect analyze`: recorded files in, a line of JSON each out."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager, nullcontext
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from falldetect_core.cli.progress import shown
from falldetect_core.drawing.timeline import Timeline
from falldetect_core.errors import SourceError
from falldetect_core.evaluation.analysis import Analysis, observe
from falldetect_core.pose import PoseEstimator, load
from falldetect_core.records import Frame, Observation, Transition
from falldetect_core.settings import CameraSettings, RoomSettings

type Watcher = Callable[[Frame, Observation, list[Transition]], None]


def run(options: argparse.Namespace) -> int:
    """Analyse every file, print and keep each line as soon as it is there, and return 1 when one could not be read."""
    failed = False
    with options.jsonl.open("w") if options.jsonl else nullcontext() as out, results(options) as found:
        for result in shown(found, "Analysing", len(options.files)):
            failed |= "error" in result
            line = json.dumps(result)
            print(line, flush=True)
            if out is not None:
                out.write(line + "\n")
                out.flush()
    return int(failed)


@contextmanager
def results(options: argparse.Namespace) -> Iterator[Iterator[dict[str, Any]]]:
    """Give the results of all files: in their order by one process, as they come by several."""
    numbers = range(len(options.files))
    jobs = min(options.jobs or os.process_cpu_count() or 1, len(numbers))
    if jobs == 1:
        estimator = load(options.model)
        yield (_result(options, number, estimator) for number in numbers)
        return
    told = argparse.Namespace(**{name: value for name, value in vars(options).items() if name != "run"})
    pool = ProcessPoolExecutor(jobs, get_context("spawn"))
    try:
        asked = [pool.submit(_work, told, number) for number in numbers]
        yield (one.result() for one in as_completed(asked))
    finally:
        pool.shutdown(cancel_futures=True)


def _work(options: argparse.Namespace, number: int) -> dict[str, Any]:
    return _result(options, number, _network(options.model))


@cache
def _network(model: str) -> PoseEstimator:
    """Load a pose network once a process."""
    return load(model)


def _result(options: argparse.Namespace, number: int, estimator: PoseEstimator) -> dict[str, Any]:
    """Analyse one of the files, and draw its timeline if that is asked for."""
    file, drawing = options.files[number], drawing_of(options, number)
    timeline = Timeline(Path(file).name)
    result = analyse(file, estimator, options, *([timeline.add] if drawing else []))
    if drawing and "error" not in result:
        timeline.save(drawing)
    return result


def drawing_of(options: argparse.Namespace, number: int) -> Path | None:
    """Say where to draw the timeline of a file, if anywhere: named like it, and numbered where that is taken."""
    if options.explain is None:
        return None
    stems = [Path(file).stem for file in options.files]
    before = stems[:number].count(stems[number])
    name = f"{stems[number]}-{before + 1}" if before else stems[number]
    folder: Path = options.explain
    return folder / f"{name}.png"


def analyse(file: str, estimator: PoseEstimator, options: argparse.Namespace, *watchers: Watcher) -> dict[str, Any]:
    """Run one file through the pipeline, each frame past the watchers; what can't be read becomes an `error`.

    What was found before a file broke off stays.
    """
    room, camera = RoomSettings("file", sensitivity=options.sensitivity), CameraSettings("file", method=options.method)
    analysis = Analysis(file)
    try:
        for moment in observe(file, estimator, room, camera, fps=options.fps, hold_s=options.hold):
            frame, seen, told, analysis = moment
            for watch in watchers:
                watch(frame, seen, told)
    except SourceError as error:
        found = analysis.as_json() if analysis.frames else {"file": file}
        return found | {"error": str(error)}
    for remark in analysis.remarks:
        print(f"falldetect: {file}: {remark}", file=sys.stderr)
    return analysis.as_json()
