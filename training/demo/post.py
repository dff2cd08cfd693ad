"""From rendered pictures to a camera's film: sensor noise and H.264."""

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

import av
import cv2
import numpy as np

from training.demo.film import Picture

NOISE_LEVELS = 1.6
"""Standard deviation of the sensor's noise in 8-bit levels, before compression."""
QUALITY = "27"
"""x264's constant rate factor."""


def encode(pictures: Iterable[Picture], path: Path, *, size: tuple[int, int], rate: int, seed: int) -> None:
    """Write pictures (H, W, 3) RGB of `size` (W, H) as an MP4 that any player shows, with a small camera's noise."""
    random = np.random.default_rng(seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp()) / path.name
    with av.open(str(unfinished), "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": QUALITY, "preset": "slow", "g": str(2 * rate)}
        stream.width, stream.height = size
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(_expose(picture, random), format="rgb24")))
        container.mux(stream.encode())
    shutil.move(unfinished, path)


def _expose(picture: Picture, random: np.random.Generator) -> Picture:
    """Add the softness of a cheap lens and noise that is alike in neighbouring pixels."""
    soft = cv2.GaussianBlur(picture, (0, 0), 0.55).astype(np.float32)
    noise = cv2.GaussianBlur(random.normal(0.0, NOISE_LEVELS * 1.7, picture.shape).astype(np.float32), (0, 0), 0.6)
    exposed: Picture = np.clip(soft + noise + 0.5, 0, 255).astype(np.uint8)
    return exposed
