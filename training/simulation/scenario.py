"""Draws clips at random: who, where, what happens, and the camera; every seed gives one clip, always the same."""

from collections.abc import Iterator

import numpy as np

from training.simulation.camera import Camera
from training.simulation.clips import Scene, SimulatedClip, film
from training.simulation.daily_life import daily_scene
from training.simulation.falls_at_home import fall_scene
from training.simulation.truth import RATE_HZ

SIZES = ((640, 360), (640, 480), (1280, 720), (352, 288), (960, 540))
RATES_HZ = (7.0, 10.0, 10.0, 10.0, 12.0, 15.0, 20.0, 30.0)
FALL_SHARE = 0.5


def random_clip(seed: int, *, fall: bool | None = None) -> SimulatedClip:
    """Return the clip of a seed: a fall (or near fall), or daily life."""
    rng = np.random.default_rng(seed)
    falls = bool(rng.random() < FALL_SHARE) if fall is None else fall
    scene = fall_scene(rng) if falls else daily_scene(rng)
    return film(scene, random_camera(scene, rng), fps=float(rng.choice(RATES_HZ)), seed=seed)


def random_clips(first_seed: int, count: int) -> Iterator[SimulatedClip]:
    """Yield the clips of `count` seeds."""
    for seed in range(first_seed, first_seed + count):
        yield random_clip(seed)


def random_camera(scene: Scene, rng: np.random.Generator) -> Camera:
    """Hang a camera so that what matters (the fall, or the middle of what is done) happens in view."""
    person = scene.people[0]
    moment = int(person.falls[0].onset_s * RATE_HZ) if person.falls else int(rng.integers(len(person.movement)))
    target = person.movement.roots[moment] * [1.0, 1.0, 0.0] + [0.0, 0.0, float(rng.uniform(0.2, 1.0))]
    for _ in range(30):
        distance, bearing = float(rng.uniform(2.0, 10.0)), float(rng.uniform(-180.0, 180.0))
        height = float(rng.uniform(0.8, 3.0))
        steep = float(np.degrees(np.arctan2(height - target[2], distance)))
        pitch = float(np.clip(steep + rng.normal(0, 6), 0.0, 60.0))
        hfov = float(rng.uniform(50.0, 120.0))
        aim = float(rng.uniform(-0.3, 0.3)) * hfov
        width, height_px = SIZES[int(rng.integers(len(SIZES)))]
        way = np.radians(bearing)
        camera = Camera(
            (float(target[0] - distance * np.cos(way)), float(target[1] - distance * np.sin(way)), height),
            bearing + aim,
            pitch,
            hfov,
            width,
            height_px,
            barrel=float(rng.uniform(0.0, 0.12)) if hfov > 85 and rng.random() < 0.5 else 0.0,
        )
        pixels, _ = camera.see(target)
        if 0.08 * width < pixels[0] < 0.92 * width and 0.1 * height_px < pixels[1] < 0.92 * height_px:
            break
    return camera
