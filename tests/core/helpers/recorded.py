"""Records of real looks at a clip: what the motion stage and the pose network said, frame by frame.

`python -m tests.core.helpers.recorded CLIP OUT.jsonl.gz` records anew; numbers are rounded to a tenth of a pixel.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np

from falldetect_core.frames import open_frames
from falldetect_core.motion import MotionDetector
from falldetect_core.pose import load
from falldetect_core.records import Blob, Box, Foreground, Mask, Pose
from falldetect_core.tracks import Detection, Tracker

type Moment = tuple[float, tuple[int, int], Foreground, list[Pose]]


def record(clip: Path) -> Iterator[dict[str, Any]]:
    """Look at every frame of a clip with the real stages."""
    network, detector, tracker = load(), MotionDetector(), Tracker()
    with open_frames(str(clip)) as frames:
        for frame in frames:
            motion = detector.update(frame, tracker.boxes)
            poses = network.estimate(frame.image)
            tracker.update(frame.time_s, list(map(Detection, poses)), motion)
            yield {
                "time_s": frame.time_s,
                "size": frame.size,
                "scale": motion.scale,
                "changed": motion.changed,
                "blobs": [astuple(blob) for blob in motion.blobs],
                "poses": [[pose.score, pose.box, pose.keypoints.tolist()] for pose in poses],
            }


def write(path: Path, lines: Iterator[dict[str, Any]]) -> None:
    """Store records, small and the same whenever they are the same."""
    text = "".join(json.dumps(_rounded(line), separators=(",", ":")) + "\n" for line in lines)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def read(path: Path) -> Iterator[Moment]:
    """Give back what was recorded; where something moved is left out."""
    for line in gzip.decompress(path.read_bytes()).splitlines():
        row = json.loads(line)
        width, height = row["size"]
        shape = round(height * row["scale"]), round(width * row["scale"])
        mask = Mask.of(np.zeros(shape, np.uint8))
        blobs = tuple(Blob(Box(*box), *rest) for box, *rest in row["blobs"])
        motion = Foreground(
            time_s=row["time_s"], mask=mask, moved=mask, scale=row["scale"], blobs=blobs, changed=row["changed"]
        )
        poses = [Pose(np.array(points, np.float32), score, Box(*box)) for score, box, points in row["poses"]]
        yield row["time_s"], (width, height), motion, poses


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4 if abs(value) < 1 else 1 if abs(value) > 20 else 3)
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return {key: _rounded(item) for key, item in value.items()} if isinstance(value, dict) else value


if __name__ == "__main__":
    write(Path(sys.argv[2]), record(Path(sys.argv[1])))
