"""Cameras on the walls: where they hang at random, and what stands in their way."""

from dataclasses import replace

import numpy as np

from training.simulation.arrays import FloatArray
from training.simulation.behaviour.performance import Scene
from training.simulation.bodies.body import Body
from training.simulation.camera.pinhole import Camera
from training.simulation.motion.movement import RATE_HZ
from training.simulation.physics.ragdoll import Furniture

SIZES = ((640, 360), (640, 360), (640, 480), (1280, 720), (352, 288), (960, 540))
OCCLUDED_SHARE = 0.3
TRIES = 60
"""Cameras drawn until one has the person in view, large enough."""


def random_camera(scene: Scene, rng: np.random.Generator) -> Camera:
    """Hang a camera so that what matters (the fall, or a moment of what is done) happens in view."""
    person = scene.people[0]
    moment = int(person.falls[0].onset_s * RATE_HZ) if person.falls else int(rng.integers(len(person.movement)))
    target = person.movement.roots[min(moment, len(person.movement) - 1)]
    for _ in range(TRIES):
        width, height = SIZES[int(rng.integers(len(SIZES)))]
        camera = camera_towards(
            target * [1.0, 1.0, 0.0] + [0.0, 0.0, float(rng.uniform(0.2, 1.1))],
            distance_m=float(np.exp(rng.uniform(np.log(2.0), np.log(12.0)))),
            height_m=float(rng.uniform(0.8, 3.0)),
            bearing_deg=float(rng.uniform(-180.0, 180.0)),
            hfov_deg=float(rng.uniform(50.0, 120.0)),
            size=(width, height),
            aside=float(rng.uniform(-0.3, 0.3)),
            tilt_deg=float(rng.normal(0, 6)),
            barrel=float(rng.uniform(0.0, 0.12)) if rng.random() < 0.25 else 0.0,
        )
        height_px = standing_px(camera, person.body, target)
        pixels, _ = camera.see(target)
        in_view = 0.1 * width < pixels[0] < 0.9 * width and 0.1 * height < pixels[1] < 0.88 * height
        if in_view and 0.16 < height_px / camera.height < 1.05:
            break
    return camera


def camera_towards(
    target: FloatArray,
    *,
    distance_m: float,
    height_m: float,
    bearing_deg: float,
    hfov_deg: float,
    size: tuple[int, int] = (640, 360),
    aside: float = 0.0,
    tilt_deg: float = 0.0,
    barrel: float = 0.0,
) -> Camera:
    """Hang a camera `distance_m` (on the floor) from a target, `aside` of the field of view away from its middle."""
    way = np.radians(bearing_deg)
    steep = float(np.degrees(np.arctan2(height_m - float(target[2]), distance_m)))
    return Camera(
        (
            float(target[0] - distance_m * np.cos(way)),
            float(target[1] - distance_m * np.sin(way)),
            height_m,
        ),
        bearing_deg + aside * hfov_deg,
        float(np.clip(steep + tilt_deg, 0.0, 60.0)),
        hfov_deg,
        *size,
        barrel=barrel,
    )


def standing_px(camera: Camera, body: Body, root: FloatArray) -> float:
    """Return about how tall a body would stand in the picture, pixels."""
    distance = float(np.linalg.norm(root - np.asarray(camera.position)))
    return body.height * camera.focal_px / max(distance, 0.5)


def with_occluder(scene: Scene, camera: Camera, rng: np.random.Generator) -> Scene:
    """Put a piece of furniture between the camera and the people, now and then, where nobody goes."""
    if rng.random() > OCCLUDED_SHARE:
        return scene
    position = np.asarray(camera.position)[:2]
    roots = np.concatenate([person.movement.roots[::10, :2] for person in scene.people])
    for _ in range(8):
        target = roots[int(rng.integers(len(roots)))]
        middle = position + float(rng.uniform(0.5, 0.88)) * (target - position) + rng.normal(0, 0.3, 2)
        half = rng.uniform([0.2, 0.2], [0.9, 0.4])
        if rng.random() < 0.5:
            half = half[::-1]
        low, high = middle - half, middle + half
        clear = ((roots < low - 0.5) | (roots > high + 0.5)).any(axis=1).all()
        if clear and ((position < low - 0.4) | (position > high + 0.4)).any():
            piece = Furniture(
                (float(low[0]), float(low[1]), 0.0), (float(high[0]), float(high[1]), float(rng.uniform(0.35, 1.2)))
            )
            return replace(scene, furniture=(*scene.furniture, piece))
    return scene
