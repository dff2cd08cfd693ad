"""All that cameras see and rooms tell, to the last bit: `python -m benchmarks.observations OUT.jsonl.gz [--clips N]`.

Run it before and after a change that must not move behaviour, and let `--against` compare: the demo's clips as
recordings, live with the network free, busy and very busy, and N simulated clips (scripts/setup simulation). Numbers
are written as hexadecimal floats and arrays as digests, so that equal lines are equal bits.
"""

import argparse
import gzip
import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import count, zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from falldetect_core.camera import LiveCamera, RecordedCamera
from falldetect_core.frames import open_frames
from falldetect_core.pose import PoseEstimator, load
from falldetect_core.reasons import Reason
from falldetect_core.records import Observation, Transition
from falldetect_core.rooms.room import Room
from falldetect_core.settings import CameraSettings, RoomSettings

DEMO = Path(__file__).parents[1] / "docs" / "demo"
CLIPS = ("fall", "daily_life")
BUSY = (1, 3, 7)
"""A look that is wanted is granted at the first, third or seventh time of asking."""
FIRST_SEED = 2_000_000
MOST_SHOWN = 5

type Line = dict[str, Any]


def flat(value: Any) -> Any:
    """Return a record as plain JSON that is equal only if every bit of the record is; fields go by their order."""
    match value:
        case np.ndarray():
            plain: Any = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()[:16]
        case float():
            plain = float(value).hex()
        case Reason():
            plain = str(value)
        case dict():
            plain = {str(key): flat(part) for key, part in value.items()}
        case tuple() | list():
            plain = [flat(part) for part in value]
        case _ if is_dataclass(value):
            plain = [flat(getattr(value, field.name)) for field in fields(value)]
        case _:
            plain = value
    return plain


def recorded(clip: str, network: PoseEstimator) -> Iterator[Line]:
    """Show a clip to a camera that may look whenever it wants."""
    camera, room = RecordedCamera.of(CameraSettings("camera"), network), new_room()
    with open_frames(str(DEMO / f"{clip}.mp4")) as frames:
        for frame in frames:
            yield from lines(f"recorded {clip}", camera.update(frame), room)


def live(clip: str, network: PoseEstimator, busy: int) -> Iterator[Line]:
    """Show a clip to a live camera that gets every so many-th look that it asks for."""
    camera, room, asked = LiveCamera.of(CameraSettings("camera"), network), new_room(), 0
    with open_frames(str(DEMO / f"{clip}.mp4")) as frames:
        for frame in frames:
            priority = camera.sense(frame)
            asked = asked + 1 if priority else 0
            _, seen = camera.look() if asked >= busy else camera.pass_by()
            asked %= busy
            yield {"of": f"live {clip} {busy}", "priority": priority and priority.name}
            yield from lines(f"live {clip} {busy}", seen, room)


def simulated(seed: int) -> Iterator[Line]:
    """Show a simulated clip to a camera."""
    from training.simulation.replay import observe  # noqa: PLC0415 - only where the simulator is set up

    from training.simulation.scenes.random_clips import random_clip  # noqa: PLC0415

    for _, seen, told in observe(random_clip(seed)):
        yield {"of": f"simulated {seed}", "seen": flat(seen), "told": flat(told)}


def lines(name: str, seen: Observation, room: Room) -> Iterator[Line]:
    """Yield what was seen, and what the room tells of it."""
    told: list[Transition] = room.update(seen)
    yield {"of": name, "seen": flat(seen), "told": flat(told)}


def new_room() -> Room:
    """Return a room whose incidents are numbered."""
    numbers = count(1)
    return Room(RoomSettings("room"), new_id=lambda: str(next(numbers)))


def everything(clips: int) -> Iterator[Line]:
    """Yield all lines."""
    network = load()
    for clip in CLIPS:
        yield from recorded(clip, network)
        for busy in BUSY:
            yield from live(clip, network, busy)
    for seed in range(FIRST_SEED, FIRST_SEED + clips):
        yield from simulated(seed)


def compare(before: Path, after: Path) -> int:
    """Print the first lines that differ; return 1 if any does."""
    different = 0
    with gzip.open(before, "rt") as old, gzip.open(after, "rt") as new:
        for number, (one, other) in enumerate(zip_longest(old, new), start=1):
            if one != other:
                different += 1
                if different <= MOST_SHOWN:
                    print(f"line {number}:\n- {(one or '').strip()[:2000]}\n+ {(other or '').strip()[:2000]}")
    print(f"{different} of {number} lines differ" if different else f"all {number} lines are equal")
    return int(different > 0)


def main() -> int:
    """Record, and compare if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--clips", type=int, default=0, help="simulated clips (default none)")
    parser.add_argument("--against", type=Path, help="an earlier recording to compare with")
    options = parser.parse_args()
    with gzip.open(options.out, "wt") as out:
        out.writelines(json.dumps(line) + "\n" for line in everything(options.clips))
    return compare(options.against, options.out) if options.against else 0


if __name__ == "__main__":
    sys.exit(main())
