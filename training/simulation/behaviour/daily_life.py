"""What people do all day: all activities, how often they are drawn, and life as one after the other."""

import numpy as np

from training.simulation.behaviour.activities.activity import Activities, Activity, perform
from training.simulation.behaviour.activities.exercise import EXERCISE
from training.simulation.behaviour.activities.floor import FLOOR
from training.simulation.behaviour.activities.kneeling import KNEELING
from training.simulation.behaviour.activities.lying import LYING
from training.simulation.behaviour.activities.seated import SEATED
from training.simulation.behaviour.activities.shoes import SHOES
from training.simulation.behaviour.activities.standing import STANDING
from training.simulation.behaviour.activities.sudden import SUDDEN
from training.simulation.behaviour.activities.walking import WALKING
from training.simulation.behaviour.performer import Performer

ACTIVITIES = Activities(WALKING, STANDING, SEATED, SHOES, LYING, KNEELING, SUDDEN, FLOOR, EXERCISE)
COMMON, FREQUENT, RARE = (ACTIVITIES.lots[often] for often in ("common", "frequent", "rare"))
AT_START = ACTIVITIES.lots["at_start"]
"""These fill a performance from its first moment on."""
SHARES = (0.4, 0.35, 0.25)
"""How often people do what is common, frequent and rare."""
START_SHARE = 0.06
DELIBERATE = tuple(
    ACTIVITIES[name]
    for name in (
        "tie_shoes_standing", "tie_shoes_standing", "drop_to_knees", "drop_to_knees", "pick_up", "pick_up", "yoga",
        "sit_ups", "push_ups", "crawl", "lie_on_floor", "play_on_floor", "exercise_lying", "kneel", "squat", "pray",
        "bend", "sit", "lie_in_bed", "sit_on_floor",
    )
)  # fmt: skip
"""Ways down on purpose, some of them as quick as falls."""


def draw_activity(rng: np.random.Generator) -> Activity:
    """Return something to do."""
    lots = (COMMON, FREQUENT, RARE)[int(rng.choice(3, p=SHARES))]
    return lots[int(rng.integers(len(lots)))]


def live(performer: Performer, seconds: float) -> None:
    """Do one thing after the other for some time."""
    rng = performer.rng
    if rng.random() < START_SHARE:
        perform(performer, AT_START[int(rng.integers(len(AT_START)))])
        return
    while performer.now_s < seconds:
        perform(performer, draw_activity(rng))
