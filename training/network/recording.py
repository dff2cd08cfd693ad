"""Simulated clips as the tracker sees them: every sample of every track beside what really happens to the person.

Clips are recorded once and kept in shards; all that training varies (frame rates, lost poses, noise) is done to
recordings. A shard is a compressed file of arrays over all frames of all tracks, in order.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from falldetect_core.evidence.features import Flags, Floats, SkeletonSequence, sequence
from falldetect_core.kinds import Before, Kind
from falldetect_core.tracks import TrackHistory
from training.network.fingerprint import fingerprint
from training.simulation.behaviour.truth import Fall, State
from training.simulation.camera.clip import PersonTruth, SimulatedClip
from training.simulation.camera.replay import follow, truth_of
from training.simulation.scenes.random_clips import day, obscured, random_clip

CACHE = Path(".cache/training")
DAY_S = 600.0
LEAST_HIDDEN, MOST_HIDDEN = 4, 10
"""Keypoints of seventeen that an obscured clip hides."""
NOBODY, NO_FALL = -1, -1


def half_hidden(seed: int) -> SimulatedClip:
    """Return a clip in which the pose network hardly knows some keypoints, whatever hides them."""
    return obscured(random_clip(seed), LEAST_HIDDEN + seed % (MOST_HIDDEN - LEAST_HIDDEN + 1))


def crowd(seed: int) -> SimulatedClip:
    """Return a clip of three to five people in each other's way, one of whom falls."""
    return random_clip(seed, fall=True, others=2 + seed % 3)


@dataclass(frozen=True)
class Scenes:
    """A sort of clips: how to make that of a seed, how many share a file, and which ones are learned from."""

    make: Callable[[int], SimulatedClip]
    shard: int
    first_seed: int
    count: int


SCENES = {
    "clips": Scenes(random_clip, 50, first_seed=0, count=2600),
    "seats": Scenes(partial(random_clip, fall=True, kind=Kind.TRANSFER), 50, first_seed=300_000, count=300),
    "crowds": Scenes(crowd, 50, first_seed=400_000, count=150),
    "hidden": Scenes(half_hidden, 50, first_seed=500_000, count=500),
    "days": Scenes(partial(day, seconds=DAY_S), 4, first_seed=700_000, count=40),
    "deliberate": Scenes(partial(day, seconds=DAY_S, deliberate=True), 4, first_seed=800_000, count=80),
}
LATER = "deliberate"
"""Learned from when all else is known: hours in which nobody falls, and a quarter of all there is."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One track of one clip: N samples, as in `features.SkeletonSequence`, and the truth beside each.

    `heights_px` (N,) are the standing heights known at each sample. `person` (N,) is the index of whom the track's
    box covers, or NOBODY; `state` (N,) of truth.State; `activity` (N,) index into `activities`; `fall` (N,) index into
    `falls` of the person's last one that has begun, or NO_FALL.
    """

    seed: int
    size: tuple[int, int]
    time_s: NDArray[np.float64]
    keypoints: Floats
    box: Floats
    blob: Floats
    seen_by: NDArray[np.int8]
    fresh: Flags
    heights_px: Floats
    person: NDArray[np.int8]
    state: NDArray[np.int8]
    fall: NDArray[np.int16]
    activity: NDArray[np.int16]
    falls: tuple[Fall, ...]
    activities: tuple[str, ...]

    def __len__(self) -> int:
        """Count the samples."""
        return len(self.time_s)

    def until(self, index: int, over_s: float) -> SkeletonSequence:
        """Return what the runtime would hold at a sample."""
        first = int(np.searchsorted(self.time_s, self.time_s[index] - over_s - 1e-6))
        here = slice(first, index + 1)
        return SkeletonSequence(
            self.time_s[here],
            self.keypoints[here],
            self.box[here],
            self.blob[here],
            self.seen_by[here],
            self.fresh[here],
            float(self.heights_px[index]),
            self.size,
        )


@dataclass
class _Row:
    history: SkeletonSequence
    person: int
    state: int
    fall: int
    activity: int


def record(clip: SimulatedClip) -> list[Recording]:
    """Run the real tracker over a clip and return what it made of each track."""
    rows: dict[int, list[_Row]] = {}
    told = _Told(clip, [], [])
    size = (clip.camera.width, clip.camera.height)
    for seen in follow(clip):
        truth = truth_of(clip, seen.index, seen.sample.box)
        past = TrackHistory()
        past.add(seen.sample)
        rows.setdefault(seen.track, []).append(told.row(sequence(past, seen.height_px, size), truth, seen.index))
    return [_recording(clip.seed, size, track, tuple(told.falls), tuple(told.activities)) for track in rows.values()]


