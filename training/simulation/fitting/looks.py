"""What the pose network that ships makes of portraits: looked at as a whole, closely, and turned upright."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from falldetect_core.pose import crop_around, estimate_crop
from falldetect_core.pose.crop import turns_upright
from falldetect_core.pose.movenet import MoveNetMultiPose
from falldetect_core.records import Box, Pose
from falldetect_core.tracks.tracker import START_SCORE
from training.simulation.arrays import BoolArray, FloatArray
from training.simulation.camera.noise import HIPS, LEAST_VISIBLE, MIRROR, SHOULDERS, Patch, body_size, facts_of
from training.simulation.camera.projection import Projection, covers
from training.simulation.camera.replay import patch_of
from training.simulation.fitting.facts import OUT, WIDTH_PX, Portrait

MATCH = 0.35
"""A body found is the person's when its keypoints are off by less than this share of the body's size, in the median."""
HIDDEN_MOST = 17 - LEAST_VISIBLE
ENLARGED_MOST = 1.6
"""Portraits are small; a crop enlarged more than this is blurred as that of a real camera isn't."""


@dataclass(frozen=True)
class Look:
    """One look at one portrait: what could be seen, and what was made of it (None: not found)."""

    portrait: Portrait
    facts: FloatArray
    zoom: float
    size: float
    pixels: FloatArray
    hidden: BoolArray
    behind: BoolArray
    pose: Pose | None
    strangers: int
    whole: bool


def looks_at(network: MoveNetMultiPose, portrait: Portrait) -> Iterator[Look]:
    """Yield the looks at a portrait that errors can be learned from."""
    yield from filter(_fair, _looks(network, portrait))


def _looks(network: MoveNetMultiPose, portrait: Portrait) -> list[Look]:
    picture = np.asarray(cv2.imread(str(OUT / portrait.file)), np.uint8)
    height, width = picture.shape[:2]
    pixels = portrait.pixels
    sight = Projection(
        np.zeros((1, 17, 3)), pixels[None], portrait.depth[None], np.zeros((1, 0, 2, 3)), portrait.end_pixels[None],
        portrait.end_depth[None], portrait.radii,
    )  # fmt: skip
    behind = covers(sight, sight, portrait.focal_px, 0.75, 0.08)[0]
    found = [_look(portrait, Patch.whole(width, height), pixels, behind, network.estimate(picture))]
    inside = pixels[(pixels >= 0).all(axis=1) & (pixels < [width, height]).all(axis=1)]
    if len(inside) < 3:
        return []
    (left, top), (right, bottom) = inside.min(axis=0), inside.max(axis=0)
    box = Box(float(left), float(top), float(right), float(bottom))
    if body_size(inside) > 0.5 * width:
        return found
    head = pixels[list(SHOULDERS)].mean(axis=0) - pixels[list(HIPS)].mean(axis=0)
    for turns in {0, turns_upright((float(head[0]), float(head[1])))}:
        crop = crop_around(box, width, height, turns)
        found.append(_look(portrait, patch_of(crop), pixels, behind, estimate_crop(network.estimate, picture, crop)))
    return found


def _fair(look: Look) -> bool:
    return bool(look.hidden.sum() <= HIDDEN_MOST and look.zoom <= ENLARGED_MOST)


def _look(portrait: Portrait, patch: Patch, pixels: FloatArray, behind: BoolArray, poses: list[Pose]) -> Look:
    local = patch.inside(pixels)
    left, top, right, bottom = portrait.cover
    covered = (pixels >= [left, top]).all(axis=1) & (pixels <= [right, bottom]).all(axis=1)
    inside = (local >= 0).all(axis=1) & (local < [patch.width, patch.height]).all(axis=1) & ~covered
    zoom = 256.0 / max(patch.width, patch.height)
    size = body_size(pixels)
    best = None
    for pose in poses:
        off = np.linalg.norm(pose.keypoints[:, :2] - pixels, axis=1)
        other = np.linalg.norm(pose.keypoints[MIRROR, :2] - pixels, axis=1)
        error = min(float(np.median(off[inside])), float(np.median(other[inside]))) / size if inside.any() else 1.0
        if error < MATCH and (best is None or error < best[0]):
            best = (error, pose)
    seen = np.asarray(inside, bool)
    strangers = sum(_apart(pose, pixels) for pose in poses)
    return Look(
        portrait,
        facts_of(local, seen, zoom),
        zoom,
        size,
        pixels,
        ~seen,
        behind,
        best[1] if best else None,
        strangers,
        patch.width == WIDTH_PX,
    )


def _apart(pose: Pose, pixels: FloatArray) -> bool:
    """Say whether a pose is nobody: seen well enough to begin a track, and away from the only person."""
    middle, half = pose.keypoints[:, :2].mean(axis=0), body_size(pixels)
    return bool(pose.score >= START_SCORE and np.linalg.norm(middle - pixels.mean(axis=0)) > half)
