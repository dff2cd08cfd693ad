"""The assignment of detections to tracks that is likeliest as a whole: two who cross keep who they are."""

from collections.abc import Sequence
from functools import cache


def assign(worth: Sequence[Sequence[float]]) -> dict[int, int]:
    """Pair rows and columns, each at most once, so that the sum of what the pairs are worth is largest.

    `worth[row][column]` is 0 where the two can't be a pair. Rows are people of one camera, a handful: all ways are
    weighed, once for each set of columns taken.
    """
    if not any(value > 0 for row in worth for value in row):
        return {}

    @cache
    def best(row: int, taken: int) -> tuple[float, tuple[tuple[int, int], ...]]:
        if row == len(worth):
            return 0.0, ()
        choices = [best(row + 1, taken)]
        for column, value in enumerate(worth[row]):
            if value > 0 and not taken >> column & 1:
                rest, pairs = best(row + 1, taken | 1 << column)
                choices.append((value + rest, ((row, column), *pairs)))
        return max(choices, key=lambda choice: choice[0])

    return dict(best(0, 0)[1])
