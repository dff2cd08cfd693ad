"""python -m training.fusion: learn what each method's word counts for, and measure the ways to put them together.

Simulated clips that the network neither learned from nor was calibrated on run through the real pipeline once; half of
their cameras know where they stand. The weights of the log-odds are learned on them, nine numbers from tens of
thousands of moments, and every method is measured as a whole: falls told, and quiet clips alarmed, over all
thresholds. The result is `falldetect_core/evidence/fusion_weights.json`.
"""

import argparse
import json
import math
import pickle
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from falldetect_core.camera.verdicts import Verdicts, is_crowded, shipped_network
from falldetect_core.evaluation.scoring import AFTER_S, BEFORE_S
from falldetect_core.evidence import fusion
from falldetect_core.evidence.fusion import SOURCES, Fusion, log_odds
from falldetect_core.evidence.network import NoClassifier, Prediction
from falldetect_core.fall import Circumstances, FallDetector
from falldetect_core.kinds import Event, Posture
from falldetect_core.records import Observation, Person
from falldetect_core.rooms.room import Room
from falldetect_core.settings import CameraSettings, Method, RoomSettings
from falldetect_core.tracks import Track
from falldetect_core.world import Calibration, CameraModel
from falldetect_core.world.camera_world import CameraWorld
from training.evaluate import in_view
from training.network.windows import RECENT_S, UNSURE_S
from training.simulation.behaviour.truth import Fall
from training.simulation.camera.clip import SimulatedClip
from training.simulation.camera.replay import frames, simulated_camera, truth_of
from training.simulation.scenes.random_clips import random_clip

FIRST_SEED = 1_500_000
THRESHOLDS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
HEIGHT_SD, PITCH_SD_DEG = 0.05, 1.0
"""How well cameras find out where they stand, by the measures in docs/calibration.md."""
RIDGE = 1e-3
TAKES = Path(".cache/training/takes.pickle")
MOST_QUIET = 0.01
"""Quiet clips alarmed at the standard threshold."""


@dataclass(frozen=True)
class Sight:
    """One person in one frame, as the verdict is told of them, and the number of who it really is (-1 nobody)."""

    person: Person
    crowded: bool
    prediction: Prediction | None
    truth: int


@dataclass(frozen=True)
class Take:
    """What the stages before the verdict made of a clip, frame by frame, and its true falls."""

    seed: int
    size: tuple[int, int]
    frames: list[tuple[float, list[Sight]]]
    falls: tuple[Fall, ...]
    asked: tuple[bool, ...]
    """Which of the falls are in view enough to be asked for."""
    falls_of: tuple[tuple[Fall, ...], ...]
    """All falls of each person, near ones among them."""


class _Witness(Verdicts):
    """Verdicts by the rules, which keep what the network thinks of everybody who doesn't stand."""

    def __init__(self, settings: CameraSettings) -> None:
        super().__init__(replace(settings, method=Method.RULES))
        self.seen: dict[tuple[int, float], tuple[bool, Prediction | None]] = {}

    def people(self, tracks: Sequence[Track], size: tuple[int, int], world: CameraWorld) -> tuple[Person, ...]:
        """Judge everybody, and ask the network besides."""
        people = super().people(tracks, size, world)
        for track, person in zip(tracks, people, strict=True):
            others = [other.box for other in tracks if other is not track]
            stands = person.kinematics.posture is Posture.UPRIGHT
            prediction = None if stands else shipped_network().of(track, size).predict()
            self.seen[track.id, person.kinematics.time_s] = is_crowded(others), prediction
        return people


