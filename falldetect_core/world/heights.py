"""How high the neck is above the floor, whatever the posture: bones have lengths, and bodies rest on the floor.

Feet under the body tell where somebody stands, not where somebody lies: the neck of a body on the floor is a metre
nearer or farther than its ankles, and taking it to be above them errs by half a metre. So every joint that is seen may
be anywhere along its line of sight; thigh, shank and trunk have their lengths (Drillis and Contini), nothing is below
the floor, and ankles are hardly ever far above it. The body is a chain, so that Viterbi's algorithm gives
the likeliest way through it to each place of the neck. The best is taken; how far the others are from it is its error:
a trunk that leans towards the camera looks like one that leans away.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np

from falldetect_core.skeleton import (
    ANKLE_SHARE,
    HIP_SHARE,
    SHANK_SHARE,
    SHOULDER_SHARE,
    THIGH_SHARE,
    TRUNK_SHARE,
    Body,
)
from falldetect_core.world.camera import Array, reach_height
from falldetect_core.world.fit import PEOPLE_M

REACH_M, STEP_M = 1.6, 0.1
"""Joints are looked for so far before and behind the point where the body meets the floor, in such steps."""
REACH = np.arange(-REACH_M, REACH_M + STEP_M, STEP_M)
LENGTH_SD, FOLDED_SD = 0.04, 0.15
"""How far lengths are off, in body heights: those of a bone, and of two bones whose common joint is hidden."""
SHORT_SD = 0.07
"""Middles of two legs that are apart are nearer to each other than the leg is long."""
THICKNESS_M, THICKNESS_SD_M = 0.06, 0.03
"""A joint inside a body that rests on the floor."""
ANKLE_SD_M, RAISED_SD = 0.04, 2.8
"""How far ankles are off that height, and how unlikely legs are up, at any height (1 in 50)."""
CEILING_SD = 0.04
HELD_UP_SD, FLAT_SD, ASLANT = 0.2, 0.2, 0.1
"""Gravity has bones upright or flat; in between they need an effort or something to lean on."""
DEPTH_SD = 0.06
"""Error of a depth that was measured, as a share of it."""
NEAREST_M, FARTHEST_M = 0.1, 20.0
NEIGHBOURS = 2


class World(Protocol):
    """What is known of a camera's place: where lines of sight go, and how far they are seen, if anybody measured it."""

    def rays(self, pixels: Array) -> tuple[Array, Array]:
        """Return origin and direction of the lines of sight of (n, 2) pixels in metres, z up from the floor."""
        ...

    def points(self, pixels: Array) -> Array:
        """Return what is seen at (n, 2) pixels, (n, 3) metres; NaN where the depth isn't known."""
        ...


@dataclass(frozen=True, slots=True)
class Neck:
    """Height of the middle of the shoulders above the floor, its descent in metres a second, and the height's error."""

    height_m: float = math.nan
    height_sd_m: float = math.nan
    descent_m_s: float = math.nan


UNKNOWN_NECK = Neck()


@dataclass(frozen=True, slots=True)
class _Joint:
    """Where a joint usually is, as shares of the standing height: lowest to standing, and its way along the body."""

    name: str
    usual: float
    standing: float
    along: float


JOINTS = (
    _Joint("ankles", ANKLE_SHARE, ANKLE_SHARE, 0.0),
    _Joint("knees", 0.15, ANKLE_SHARE + SHANK_SHARE, SHANK_SHARE),
    _Joint("hips", 0.3, HIP_SHARE, SHANK_SHARE + THIGH_SHARE),
    _Joint("shoulders", 0.5, SHOULDER_SHARE, SHANK_SHARE + THIGH_SHARE + TRUNK_SHARE),
)


