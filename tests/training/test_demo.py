"""What the demo clips tell happens in the room that is built for them; Blender is asked for nothing."""

import numpy as np
import pytest

from training.demo.daily_life import DAILY_LIFE
from training.demo.fall import FALL
from training.demo.layout import RUG, SOFA, SOFA_SEAT_M
from training.demo.scene import EMPTY_S
from training.simulation.bodies.body import INDEX
from training.simulation.motion.movement import RATE_HZ


@pytest.fixture(scope="module")
def old(bodies):
    """Somebody of the two actors' age and about their height."""
    return min((body for body in bodies if body.age > 0.9), key=lambda body: abs(body.height - 1.65))


def test_the_old_trips_over_the_edge_of_the_rug_and_stays_there(old):
    act = FALL.play(old)
    (event,) = act.events()
    assert (event["kind"], event["direction"], event["after"]) == ("trip", "forward", "still")
    assert 0.3 < event["floor_contact_s"] - event["onset_s"] < 1.5
    movement = act.performance.movement
    feet = act.performance.joints[act.frame_at(event["onset_s"]), [INDEX["foot.L"], INDEX["foot.R"]]]
    assert np.abs(feet[:, 0] - RUG[1][0]).min() < 0.3
    assert (movement.roots[-1, :2] > RUG[0]).all()
    assert (movement.roots[-1, :2] < RUG[1]).all()
    assert movement.roots[-1, 2] < 0.3
    assert len(movement) == pytest.approx((FALL.length_s - EMPTY_S) * RATE_HZ, abs=1)


def test_the_woman_takes_up_the_wool_and_lies_down_on_the_sofa(old):
    act = DAILY_LIFE.play(old)
    performance = act.performance
    assert not performance.falls
    assert [event["event"] for event in act.events()][-1] == "lie_down"
    hand = performance.joints[act.frame_at(act.grasp_s), INDEX["hand.R"]]
    assert hand[2] < 0.25
    assert (performance.movement.roots[-1, :2] > SOFA[0]).all()
    assert (performance.movement.roots[-1, :2] < SOFA[1]).all()
    assert performance.movement.roots[-1, 2] == pytest.approx(SOFA_SEAT_M + 0.1, abs=0.05)


@pytest.mark.parametrize("script", [FALL, DAILY_LIFE], ids=lambda script: script.name)
def test_the_room_is_empty_at_first_and_the_last_moment_stays(script, old):
    act = script.play(old)
    assert act.frame_at(0.0) == act.frame_at(EMPTY_S) == 0
    assert act.frame_at(script.length_s + 100.0) == len(act.performance.movement) - 1
