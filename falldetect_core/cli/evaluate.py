"""`falldetect evaluate`: event-level results on a manifest of labelled clips."""

import argparse
import json

from rich.console import Console
from rich.table import Table

from falldetect_core.cli.analyze import analyse
from falldetect_core.cli.progress import shown
from falldetect_core.evaluation.scoring import Outcome, Trace, judge, read_manifest, summary
from falldetect_core.pose import load


def run(options: argparse.Namespace) -> int:
    """Analyse the clips of the manifest and print what was found; 1 when one could not be read."""
    clips = read_manifest(options.manifest)
    estimator = load(options.model)
    outcomes = []
    for clip in shown(clips, "Evaluating", len(clips)):
        trace = Trace()
        outcomes.append(judge(clip, analyse(str(clip.file), estimator, options, trace.add), trace))
    figures = {source: summary(of_source) for source, of_source in by_source(outcomes).items()}
    show(figures)
    if options.list:
        list_faults(outcomes)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return int(any(outcome.error for outcome in outcomes))


def by_source(outcomes: list[Outcome]) -> dict[str, list[Outcome]]:
    """Group outcomes by where the clips come from, all of them last."""
    sources = sorted({outcome.clip.source for outcome in outcomes})
    grouped = {source: [o for o in outcomes if o.clip.source == source] for source in sources}
    return grouped | {"all": outcomes}


def show(figures: dict[str, dict[str, float | None]]) -> None:
    """Print a table of the figures."""
    titles = (
        "source",
        "clips",
        "falls",
        "found",
        "sensitivity",
        "false alarms",
        "per hour",
        "F1",
        "alert s (median)",
        "(p95)",
        "tracked",
        "by pose",
    )
    table = Table(*titles, box=None)
    keys = (
        "clips",
        "falls",
        "hits",
        "sensitivity",
        "false_alarms",
        "false_alarms_per_hour",
        "f1",
        "delay_median_s",
        "delay_p95_s",
        "tracked",
        "posed",
    )
    for source, row in figures.items():
        table.add_row(source, *(_cell(row[key]) for key in keys))
    Console(width=160).print(table)


def _cell(value: float | None) -> str:
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.2f}"


def list_faults(outcomes: list[Outcome]) -> None:
    """Name every miss, false alarm and unreadable clip."""
    for outcome in outcomes:
        if outcome.error:
            print(f"not read     {outcome.clip.file}: {outcome.error}")
        elif outcome.hits < len(outcome.clip.falls):
            print(f"missed       {outcome.clip.file}")
        elif outcome.false_alarms:
            print(f"false alarm  {outcome.clip.file}")
