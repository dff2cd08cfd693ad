"""How well the exported network does on recordings that nothing was learned from, read at ten moments a second."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from falldetect_core.evidence.features import GAP_S, WINDOW_S, Floats, window
from falldetect_core.evidence.network import BIN_DEG, DIRECTION_BINS, KINDS, FallNetwork, State
from training.network.recording import Recording
from training.network.windows import UNLABELLED, Labels, labels_of, usable
from training.simulation.behaviour.truth import Fall

EVERY_S = 0.095
SUSTAINED = 3
"""A probability counts as reached when so many readings in a row do: 0.2 s."""
BEFORE_S, AFTER_S = 0.5, 10.0
SETTLING_S = 1.0
"""Kind and direction are read from contact to so long after it."""
LEAST_SEEN_S = 0.5
"""A fall whose clip ends sooner after contact is not asked for."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One recording and the network's raw outputs (M, 27) at M of its samples, `index` (M,)."""

    recording: Recording
    labels: Labels
    index: NDArray[np.intp]
    outputs: Floats

    @property
    def time_s(self) -> NDArray[np.float64]:
        """When the readings were taken."""
        return self.recording.time_s[self.index]


def watch(recordings: Iterable[Recording], network: FallNetwork) -> list[Watched]:
    """Let a network judge recordings as the runtime does."""
    found = []
    for recording in recordings:
        index = _spaced(recording)
        if len(index):
            features = np.stack([window(recording.until(int(i), WINDOW_S + GAP_S)) for i in index])
            found.append(Watched(recording, labels_of(recording), index, network.outputs(features)))
    return found


def _spaced(recording: Recording) -> NDArray[np.intp]:
    kept: list[int] = []
    for index in usable(recording):
        if not kept or recording.time_s[index] - recording.time_s[kept[-1]] >= EVERY_S:
            kept.append(int(index))
    return np.array(kept, np.intp)


def joined(watched: Sequence[Watched]) -> tuple[Floats, Labels]:
    """Return outputs and labels of all readings."""
    outputs = np.concatenate([one.outputs for one in watched])
    names = ("fall", "counted", "state", "kind", "toward_deg")
    columns = [np.concatenate([getattr(one.labels, name)[one.index] for one in watched]) for name in names]
    return outputs, Labels(*columns)


def measure(watched: Sequence[Watched], network: FallNetwork) -> dict[str, Any]:
    """Return all figures of the model card."""
    outputs, labels = joined(watched)
    found = network.probabilities(outputs)
    counted = labels.counted > 0
    told, truth = found["fall"][counted], labels.fall[counted]
    known = labels.state != UNLABELLED
    falls, quiet = _events(watched, network)
    scores, false_scores = [fall.score for fall in falls], list(quiet.values())
    strict = float(np.quantile(false_scores, 0.99, method="higher"))
    return {
        "readings": len(outputs),
        "falls": len(falls),
        "clips without a fall": len(quiet),
        "AUC of readings": area(told, truth > 0),
        "AUC of clips": area(np.array(scores + false_scores), np.arange(len(scores) + len(quiet)) < len(scores)),
        "sensitivity at 0.5": float(np.mean(np.array(scores) >= 0.5)),
        "false clips at 0.5": float(np.mean(np.array(false_scores) >= 0.5)),
        "sensitivity at 1 % false clips": float(np.mean(np.array(scores) > strict)),
        "threshold at 1 % false clips": strict,
        "states macro-F1": macro_f1(found["states"][known].argmax(axis=1), labels.state[known], len(State)),
        "kinds macro-F1": macro_f1(
            np.array([fall.kind for fall in falls]), np.array([fall.true_kind for fall in falls]), len(KINDS)
        ),
        "kinds": confusion(falls),
        "direction within 45 degrees": float(np.mean([fall.directed for fall in falls])),
        "reliability": reliability(told, truth),
        "sensitivity by kind": {
            kind.value: float(np.mean([f.score >= 0.5 for f in falls if f.true_kind == number] or [np.nan]))
            for number, kind in enumerate(KINDS)
        },
        "false positives by activity": activities(watched, network),
    }


@dataclass(frozen=True, slots=True)
class FallFound:
    """What the network made of one fall."""

    score: float
    kind: int
    true_kind: int
    directed: bool


def _events(watched: Sequence[Watched], network: FallNetwork) -> tuple[list[FallFound], dict[int, float]]:
    """Return every fall, and the score of every clip that has none."""
    clips: dict[int, list[Watched]] = defaultdict(list)
    for one in watched:
        clips[one.recording.seed].append(one)
    falls: list[FallFound] = []
    quiet: dict[int, float] = {}
    for seed, tracks in clips.items():
        real = {(fall.onset_s, fall.kind): fall for one in tracks for fall in one.recording.falls if not fall.near}
        if not real:
            quiet[seed] = max(_peak(one, network, -np.inf, np.inf) for one in tracks)
        end_s = max(float(one.recording.time_s[-1]) for one in tracks)
        seen = [fall for fall in real.values() if fall.contact_s + LEAST_SEEN_S <= end_s]
        falls += [_found(fall, tracks, network) for fall in seen]
    return falls, quiet


