"""The assignment that is worth most as a whole."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from falldetect_core.tracks.assignment import assign

sizes = st.tuples(st.integers(0, 4), st.integers(0, 4))
tables = sizes.flatmap(
    lambda size: st.lists(
        st.lists(st.floats(0, 2), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


@given(tables)
@hypothesis_settings(deadline=None)
def test_no_other_assignment_is_worth_more(worth: list[list[float]]) -> None:
    pairs = assign(worth)
    columns = len(worth[0]) if worth else 0
    assert len(set(pairs.values())) == len(pairs)
    places = [*range(columns), *([None] * len(worth))]
    best = max(
        sum(worth[row][column] for row, column in enumerate(way) if column is not None)
        for way in set(permutations(places, len(worth)))
    )
    assert sum(worth[row][column] for row, column in pairs.items()) == pytest.approx(best)


def test_who_cannot_be_somebody_is_nobody() -> None:
    assert assign([[0.0, 0.0], [0.0, 0.3]]) == {1: 1}


def test_the_nearest_is_given_up_where_another_has_nobody_else() -> None:
    assert assign([[0.9, 0.8], [0.8, 0.0]]) == {0: 1, 1: 0}
