"""Build the demo clips and their truth: `python -m training.demo [fall] [daily_life]`."""

import argparse
import math
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from training.demo.actor import Actor
from training.demo.daily_life import DAILY_LIFE
from training.demo.fall import FALL
from training.demo.film import Film, Picture
from training.demo.layout import CAMERA, WOOL_RADIUS_M
from training.demo.post import encode
from training.demo.prop import Wool
from training.demo.room import furnish
from training.demo.scene import Script
from training.demo.stage import empty_stage, place_camera
from training.demo.truth import Truth, visible_box
from training.simulation.arrays import FloatArray

OUTPUT = Path("artifacts/clips")
"""Not docs/demo: the clips there are what tests and figures rest on."""
SCRIPTS = (FALL, DAILY_LIFE)
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
    parser.add_argument("--seconds", type=float, default=math.inf, help="how much of each clip, for a quick look")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="folder to write to")
    options = parser.parse_args()
    for script in SCRIPTS:
        if not options.clips or script.name in options.clips:
            build(script, options.output, samples=options.samples, seconds=options.seconds)


def build(script: Script, output: Path, *, samples: int, seconds: float = math.inf) -> None:
    """Render one clip, or its first seconds, and write its truth beside it."""
    empty_stage(samples)
    furnish()
    place_camera(CAMERA)
    film = Film(CAMERA, background_samples=BACKGROUND_SAMPLES, samples=samples)
    truth = Truth(f"{script.name}.mp4", RATE, CAMERA)
    pictures = islice(_pictures(script, film, truth), math.ceil(min(seconds, script.length_s) * RATE))
    encode(pictures, output / truth.clip, size=(CAMERA.width, CAMERA.height), rate=RATE, seed=1)
    truth.write(output / f"{script.name}.json")


def _pictures(script: Script, film: Film, truth: Truth) -> Iterator[Picture]:
    actor = Actor(script.shape, script.clothes)
    act = script.play(actor.body)
    truth.events = act.events()
    empty = film.background
    wool = Wool() if math.isfinite(act.grasp_s) else None
    if wool:
        _lay(film, actor, wool.move(_below(actor.hand(act, act.grasp_s))))
    rendered, picture = np.zeros((0, 3)), film.background
    for index in range(round(script.length_s * RATE)):
        time_s = index / RATE
        visible = vertices = actor.take(actor.pose(act, time_s))
        truth.see(vertices)
        if wool and time_s >= act.grasp_s:
            film.background = empty
            visible = np.concatenate([vertices, wool.move(actor.hand(act, time_s))])
        if len(rendered) != len(visible) or np.abs(visible - rendered).max() > STILL_M:
            rendered = visible
            picture = film.frame(visible) if visible_box(CAMERA, vertices) else film.background
        print(f"\r{script.name}: {time_s:.1f} of {script.length_s:.0f} s", end="", flush=True)
        yield picture
    print()


def _below(hand: FloatArray) -> FloatArray:
    """Return where the ball of wool lies for a hand (3,) to take it up."""
    return hand * [1.0, 1.0, 0.0] + [0.0, 0.0, WOOL_RADIUS_M]


def _lay(film: Film, actor: Actor, vertices: FloatArray) -> None:
    """Make a thing whose `vertices` (N, 3) are on the stage part of the empty room."""
    actor.hide(hidden=True)
    film.background = film.frame(vertices)
    actor.hide(hidden=False)


if __name__ == "__main__":
    main()