def _found(fall: Fall, tracks: Sequence[Watched], network: FallNetwork) -> FallFound:
    """Say how sure the network was of a fall in any track, and what it made of kind and direction in its own."""
    score = max(_peak(one, network, fall.onset_s - BEFORE_S, fall.end_s + AFTER_S) for one in tracks)
    true_kind = KINDS.index(fall.kind)
    shown = np.concatenate([_shown(fall, one) for one in tracks])
    if not len(shown):
        return FallFound(score, UNLABELLED, true_kind, directed=False)
    found = network.probabilities(shown)
    directed = _directed(found["directions"].mean(axis=0), fall.toward_deg)
    return FallFound(score, int(found["kinds"].mean(axis=0).argmax()), true_kind, directed)


def _shown(fall: Fall, one: Watched) -> Floats:
    """Return the outputs just after a fall, where the track is that of who fell."""
    own = [number for number, other in enumerate(one.recording.falls) if other.onset_s == fall.onset_s]
    mine = np.isin(one.recording.fall[one.index], own)
    return one.outputs[mine & (one.time_s >= fall.contact_s) & (one.time_s <= fall.contact_s + SETTLING_S)]


def _peak(one: Watched, network: FallNetwork, from_s: float, to_s: float) -> float:
    """Return the highest probability that was sustained between two times; 0 when there is nothing to read."""
    during = (one.time_s >= from_s) & (one.time_s <= to_s)
    told = network.probabilities(one.outputs[during])["fall"]
    return sustained(told)


def sustained(told: Floats) -> float:
    """Return the highest value that SUSTAINED readings in a row reach; 0 of fewer readings."""
    if len(told) < SUSTAINED:
        return 0.0
    return float(np.lib.stride_tricks.sliding_window_view(told, SUSTAINED).min(axis=1).max())


def _directed(bins: Floats, toward_deg: float) -> bool:
    """Say whether the likeliest direction is within 45 degrees of the true one."""
    angles = np.radians(BIN_DEG * np.arange(DIRECTION_BINS))
    quarters = np.roll(bins[:-1], 1).reshape(4, -1).sum(axis=1)
    down = bins[-1] > quarters.max()
    if np.isnan(toward_deg) or down:
        return bool(down and np.isnan(toward_deg))
    told = np.degrees(np.arctan2(bins[:-1] @ np.sin(angles), bins[:-1] @ np.cos(angles)))
    return bool(abs((told - toward_deg + 180.0) % 360.0 - 180.0) <= 45.0)


def area(scores: Floats, positive: NDArray[np.bool_]) -> float:
    """Area under the curve of sensitivity against false alarms: how often a fall scores above what is none."""
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    positives = int(positive.sum())
    negatives = len(scores) - positives
    return float((ranks[positive].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def macro_f1(told: NDArray[np.int64], truth: NDArray[np.int64], classes: int) -> float:
    """Mean F1 over the classes that there are."""
    found = []
    for number in range(classes):
        hits = int(((told == number) & (truth == number)).sum())
        both = int((told == number).sum() + (truth == number).sum())
        if (truth == number).any():
            found.append(2 * hits / both)
    return float(np.mean(found))


def confusion(falls: Sequence[FallFound]) -> dict[str, dict[str, int]]:
    """Count for each true kind what it was called."""
    names = [kind.value for kind in KINDS]
    return {
        name: {
            other: sum(fall.true_kind == row and fall.kind == column for fall in falls)
            for column, other in enumerate(names)
        }
        for row, name in enumerate(names)
    }


def reliability(told: Floats, truth: Floats, bins: int = 10) -> list[tuple[float, float, int]]:
    """Return mean probability, share of falls and count of readings for each tenth of the probabilities."""
    place = np.minimum((told * bins).astype(int), bins - 1)
    return [
        (float(told[place == b].mean()), float(truth[place == b].mean()), int((place == b).sum()))
        for b in range(bins)
        if (place == b).any()
    ]


def activities(watched: Sequence[Watched], network: FallNetwork) -> dict[str, tuple[float, int]]:
    """Return for each activity, in clips without a fall, the share of spells taken for one, and how many there were."""
    spells: dict[str, list[bool]] = defaultdict(list)
    for one in watched:
        if any(not fall.near for fall in one.recording.falls):
            continue
        told = network.probabilities(one.outputs)["fall"]
        names = one.recording.activity[one.index]
        for number, name in enumerate(one.recording.activities):
            if (names == number).any():
                spells[name or "nobody"].append(sustained(told[names == number]) >= 0.5)
    return {name: (float(np.mean(hits)), len(hits)) for name, hits in sorted(spells.items())}