def take(seed: int) -> Take:
    """Film a clip and run all stages before the verdict over it."""
    clip = random_clip(seed)
    settings = CameraSettings("simulated", place=_place(clip) if seed // 2 % 2 else None)
    witness = _Witness(settings)
    camera = simulated_camera(clip, witness, settings)
    seen = []
    for index, frame in enumerate(frames(clip)):
        sights = []
        for person in camera.update(frame).people:
            truth = truth_of(clip, index, person.box)
            number = next((n for n, other in enumerate(clip.people) if other is truth), -1)
            sights.append(Sight(person, *witness.seen[person.track, person.kinematics.time_s], number))
        seen.append((frame.time_s, sights))
    asked = tuple(in_view(clip, fall) for fall in clip.falls)
    return Take(
        seed,
        (clip.camera.width, clip.camera.height),
        seen,
        clip.falls,
        asked,
        tuple(person.falls for person in clip.people),
    )


def _place(clip: SimulatedClip) -> Calibration:
    """Return where a clip's camera stands as well as it would find out by itself."""
    rng, camera = np.random.default_rng(clip.seed), clip.camera
    height_m = camera.position[2] * math.exp(rng.normal(0.0, HEIGHT_SD))
    pitch_deg = camera.pitch_deg + rng.normal(0.0, PITCH_SD_DEG)
    model = CameraModel(height_m, pitch_deg, 0.0, camera.focal_px, (camera.width, camera.height))
    return Calibration(model, height_sd_m=HEIGHT_SD * height_m, pitch_sd_deg=PITCH_SD_DEG)


def judged(taken: Take, method: Method, needed: float) -> Iterator[tuple[float, list[tuple[Sight, Person]]]]:
    """Yield every frame of a take with the verdicts of a method."""
    fusion, detectors = Fusion(method), dict[int, FallDetector]()
    newest: dict[int, Person] = {}
    for time_s, sights in taken.frames:
        people = []
        for sight in sights:
            person, track = sight.person, sight.person.track
            if track not in newest or newest[track].kinematics.time_s != person.kinematics.time_s:
                detector = detectors.setdefault(track, FallDetector(fusion))
                around = Circumstances(crowded=sight.crowded)
                verdict = detector.update(person.kinematics, needed, around, _Said(sight.prediction))
                newest[track] = replace(person, verdict=verdict)
            people.append((sight, newest[track]))
        yield time_s, people


class _Said(NoClassifier):
    """What the network said when it was asked."""

    def __init__(self, prediction: Prediction | None) -> None:
        self._prediction = prediction

    def predict(self) -> Prediction | None:
        """Say it again."""
        return self._prediction


def alarms(taken: Take, method: Method, needed: float) -> list[float]:
    """Return when a room with this method and threshold tells of a fall."""
    numbers = count(1)
    room = Room(RoomSettings("simulated"), new_id=lambda: str(next(numbers)))
    told = []
    for time_s, people in judged(taken, method, needed):
        seen = Observation("simulated", time_s, taken.size, tuple(person for _, person in people), 0.0)
        told += [step.time_s for step in room.update(seen) if step.event is Event.FALL]
    return told


def examples(takes: Iterable[Take]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the log-odds of each source (N, 4), 0 where it says nothing, and whether there was a fall just now (N,).

    Moments in which either answer would be right are left out, as they are for the network.
    """
    rows, truth = [], []
    for taken in takes:
        for _, people in judged(taken, Method.RULES, 2.0):
            for sight, person in people:
                label = _label(taken, sight)
                if label is not None and person.kinematics.posture is not Posture.UPRIGHT:
                    known = {one.source: log_odds(one.probability) for one in person.verdict.evidence}
                    rows.append([known.get(source, 0.0) for source in SOURCES])
                    truth.append(label)
    return np.array(rows), np.array(truth, float)


def _label(taken: Take, sight: Sight) -> bool | None:
    if sight.truth < 0:
        return False
    time_s = sight.person.kinematics.time_s
    begun = [fall for fall in taken.falls_of[sight.truth] if fall.onset_s <= time_s]
    if not begun or begun[-1].near:
        return False
    since_s = time_s - begun[-1].contact_s
    if since_s < 0 or RECENT_S < since_s < UNSURE_S:
        return None
    return since_s <= RECENT_S


def fit(rows: NDArray[np.float64], truth: NDArray[np.float64]) -> dict[str, float]:
    """Return bias and weights, none below 0: no method's word for a fall may speak against it."""

    def surprise(numbers: NDArray[np.float64]) -> float:
        signed = (rows @ numbers[1:] + numbers[0]) * (2 * truth - 1)
        return float(np.logaddexp(0, -signed).mean() + RIDGE * np.sum(numbers[1:] ** 2))

    sources = SOURCES[: rows.shape[1]]
    start = np.concatenate([[0.0], np.full(len(sources), 0.5)])
    bounds = [(None, None)] + [(0.0, None)] * len(sources)
    found = minimize(surprise, start, method="L-BFGS-B", bounds=bounds).x
    numbers = zip(("bias", *map(str, sources)), found, strict=True)
    return {name: round(float(number), 4) for name, number in numbers}


def outcomes(method: Method, taken: Take) -> list[tuple[int, bool]]:
    """Return, for each threshold, how many of the falls asked for are told, and whether a quiet clip is alarmed."""
    found = []
    for needed in THRESHOLDS:
        told = alarms(taken, method, needed)
        asked = [fall for fall, wanted in zip(taken.falls, taken.asked, strict=True) if wanted]
        hits = sum(any(fall.onset_s - BEFORE_S <= t <= fall.end_s + AFTER_S for t in told) for fall in asked)
        found.append((hits, bool(told) and not taken.falls))
    return found


def curve(takes: Sequence[Take], method: Method, workers: int) -> list[dict[str, float]]:
    """Return, for each threshold, the share of falls told and of quiet clips alarmed."""
    with ProcessPoolExecutor(workers) as pool:
        found = list(pool.map(partial(outcomes, method), takes, chunksize=8))
    falls, quiet = sum(sum(taken.asked) for taken in takes), sum(not taken.falls for taken in takes)
    points = []
    for needed, here in zip(THRESHOLDS, zip(*found, strict=True), strict=True):
        hits, alarmed = (sum(counts) for counts in zip(*here, strict=True))
        points.append({"needed": needed, "sensitivity": hits / falls, "quiet_alarmed": alarmed / quiet})
    return points


def use(weights: dict[str, dict[str, float]]) -> None:
    """Let the core weigh with these weights from now on."""
    fusion.WEIGHTS.write_text(json.dumps(weights, indent=1) + "\n")
    fusion.shipped_weights.cache_clear()


def main() -> None:
    """Learn, measure, and write both."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--clips", type=int, default=600, help="simulated clips")
    words.add_argument("--workers", type=int, default=2, help="processes that simulate")
    words.add_argument("--takes", type=Path, default=TAKES, help="file of what was simulated; made if it isn't there")
    told = words.parse_args()
    if not told.takes.is_file():
        told.takes.parent.mkdir(parents=True, exist_ok=True)
        with ProcessPoolExecutor(told.workers) as pool:
            made = list(pool.map(take, range(FIRST_SEED, FIRST_SEED + told.clips), chunksize=4))
        told.takes.write_bytes(pickle.dumps(made))
    takes: list[Take] = pickle.loads(told.takes.read_bytes())  # noqa: S301 - our own file
    rows, truth = examples(takes)
    others = fit(rows[:, :-1], truth)
    weights = {"with_network": fit(rows, truth), "without_network": others}
    use(weights)
    curves = {str(method): curve(takes, method, told.workers) for method in Method}
    figures = {"clips": len(takes), "falls": sum(sum(one.asked) for one in takes), "weights": weights, "curves": curves}
    (told.takes.parent / "fusion.json").write_text(json.dumps(figures, indent=1) + "\n")
    print(json.dumps(weights))
    for method, points in curves.items():
        best = [point["sensitivity"] for point in points if point["quiet_alarmed"] <= MOST_QUIET]
        half = points[THRESHOLDS.index(0.5)]
        print(
            f"{method:14s} at 0.5: {half['sensitivity']:.3f} of falls told, {half['quiet_alarmed']:.3f} of quiet clips "
            f"alarmed; with {MOST_QUIET:.0%} alarmed {max(best, default=0.0):.3f}"
        )


if __name__ == "__main__":
    main()
