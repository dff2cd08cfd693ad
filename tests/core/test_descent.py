"""Silhouettes that come down are noticed before anybody has been looked at."""

from falldetect_core.camera.descent import HOLD_S, SilhouetteDescent
from falldetect_core.records import Blob, Box

from .helpers.puppet import nothing_moves


def silhouette(top: float) -> Blob:
    return Blob(Box(100, top, 150, 300), 5000, 0.0, 2.0)


def test_a_silhouette_that_comes_down_is_noticed_and_for_a_while_after() -> None:
    sinking = SilhouetteDescent()
    down = [sinking.update(nothing_moves(number / 10, silhouette(100 + 20 * number))) for number in range(4)]
    assert down == [False, False, True, True]
    assert sinking.update(nothing_moves(0.9, silhouette(160)))
    assert not sinking.update(nothing_moves(0.4 + HOLD_S + 0.1, silhouette(160)))


def test_a_silhouette_that_sinks_slowly_or_rises_is_not() -> None:
    sinking, rising = SilhouetteDescent(), SilhouetteDescent()
    for number in range(20):
        assert not sinking.update(nothing_moves(number / 10, silhouette(100 + 3 * number)))
        assert not rising.update(nothing_moves(number / 10, silhouette(200 - 10 * number)))
