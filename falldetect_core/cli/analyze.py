"""`falldetect analyze`: recorded files in, a line of JSON each out."""

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from falldetect_core.analysis import Analysis, observe
from falldetect_core.cli.progress import shown
from falldetect_core.errors import SourceError
from falldetect_core.pose import PoseEstimator, load
from falldetect_core.records import Frame, Observation, Transition
from falldetect_core.settings import CameraSettings, RoomSettings
from falldetect_core.timeline import Timeline

type Watcher = Callable[[Frame, Observation, list[Transition]], None]


def run(options: argparse.Namespace) -> int:
    """Analyse every file, and return 1 when one of them could not be read."""
    estimator = load(options.model)
    failed = False
    with options.jsonl.open("w") if options.jsonl else nullcontext() as out:
        for number, file in enumerate(shown(options.files, "Analysing")):
            drawing = drawing_of(options, number)
            timeline = Timeline(Path(file).name)
            result = analyse(file, estimator, options, *([timeline.add] if drawing else []))
            if drawing and "error" not in result:
                timeline.save(drawing)
            failed |= "error" in result
            line = json.dumps(result)
            print(line, flush=True)
            if out is not None:
                out.write(line + "\n")
    return int(failed)


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
