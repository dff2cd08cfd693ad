"""Draws clips at random: who, where, what happens, and the camera; every seed gives one clip, always the same."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from falldetect_core.kinds import Kind
from training.simulation.arrays import FloatArray
from training.simulation.behaviour.activities.registry import perform
from training.simulation.behaviour.activities.seated import rest
from training.simulation.behaviour.daily_life import COMMON, DELIBERATE, FREQUENT, RARE, live
from training.simulation.behaviour.falls import draw_direction, draw_kind, fall, near_fall
from training.simulation.behaviour.manner import draw_body, draw_gait
from training.simulation.behaviour.performance import Performance
from training.simulation.behaviour.performer import Performer
from training.simulation.bodies.body import Body
from training.simulation.camera.clips import Scene, SimulatedClip, film
from training.simulation.camera.pinhole import Camera
from training.simulation.motion.attitudes import Place
from training.simulation.motion.movement import RATE_HZ, heading_deg
from training.simulation.motion.posture import Arm
from training.simulation.physics.ragdoll import Box

SIZES = ((640, 360), (640, 360), (640, 480), (1280, 720), (352, 288), (960, 540))
RATES_HZ = (7.0, 10.0, 10.0, 10.0, 12.0, 15.0, 20.0, 30.0)
FALL_SHARE = 0.5
NEAR_SHARE = 0.12
"""Of the clips without a fall."""
OCCLUDED_SHARE = 0.3
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


def random_clips(first_seed: int, count: int) -> Iterator[SimulatedClip]:
    """Yield the clips of `count` seeds."""
    for seed in range(first_seed, first_seed + count):
        yield random_clip(seed)


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


def newcomer(rng: np.random.Generator) -> Performer:
    """Return somebody in the middle of the room, facing along one of its axes."""
    return Performer(draw_body(rng), rng, Place(0.0, 0.0, 90.0 * float(rng.integers(4))))


def fallen(rng: np.random.Generator, kind: Kind, toward_deg: float) -> Performance:
    """Return a fall that ends on the floor; what furniture or a lucky step caught is tried again."""
    while True:
        performer = newcomer(rng)
        fall(performer, kind, toward_deg)
        performance = performer.finish()
        if not performance.falls[0].near:
            return performance


def pusher(victim: Performance, rng: np.random.Generator) -> Performance:
    """Return somebody who walks up to the victim and stretches out the arms when balance is lost."""
    fall = victim.falls[0]
    moment = int(fall.onset_s * RATE_HZ)
    root, facing = victim.movement.roots[moment], heading_deg(victim.movement.rotations[moment, 0])
    toward = facing + (0.0 if np.isnan(fall.toward_deg) else fall.toward_deg)
    body = draw_body(rng)
    reach = 0.35 + 0.7 * body.arm
    behind = Place(float(root[0]), float(root[1]), toward).ahead(-reach)
    begin = behind.ahead(-float(rng.uniform(0.6, 1.6)))
    gait = draw_gait(body, rng, pace=0.7)

    def act(wait_s: float) -> Performer:
        performer = Performer(body, np.random.default_rng(moment), begin)
        performer.hold(wait_s)
        performer.walk([begin.xy, behind.xy], gait)
        performer.do(0.25, performer.attitudes.standing(Arm(80.0, 5.0, 10.0, 15.0)))
        return performer

    performer = act(max(0.1, fall.onset_s - act(0.1).now_s + 0.1))
    performer.do(0.7, performer.attitudes.standing())
    return cut(performer.finish(victim.duration_s), victim.duration_s)


def with_company(
    name: str, first: Performance, rng: np.random.Generator, known: Sequence[Performance] = (), count: int | None = None
) -> Scene:
    """Return a scene with those `known` and `count` others, up to four unless told."""
    if count is None:
        count = int(rng.choice([0, 1, 2, 3, 4], p=[0.7, 0.16, 0.07, 0.04, 0.03]))
    people = (first, *known, *company(first, rng, count))
    return Scene(name, people, tuple(box for person in people for box in person.furniture))


def company(
    first: Performance, rng: np.random.Generator, count: int, act: Callable[[Performer, float], None] = live
) -> list[Performance]:
    """Return others who live their daily life, or `act` as told, around the first, for as long."""
    found = []
    for number in range(count):
        way = np.radians(float(rng.uniform(0, 360)))
        distance = float(rng.uniform(1.4, 3.0))
        place = Place(distance * float(np.cos(way)), distance * float(np.sin(way)), 90.0 * float(rng.integers(4)))
        performer = Performer(draw_body(rng), np.random.default_rng([int(rng.integers(2**32)), number]), place)
        act(performer, first.duration_s)
        found.append(cut(performer.finish(), first.duration_s))
    return found


def cut(performance: Performance, seconds: float) -> Performance:
    """Return the beginning of a performance."""
    return replace(performance, movement=performance.movement[: max(2, round(seconds * RATE_HZ))])


def random_camera(scene: Scene, rng: np.random.Generator) -> Camera:
    """Hang a camera so that what matters (the fall, or a moment of what is done) happens in view."""
    person = scene.people[0]
    moment = int(person.falls[0].onset_s * RATE_HZ) if person.falls else int(rng.integers(len(person.movement)))
    target = person.movement.roots[min(moment, len(person.movement) - 1)]
    for _ in range(60):
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
    pitch_deg: float | None = None,
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
        float(np.clip(steep + tilt_deg, 0.0, 60.0)) if pitch_deg is None else pitch_deg,
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
            box = Box(
                (float(low[0]), float(low[1]), 0.0), (float(high[0]), float(high[1]), float(rng.uniform(0.35, 1.2)))
            )
            return replace(scene, furniture=(*scene.furniture, box))
    return scene


def _excerpt(scene: Scene, rng: np.random.Generator) -> tuple[float, float]:
    """Return the part of a scene to film: all of it, or around the fall when it is long."""
    if scene.duration_s <= LONGEST_S:
        return 0.0, scene.duration_s
    falls = scene.people[0].falls
    latest = scene.duration_s - LONGEST_S
    start_s = max(0.0, falls[0].onset_s - 6.0) if falls else float(rng.uniform(0, latest))
    return min(start_s, latest), min(start_s, latest) + LONGEST_S