@dataclass(frozen=True)
class _Told:
    """A clip, and the falls and activities of its people that tracks have met."""

    clip: SimulatedClip
    falls: list[Fall]
    activities: list[str]

    def row(self, past: SkeletonSequence, truth: PersonTruth | None, index: int) -> _Row:
        """Return what the track holds of frame `index` beside the truth."""
        if truth is None:
            return _Row(past, NOBODY, State.ABSENT, NO_FALL, _place(self.activities, ""))
        begun = [fall for fall in truth.falls if fall.onset_s <= self.clip.times[index]]
        return _Row(
            past,
            next(number for number, person in enumerate(self.clip.people) if person is truth),
            int(truth.states[index]),
            _place(self.falls, begun[-1]) if begun else NO_FALL,
            _place(self.activities, truth.activity[index] or self.clip.name),
        )


def _place[T](known: list[T], item: T) -> int:
    """Return where an item stands in a list, at its end if it is new."""
    if item not in known:
        known.append(item)
    return known.index(item)


def _recording(
    seed: int, size: tuple[int, int], rows: list[_Row], falls: tuple[Fall, ...], activities: tuple[str, ...]
) -> Recording:
    def joined(name: str) -> NDArray[np.generic]:
        return np.concatenate([getattr(row.history, name) for row in rows])

    return Recording(
        seed=seed,
        size=size,
        **{name: joined(name) for name in ("time_s", "keypoints", "box", "blob", "seen_by", "fresh")},
        heights_px=np.array([row.history.height_px for row in rows], np.float32),
        person=np.array([row.person for row in rows], np.int8),
        state=np.array([row.state for row in rows], np.int8),
        fall=np.array([row.fall for row in rows], np.int16),
        activity=np.array([row.activity for row in rows], np.int16),
        falls=falls,
        activities=activities,
    )


def recordings(
    first_seed: int, count: int, *, scenes: str = "clips", workers: int = 1, folder: Path | None = None
) -> Iterator[Recording]:
    """Yield the recordings of `count` of SCENES from a seed on, from the cache, or made now and kept there."""
    kept = (folder or CACHE / fingerprint()) / scenes
    kept.mkdir(parents=True, exist_ok=True)
    shard = SCENES[scenes].shard
    starts = range(first_seed, first_seed + count, shard)
    with ProcessPoolExecutor(workers) as pool:
        for number, path in enumerate(pool.map(partial(_shard, scenes=scenes, folder=kept), starts), start=1):
            print(f"\r{number * shard} of {count} {scenes}", end="", file=sys.stderr, flush=True)
            yield from load(path)
    print(file=sys.stderr)


def _shard(first_seed: int, scenes: str, folder: Path) -> Path:
    path = folder / f"{first_seed}.npz"
    if not path.is_file():
        seeds = range(first_seed, first_seed + SCENES[scenes].shard)
        made = [part for seed in seeds for part in record(SCENES[scenes].make(seed))]
        partial_path = path.with_suffix(".part.npz")
        save(partial_path, made)
        partial_path.replace(path)
    return path


PER_SAMPLE = tuple(
    field.name for field in fields(Recording) if field.name not in ("seed", "size", "falls", "activities")
)


def save(path: Path, made: Iterable[Recording]) -> None:
    """Write recordings into a file."""
    made = list(made)
    falls = [(number, *_values(fall)) for number, part in enumerate(made) for fall in part.falls]
    names = [(number, name) for number, part in enumerate(made) for name in part.activities]
    np.savez_compressed(
        path,
        allow_pickle=False,
        seeds=np.array([part.seed for part in made], np.int64),
        sizes=np.array([part.size for part in made], np.int32),
        lengths=np.array([len(part) for part in made], np.int32),
        falls=np.array(falls, dtype="U32").reshape(-1, 9),
        activities=np.array(names, dtype="U40").reshape(-1, 2),
        **{name: np.concatenate([getattr(part, name) for part in made]) for name in PER_SAMPLE},
    )


def _values(fall: Fall) -> tuple[str, ...]:
    return tuple(str(getattr(fall, field.name)) for field in fields(fall))


def load(path: Path) -> list[Recording]:
    """Read the recordings of a file."""
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    ends = np.cumsum(arrays["lengths"])
    found = []
    for number, (seed, size, length, end) in enumerate(
        zip(arrays["seeds"], arrays["sizes"], arrays["lengths"], ends, strict=True)
    ):
        falls = tuple(_fall(row[1:]) for row in arrays["falls"] if row[0] == str(number))
        names = tuple(str(row[1]) for row in arrays["activities"] if row[0] == str(number))
        here = {name: arrays[name][end - length : end] for name in PER_SAMPLE}
        found.append(Recording(int(seed), (int(size[0]), int(size[1])), **here, falls=falls, activities=names))
    return found


def _fall(values: NDArray[np.str_]) -> Fall:
    kind, *numbers, before, after = (str(value) for value in values)
    onset, contact, end, up, toward = (float(number) for number in numbers)
    return Fall(Kind(kind), onset, contact, end, up, toward, Before(before), after)
