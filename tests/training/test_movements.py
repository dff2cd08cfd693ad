"""What people do stays on the floor and within what bodies can do; falls reach it, and go where they are sent."""

from itertools import product

import numpy as np
import pytest

from falldetect_core.kinds import Before, Direction, Kind
from training.simulation.behaviour.activities.activity import perform
from training.simulation.behaviour.daily_life import ACTIVITIES
from training.simulation.behaviour.fall_scenarios import PHASES, SCENARIOS
from training.simulation.behaviour.falls import LIKELY_DEG, draw_direction, fall, near_fall
from training.simulation.behaviour.lying_down import DOINGS, ENDS, WAYS, LieDown, lie_down
from training.simulation.behaviour.performer import Performer
from training.simulation.behaviour.truth import State
from training.simulation.motion.gait import Gait
from training.simulation.motion.movement import RATE_HZ
from training.simulation.motion.place import Place
from training.simulation.physics.causes import Cause, draw_cause
from training.simulation.physics.ragdoll import Furniture, Ragdoll


def performer(body, seed=0):
    return Performer(body, np.random.default_rng(seed), Place(0.0, 0.0, 0.0))


def lowest(performance):
    ends = performance.body.capsule_ends(performance.joints, performance.movement.rotations)
    return (ends[..., 2] - performance.body.radii[:, None]).min(axis=(1, 2))


@pytest.mark.parametrize("name", ACTIVITIES)
def test_daily_life_stays_on_the_floor_at_human_speeds(adult, name):
    for seed in range(2):
        acts = performer(adult, seed)
        perform(acts, ACTIVITIES[name])
        done = acts.finish()
        assert done.activities[-1].name == name
        assert not done.falls
        assert lowest(done).min() > -0.005
        speed = np.linalg.norm(np.diff(done.joints, axis=0), axis=2) * RATE_HZ
        assert speed[:, 0].max() < 3.5, "the pelvis"
        assert speed.max() < 12.0, "any joint"


@pytest.mark.parametrize(("way", "end", "doing"), product(WAYS, ENDS, DOINGS))
def test_who_lies_down_on_purpose_does_so_in_time_stays_and_gets_up(adult, way, end, doing):
    acts = performer(adult)
    acts.hold(1.0)
    lie_down(acts, LieDown(way, end, doing, seconds=3.0, stay_s=8.0, side=-1.0))
    done = acts.finish(acts.now_s + 1.0)
    lying = np.flatnonzero(done.states == State.LYING) / RATE_HZ
    assert 2.0 < lying[0] < 4.1
    assert 4.0 + 8.0 <= lying[-1] < 16.0
    assert done.states[-1] == State.UPRIGHT
    assert not done.falls
    assert lowest(done).min() > -0.005
    speed = np.linalg.norm(np.diff(done.joints, axis=0), axis=2) * RATE_HZ
    assert speed[:, 0].max() < 3.5, "the pelvis"
    assert speed.max() < 12.0, "any joint"


def test_ways_of_lying_down_are_drawn_within_their_bounds():
    drawn = [LieDown.drawn(np.random.default_rng(seed)) for seed in range(200)]
    assert {(how.way, how.end, how.doing) for how in drawn} == set(product(WAYS, ENDS, DOINGS))
    assert all(1.0 <= how.seconds <= 8.0 and 5.0 <= how.stay_s <= 60.0 for how in drawn)
    assert drawn[7] == LieDown.drawn(np.random.default_rng(7))


@pytest.mark.parametrize(
    ("name", "state"), [("bend", State.BENT), ("sit", State.LOW), ("lie_on_floor", State.LYING), ("kneel", State.LOW)]
)
def test_states_name_what_is_done(adult, name, state):
    acts = performer(adult)
    perform(acts, ACTIVITIES[name])
    told = acts.finish(acts.now_s + 1.0).states
    assert state in told
    assert told[-1] == State.UPRIGHT
    assert State.FALLING not in told


