"""The clock of a stream: whatever stamps and network do, times grow, keep up, and are spaced as in the room."""

import math
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from falldetect_core.frames.stream_clock import AHEAD_S, TICK_S, StreamClock

SETTLED_S = 10.0
"""After the beginning, and after each disturbance."""


@dataclass
class Camera:
    """A camera and its network, played without waiting: `true_s` is when a picture was taken, on the clock of arrivals.

    `drift` is how fast its stamps run; `burst_s` of the past it sends at once when it is connected. Holds, stops and
    jumps are (when, how long or far): the network holds pictures back, the camera pauses and its stamps don't, the
    stamps jump.
    """

    drift: float = 1.0
    fps: float = 15.0
    jitter_s: float = 0.0
    burst_s: float = 0.0
    holds: list[tuple[float, float]] = field(default_factory=list)
    stops: list[tuple[float, float]] = field(default_factory=list)
    jumps: list[tuple[float, float]] = field(default_factory=list)
    ends_s: float = 60.0

    def play(self) -> list[tuple[float, float, float]]:
        """Return (true time, stamp, arrival) of every picture."""
        random = np.random.default_rng(1)
        pictures: list[tuple[float, float, float]] = []
        stops, shift_s, now_s, true_s = sorted(self.stops), 0.0, -math.inf, -self.burst_s
        while true_s < self.ends_s:
            while stops and true_s >= stops[0][0]:
                _, stopped_s = stops.pop(0)
                true_s, shift_s = true_s + stopped_s, shift_s - stopped_s * self.drift
            jumped_s = sum(far_s for at_s, far_s in self.jumps if true_s >= at_s)
            now_s = max(now_s + 1e-6, self._arrival(true_s + abs(random.normal(0, self.jitter_s))))
            pictures.append((true_s, 5000 + self.drift * true_s + shift_s + jumped_s, now_s))
            true_s += 1 / self.fps
        return pictures

    def _arrival(self, ready_s: float) -> float:
        for begins_s, held_s in self.holds:
            if begins_s <= ready_s < begins_s + held_s:
                ready_s = begins_s + held_s
        return max(ready_s, 0.0)

    def unsettled(self, true_s: float) -> bool:
        ends_s = [0.0, *(at_s + for_s for at_s, for_s in self.stops), *(at_s for at_s, _ in self.jumps)]
        return any(end_s <= true_s < end_s + SETTLED_S for end_s in ends_s) or true_s < 0


def read(camera: Camera) -> list[tuple[float, float, float]]:
    """Return (true time, arrival, time that the clock says) of every picture."""
    clock = StreamClock()
    return [(true_s, arrival_s, clock.read(stamp_s, arrival_s)) for true_s, stamp_s, arrival_s in camera.play()]


drifts = st.one_of(st.just(1.0), st.floats(0.2, 3.0), st.floats(0.95, 1.05))
rates = st.sampled_from([5.0, 8.0, 12.5, 15.0, 25.0, 30.0])
jitters = st.sampled_from([0.0, 0.005, 0.02, 0.05])


def check(camera: Camera) -> None:
    """Say that times grow, are not in the future, are right to a second once settled, and spaced to a tenth."""
    for (true_s, _, time_s), (next_true_s, arrival_s, next_s) in pairwise(read(camera)):
        assert next_s > time_s
        assert next_s <= arrival_s + 2 * AHEAD_S
        if not camera.unsettled(next_true_s):
            assert abs(next_s - next_true_s) <= 1.0
            assert (next_s - time_s) / (next_true_s - true_s) == pytest.approx(1.0, abs=0.1)


@given(drifts, rates, jitters, st.sampled_from([0.0, 0.5, 2.0, 4.0]))
def test_a_clock_that_runs_slow_or_fast_is_found_out(drift: float, fps: float, jitter_s: float, burst_s: float) -> None:
    check(Camera(drift, fps, jitter_s, burst_s))


@given(drifts, rates, jitters, st.floats(0.1, 8), st.floats(0.1, 8))
def test_what_the_network_holds_back_keeps_its_times(
    drift: float, fps: float, jitter_s: float, one_s: float, other_s: float
) -> None:
    check(Camera(drift, fps, jitter_s, holds=[(20, one_s), (40, other_s)]))


