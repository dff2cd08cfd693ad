"""The bytes of a stream, damaged anywhere: pictures come, or one error that a person understands."""

import tempfile
from fractions import Fraction
from functools import cache
from itertools import islice
from pathlib import Path

import av
import numpy as np

from falldetect_core.errors import SourceError
from falldetect_core.frames import open_frames

from .tape import Tape

FORMATS = {"mp4": "libx264", "mpegts": "libx264", "h264": "libx264", "mpjpeg": "mjpeg", "matroska": "libx264"}
REASONS = {"broken", "not_found", "stalled", "ended", "unauthorized", "refused"}
MOST_FRAMES = 40
LONGEST = 200_000


@cache
def clip(kind: str) -> bytes:
    """Encode ten pictures of a square that wanders."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "clip"
        with av.open(str(file), "w", format=kind) as container:
            stream = container.add_stream(FORMATS[kind], rate=10)
            stream.width, stream.height, stream.time_base = 64, 48, Fraction(1, 10)
            stream.pix_fmt = "yuvj420p" if kind == "mpjpeg" else "yuv420p"
            for number in range(10):
                picture = np.full((48, 64, 3), 60, np.uint8)
                picture[10:30, 5 * number : 5 * number + 15] = 220
                for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")):
                    container.mux(packet)
            for packet in stream.encode():
                container.mux(packet)
        return file.read_bytes()


def damaged(tape: Tape) -> bytes:
    """Overwrite, cut out, double and add bytes of a clip."""
    content = bytearray(clip(tape.pick(tuple(FORMATS))))
    for _ in range(30):
        if tape.over or not content:
            break
        at = int.from_bytes((tape.byte(), tape.byte())) % len(content)
        match tape.byte() % 4:
            case 0:
                content[at] ^= 1 << (tape.byte() % 8)
            case 1:
                content[at : at + 4] = tape.take(8)
            case 2:
                del content[at : at + tape.byte()]
            case 3:
                content[at:at] = content[at : at + tape.byte()]
    return bytes(content[:LONGEST])


def once(data: bytes) -> None:
    tape = Tape(data)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        file = Path(folder) / "clip"
        file.write_bytes(tape.rest() if tape.byte() % 8 == 0 else damaged(tape))
        try:
            with open_frames(str(file)) as frames:
                for frame in islice(frames, MOST_FRAMES):
                    assert frame.image.ndim == 3
                    assert frame.image.dtype == np.uint8
                    assert max(frame.size) <= 1280
        except SourceError as error:
            told = error
        else:
            return
    assert told.reason in REASONS
    assert str(told).isprintable()
