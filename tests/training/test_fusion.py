"""What the fusion learns from, and how its ways are measured."""

import pytest

from falldetect_core.settings import Method
from training.fusion import SOURCES, THRESHOLDS, Take, examples, outcomes, take

FIRST, COUNT = 1_500_000, 6


@pytest.fixture(scope="module")
def takes() -> list[Take]:
    """A few clips, some with a fall."""
    return [take(seed) for seed in range(FIRST, FIRST + COUNT)]


def test_a_moment_has_a_word_of_each_source_and_a_truth(takes):
    rows, truth = examples(takes)
    assert rows.shape == (len(truth), len(SOURCES))
    assert set(truth) == {0.0, 1.0}


@pytest.mark.parametrize("method", [Method.LOG_ODDS, Method.RULES])
def test_who_asks_for_more_is_told_less(takes, method):
    for taken in takes:
        told = [hits for hits, _ in outcomes(method, taken)]
        assert len(told) == len(THRESHOLDS)
        assert told[0] >= told[-1]
    assert any(hits for taken in takes for hits, _ in outcomes(method, taken))
