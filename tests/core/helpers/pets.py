"""A drawn dog or cat that walks, lies down, jumps onto a sofa and off it, and leaves."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from falldetect_core.records import Image

from .puppet import Camera

STRIDE = 1.1
"""Body lengths a cycle of four steps."""
SOFA_M = 0.45


class Moment(NamedTuple):
    """Where a pet is, in metres, how far it turns its head to the right, and how much of its legs it stands on."""

    x: float
    up: float
    legs: float
    way: float


@dataclass(frozen=True)
class Pet:
    """An animal that goes from left to right `z` metres away; `height_m` at the shoulders, `facing_deg` as puppets."""

    height_m: float = 0.6
    z: float = 4.0
    facing_deg: float = 0.0
    coat: tuple[int, int, int] = (60, 85, 120)

    def at(self, time_s: float) -> Moment:
        """Return where it is: it walks in, lies down, gets up, jumps up and down again, and walks out after 20 s."""
        times = [0.0, 4.0, 4.8, 9.0, 9.6, 11.5, 11.9, 14.0, 14.35, 15.0, 20.0]
        x = np.interp(time_s, times, [-3.2, -0.6, -0.6, -0.6, -0.6, 0.4, 0.8, 0.8, 1.2, 1.2, 4.5])
        up = np.interp(time_s, times, [0, 0, 0, 0, 0, 0, SOFA_M, SOFA_M, 0, 0, 0])
        legs = np.interp(time_s, times, [1, 1, 0.15, 0.15, 1, 1, 1, 1, 0.7, 1, 1])
        return Moment(float(x), float(up), float(legs), float(x) + 3.2)

    def draw(self, image: Image, time_s: float, camera: Camera) -> None:
        """Paint it: a barrel of a body, four legs that step, neck, head with snout and ears, a tail."""
        now, tall = self.at(time_s), self.height_m
        length, belly = 1.25 * tall, 0.55 * tall * now.legs
        scale = camera.focal * camera.width / self.z
        silhouette = np.zeros(image.shape[:2], np.uint8)

        def seen(along: float, up: float, side: float = 0.0) -> tuple[int, int]:
            facing = math.radians(self.facing_deg)
            x = now.x + along * math.cos(facing) + side * math.sin(facing)
            z = self.z - along * math.sin(facing) + side * math.cos(facing)
            right, down = camera.project(np.array([[x, up + now.up, z]]))[0]
            return round(float(right)), round(float(down))

        def limb(start: tuple[int, int], end: tuple[int, int], thick_m: float) -> None:
            cv2.line(silhouette, start, end, 255, max(1, round(thick_m * scale)), cv2.LINE_AA)

        middle = belly + 0.22 * tall
        limb(seen(-0.38 * length, middle), seen(0.38 * length, middle), 0.42 * tall)
        for number, (along, side) in enumerate(((0.36, 0.12), (-0.36, -0.12), (0.36, -0.12), (-0.36, 0.12))):
            swing = 0.18 * length * math.sin(2 * math.pi * now.way / (STRIDE * length) + math.pi * (number // 2))
            swing *= now.legs if time_s < 4 or time_s > 9 else 0.0
            limb(seen(along * length, belly, side * tall), seen(along * length + swing, 0.04, side * tall), 0.13 * tall)
        nape, head = seen(0.42 * length, middle + 0.1 * tall), seen(0.62 * length, middle + 0.42 * tall)
        limb(nape, head, 0.2 * tall)
        cv2.circle(silhouette, head, max(2, round(0.15 * tall * scale)), 255, -1, cv2.LINE_AA)
        limb(head, seen(0.82 * length, middle + 0.36 * tall), 0.12 * tall)
        limb(seen(0.58 * length, middle + 0.5 * tall), seen(0.56 * length, middle + 0.62 * tall), 0.08 * tall)
        limb(seen(-0.48 * length, middle + 0.08 * tall), seen(-0.75 * length, middle + 0.3 * tall), 0.07 * tall)
        left, top, width, height = cv2.boundingRect(silhouette)
        part = np.s_[top : top + height, left : left + width]
        share = silhouette[part][..., np.newaxis] / 255
        fur = np.random.default_rng(3).integers(-25, 25, (height, width, 1)) + np.array(self.coat)
        image[part] = (share * fur + (1 - share) * image[part]).astype(np.uint8)
