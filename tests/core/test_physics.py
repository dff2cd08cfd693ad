"""Source 2's silhouette: it comes down fast and stays low, or nothing is said."""

import math
from copy import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.evidence import physics_evidence
from falldetect_core.evidence.physics import STEEP_STILL_S
from falldetect_core.records import Kinematics

from .helpers.sightings import measured

FAST = 1.2


def ending(height: float, *, ratio: float = 0.5, speed: float = FAST, **values: Any) -> list[Kinematics]:
    """A silhouette that came down at a speed to a share of its standing height."""
    fell = measured(0.5, silhouette_height=0.7, silhouette_ratio=1.0, silhouette_speed=speed)
    lies: dict[str, Any] = {"silhouette_height": height, "silhouette_ratio": ratio, "silhouette_speed": 0.0} | values
    return [fell, *(measured(0.5 + n / 10, **lies) for n in range(1, 6))]


def probability(window: list[Kinematics], fastest: float = math.nan) -> float:
    evidence = physics_evidence(window, fastest)
    assert evidence is not None
    return evidence.probability


def test_a_silhouette_that_fell_flat_is_a_fall_with_its_reasons() -> None:
    evidence = physics_evidence(ending(0.25))
    assert evidence is not None
    assert evidence.probability == 1
    assert tuple(map(str, evidence.reasons)) == (
        "silhouette came down at 1.2 body heights/s",
        "silhouette 25% of standing",
    )


def test_the_final_height_is_40_percent_and_65_along_the_line_of_sight() -> None:
    assert probability(ending(0.35, ratio=0.6)) > 0.5
    assert probability(ending(0.45, ratio=0.6)) < 0.5
    assert probability(ending(0.6, ratio=1.2)) > 0.5
    assert probability(ending(0.7, ratio=1.2)) < 0.5


def test_who_comes_down_slowly_has_not_fallen() -> None:
    assert probability(ending(0.25, speed=0.3)) == 0


@pytest.mark.parametrize("unknown", [{"at_fence": True}, {"seen_share": 0.5}, {"silhouette_height": math.nan}])
def test_at_the_fence_or_hidden_nothing_is_said(unknown: dict[str, Any]) -> None:
    assert physics_evidence(ending(0.25, **unknown)) is None


def test_a_steep_camera_allows_more_height_and_waits_for_stillness() -> None:
    moving, still = (ending(0.6, pitch_deg=60.0, still_s=still_s) for still_s in (2.0, STEEP_STILL_S))
    assert physics_evidence(moving, FAST) is None
    assert probability(still, FAST) > 0.5
    assert probability(ending(0.9, ratio=1.2, pitch_deg=60.0, still_s=STEEP_STILL_S), FAST) > 0.5
    assert probability(ending(0.6)) == 0


numbers = st.floats(-3, 3) | st.just(math.nan)


@given(st.lists(st.tuples(numbers, numbers, numbers, numbers, st.booleans()), min_size=1, max_size=8), numbers)
def test_any_measures_give_a_probability_or_nothing(
    values: list[tuple[float, float, float, float, bool]], fastest: float
) -> None:
    names = ("silhouette_height", "silhouette_ratio", "silhouette_speed", "pitch_deg", "at_fence")
    window = [replace(measured(n / 10), **dict(zip(names, some, strict=True))) for n, some in enumerate(values)]
    evidence = physics_evidence(window, fastest)
    assert evidence is None or 0 <= evidence.probability <= 1
