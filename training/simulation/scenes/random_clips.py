"""Draws clips at random: who, where, what happens, and the camera; every seed gives one clip, always the same."""

from dataclasses import replace

import numpy as np

from falldetect_core.kinds import Kind
from training.simulation.behaviour.activities.activity import perform
from training.simulation.behaviour.activities.seated import rest
from training.simulation.behaviour.daily_life import COMMON, DELIBERATE, FREQUENT, RARE, live
from training.simulation.behaviour.falls import draw_direction, draw_kind, near_fall
from training.simulation.behaviour.manner import draw_gait
from training.simulation.behaviour.performance import Scene
from training.simulation.camera.clip import SimulatedClip
from training.simulation.camera.film import film
from training.simulation.scenes.cameras import camera_towards, random_camera, with_occluder
from training.simulation.scenes.people import fallen, newcomer, pusher, with_company

RATES_HZ = (7.0, 10.0, 10.0, 10.0, 12.0, 15.0, 20.0, 30.0)
FALL_SHARE = 0.5
NEAR_SHARE = 0.12
"""Of the clips without a fall."""
PUSHED_SHARE = 0.6
"""Of the falls by an outer cause those where a second person is it."""
LONGEST_S = 40.0
DAY = (0.3, 0.55, 0.13, 0.02)
"""How often people rest, and do what is common, frequent and rare."""
DAY_HZ = 10.0
PAUSE_S, SHORT_PAUSE_S = 8.0, 2.0
"""Mean time between what people do in a day, and in a deliberate one."""
ROOM_M = 1.8
"""How far from the middle of the room its people go in a day."""


def random_clip(
    seed: int,
    *,
    fall: bool | None = None,
    kind: Kind | None = None,
    others: int | None = None,
    fps: float | None = None,
) -> SimulatedClip:
    """Return the clip of a seed: a fall, a near fall, or daily life.

    The kind of fall, how many others there are, and the frame rate are drawn too unless given.
    """
    rng = np.random.default_rng(seed)
    falls = bool(rng.random() < FALL_SHARE) if fall is None else fall
    scene = random_scene(rng, falls=falls, kind=kind, others=others)
    camera = random_camera(scene, rng)
    scene = with_occluder(scene, camera, rng)
    drawn_hz = float(rng.choice(RATES_HZ))
    start_s, end_s = _excerpt(scene, rng)
    return film(scene, camera, fps=fps or drawn_hz, seed=seed, start_s=start_s, end_s=end_s)


def day(seed: int, seconds: float, *, deliberate: bool = False) -> SimulatedClip:
    """Return daily life of one person, one activity after the other, before a camera that sees the whole room.

    A `deliberate` day is full of going down on purpose: nothing resembles falls more.
    """
    rng = np.random.default_rng(seed)
    performer = newcomer(rng)
    while performer.now_s < seconds:
        lots = DELIBERATE if deliberate else ((rest,), COMMON, FREQUENT, RARE)[int(rng.choice(4, p=DAY))]
        perform(performer, lots[int(rng.integers(len(lots)))])
        performer.furniture = ()
        if np.hypot(*performer.place.xy) > ROOM_M:
            way = rng.uniform(-0.8, 0.8, 2)
            performer.walk([performer.place.xy, (float(way[0]), float(way[1]))], draw_gait(performer.body, rng))
        performer.hold(float(rng.exponential(SHORT_PAUSE_S if deliberate else PAUSE_S)))
    performance = performer.finish()
    camera = camera_towards(
        np.array([0.0, 0.0, 0.8]),
        distance_m=float(rng.uniform(3.2, 5.0)),
        height_m=float(rng.uniform(1.5, 2.6)),
        bearing_deg=float(rng.uniform(-180, 180)),
        hfov_deg=float(rng.uniform(75, 105)),
    )
    return film(Scene("daily life", (performance,)), camera, fps=DAY_HZ, seed=seed, end_s=seconds)


def obscured(clip: SimulatedClip, hidden: int) -> SimulatedClip:
    """Hide so many keypoints of everybody for the whole clip, by the clip's seed."""
    rng = np.random.default_rng(clip.seed)
    views = []
    for view in clip.views:
        visible = view.visible.copy()
        visible[:, rng.permutation(visible.shape[1])[:hidden]] = False
        views.append(replace(view, visible=visible))
    return replace(clip, views=tuple(views))


def random_scene(
    rng: np.random.Generator, *, falls: bool, kind: Kind | None = None, others: int | None = None
) -> Scene:
    """Return one to five people, the first of whom falls if asked for."""
    if falls:
        kind = kind or draw_kind(rng)
        toward = draw_direction(kind, rng)
        performance = fallen(rng, kind, toward)
        guilty = [pusher(performance, rng)] if kind is Kind.EXTERNAL and rng.random() < PUSHED_SHARE else []
        return with_company(f"{kind} {toward:.0f}", performance, rng, guilty, count=others)
    performer = newcomer(rng)
    if rng.random() < NEAR_SHARE:
        near_fall(performer)
        name, performance = "near fall", performer.finish(performer.now_s + 2.0)
    else:
        live(performer, float(rng.uniform(5.0, 14.0)))
        performance = performer.finish()
        name = " ".join(activity.name for activity in performance.activities)
    return with_company(name, performance, rng, count=others)


def _excerpt(scene: Scene, rng: np.random.Generator) -> tuple[float, float]:
    """Return the part of a scene to film: all of it, or around the fall when it is long."""
    if scene.duration_s <= LONGEST_S:
        return 0.0, scene.duration_s
    falls = scene.people[0].falls
    latest = scene.duration_s - LONGEST_S
    start_s = max(0.0, falls[0].onset_s - 6.0) if falls else float(rng.uniform(0, latest))
    return min(start_s, latest), min(start_s, latest) + LONGEST_S
