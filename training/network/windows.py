"""Windows to learn from: what the runtime would see at a moment of a recording, and what it should say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from falldetect_core.evidence.features import FEATURES, GAP_S, STEPS, WINDOW_S, window
from falldetect_core.evidence.network import DIRECTION_BINS, KINDS
from training.network.augmentation import vary
from training.network.recording import NO_FALL, NOBODY, Recording
from training.simulation.behaviour.truth import State

RECENT_S = 2.0
"""A fall counts as just happened for so long after the trunk's contact with the floor."""
UNSURE_S = 3.0
"""From RECENT_S to this, and from the onset to contact, the network may say what it likes."""
KIND_SHOWS_S = 0.3
"""After the onset, a fall's kind and direction begin to show."""
UNLABELLED = -1
POSITIVES = 6
NEGATIVES = 6
STRETCH = 1.2


@dataclass(frozen=True, slots=True)
class Labels:
    """What is true at each of N samples.

    `fall` (N,) is 1 when the trunk met the floor within RECENT_S, `counted` (N,) 0 where either answer is right;
    `state` (N,) index of network.State, `kind` (N,) index into network.KINDS, or UNLABELLED; `toward_deg` (N,) NaN
    where there is no direction, infinite for straight down.
    """

    fall: NDArray[np.float32]
    counted: NDArray[np.float32]
    state: NDArray[np.int64]
    kind: NDArray[np.int64]
    toward_deg: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Windows:
    """N windows: `features` (N, STEPS, FEATURES), and the labels of their ends."""

    features: NDArray[np.float16]
    labels: Labels

    def __len__(self) -> int:
        """Count the windows."""
        return len(self.features)

    def subset(self, chosen: NDArray[np.bool_]) -> Self:
        """Return those chosen (N,)."""
        labels = Labels(**{field.name: getattr(self.labels, field.name)[chosen] for field in fields(Labels)})
        return replace(self, features=self.features[chosen], labels=labels)


def together(parts: Iterable[Windows]) -> Windows:
    """Put windows behind each other."""
    parts = list(parts)
    labels = {
        field.name: np.concatenate([getattr(one.labels, field.name) for one in parts]) for field in fields(Labels)
    }
    return Windows(np.concatenate([one.features for one in parts]), Labels(**labels))


def labels_of(recording: Recording) -> Labels:
    """Say what is true at each sample of a recording."""
    count = len(recording)
    fall, counted = np.zeros(count, np.float32), np.ones(count, np.float32)
    state = recording.state.astype(np.int64)
    kind = np.full(count, UNLABELLED, np.int64)
    toward_deg = np.full(count, np.nan, np.float32)
    for number, one in enumerate(recording.falls):
        here = recording.fall == number
        since_s = recording.time_s - one.contact_s
        recent = here & (since_s >= 0) & (since_s <= RECENT_S)
        fall[recent] = 1.0
        if not one.near:
            counted[here & (since_s < 0)] = 0.0
        counted[here & (since_s > RECENT_S) & (since_s < UNSURE_S)] = 0.0
        state[here & (since_s > RECENT_S) & (recording.state == State.DOWN)] = State.LYING
        falling = here & (recording.state == State.FALLING) & (recording.time_s >= one.onset_s + KIND_SHOWS_S)
        shown = recent | falling
        kind[shown] = KINDS.index(one.kind)
        if not one.near:
            toward_deg[shown] = np.inf if np.isnan(one.toward_deg) else one.toward_deg
    changed = np.flatnonzero(np.diff(recording.person))
    for index in changed:
        counted[
            (recording.time_s > recording.time_s[index]) & (recording.time_s < recording.time_s[index] + WINDOW_S)
        ] = 0
    state[recording.person == NOBODY] = UNLABELLED
    return Labels(fall, counted, state, kind, toward_deg)


def usable(recording: Recording) -> NDArray[np.intp]:
    """Return the samples at which the runtime would judge the track."""
    return np.flatnonzero(recording.heights_px > 0)


def sampled(recordings: Iterable[Recording], rng: np.random.Generator, *, varied: bool = True) -> Windows:
    """Draw windows from recordings, falls and what looks like them more often, each varied at random."""
    features: list[NDArray[np.float16]] = []
    labels: list[tuple[float, ...]] = []
    for recording in recordings:
        truth = labels_of(recording)
        for index in _draw(recording, truth, rng):
            past = recording.until(int(index), (WINDOW_S + GAP_S) * STRETCH)
            past, mirrored = vary(past, rng) if varied else (past, False)
            features.append(window(past).astype(np.float16))
            row = [float(getattr(truth, field.name)[index]) for field in fields(Labels)]
            labels.append((*row[:-1], -row[-1] if mirrored else row[-1]))
    return Windows(np.stack(features).reshape(-1, STEPS, FEATURES), _labels(labels))


def _labels(rows: Sequence[tuple[float, ...]]) -> Labels:
    columns = np.array(rows, np.float64).reshape(-1, 5).T
    fall, counted, state, kind, toward = columns
    return Labels(
        fall.astype(np.float32),
        counted.astype(np.float32),
        state.astype(np.int64),
        kind.astype(np.int64),
        np.where(np.isinf(toward), np.inf, toward).astype(np.float32),
    )


def _draw(recording: Recording, truth: Labels, rng: np.random.Generator) -> NDArray[np.intp]:
    """Choose samples: some just after falls, as many others, of those rather the ones near to the ground."""
    can = usable(recording)
    falls = can[truth.fall[can] > 0]
    others = can[truth.fall[can] == 0]
    chosen = [rng.choice(falls, min(POSITIVES, len(falls)), replace=False)] if len(falls) else []
    if len(others):
        low = (recording.state[others] != State.UPRIGHT) & (recording.fall[others] == NO_FALL)
        falling = recording.state[others] == State.FALLING
        weights = 1.0 + 2.0 * low + 3.0 * falling
        count = min(max(NEGATIVES, len(others) // 15), len(others))
        chosen.append(rng.choice(others, count, replace=False, p=weights / weights.sum()))
    return np.concatenate(chosen) if chosen else np.empty(0, np.intp)


def bins_of(toward_deg: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the network's direction bin for each angle, the last one for straight down, UNLABELLED for none."""
    known = np.isfinite(toward_deg)
    bins = np.full(len(toward_deg), UNLABELLED, np.int64)
    bins[known] = np.round(toward_deg[known] / (360 / DIRECTION_BINS)).astype(np.int64) % DIRECTION_BINS
    bins[np.isinf(toward_deg)] = DIRECTION_BINS
    return bins
