"""What the motion stage would see of simulated bodies: a one-bit silhouette, what moved in it, and its blobs."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from falldetect_core.motion.blobs import find_blobs
from falldetect_core.motion.picture import small_size
from falldetect_core.records import Foreground, Image, Mask
from training.simulation.arrays import FloatArray
from training.simulation.bodies.body import SEGMENTS
from training.simulation.camera.pinhole import NEAR_M, Camera
from training.simulation.physics.ragdoll import Box

SHIFT = 3
"""Places are drawn with this many binary digits below the pixel."""
LEAST_MOVE_PX = 0.25
"""A part that moves less, in pixels of the small picture, changes no grey level much."""
CLOTHES = {"head": 0, "neck": 0, "hand": 0, "forearm": 1, "upper_arm": 1, "chest": 1, "abdomen": 1, "pelvis": 2,
           "thigh": 2, "shin": 3, "foot": 4}  # fmt: skip
"""Parts of one colour: each may be hard to tell from the background."""
COLOURS = 5


@dataclass(frozen=True)
class Look:
    """How well one person stands out: the share of pixels seen of each colour (5,), how textured the clothes are."""

    contrast: FloatArray
    texture: float

    @staticmethod
    def drawn(rng: np.random.Generator) -> "Look":
        """Return the look of somebody dressed at random before a wall painted at random."""
        contrast = np.where(rng.random(COLOURS) < 0.8, rng.uniform(0.85, 1.0, COLOURS), rng.uniform(0.1, 0.7, COLOURS))
        return Look(contrast, float(rng.uniform(0.25, 0.8)))


@dataclass(frozen=True)
class Part:
    """One person's capsules as seen: ends in pixels (T, K, 2, 2), radii in pixels (T, K), whether hidden (T, K)."""

    ends: FloatArray
    radii: FloatArray
    hidden: np.ndarray
    segments: Sequence[int]
    look: Look


def motions(
    camera: Camera, times: FloatArray, parts: Sequence[Part], furniture: Sequence[Box], rng: np.random.Generator
) -> list[Foreground]:
    """Return a Foreground for each of the T moments."""
    columns, rows = small_size(camera.width, camera.height)
    scale, shape = columns / camera.width, (rows, columns)
    grain = rng.random(shape)
    colours = [np.array([CLOTHES[SEGMENTS[segment].split(".")[0]] for segment in part.segments]) for part in parts]
    covers = [_outline(camera, box, scale) for box in furniture]
    before = np.zeros(shape, np.uint8)
    found = []
    for moment, time_s in enumerate(times):
        mask, moved = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
        for part, colour in zip(parts, colours, strict=True):
            _draw(mask, moved, part, colour, moment, scale, grain, covers)
        opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
        mask = np.asarray(cv2.morphologyEx(opened, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)), np.uint8)
        changed = (moved | (mask ^ before)).astype(np.uint8) if moment else np.zeros(shape, np.uint8)
        found.append(
            Foreground(
                float(time_s), Mask.of(mask), Mask.of(changed), scale, find_blobs(mask, scale), float(changed.mean())
            )
        )
        before = mask
    return found


def _draw(  # noqa: PLR0917 - two pictures and what goes into them
    mask: Image,
    moved: Image,
    part: Part,
    colours: FloatArray,
    moment: int,
    scale: float,
    grain: FloatArray,
    covers: list[Image],
) -> None:
    """Add one person: first what furniture hides, which it then cuts away, then what is in front of it."""
    whole, shifted = np.zeros_like(mask), np.zeros_like(mask)
    last = max(0, moment - 1)
    travel = np.abs(part.ends[moment] - part.ends[last]).max(axis=(1, 2)) * scale
    for hidden in (True, False):
        chosen = np.flatnonzero(part.hidden[moment] == hidden)
        for index in chosen:
            if part.radii[moment, index] <= 0:
                continue
            value = 1 + int(colours[index])
            first, second = np.rint(part.ends[moment, index] * scale * (1 << SHIFT)).astype(int).tolist()
            thick = max(1, round(2 * float(part.radii[moment, index]) * scale))
            cv2.line(whole, first, second, value, thick, cv2.LINE_8, SHIFT)
            if travel[index] > LEAST_MOVE_PX:
                cv2.line(shifted, first, second, 1, thick, cv2.LINE_8, SHIFT)
        if hidden and len(chosen):
            for cover in covers:
                cv2.fillConvexPoly(whole, cover, 0)
                cv2.fillConvexPoly(shifted, cover, 0)
    seen = grain < np.concatenate([[0.0], part.look.contrast])[whole]
    mask |= seen.astype(np.uint8)
    moved |= shifted & (grain < part.look.texture).astype(np.uint8)


def _outline(camera: Camera, box: Box, scale: float) -> Image:
    """Return the outline of a box in the small picture."""
    corners = np.array(
        [
            [x, y, z]
            for x in (box.low[0], box.high[0])
            for y in (box.low[1], box.high[1])
            for z in (box.low[2], box.high[2])
        ]
    )
    pixels, depth = camera.see(corners)
    if (depth < NEAR_M).any():
        return np.zeros((1, 1, 2), np.int32)
    return np.asarray(cv2.convexHull(np.rint(pixels * scale).astype(np.int32)))