@given(drifts, rates, jitters, st.floats(0.1, 20))
def test_a_pause_that_the_stamps_leave_out_is_made_up(drift: float, fps: float, jitter_s: float, s: float) -> None:
    check(Camera(drift, fps, jitter_s, stops=[(20, s)]))


@given(drifts, rates, jitters, st.floats(-1e5, 1e5), st.floats(-1e5, 1e5))
def test_stamps_that_jump_are_followed(drift: float, fps: float, jitter_s: float, one_s: float, two_s: float) -> None:
    check(Camera(drift, fps, jitter_s, jumps=[(20, one_s), (40, two_s)]))


@given(
    st.sampled_from([0.9, 1.0, 1.1]),
    st.floats(0.3, 3.0),
    st.floats(0.3, 3.0),
)
def test_a_clock_that_changes_its_pace_is_found_out_again(rate: float, before: float, after: float) -> None:
    clock, stamp_s, last_s = StreamClock(), 0.0, -math.inf
    for number in range(900):
        now_s = number / 15
        stamp_s += rate * (before if now_s < 30 else after) / 15
        time_s = clock.read(stamp_s, now_s)
        assert time_s > last_s
        last_s = time_s
        if 10 <= now_s < 30 or now_s >= 45:
            assert abs(time_s - now_s) <= 1.0


@given(st.lists(st.tuples(st.floats(0, 2), st.floats(-1e5, 1e5) | st.just(math.nan)), min_size=1, max_size=100))
def test_whatever_the_stamps_are_times_grow_and_are_not_in_the_future(pictures: list[tuple[float, float]]) -> None:
    clock, now_s, last_s = StreamClock(), 0.0, -math.inf
    for waited_s, stamp_s in pictures:
        now_s += waited_s
        time_s = clock.read(stamp_s, now_s)
        assert time_s > last_s
        assert time_s <= now_s + AHEAD_S + TICK_S * len(pictures)
        last_s = time_s


@pytest.mark.parametrize("stamp_s", [math.nan, 7.0], ids=["none", "standing still"])
def test_without_stamps_the_time_is_when_a_picture_arrives(stamp_s: float) -> None:
    clock = StreamClock()
    arrivals = [0.0, 0.1, 0.25, 0.3, 2.0, 2.1]
    assert [clock.read(stamp_s, arrival_s) for arrival_s in arrivals] == pytest.approx(arrivals)


@pytest.mark.parametrize("drift", [0.01, 20.0])
def test_stamps_that_are_no_clock_go_by_arrival(drift: float) -> None:
    clock = StreamClock()
    for number in range(600):
        time_s = clock.read(drift * number / 15, number / 15)
        if number > 150:
            assert time_s == pytest.approx(number / 15, abs=0.11)


def test_stamps_that_stop_for_a_while_are_bridged_at_the_usual_spacing() -> None:
    clock = StreamClock()
    times = [clock.read(min(number, 100) / 10, number / 10) for number in range(200)]
    assert np.diff(times) == pytest.approx(np.full(199, 0.1), abs=0.01)


def test_a_picture_that_comes_out_of_order_does_not_turn_time_back() -> None:
    clock, order = StreamClock(), [0, 3, 1, 2, 6, 4, 5, 9, 7, 8]
    times = [clock.read(stamp / 10, arrival / 10) for arrival, stamp in enumerate(order)]
    assert min(np.diff(times)) > 0
    assert times[-1] == pytest.approx(0.9, abs=0.2)


def test_a_camera_keeps_its_pace_when_it_is_connected_again() -> None:
    clock = StreamClock()
    for number in range(300):
        clock.read(number / 30, number / 15)
    clock.restart()
    times = [clock.read(number / 30, 30 + number / 15) for number in range(15)]
    assert times == pytest.approx([30 + number / 15 for number in range(15)], abs=0.02)


@given(st.lists(st.tuples(st.floats(12, 50), st.floats(0.2, 8)), min_size=1, max_size=4))
def test_pauses_and_held_pictures_together_leave_no_lag(pauses: list[tuple[float, float]]) -> None:
    assume(max(at_s + for_s for at_s, for_s in pauses) < 58)
    camera = Camera(holds=pauses[::2], stops=pauses[1::2], ends_s=80)
    true_s, _, time_s = read(camera)[-1]
    assert abs(time_s - true_s) < 0.2
