"""The facts that are written beside drawn portraits, for those who read them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.simulation.arrays import FloatArray

OUT = Path(__file__).parents[3] / ".cache" / "portraits"
WIDTH_PX, HEIGHT_PX = 384, 216
FACTS = OUT / "truth.jsonl"


@dataclass(frozen=True)
class Portrait:
    """One picture: keypoints in pixels (17, 2) and their depth (17,) in metres; the capsules' ends, depths, radii.

    `cover` is the left, top, right and bottom of what is before the person, pixels.
    """

    file: str
    focal_px: float
    pixels: FloatArray
    depth: FloatArray
    end_pixels: FloatArray
    end_depth: FloatArray
    radii: FloatArray
    cover: tuple[int, int, int, int]


def portraits() -> Iterator[Portrait]:
    """Yield what was drawn."""
    for line in FACTS.read_text().splitlines():
        item = json.loads(line)
        arrays = {key: np.array(item[key]) for key in ("pixels", "depth", "end_pixels", "end_depth", "radii")}
        yield Portrait(item["file"], float(item["focal_px"]), **arrays, cover=tuple(item["cover"]))
