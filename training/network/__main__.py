"""python -m training.network: record simulated clips, train, calibrate, measure and export the network."""

import argparse
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from falldetect_core.evidence.features import Floats
from falldetect_core.evidence.network import WEIGHTS, FallNetwork
from training.network.calibration import calibrated
from training.network.learning import init_model, train, train_further
from training.network.measuring import joined, measure, watch
from training.network.recording import CACHE, LATER, SCENES, Recording, recordings
from training.network.windows import Windows, sampled, together

VALIDATION_SEED = 1_000_000
UNCALIBRATED = {
    "calibration.fall": np.array([1.0, 0.0], np.float32),
    "calibration.prior": np.array(0.5, np.float32),
    **{f"calibration.{name}": np.array(1.0, np.float32) for name in ("states", "kinds", "directions")},
}


def main() -> None:
    """Do all of it; what was recorded before is read."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--share", type=float, default=1.0, help="of the simulated clips, for a quick look")
    words.add_argument("--validation", type=int, default=300, help="simulated clips to calibrate and measure on")
    words.add_argument("--epochs", type=int, default=15, help="times that the first lesson is gone through")
    words.add_argument("--later-epochs", type=int, default=6, help="times that all data is gone through then")
    words.add_argument("--passes", type=int, default=3, help="ways in which the data is varied")
    words.add_argument("--workers", type=int, default=2, help="processes that simulate")
    words.add_argument("--recordings", type=Path, help="folder of recordings; one of .cache/training unless told")
    words.add_argument("--start", type=Path, help="file of a network that has had its first lesson")
    words.add_argument("--weights", type=Path, default=WEIGHTS, help="file to write; what ships with the core")
    told = words.parse_args()
    simulated = partial(recordings, workers=told.workers, folder=told.recordings)
    windows: dict[str, list[Windows]] = {}
    for place, (name, scenes) in enumerate(SCENES.items()):
        seen = list(simulated(scenes.first_seed, math.ceil(told.share * scenes.count), scenes=name))
        windows[name] = [sampled(seen, np.random.default_rng(1000 * number + place)) for number in range(told.passes)]
        print(f"{name}: {len(seen)} tracks, {[len(one) for one in windows[name]]} windows", flush=True)
    if told.start:
        network = init_model()
        with np.load(told.start, allow_pickle=False) as known:
            network.remember(known)
    else:
        network = train(_passes(windows, [name for name in SCENES if name != LATER]), epochs=told.epochs)
    network = train_further(network, _passes(windows, SCENES), epochs=told.later_epochs)
    kept = list(simulated(VALIDATION_SEED, told.validation))
    export(told.weights, network.weights(), kept)


def _passes(windows: Mapping[str, Sequence[Windows]], names: Iterable[str]) -> list[Windows]:
    return [together(sorts) for sorts in zip(*(windows[name] for name in names), strict=True)]


def export(path: Path, weights: dict[str, Floats], kept: list[Recording]) -> None:
    """Calibrate on the clips of even seeds, measure on those of odd ones, and write network and report."""
    write(path, weights | UNCALIBRATED)
    watched = watch(kept, FallNetwork(path))
    even = [one for one in watched if one.recording.seed % 2 == 0]
    odd = [one for one in watched if one.recording.seed % 2 == 1]
    write(path, weights | calibrated(*joined(even)))
    report = measure(odd, FallNetwork(path))
    CACHE.mkdir(parents=True, exist_ok=True)
    (CACHE / "report.json").write_text(json.dumps(report, indent=1))
    print(json.dumps(report, indent=1))
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


def write(path: Path, arrays: dict[str, Floats]) -> None:
    """Write the runtime's file: weights in half precision, calibration in single."""
    halves = {
        name: value if name.startswith("calibration") else value.astype(np.float16) for name, value in arrays.items()
    }
    np.savez(path, allow_pickle=False, **halves)


if __name__ == "__main__":
    main()
