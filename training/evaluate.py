"""Measures the real pipeline on simulated test sets: python -m training.evaluate [SET...] [--share S] [--hours H].

Everything after the pose network is what ships; see `training.simulation.scenes.test_sets` for the sets.
"""

import argparse
import math
import statistics
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice

import numpy as np

from falldetect_core.evaluation.scoring import AFTER_S, BEFORE_S
from falldetect_core.kinds import Direction, Event, Kind
from falldetect_core.settings import Method, Sensitivity
from training.simulation.behaviour.truth import Fall, State
from training.simulation.camera.clip import SimulatedClip
from training.simulation.camera.replay import SETTINGS, observe, truth_of
from training.simulation.scenes.test_sets import SETS, VISIBLE_SHARE, Case, daily

FALLEN = (State.FALLING, State.DOWN)
HOURS_A_DAY = 24.0
SETTLED_S = 1.0


@dataclass
class Result:
    """What came of one clip; `hits` pairs each fall that was found with delay, kind and direction told."""

    name: str
    seconds: float = 0.0
    falls: list[Fall] = field(default_factory=list)
    hits: list[tuple[Fall, float, Kind, Direction]] = field(default_factory=list)
    false_alarms: list[float] = field(default_factory=list)
    frames: list[int] = field(default_factory=lambda: [0, 0, 0])
    """Frames of tracked people who fell: called fallen rightly, wrongly, and not.

    Who lies there and is found lying is neither: that is told as another thing.
    """


def measure(case: Case, sensitivity: Sensitivity = Sensitivity.STANDARD, method: Method = SETTINGS.method) -> Result:
    """Run the pipeline over a clip and pair its alarms with the falls in it."""
    clip = case.make()
    result = Result(case.name, float(clip.times[-1]), [fall for fall in clip.falls if in_view(clip, fall)])
    alarms = []
    for moment, seen, told in observe(clip, replace(SETTINGS, method=method), sensitivity=sensitivity):
        alarms += [step for step in told if step.event is Event.FALL]
        for person in seen.people:
            truth = truth_of(clip, moment.index, person.box)
            fallen = truth is not None and truth.states[moment.index] in FALLEN
            fell = person.verdict.falling or person.verdict.down
            said = fell or person.verdict.found_down
            result.frames[0] += fallen and said
            result.frames[1] += fell and not fallen
            result.frames[2] += fallen and not said
    for fall in clip.falls:
        hit = next((step for step in alarms if fall.onset_s - BEFORE_S <= step.time_s <= fall.end_s + AFTER_S), None)
        if hit is not None:
            alarms.remove(hit)
        if hit is not None and fall in result.falls:
            incident = hit.incident
            result.hits.append((fall, hit.time_s - fall.contact_s, incident.kind, incident.direction))
    result.false_alarms = [step.time_s for step in alarms]
    return result


def in_view(clip: SimulatedClip, fall: Fall) -> bool:
    """Say whether enough of the body is seen during a fall; of others an alarm is neither asked nor wrong."""
    person = next(person for person in clip.people if fall in person.falls)
    during = (clip.times >= fall.onset_s) & (clip.times <= fall.end_s + SETTLED_S)
    return bool(person.visible[during].mean() >= VISIBLE_SHARE)


def summary(results: list[Result]) -> dict[str, float]:
    """Return the figures of a set."""
    falls = [fall for result in results for fall in result.falls]
    hits = [hit for result in results for hit in result.hits]
    quiet = [result for result in results if not result.falls]
    hours = sum(result.seconds for result in results) / 3600
    alarms = sum(len(result.false_alarms) for result in results)
    right, wrong, missed = np.sum([result.frames for result in results], axis=0)
    delays = sorted(delay for _, delay, _, _ in hits)
    return {
        "clips": len(results),
        "falls": len(falls),
        "sensitivity": _share(len(hits), len(falls)),
        "quiet_alarmed": _share(sum(bool(result.false_alarms) for result in quiet), len(quiet)),
        "alarms_24h": alarms / hours * HOURS_A_DAY if hours else float("nan"),
        "delay_median_s": statistics.median(delays) if delays else float("nan"),
        "delay_p95_s": delays[min(len(delays) - 1, int(0.95 * len(delays)))] if delays else float("nan"),
        "kinds_f1": macro_f1([(fall.kind, kind) for fall, _, kind, _ in hits]),
        "direction": _share(sum(fall.direction == word for fall, _, _, word in hits), len(hits)),
        "frame_f1": _share(2 * right, 2 * right + wrong + missed),
        "hours": hours,
    }


def macro_f1(pairs: Iterable[tuple[Kind, Kind]]) -> float:
    """Return the mean over the true kinds of the F1 with which each is told."""
    told = list(pairs)
    scores = []
    for kind in {true for true, _ in told}:
        hits = sum(true == said == kind for true, said in told)
        scores.append(2 * hits / (sum(true == kind for true, _ in told) + sum(said == kind for _, said in told)))
    return float(np.mean(scores)) if scores else float("nan")


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _numbered(name: str, hours: float, sensitivity: Sensitivity, method: Method, number: int) -> Result:
    return measure(next(islice(_cases(name, hours)(), number, None)), sensitivity, method)


def _cases(name: str, hours: float) -> Callable[[], Iterable[Case]]:
    return (lambda: daily(hours)) if name == "daily" else SETS[name]


def run(
    name: str,
    *,
    share: float = 1.0,
    hours: float = 2.0,
    sensitivity: Sensitivity = Sensitivity.STANDARD,
    method: Method = SETTINGS.method,
) -> list[Result]:
    """Measure a set, or a share of it drawn at random but always the same, on two processes."""
    count = sum(1 for _ in _cases(name, hours)())
    drawn = np.random.default_rng(0).permutation(count)[: math.ceil(share * count)]
    with ProcessPoolExecutor(2) as pool:
        one = partial(_numbered, name, hours, sensitivity, method)
        return list(pool.map(one, sorted(drawn.tolist())))


def main() -> None:
    """Print a table, a row a set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=list(SETS), metavar="SET", help=", ".join(SETS))
    parser.add_argument("--share", type=float, default=1.0, help="measure a share of each set, 0 to 1")
    parser.add_argument("--hours", type=float, default=2.0, help="hours of daily life")
    parser.add_argument("--sensitivity", type=Sensitivity, default=Sensitivity.STANDARD, choices=list(Sensitivity))
    parser.add_argument("--method", type=Method, default=SETTINGS.method, choices=list(Method))
    parser.add_argument("--verbose", action="store_true", help="name each miss and false alarm")
    chosen = parser.parse_args()
    for place, name in enumerate(chosen.sets):
        results = run(
            name, share=chosen.share, hours=chosen.hours, sensitivity=chosen.sensitivity, method=chosen.method
        )
        figures = summary(results)
        if place == 0:
            print(f"{'set':12s}" + "".join(f"{key:>15s}" for key in figures))
        print(
            f"{name:12s}"
            + "".join(f"{value:15.3f}" if isinstance(value, float) else f"{value:15d}" for value in figures.values()),
            flush=True,
        )
        if chosen.verbose:
            for result in results:
                missed = len(result.falls) - len(result.hits)
                if missed or result.false_alarms:
                    print(f"  {result.name}: {missed} missed, alarms at {[round(t, 1) for t in result.false_alarms]} s")


if __name__ == "__main__":
    main()
