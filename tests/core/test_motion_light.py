"""Lamps, exposure, infrared and shadows change every pixel of a room, and nobody comes or goes by it."""

from collections.abc import Callable

import numpy as np
import pytest

from falldetect_core.motion import MotionDetector
from falldetect_core.records import Box, Foreground, Frame, Image

from .helpers.puppet import ON_THE_FACE, STANDING
from .helpers.scenes import (
    Grain,
    compressed,
    furnished,
    infrared,
    lamp,
    lit,
    person,
    pose_of,
    shadowed,
    silhouette_box,
)

ROOM = furnished()
LYING = ON_THE_FACE
type Light = Callable[[Image], Image]


class Watch:
    """A camera with a noisy sensor that films one picture after another."""

    def __init__(self, sigma: float = 3.0) -> None:
        self._detector, self._grain, self._now_s = MotionDetector(), Grain(sigma), 0.0

    def see(self, picture: Image, seconds: float = 0.1, *people: Box, rate: float = 10.0) -> list[Foreground]:
        seen = []
        for _ in range(round(seconds * rate)):
            seen.append(self._detector.update(Frame(self._now_s, self._grain.on(picture)), people))
            self._now_s += 1 / rate
        return seen


@pytest.fixture
def watch() -> Watch:
    """One that knows the empty room."""
    made = Watch()
    made.see(ROOM, 2.0)
    return made


SUDDEN: dict[str, Light] = {
    "light off": lambda room: lit(room, 0.2),
    "light dimmed": lambda room: lit(room, 0.6),
    "light on": lambda room: lit(room, 1.5),
    "another lamp": lambda room: lit(room, 0.4, 0.8),
    "half the room off": lambda room: lamp(room, 0.4),
    "half the room on": lambda room: lamp(room, 1.8),
    "a corner on": lambda room: lamp(room, 1.6, upto=0.25),
    "infrared": infrared,
}


@pytest.mark.parametrize("light", SUDDEN.values(), ids=SUDDEN.keys())
def test_light_that_goes_on_or_off_brings_nobody(watch: Watch, light: Light) -> None:
    there = watch.see(light(ROOM), 2.0)
    back = watch.see(ROOM, 2.0)
    assert sum(bool(motion.blobs) for motion in there + back) <= 1


@pytest.mark.parametrize("light", [light for name, light in SUDDEN.items() if name != "light off"])
def test_somebody_who_comes_after_the_light_changed_is_seen(watch: Watch, light: Light) -> None:
    watch.see(light(ROOM), 3.0)
    seen = watch.see(light(person(ROOM)))[-1]
    assert seen.blobs[0].box.overlap(silhouette_box()) > 0.5


@pytest.mark.parametrize("change", [-0.3, 0.3])
def test_exposure_that_drifts_brings_nobody(watch: Watch, change: float) -> None:
    steps = [lit(ROOM, 1 + change * share) for share in np.linspace(0, 1, 12)]
    seen = [motion for step in steps for motion in watch.see(step)]
    assert not any(motion.blobs for motion in seen + watch.see(steps[-1], 2.0))


KEPT = {name: SUDDEN[name] for name in ("light dimmed", "light on", "half the room on", "infrared")}


@pytest.mark.parametrize("light", KEPT.values(), ids=KEPT.keys())
def test_somebody_lying_still_is_kept_through_a_change_of_light(watch: Watch, light: Light) -> None:
    box = pose_of(LYING).box
    watch.see(person(ROOM, LYING), 2.0, box)
    after = watch.see(light(person(ROOM, LYING)), 20.0, box, rate=2.0)
    assert after[-1].blobs[0].box.overlap(silhouette_box(LYING)) > 0.5


def test_the_moment_of_a_switched_light_is_no_movement_of_somebody_lying_still(watch: Watch) -> None:
    box = pose_of(LYING).box
    watch.see(person(ROOM, LYING), 2.0, box)
    assert watch.see(lit(person(ROOM, LYING), 0.6), 0.1, box)[0].changed < 0.02


def test_a_patch_of_sun_that_creeps_over_the_floor_is_nobody(watch: Watch) -> None:
    for step in range(40):
        picture = ROOM.copy()
        left = 200 + step // 2
        picture[240:330, left : left + 120] = lit(ROOM, 1.4)[240:330, left : left + 120]
        assert not watch.see(picture)[-1].blobs


def test_a_shadow_on_the_floor_is_no_part_of_a_silhouette(watch: Watch) -> None:
    box = silhouette_box()
    seen = watch.see(shadowed(person(ROOM), box))[-1]
    assert seen.blobs[0].box.overlap(box) > 0.7
    assert seen.blobs[0].tilt_deg < 10


@pytest.mark.parametrize("sigma", [3.0, 8.0])
def test_sensor_noise_in_a_dark_room_is_no_motion(sigma: float) -> None:
    seen = Watch(sigma).see(lit(ROOM, 0.12), 10.0)
    assert not any(motion.blobs for motion in seen)
    assert np.median([motion.changed for motion in seen]) < 0.0005


def test_blocks_of_compression_are_no_motion() -> None:
    watch, grain = Watch(0.0), Grain(3.0)
    pictures = [compressed(grain.on(ROOM)) for _ in range(5)]
    seen = [motion for number in range(120) for motion in watch.see(pictures[number % 5], 0.5, rate=2.0)]
    assert not any(motion.blobs for motion in seen)
    assert np.median([motion.changed for motion in seen[60:]]) < 0.0005


def test_a_standing_person_keeps_their_place_while_exposure_drifts_around_them(watch: Watch) -> None:
    box = silhouette_box(STANDING)
    for share in np.linspace(0, 1, 12):
        seen = watch.see(lit(person(ROOM), 1 - 0.3 * share), 0.1, box)
    assert seen[-1].blobs[0].box.overlap(box) > 0.7
