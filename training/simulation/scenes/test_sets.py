"""Simulated clips that nothing learns from, each set with seeds of its own and a question that it answers.

`matrix` is the test matrix of source 2 (docs of the sources: apparent height, Scientific Reports 11): six kinds of
falls in all directions and six daily activities, 2 to 10 m away, the camera at 1.5 and 2.5 m, 640x360 at 10 frames a
second. `five_people` is source 3's room: five people seen from a corner of the ceiling, pitched 30 degrees, one of
whom falls; in `five_calm` the others only walk, stand and sit. `rates` and `hidden` film the same scenes at other frame
rates, and with half of the keypoints unseen. `daily` is hours of daily life. In `lie_down` people lie down on the floor
on purpose, in many ways, fast and slowly, and get up again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

import numpy as np

from falldetect_core.kinds import Kind
from training.simulation.behaviour.activities.activity import perform
from training.simulation.behaviour.daily_life import ACTIVITIES, live
from training.simulation.behaviour.falls import TURN_DEG, draw_direction, draw_kind
from training.simulation.behaviour.lying_down import LieDown, lie_down
from training.simulation.behaviour.manner import draw_gait
from training.simulation.behaviour.performance import Performance, Scene
from training.simulation.behaviour.performer import Performer
from training.simulation.camera.clip import SimulatedClip
from training.simulation.camera.film import film
from training.simulation.camera.pinhole import Camera
from training.simulation.motion.movement import RATE_HZ, join
from training.simulation.scenes.cameras import camera_towards
from training.simulation.scenes.people import company, cut, fallen, newcomer
from training.simulation.scenes.random_clips import day, obscured, random_clip

FIRST_SEED = 2_000_000
"""Below are the seeds to learn and to choose thresholds from."""
KINDS = (Kind.TRIP, Kind.SLIP, Kind.MISSTEP, Kind.COLLAPSE, Kind.TRANSFER, Kind.FROM_HEIGHT)
"""Those of source 2."""
DAILY = ("walk_about", "sit", "bend", "lie_in_bed", "tie_shoes_standing", "squat")
CALM = ("walk_about", "turn_round", "stand", "sit")
DISTANCES_M = (2.0, 4.0, 6.0, 8.0, 10.0)
HEIGHTS_M = (1.5, 2.5)
VISIBLE_SHARE = 0.6
"""Source 2 asks that at least so much of the body is in the picture."""
BEFORE_S = 1.5
"""In view before a fall."""
AFTER_S = 8.0
"""Filmed after a fall, so that an alarm has time to come."""
CORNER = (-3.0, -2.5)
HIDDEN = 8
"""Keypoints of seventeen."""


@dataclass(frozen=True)
class Case:
    """One clip of a set, made when asked for."""

    name: str
    make: Callable[[], SimulatedClip]


def matrix() -> Iterator[Case]:
    """Yield source 2's matrix: 720 falls (12 directions) and 600 clips of daily activities."""
    number = 0
    for kind, distance, height, toward in product(KINDS, DISTANCES_M, HEIGHTS_M, range(0, 360, TURN_DEG)):
        number += 1
        made = partial(_matrix_fall, FIRST_SEED + number, kind, float(toward), distance, height)
        yield Case(f"{kind} {toward}", made)
    for activity, distance, height in product(DAILY, DISTANCES_M, HEIGHTS_M):
        for _ in range(10):
            number += 1
            yield Case(activity, partial(_matrix_activity, FIRST_SEED + number, activity, distance, height))


def five_people(count: int = 40, *, calm: bool = False) -> Iterator[Case]:
    """Yield source 3's room: five people, the first of whom falls, while the others live, or are `calm`."""
    for number in range(count):
        yield Case("five people", partial(_five, FIRST_SEED + 100_000 + number, _stay_up if calm else live))


def mixed(count: int = 120, *, fps: float = 10.0, hidden: bool = False) -> Iterator[Case]:
    """Yield falls and daily life in equal parts, the same scenes whatever the frame rate and what is hidden."""
    for number in range(count):
        yield Case("mixed", partial(_mixed, FIRST_SEED + 200_000 + number, fps, hidden=hidden))


def daily(hours: float, *, minutes: float = 10.0) -> Iterator[Case]:
    """Yield hours of daily life in clips of some minutes."""
    for number in range(round(hours * 60 / minutes)):
        yield Case("daily life", partial(day, FIRST_SEED + 300_000 + number, minutes * 60))


def lie_downs(count: int = 300) -> Iterator[Case]:
    """Yield people who lie down on the floor on purpose before cameras at all heights, and get up after 5 to 60 s."""
    for number in range(count):
        seed = FIRST_SEED + 400_000 + number
        how = LieDown.drawn(np.random.default_rng(seed))
        name = f"{how.way}, {how.end}, {how.doing}, {how.seconds:.1f} s, stays {how.stay_s:.0f} s"
        yield Case(name, partial(_lie_down, seed, how))