def neck_height(world: World, body: Body, stature_m: float = PEOPLE_M) -> tuple[float, float]:
    """Return how high the neck of a body is and the standard deviation, in metres; NaN where it can't be told."""
    chain = [(joint, getattr(body, joint.name)) for joint in JOINTS if getattr(body, joint.name).known]
    if len(chain) < 2 or not body.shoulders.known:  # noqa: PLR2004 - a bone has two ends
        return math.nan, math.nan
    pixels = np.array([point for _, point in chain], np.float64)
    joints = [joint for joint, _ in chain]
    places = _places(world, pixels, joints[0].usual * stature_m)
    if places is None:
        return math.nan, math.nan
    believed = _standing(places, joints, stature_m) + _measured(world, pixels, places)
    message = believed[0]
    for number, (lower, upper) in enumerate(pairwise(joints), 1):
        held = _bone(places[number][np.newaxis] - places[number - 1][:, np.newaxis], lower, upper, stature_m)
        message = believed[number] + (message[:, np.newaxis] + held).max(axis=0)
    return _likeliest(message, places[-1][:, 2])


def _places(world: World, pixels: Array, lowest_m: float) -> Array | None:
    """Return places along each line of sight, (joints, places, 3), around where the first joint is at its height."""
    origins, directions = world.rays(pixels)
    directions = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    lowest = reach_height(origins[:1], directions[:1], lowest_m)
    distance = float(np.linalg.norm(lowest - origins[:1]))
    if not distance <= FARTHEST_M:
        return None
    ways = np.maximum(distance + REACH, NEAREST_M)
    places: Array = origins[:, np.newaxis] + directions[:, np.newaxis] * ways[np.newaxis, :, np.newaxis]
    return places


def _standing(places: Array, joints: Sequence[_Joint], stature_m: float) -> Array:
    """Log probabilities, (joints, places): above the floor, below standing height, ankles on the floor."""
    heights = places[:, :, 2]
    tops = np.array([[joint.standing * stature_m] for joint in joints]) + THICKNESS_M
    below = np.minimum(0.0, heights - THICKNESS_M) / THICKNESS_SD_M
    above = np.maximum(0.0, heights - tops) / (CEILING_SD * stature_m)
    if joints[0] is JOINTS[0]:
        off = np.minimum(np.abs(heights[0] - THICKNESS_M) / ANKLE_SD_M, RAISED_SD)
        above[0] = np.where(heights[0] < HIP_SHARE * stature_m, np.where(below[0] < 0, 0.0, off), above[0])
    believed: Array = -(below**2 + above**2) / 2
    return believed


def _measured(world: World, pixels: Array, places: Array) -> Array:
    """Log probabilities from measured depths; 0 where there are none."""
    seen = world.points(pixels)
    origins, _ = world.rays(pixels)
    distance = np.linalg.norm(seen - origins, axis=1)[:, np.newaxis]
    off = np.linalg.norm(places - seen[:, np.newaxis], axis=2) / (DEPTH_SD * distance)
    believed: Array = np.nan_to_num(-(off**2) / 2)
    return believed


def _bone(ways: Array, lower: _Joint, upper: _Joint, stature_m: float) -> Array:
    """Log probabilities of ways (m, n, 3) from one joint to another: by their length, and by how gravity has them."""
    length_m = (upper.along - lower.along) * stature_m
    whole = JOINTS.index(upper) - JOINTS.index(lower) == 1
    off = (np.linalg.norm(ways, axis=2) - length_m) / stature_m
    rise = ways[:, :, 2] / length_m
    up, flat = (rise - 1) / HELD_UP_SD, rise / FLAT_SD
    held = np.log(np.exp(-(up**2) / 2) + np.exp(-(flat**2) / 2) + ASLANT)
    believed: Array = held - (off / np.where(off < 0, SHORT_SD if whole else FOLDED_SD, LENGTH_SD)) ** 2 / 2
    return believed


def _likeliest(believed: Array, heights: Array) -> tuple[float, float]:
    """Return the height at the likeliest place, averaged over its neighbours, and how far all others are from it."""
    weights = np.exp(believed - believed.max())
    near = slice(max(0, int(np.argmax(believed)) - NEIGHBOURS), int(np.argmax(believed)) + NEIGHBOURS + 1)
    height = float(weights[near] @ heights[near] / weights[near].sum())
    return height, math.sqrt(float(weights @ (heights - height) ** 2 / weights.sum()))
