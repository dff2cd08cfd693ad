"""What the motion stage would see of simulated bodies: a one-bit silhouette, what moved in it, and its blobs."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from falldetect_core.motion.blobs import find_blobs
from falldetect_core.motion.picture import small_size
from falldetect_core.records import Foreground, Image, Mask
from training.simulation.arrays import BoolArray, FloatArray
from training.simulation.bodies.body import SEGMENTS
from training.simulation.camera.pinhole import NEAR_M, Camera
from training.simulation.physics.ragdoll import Furniture

SHIFT = 3
"""Places are drawn with this many binary digits below the pixel."""
LEAST_MOVE_PX = 0.25
"""A part that moves less, in pixels of the small picture, changes no grey level much."""
CLOTHES = {"head": 0, "neck": 0, "hand": 0, "forearm": 1, "upper_arm": 1, "chest": 1, "abdomen": 1, "pelvis": 2,
           "thigh": 2, "shin": 3, "foot": 4}  # fmt: skip
"""Parts of one colour: each may be hard to tell from the background."""
COLOURS = 5


@dataclass(frozen=True)
class Appearance:
    """How well one person stands out: the share of pixels seen of each colour (5,), how textured the clothes are."""

    contrast: FloatArray
    texture: float

    @staticmethod
    def drawn(rng: np.random.Generator) -> "Appearance":
        """Return the appearance of somebody dressed at random before a wall painted at random."""
        contrast = np.where(rng.random(COLOURS) < 0.8, rng.uniform(0.85, 1.0, COLOURS), rng.uniform(0.1, 0.7, COLOURS))
        return Appearance(contrast, float(rng.uniform(0.25, 0.8)))


@dataclass(frozen=True)
class ProjectedCapsules:
    """One person's capsules as seen: ends in pixels (T, K, 2, 2), radii in pixels (T, K), whether hidden (T, K)."""

    ends: FloatArray
    radii: FloatArray
    hidden: BoolArray
    segments: Sequence[int]
    appearance: Appearance

    def colour(self, index: int) -> int:
        """Return the number of a capsule's colour, from 1."""
        return 1 + CLOTHES[SEGMENTS[self.segments[index]].split(".")[0]]


def motions(
    camera: Camera,
    times: FloatArray,
    people: Sequence[ProjectedCapsules],
    furniture: Sequence[Furniture],
    rng: np.random.Generator,
) -> list[Foreground]:
    """Return a Foreground for each of the T moments."""
    small = _SmallPicture(camera, furniture, rng)
    before = np.zeros(small.shape, np.uint8)
    found = []
    for moment, time_s in enumerate(times):
        mask, moved = small.draw(people, moment)
        changed = (moved | (mask ^ before)).astype(np.uint8) if moment else np.zeros(small.shape, np.uint8)
        blobs, share = find_blobs(mask, small.scale), float(changed.mean())
        found.append(Foreground(float(time_s), Mask.of(mask), Mask.of(changed), small.scale, blobs, share))
        before = mask
    return found


class _SmallPicture:
    """The small picture that the motion stage works on: how fine it is, its grain, and what furniture covers in it."""

    def __init__(self, camera: Camera, furniture: Sequence[Furniture], rng: np.random.Generator) -> None:
        columns, rows = small_size(camera.width, camera.height)
        self.scale, self.shape = columns / camera.width, (rows, columns)
        self._grain = rng.random(self.shape)
        self._covers = [_outline(camera, piece, self.scale) for piece in furniture]

    def draw(self, people: Sequence[ProjectedCapsules], moment: int) -> tuple[Image, Image]:
        """Return what differs from the empty room at a moment, its holes closed, and what moved in it."""
        mask, moved = np.zeros(self.shape, np.uint8), np.zeros(self.shape, np.uint8)
        for person in people:
            parts, shifted = self._parts(person, moment)
            seen = self._grain < np.concatenate([[0.0], person.appearance.contrast])[parts]
            mask |= seen.astype(np.uint8)
            moved |= shifted & (self._grain < person.appearance.texture).astype(np.uint8)
        opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
        return np.asarray(cv2.morphologyEx(opened, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)), np.uint8), moved

    def _parts(self, person: ProjectedCapsules, moment: int) -> tuple[Image, Image]:
        """Draw one person by colours (from 1), and what of them moves: first what furniture hides and cuts away."""
        whole, shifted = np.zeros(self.shape, np.uint8), np.zeros(self.shape, np.uint8)
        ends = person.ends[moment] * self.scale
        travel = np.abs(person.ends[moment] - person.ends[max(0, moment - 1)]).max(axis=(1, 2)) * self.scale
        for hidden in (True, False):
            chosen = np.flatnonzero(person.hidden[moment] == hidden)
            for index in chosen[person.radii[moment, chosen] > 0]:
                first, second = np.rint(ends[index] * (1 << SHIFT)).astype(int).tolist()
                thick = max(1, round(2 * float(person.radii[moment, index]) * self.scale))
                cv2.line(whole, first, second, person.colour(index), thick, cv2.LINE_8, SHIFT)
                if travel[index] > LEAST_MOVE_PX:
                    cv2.line(shifted, first, second, 1, thick, cv2.LINE_8, SHIFT)
            if hidden and len(chosen):
                for cover in self._covers:
                    cv2.fillConvexPoly(whole, cover, 0)
                    cv2.fillConvexPoly(shifted, cover, 0)
        return whole, shifted


def _outline(camera: Camera, piece: Furniture, scale: float) -> Image:
    """Return the outline of a piece of furniture in the small picture."""
    corners = np.array(
        [
            [x, y, z]
            for x in (piece.low[0], piece.high[0])
            for y in (piece.low[1], piece.high[1])
            for z in (piece.low[2], piece.high[2])
        ]
    )
    pixels, depth = camera.see(corners)
    if (depth < NEAR_M).any():
        return np.zeros((1, 1, 2), np.int32)
    return np.asarray(cv2.convexHull(np.rint(pixels * scale).astype(np.int32)))
