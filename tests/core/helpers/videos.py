"""Small videos, encoded on the spot: a white square in the upper left corner, so that every turn shows."""

import struct
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np

from falldetect_core.records import Image

type Painter = Callable[[int], Image]

WHITE = 200
TURNS = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}
"""Display matrices of a picture turned clockwise."""


def corner(width: int, height: int) -> Image:
    """Black, with the upper left quarter white."""
    image = np.zeros((height, width, 3), np.uint8)
    image[: height // 2, : width // 2] = 255
    return image


def noise(number: int) -> Image:
    """A picture that compresses badly, another one for each number."""
    return np.random.default_rng(number).integers(0, 255, (48, 64, 3), np.uint8)


def corners_of(image: Image) -> str:
    """Name the corners that are white: `tl`, `tr`, `bl`, `br`."""
    places = {"tl": image[2, 2], "tr": image[2, -3], "bl": image[-3, 2], "br": image[-3, -3]}
    return " ".join(name for name, pixel in places.items() if pixel.mean() > WHITE)


def write_video(
    path: Path,
    *,
    size: tuple[int, int] = (64, 48),
    frames: int = 30,
    rate: int = 25,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    aspect: Fraction | None = None,
    times_s: Sequence[float] | None = None,
    paint: Painter | None = None,
    container_format: str | None = None,
    options: dict[str, str] | None = None,
) -> Path:
    """Encode a clip; `times_s` gives each frame its own time, for a variable rate."""
    with av.open(str(path), "w", format=container_format, options=options or {}) as container:
        stream = container.add_stream(codec, rate=rate)
        stream.width, stream.height = size
        stream.pix_fmt = pixels
        stream.options = {"x265-params": "log-level=none"} if codec == "libx265" else {}
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        if times_s is not None:
            stream.codec_context.time_base = Fraction(1, 1000)
        for number in range(len(times_s) if times_s is not None else frames):
            image = paint(number) if paint else corner(*size)
            picture = av.VideoFrame.from_ndarray(image, format="bgr24")
            if times_s is not None:
                picture.pts, picture.time_base = round(times_s[number] * 1000), Fraction(1, 1000)
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return path


def write_audio(path: Path) -> Path:
    """Encode a second of silence, without any picture."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=16000)
        samples = av.AudioFrame.from_ndarray(np.zeros((1, 16000), np.float32), format="fltp", layout="mono")
        samples.sample_rate = 16000
        container.mux(stream.encode(samples))
        container.mux(stream.encode())
    return path


def turn(path: Path, degrees: int) -> Path:
    """Write the display matrix of a turned telephone into an MP4's track header."""
    content = bytearray(path.read_bytes())
    at = content.index(b"tkhd")
    matrix = at + 8 + (32 if content[at + 4] == 1 else 20) + 16
    a, b, c, d = (value << 16 for value in TURNS[degrees])
    content[matrix : matrix + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(content)
    return path


def gaps(times_s: Iterable[float]) -> list[float]:
    """Differences between neighbours."""
    listed = list(times_s)
    return [after - before for before, after in pairwise(listed)]
