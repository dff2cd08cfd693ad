"""What the motion stage costs a frame, beside decoding the same frames: benchmarks/motion.py [--json] [--frames N].

Films a simple room, still and with somebody walking, at several sizes; encodes it as cameras do (H.264, 4:2:0); decodes
it as the app does; and hands each picture to the motion stage. One thread, CPU time, mean of all frames but the first
second.
"""

import argparse
import json
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import fmean

import av
import cv2
import numpy as np
from av.video.frame import VideoFrame
from rich.console import Console
from rich.table import Table

from falldetect_core.motion import MotionDetector
from falldetect_core.records import Box, Frame, Image

SIZES = ((640, 360), (1280, 720), (1920, 1080))
FPS = 10
WARM_UP = FPS
NOISE = 2.0
"""Standard deviation of the sensor's noise in grey levels, before encoding."""


@dataclass(frozen=True)
class Cost:
    """Microseconds of CPU time a frame, and how decoding with motion compares to decoding alone."""

    width: int
    height: int
    scene: str
    decode_us: float
    convert_us: float
    motion_us: float

    @property
    def ratio(self) -> float:
        """Decoding, conversion to BGR and motion, over decoding and conversion."""
        decoding_us = self.decode_us + self.convert_us
        return (decoding_us + self.motion_us) / decoding_us


class Stopwatch:
    """Collects the CPU time of calls in this thread."""

    def __init__(self) -> None:
        """Start with no call timed."""
        self._times_us: list[float] = []

    def time[T](self, call: Callable[[], T]) -> T:
        """Call and remember how long it took."""
        started_ns = time.thread_time_ns()
        result = call()
        self._times_us.append((time.thread_time_ns() - started_ns) / 1000)
        return result

    @property
    def mean_us(self) -> float:
        """Mean of the calls after the warm-up."""
        return fmean(self._times_us[WARM_UP:])


def room(width: int, height: int) -> Image:
    """Return a wall and a floor with coarse and fine texture."""
    random = np.random.default_rng(4)
    coarse = cv2.resize(random.normal(0, 18, (18, 32, 3)).astype(np.float32), (width, height))
    fine = random.normal(0, 6, (height, width, 1))
    base = np.full((height, width, 3), (180, 185, 190), np.float32)
    base[height * 3 // 5 :] = (95, 125, 155)
    return np.clip(base + coarse + fine, 0, 255).astype(np.uint8)


def walker(number: int, width: int, height: int) -> Box:
    """Return where somebody walks to and fro in a frame of that number."""
    share = abs((number / (8 * FPS)) % 2 - 1)
    tall = 0.5 * height
    left = (0.1 + 0.7 * share) * width
    return Box(left, 0.4 * height, left + 0.3 * tall, 0.4 * height + tall)


def film(path: Path, width: int, height: int, frames: int, *, moving: bool) -> None:
    """Write a clip of the room, with somebody or without."""
    random, empty = np.random.default_rng(5), room(width, height).astype(np.int16)
    grains = [random.normal(0, NOISE, (height, width, 1)).astype(np.int16) for _ in range(5)]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"preset": "veryfast", "crf": "26", "g": str(2 * FPS)}
        for number in range(frames):
            picture = np.clip(empty + grains[number % 5], 0, 255).astype(np.uint8)
            if moving:
                draw(picture, walker(number, width, height))
            container.mux(stream.encode(VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode())


def draw(picture: Image, box: Box) -> None:
    """Paint a head, a trunk and two legs into a box."""
    left, top, right, bottom = (round(side) for side in box)
    tall, middle = bottom - top, (left + right) // 2
    cv2.circle(picture, (middle, top + tall // 12), tall // 12, (110, 130, 170), -1)
    cv2.rectangle(
        picture, (left + tall // 20, top + tall // 6), (right - tall // 20, top + tall // 2), (60, 50, 150), -1
    )
    for side in (left + tall // 12, middle + tall // 30):
        cv2.rectangle(picture, (side, top + tall // 2), (side + tall // 9, bottom), (70, 55, 40), -1)


def bgr(picture: VideoFrame) -> Image:
    """Convert a decoded picture as the app does."""
    return picture.to_ndarray(format="bgr24").astype(np.uint8, copy=False)


def decoded(path: Path, watch: Stopwatch) -> Iterator[VideoFrame]:
    """Yield the frames of a clip, decoded in this thread."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        frames = container.decode(stream)
        while (frame := watch.time(lambda: next(frames, None))) is not None:
            yield frame


def measure(path: Path, width: int, height: int, *, moving: bool) -> Cost:
    """Decode a clip and find the motion in it."""
    detector, decode, convert, motion = MotionDetector(), Stopwatch(), Stopwatch(), Stopwatch()
    for number, picture in enumerate(decoded(path, decode)):
        image = convert.time(partial(bgr, picture))
        people = [walker(number - 1, width, height)] if moving else []
        motion.time(partial(detector.update, Frame(number / FPS, image), people))
    scene = "one walks" if moving else "still"
    return Cost(width, height, scene, decode.mean_us, convert.mean_us, motion.mean_us)


def costs(frames: int) -> Iterator[Cost]:
    """Measure every size, still and with somebody walking."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "room.mp4"
        for width, height in SIZES:
            for moving in (False, True):
                film(path, width, height, frames, moving=moving)
                yield measure(path, width, height, moving=moving)


def machine() -> str:
    """Name the processor that this ran on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith(("model name", "Model"))]
    return names[0] if names else platform.machine()


def table(found: list[Cost]) -> Table:
    """Lay the costs out for people."""
    laid = Table("picture", "scene", "decode µs", "to BGR µs", "motion µs", "with motion / decoding", title=machine())
    for cost in found:
        times = (f"{value:.0f}" for value in (cost.decode_us, cost.convert_us, cost.motion_us))
        laid.add_row(f"{cost.width}x{cost.height}", cost.scene, *times, f"{cost.ratio:.2f}")
    return laid


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Cost of the motion stage beside decoding, in CPU time a frame.")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--frames", type=int, default=120, help="frames of each clip")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    found = list(costs(options.frames))
    console = Console(soft_wrap=True)
    if options.json:
        rows = [{**asdict(cost), "ratio": cost.ratio} for cost in found]
        console.print_json(json.dumps({"machine": machine(), "costs": rows}))
    else:
        console.print(table(found))


if __name__ == "__main__":
    main()
