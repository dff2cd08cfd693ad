"""Daily life without falls."""

import numpy as np

from training.simulation.attitudes import Place
from training.simulation.clips import Scene
from training.simulation.falls_at_home import draw_figure, draw_gait
from training.simulation.performer import Performer


def daily_scene(rng: np.random.Generator) -> Scene:
    """Return a scene in which somebody does what people do."""
    figure = draw_figure(rng)
    performer = Performer(figure, rng, Place(0.0, 0.0, float(rng.uniform(-180, 180))))
    end = performer.place.ahead(3.0, 1.0)
    performer.walk([performer.place.xy, end.xy], draw_gait(figure, rng))
    performer.do(0.8, performer.attitudes.bent(80.0))
    performer.hold(1.0)
    performer.do(1.0, performer.attitudes.standing())
    return Scene("walk", (performer.finish(10.0),))
