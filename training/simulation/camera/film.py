"""Films a scene: projects its people, draws their silhouettes and the pose network's luck, and keeps the truth."""

from collections.abc import Sequence

import numpy as np

from training.simulation.arrays import FloatArray
from training.simulation.behaviour.performance import ActivitySpan, Performance, Scene
from training.simulation.behaviour.truth import State
from training.simulation.camera.clip import PersonTruth, SimulatedClip
from training.simulation.camera.noise import KeypointView, PoseNoise
from training.simulation.camera.pinhole import NEAR_M, Camera
from training.simulation.camera.projection import Projection, behind_furniture, hidden_keypoints, project
from training.simulation.camera.silhouette import Appearance, ProjectedCapsules, motions
from training.simulation.motion.movement import RATE_HZ
from training.simulation.physics.ragdoll import Furniture


def film(
    scene: Scene,
    camera: Camera,
    *,
    fps: float,
    seed: int,
    noise: PoseNoise | None = None,
    start_s: float = 0.0,
    end_s: float | None = None,
) -> SimulatedClip:
    """Film a scene between two of its times; the clip's own clock starts at 0."""
    rng = np.random.default_rng(seed)
    noise = noise or PoseNoise.fitted()
    at = _exposures(fps, start_s, min(end_s or scene.duration_s, scene.duration_s), rng)
    times = at - start_s + np.arange(len(at)) * 1e-6
    seen = [project(person, camera, at) for person in scene.people]
    hidden = hidden_keypoints(seen, camera, scene.furniture)
    views = tuple(one.view(camera, own) for one, own in zip(seen, hidden, strict=True))
    drawn = [
        _drawn(person, one, camera, scene.furniture, Appearance.drawn(rng))
        for person, one in zip(scene.people, seen, strict=True)
    ]
    return SimulatedClip(
        name=scene.name,
        seed=seed,
        camera=camera,
        fps=fps,
        times=times,
        people=tuple(_truth(*person, at, start_s) for person in zip(scene.people, seen, views, strict=True)),
        views=views,
        latents=tuple(noise.latents(times, rng) for _ in scene.people),
        motions=motions(camera, times, drawn, scene.furniture, rng),
        noise=noise,
    )


def _exposures(fps: float, start_s: float, until_s: float, rng: np.random.Generator) -> FloatArray:
    """Return when frames are taken (T,), at a rate that jitters."""
    count = max(2, int((until_s - start_s) * fps))
    at = start_s + (np.arange(count) + 0.25 * rng.uniform(-1, 1, count).clip(-0.8, 0.8)) / fps
    return np.maximum.accumulate(np.clip(at, start_s, until_s - 1e-6))


def _drawn(
    person: Performance, seen: Projection, camera: Camera, furniture: Sequence[Furniture], appearance: Appearance
) -> ProjectedCapsules:
    """Return what is drawn of somebody: the capsules before the camera, behind or in front of furniture."""
    before = (seen.end_depth > NEAR_M).all(axis=2)
    return ProjectedCapsules(
        seen.end_pixels,
        np.where(before, seen.radius_px(camera.focal_px), 0.0),
        behind_furniture(seen.ends.mean(axis=2), camera, furniture),
        [capsule.segment for capsule in person.body.capsules],
        appearance,
    )


def _truth(person: Performance, seen: Projection, view: KeypointView, at: FloatArray, start_s: float) -> PersonTruth:
    frames = np.clip((at * RATE_HZ).astype(int), 0, len(person.movement) - 1)
    states = person.states[frames]
    inside = view.visible.any(axis=1)
    pelvis = person.movement.rotations[frames, 0]
    return PersonTruth(
        height_m=person.body.height,
        keypoints=seen.keypoints,
        pixels=seen.pixels,
        visible=view.visible,
        states=np.where(inside, states, State.ABSENT).astype(np.int8),
        activity=tuple(_named(person.activities, float(time_s)) for time_s in at),
        facing_deg=np.degrees(np.arctan2(pelvis[:, 1, 0], pelvis[:, 0, 0])),
        falls=tuple(fall.later(-start_s) for fall in person.falls),
    )


def _named(activities: Sequence[ActivitySpan], time_s: float) -> str:
    return next((item.name for item in activities if item.start_s <= time_s < item.end_s), "")