@pytest.mark.parametrize("kind", SCENARIOS)
def test_falls_end_on_the_floor_and_say_when(adult, kind):
    contacts = []
    for seed in range(2):
        acts = performer(adult, seed)
        fall(acts, kind, draw_direction(kind, acts.rng))
        done = acts.finish()
        happened = done.falls[0]
        assert happened.kind == kind
        if happened.near:  # furniture caught it
            continue
        contacts.append(happened.contact_s - happened.onset_s)
        assert happened.onset_s < happened.contact_s <= happened.end_s
        hips = done.movement.roots[int(happened.end_s * RATE_HZ), 2]
        assert hips < (0.7 if kind is Kind.TRANSFER else 0.45), "half on the bed is also down"
        assert State.DOWN in done.states
        assert lowest(done).min() > -0.03
    assert contacts
    assert 0.25 < np.median(contacts) < 2.5


@pytest.mark.parametrize("toward", range(-150, 181, 30))
def test_a_push_sends_the_body_where_it_goes(adult, toward):
    acts = performer(adult)
    acts.hold(1.0)
    happened = acts.fall(
        Cause(Kind.EXTERNAL, float(toward), push_m_s2=7.0, push_s=0.25, leg_tone=0.5, arms=0.5), before=Before.STANDING
    )
    assert not happened.near
    away = (happened.toward_deg - toward + 180) % 360 - 180
    assert abs(away) < 50


def test_the_swinging_foot_trips_and_the_landing_foot_slips(adult):
    directions = {}
    for kind in (Kind.TRIP, Kind.SLIP):
        ends = []
        for seed in range(3):
            acts = performer(adult, seed)
            acts.walk([(0, 0), (3, 0)], Gait(step_m=0.6, step_s=0.5))
            middle, _ = LIKELY_DEG[kind]
            happened = acts.fall(draw_cause(kind, float(middle), acts.rng), back_s=1.0, phase=PHASES[kind])
            ends.append(happened.direction)
        directions[kind] = ends
    assert directions[Kind.TRIP].count(Direction.FORWARD) >= 2
    assert directions[Kind.SLIP].count(Direction.FORWARD) <= 1


def test_who_collapses_goes_down_over_the_feet(adult):
    acts = performer(adult)
    acts.hold(1.0)
    begin = acts.attitudes.standing().root[:2]
    acts.fall(
        Cause(Kind.COLLAPSE, 0.0, leg_tone=0.01, trunk_tone=0.05, fade_s=0.3, fold=60.0, arms=0.0, floor_tone=0.04),
        before=Before.STANDING,
    )
    roots = acts.finish().movement.roots
    assert np.linalg.norm(roots[-1, :2] - begin) < 0.35 * adult.height
    assert roots[-1, 2] < 0.35


def test_near_falls_are_caught(adult):
    for seed in range(4):
        acts = performer(adult, seed)
        near_fall(acts)
        done = acts.finish(acts.now_s + 1.0)
        assert done.falls[0].near
        assert done.states[-1] == State.UPRIGHT
        assert State.DOWN not in done.states


def test_falls_repeat_with_their_seed(adult):
    ends = []
    for _ in range(2):
        acts = performer(adult, 7)
        fall(acts, Kind.SLIP, 180.0)
        ends.append(acts.finish().movement.roots[-1])
    assert np.array_equal(*ends)


def test_getting_up_ends_upright(adult):
    for seed in range(4):
        acts = performer(adult, seed)
        acts.hold(0.5)
        acts.fall(draw_cause(Kind.EXTERNAL, 90.0 * seed, acts.rng), before=Before.STANDING)
        acts.lie_still(0.5)
        acts.get_up()
        done = acts.finish(acts.now_s + 1.0)
        assert done.states[-1] == State.UPRIGHT
        assert done.falls[0].after == "rises"
        assert np.isfinite(done.falls[0].up_s)


def test_muscles_and_furniture_hold_a_body(adult):
    """Somebody put on a bed stays on it."""
    acts = performer(adult)
    acts.begin(acts.attitudes.supine(0.5))
    lying = acts.finish().movement
    ragdoll = Ragdoll(adult, [Furniture((-1.2, -0.6, 0.0), (1.2, 0.6, 0.48))])
    ragdoll.start(lying[:1], lying[:1], 1 / RATE_HZ)
    for _ in range(250):
        ragdoll.step()
    assert 0.45 < ragdoll.pose()[0][2] < 0.75
    assert not ragdoll.touching_floor()
    assert 40 < ragdoll.mass_kg < 130
