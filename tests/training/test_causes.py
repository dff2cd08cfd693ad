"""Causes of falls: each kind is what it is called, within what bodies and floors do, and the same for a seed."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from falldetect_core.kinds import Kind
from training.simulation.physics.causes import CAUSES, Cause, draw_cause

SEEDS = st.integers(0, 2**32 - 1)
TOWARD_DEG = st.floats(-180.0, 180.0)


def draw(kind: Kind, seed: int = 0, toward_deg: float = 90.0) -> Cause:
    return draw_cause(kind, toward_deg, np.random.default_rng(seed))


def test_every_kind_but_unknown_has_a_cause() -> None:
    assert set(CAUSES) == set(Kind) - {Kind.UNKNOWN}
    with pytest.raises(ValueError, match="is no cause of a fall: take one of"):
        draw(Kind.UNKNOWN)


@pytest.mark.parametrize("kind", CAUSES)
@given(seed=SEEDS, toward_deg=TOWARD_DEG)
@settings(max_examples=40, deadline=None)
def test_a_cause_is_possible_and_the_same_for_a_seed(kind: Kind, seed: int, toward_deg: float) -> None:
    cause = draw(kind, seed, toward_deg)
    assert cause == draw(kind, seed, toward_deg)
    assert (cause.kind, cause.toward_deg) == (kind, toward_deg)
    assert cause.side in ("L", "R")
    assert 0.1 <= cause.reaction_s <= 0.35
    numbers = [getattr(cause, one.name) for one in fields(Cause) if one.name not in ("kind", "toward_deg", "side")]
    assert all(np.isfinite(number) and number >= 0 for number in numbers)
    assert all(share <= 1.0 for share in (cause.leg_tone, cause.trunk_tone, cause.arms, cause.floor_tone))


@given(seed=SEEDS)
@settings(max_examples=40, deadline=None)
def test_each_kind_is_what_it_is_called(seed: int) -> None:
    causes = {kind: draw(kind, seed) for kind in CAUSES}
    assert [kind for kind, cause in causes.items() if cause.hold_n_s_m > 0] == [Kind.TRIP]
    assert causes[Kind.SLIP].slide_n >= 60.0
    assert causes[Kind.SLIP].slide_s >= 0.35
    assert causes[Kind.COLLAPSE].leg_tone <= 0.05
    assert causes[Kind.COLLAPSE].arms <= 0.15
    others = [cause.push_m_s2 for kind, cause in causes.items() if kind is not Kind.EXTERNAL]
    assert causes[Kind.EXTERNAL].push_m_s2 > max(others)


@pytest.mark.parametrize("kind", CAUSES)
def test_no_two_falls_of_a_kind_are_the_same(kind: Kind) -> None:
    assert len({draw(kind, seed) for seed in range(30)}) == 30