def _lie_down(seed: int, how: LieDown) -> SimulatedClip:
    rng = np.random.default_rng([seed, 1])
    performer = newcomer(rng)
    performer.walk([performer.place.xy, performer.place.ahead(1.5).xy], draw_gait(performer.body, rng))
    performer.hold(float(rng.uniform(0.3, 2.0)))
    lie_down(performer, how)
    performance = performer.finish(performer.now_s + 2.0)
    times_s = tuple(np.linspace(0.5, performance.duration_s - 0.5, 8))
    distance_m, height_m = float(rng.uniform(2.0, 8.0)), float(rng.uniform(1.2, 2.8))
    camera = _matrix_camera(performance, times_s, distance_m, height_m, rng)
    return film(Scene("lie down", (performance,)), camera, fps=10.0, seed=seed)


def _matrix_fall(seed: int, kind: Kind, toward_deg: float, distance_m: float, height_m: float) -> SimulatedClip:
    rng = np.random.default_rng(seed)
    performance = long_enough(fallen(rng, kind, toward_deg))
    fall = performance.falls[0]
    scene = Scene(kind, (performance,), performance.furniture)
    times_s = (max(0.0, fall.onset_s - BEFORE_S), fall.onset_s, fall.contact_s, fall.end_s)
    camera = _matrix_camera(performance, times_s, distance_m, height_m, rng)
    start_s = max(0.0, fall.onset_s - 2 * BEFORE_S)
    return film(scene, camera, fps=10.0, seed=seed, start_s=start_s, end_s=fall.end_s + AFTER_S)


def _matrix_activity(seed: int, activity: str, distance_m: float, height_m: float) -> SimulatedClip:
    rng = np.random.default_rng(seed)
    performer = newcomer(rng)
    performer.hold(1.0)
    perform(performer, ACTIVITIES[activity])
    performance = performer.finish(performer.now_s + 2.0)
    scene = Scene(activity, (performance,), performance.furniture)
    times_s = tuple(np.linspace(0.5, performance.duration_s - 0.5, 6))
    return film(scene, _matrix_camera(performance, times_s, distance_m, height_m, rng), fps=10.0, seed=seed)


def _matrix_camera(
    performance: Performance, times_s: tuple[float, ...], distance_m: float, height_m: float, rng: np.random.Generator
) -> Camera:
    """Hang the camera that far from the middle of what happens, so that the source's share of the body is in view."""
    frames = [min(int(time_s * RATE_HZ), len(performance.movement) - 1) for time_s in times_s]
    joints = performance.joints[frames]
    points = performance.body.keypoints(joints, performance.movement.rotations[frames])
    target = (points.min(axis=(0, 1)) + points.max(axis=(0, 1))) / 2
    best, chosen = -1.0, None
    for _ in range(24):
        camera = camera_towards(
            target,
            distance_m=distance_m,
            height_m=height_m,
            bearing_deg=float(rng.uniform(-180, 180)),
            hfov_deg=90.0 if distance_m < 3.0 else 62.0,
        )
        pixels, depth = camera.see(points)
        inside = (depth > 0.3) & (pixels >= 0).all(axis=-1) & (pixels < [camera.width, camera.height]).all(axis=-1)
        least = float(inside.mean(axis=1).min())
        if least > best:
            best, chosen = least, camera
        if least >= VISIBLE_SHARE:
            break
    if chosen is None:
        raise RuntimeError("no camera was tried")
    return chosen


def long_enough(performance: Performance) -> Performance:
    """Return a performance that goes on until an alarm had time to come, its last moment repeated if need be."""
    missing = round((performance.falls[0].end_s + AFTER_S - performance.duration_s) * RATE_HZ)
    if missing <= 0:
        return performance
    movement = performance.movement
    return replace(performance, movement=join(movement, *[movement[-1:]] * missing))


def _stay_up(performer: Performer, seconds: float) -> None:
    while performer.now_s < seconds:
        perform(performer, ACTIVITIES[CALM[int(performer.rng.integers(len(CALM)))]])


def _five(seed: int, act: Callable[[Performer, float], None]) -> SimulatedClip:
    rng = np.random.default_rng(seed)
    kind = draw_kind(rng)
    first = long_enough(fallen(rng, kind, draw_direction(kind, rng)))
    first = cut(first, first.falls[0].end_s + AFTER_S)
    people = (first, *company(first, rng, 4, act))
    camera = Camera((*CORNER, 2.6), 40.0, 30.0, 90.0)
    return film(Scene(kind, people, first.furniture), camera, fps=10.0, seed=seed)


def _mixed(seed: int, fps: float, *, hidden: bool) -> SimulatedClip:
    clip = random_clip(seed, fall=bool(seed % 2), fps=fps)
    return obscured(clip, HIDDEN) if hidden else clip


SETS: dict[str, Callable[[], Iterator[Case]]] = {
    "matrix": matrix,
    "five_people": five_people,
    "five_calm": lambda: five_people(calm=True),
    "mixed_10": mixed,
    "mixed_7": lambda: mixed(fps=7.0),
    "mixed_15": lambda: mixed(fps=15.0),
    "mixed_30": lambda: mixed(fps=30.0),
    "hidden": lambda: mixed(hidden=True),
    "lie_down": lie_downs,
    "daily": lambda: daily(2.0),
}
