"""Build the demo clips and their truth: `python -m training.demo [fall] [daily_life]`."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from training.demo import daily_life, fall
from training.demo.actor import Actor
from training.demo.film import Film, Picture
from training.demo.post import encode
from training.demo.prop import Wool
from training.demo.room import CAMERA, furnish
from training.demo.scene import Performance, Script
from training.demo.stage import empty_stage, place_camera
from training.demo.truth import Truth, visible_box
from training.simulation.arrays import FloatArray

OUTPUT = Path(__file__).parents[2] / "docs" / "demo"
SCRIPTS: tuple[Script, ...] = (fall, daily_life)
RATE = 15
SAMPLES = 8
BACKGROUND_SAMPLES = 64
STILL_M = 0.0015
"""A body whose skin moved less than this since the last rendered frame is not rendered again."""


def main() -> None:
    """Render the clips that the command line names, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", nargs="*", help="which clips to build (default: all)")
    parser.add_argument("--samples", type=int, default=SAMPLES, help="light paths a pixel")
    options = parser.parse_args()
    for script in SCRIPTS:
        if not options.clips or script.NAME in options.clips:
            build(script, options.samples)


def build(script: Script, samples: int) -> None:
    """Render one clip and write its truth."""
    empty_stage(samples)
    furnish()
    place_camera(CAMERA)
    film = Film(CAMERA, background_samples=BACKGROUND_SAMPLES, samples=samples)
    truth = Truth(f"{script.NAME}.mp4", RATE, CAMERA)
    size = (CAMERA.width, CAMERA.height)
    encode(_pictures(script, film, truth), OUTPUT / truth.clip, size=size, rate=RATE, seed=1)
    truth.write(OUTPUT / f"{script.NAME}.json")


def _pictures(script: Script, film: Film, truth: Truth) -> Iterator[Picture]:
    actor = script.cast()
    performance = script.play(actor)
    truth.events = performance.events()
    empty = film.background
    prop, wool = _lay_wool(actor, performance, film)
    rendered, picture = np.zeros((0, 3)), film.background
    for index in range(round(script.LENGTH_S * RATE)):
        time_s = index / RATE
        visible = vertices = actor.take(performance.at(time_s))
        truth.see(vertices)
        held = performance.prop_at(time_s)
        if held is not None and prop is not None and wool is not None and not np.array_equal(held, prop):
            film.background = empty
            visible = np.concatenate([vertices, wool.move(held)])
        if len(rendered) != len(visible) or np.abs(visible - rendered).max() > STILL_M:
            rendered = visible
            picture = film.frame(visible) if visible_box(CAMERA, vertices) else film.background
        print(f"\r{script.NAME}: {time_s:.1f} of {script.LENGTH_S:.0f} s", end="", flush=True)
        yield picture
    print()


def _lay_wool(actor: Actor, performance: Performance, film: Film) -> tuple[FloatArray | None, Wool | None]:
    """Lay the thing that the person will pick up on the floor, if there is one."""
    place = performance.prop_at(0.0)
    if place is None:
        return None, None
    actor.hide(hidden=True)
    wool = Wool()
    film.lay(wool.move(place))
    actor.hide(hidden=False)
    return place, wool


if __name__ == "__main__":
    main()
