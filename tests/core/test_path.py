"""The most probable path: the same as trying all, and it stays with the body."""

import math
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from falldetect_core.records import Box
from falldetect_core.tracks.path import LEAST_P, MEMORY_P, SILHOUETTE_P, Candidate, most_probable_path, smoothness


def at(time_s: float, x: float, probability: float = 0.5) -> Candidate:
    return Candidate(time_s, Box(x, 100, x + 40, 200), None, probability)


places = st.tuples(st.floats(0, 600), st.floats(0, 1))


@given(st.lists(st.lists(places, min_size=1, max_size=3), max_size=5))
@hypothesis_settings(deadline=None)
def test_no_path_is_more_probable(moments: list[list[tuple[float, float]]]) -> None:
    lattice = [[at(n / 10, x, p) for x, p in moment] for n, moment in enumerate(moments)]

    def worth(path: tuple[Candidate, ...]) -> float:
        alone = sum(math.log(max(candidate.probability, LEAST_P)) for candidate in path)
        return alone + sum(smoothness(a, b) for a, b in pairwise(path))

    found = most_probable_path(lattice)
    assert len(found) == len(lattice)
    assert worth(tuple(found)) == pytest.approx(max(worth(path) for path in product(*lattice)))


def test_a_chair_seen_for_a_moment_is_left_out() -> None:
    walks = [[at(n / 10, 100 + 6 * n)] for n in range(5)]
    lost = [at(0.5, 130, SILHOUETTE_P), at(0.5, 190, 0.4), at(0.5, 124, MEMORY_P)]
    found = [at(0.6, 136), at(0.6, 190, 0.4)]
    path = most_probable_path([*walks, lost, found])
    assert [candidate.box.left for candidate in path[-2:]] == [130, 136]


def test_who_really_jumped_is_followed() -> None:
    stays = [[at(n / 10, 100)] for n in range(5)]
    jumps = [[at(n / 10, 250), at(n / 10, 100, MEMORY_P)] for n in range(5, 15)]
    path = most_probable_path([*stays, *jumps])
    assert path[-1].box.left == 250
