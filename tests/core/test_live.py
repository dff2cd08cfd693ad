"""A camera that is watched for ever: it comes back, waits longer each time, ends soon, and keeps one clock."""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from av.container import InputContainer
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.errors import SourceError
from falldetect_core.frames import LiveFrames, live, stream
from falldetect_core.records import Frame

from .helpers.servers import (
    RtspCamera,
    broken_camera,
    mjpeg_camera,
    says_nothing,
    unused_port,
    wait_until,
)
from .helpers.videos import gaps, write_video

BLACK = np.zeros((2, 2, 3), np.uint8)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits and time-outs as short as a test."""
    monkeypatch.setattr(live, "FIRST_WAIT_S", 0.02)
    monkeypatch.setattr(live, "LONGEST_WAIT_S", 0.1)
    monkeypatch.setattr(stream, "OPEN_TIMEOUT_S", 1.0)
    monkeypatch.setattr(stream, "READ_TIMEOUT_S", 0.5)


class Watcher:
    """Reads a source in a thread, and remembers frames and problems."""

    def __init__(self, frames: Callable[[Callable[[SourceError | None], None]], LiveFrames]) -> None:
        self.problems: list[str | None] = []
        self.times: list[float] = []
        self.source = frames(lambda error: self.problems.append(error and error.reason))
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        for frame in self.source:
            self.times.append(frame.time_s)


@contextmanager
def watched(address: str, **settings: object) -> Iterator[Watcher]:
    watcher = Watcher(lambda on_problem: LiveFrames(address, on_problem=on_problem, **settings))
    try:
        yield watcher
    finally:
        watcher.source.close()
        watcher.thread.join(10)
        assert not watcher.thread.is_alive()


@pytest.mark.programs
def test_a_camera_that_is_cut_off_and_comes_back_is_watched_again() -> None:
    with RtspCamera() as camera, watched(camera.address) as watcher:
        wait_until(lambda: len(watcher.times) >= 3)
        camera.stop()
        wait_until(lambda: "refused" in watcher.problems)
        before = len(watcher.times)
        camera.start()
        wait_until(lambda: len(watcher.times) >= before + 3)
    assert watcher.problems[0] is None
    assert watcher.problems[-1] is None
    assert min(gaps(watcher.times)) > 0


@pytest.mark.programs
def test_a_camera_that_freezes_is_given_up_and_asked_again() -> None:
    with RtspCamera() as camera, watched(camera.address) as watcher:
        wait_until(lambda: len(watcher.times) >= 3)
        camera.freeze()
        wait_until(lambda: watcher.problems.count("stalled") >= 2)
    assert watcher.problems[:2] == [None, "stalled"]


def test_a_camera_that_breaks_off_again_and_again_is_followed_on_one_clock() -> None:
    started_s = time.monotonic()
    with mjpeg_camera(pictures=4) as address, watched(address, fps=60) as watcher:
        wait_until(lambda: watcher.problems.count(None) >= 4)
    assert min(gaps(watcher.times)) > 0
    assert started_s <= watcher.times[0]
    assert watcher.times[-1] <= time.monotonic() + live.AHEAD_S


class Waits(threading.Event):
    """Notes how long it is asked to wait, and doesn't."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.asked.append(timeout)
        return super().wait(0)


def waits_of(address: str, count: int) -> list[float | None]:
    """Watch a source until it has waited so often, and return how long each time."""
    source = LiveFrames(address, fps=60, on_problem=lambda _: len(waits.asked) < count or source.close())
    source._closed = waits = Waits()
    list(source)
    return waits.asked[:count]


def test_waits_grow_to_the_longest() -> None:
    address = f"rtsp://127.0.0.1:{unused_port()}/live"
    assert waits_of(address, 5) == pytest.approx([0.02, 0.04, 0.08, 0.1, 0.1])


def test_waits_start_anew_when_pictures_came() -> None:
    with mjpeg_camera(pictures=3) as address:
        assert waits_of(address, 3) == [0.02] * 3


def test_closing_ends_the_wait_for_a_camera_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "FIRST_WAIT_S", 60.0)
    with watched(f"rtsp://127.0.0.1:{unused_port()}/live") as watcher:
        wait_until(lambda: watcher.problems == ["refused"])
        closed_s = time.monotonic()
    assert time.monotonic() - closed_s < 5


def test_closing_ends_a_connection_that_hangs_within_its_time_out() -> None:
    with broken_camera(says_nothing) as port:
        with watched(f"http://127.0.0.1:{port}/video") as watcher:
            time.sleep(0.1)
            closed_s = time.monotonic()
        assert time.monotonic() - closed_s < 5
    assert watcher.times == []


def test_a_file_is_played_once_at_its_own_speed(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.mp4", frames=25, rate=50)
    started_s = time.monotonic()
    frames = list(LiveFrames(str(clip), fps=60))
    assert len(frames) == 25
    assert 0.4 <= time.monotonic() - started_s < 5
    assert gaps(frame.time_s for frame in frames) == pytest.approx([0.02] * 24, abs=0.001)
    assert frames[0].time_s >= started_s


def test_a_looped_file_goes_on_for_ever_on_one_clock(tmp_path: Path) -> None:
    with watched(str(write_video(tmp_path / "clip.mp4", frames=5, rate=50)), fps=60, loop=True) as watcher:
        wait_until(lambda: len(watcher.times) >= 23)
    assert min(gaps(watcher.times)) > 0
    assert set(watcher.problems) == {None}


def test_a_connection_that_ended_leaves_no_decoder_behind(tmp_path: Path) -> None:
    """Containers and streams hold each other, and with them a decoder and its pictures: 4 MB at 640x360."""
    clip = write_video(tmp_path / "clip.mp4", frames=5, rate=50)
    gc.disable()
    try:
        with watched(str(clip), fps=60, loop=True) as watcher:
            wait_until(lambda: len(watcher.times) >= 23)
        assert sum(isinstance(thing, InputContainer) for thing in gc.get_objects()) <= 2
    finally:
        gc.enable()


def test_closing_ends_a_file_while_it_waits_for_its_time(tmp_path: Path) -> None:
    with watched(str(write_video(tmp_path / "clip.mkv", times_s=[0.0, 30.0]))) as watcher:
        wait_until(lambda: len(watcher.times) == 1)
        closed_s = time.monotonic()
    assert time.monotonic() - closed_s < 5


def test_a_file_that_is_missing_is_asked_for_again(tmp_path: Path) -> None:
    clip = tmp_path / "later.mp4"
    with watched(str(clip)) as watcher:
        wait_until(lambda: "not_found" in watcher.problems)
        write_video(tmp_path / "now.mp4", frames=5).rename(clip)
        wait_until(lambda: len(watcher.times) >= 1)
    assert watcher.problems[-1] is None


class Recorded:
    """A connection whose frames carry given stream times, arriving at given times of a clock that the test turns."""

    def __init__(self, stamps: list[tuple[float, float]]) -> None:
        self.now_s = 0.0
        self._stamps = stamps

    def __iter__(self) -> Iterator[Frame]:
        for waited_s, time_s in self._stamps:
            self.now_s += waited_s
            yield Frame(time_s, BLACK)


@given(st.lists(st.tuples(st.floats(0, 2), st.floats(-1e5, 1e5)), min_size=1, max_size=50))
def test_whatever_the_stream_says_its_time_grows_and_is_never_far_in_the_future(
    stamps: list[tuple[float, float]],
) -> None:
    source = Recorded(stamps)
    frames = LiveFrames("rtsp://192.0.2.1/live", clock=lambda: source.now_s)
    last_s = -1.0
    for frame in frames._on_clock(source):
        assert frame.time_s > last_s
        assert frame.time_s <= source.now_s + live.AHEAD_S + live.TICK_S * len(stamps)
        last_s = frame.time_s


def test_a_steady_stream_keeps_its_own_spacing_however_it_arrives() -> None:
    arrivals = [0.5, 0.0, 0.0, 0.3, 0.1, 0.0, 0.2]
    source = Recorded([(waited_s, number / 10) for number, waited_s in enumerate(arrivals)])
    frames = LiveFrames("rtsp://192.0.2.1/live", clock=lambda: source.now_s)
    times = [frame.time_s for frame in frames._on_clock(source)]
    assert times == pytest.approx([0.5 + number / 10 for number in range(7)])


def recorded_by(slow: float, stretches: list[tuple[int, float, int]]) -> Recorded:
    """A camera of two pictures a second whose clock is slow by that share.

    A stretch is so many pictures without trouble, then so many seconds without any that the stamps leave out, then so
    many pictures that the network holds back, to bring them together.
    """
    now_s, arrived_s = 0.0, [0.0]
    for calm, stalled_s, held in stretches:
        arrived_s += [now_s + number / 2 for number in range(calm)]
        now_s += calm / 2 + stalled_s + held / 2
        arrived_s += [now_s] * held
    return Recorded([(waited_s, number / 2 * (1 - slow)) for number, waited_s in enumerate(gaps(arrived_s))])


def times_and_lags(source: Recorded, address: str = "rtsp://192.0.2.1/live") -> tuple[list[float], list[float]]:
    """Return the time of every frame, and how far each lags behind the clock."""
    frames = LiveFrames(address, clock=lambda: source.now_s)
    seen = [(frame.time_s, source.now_s - frame.time_s) for frame in frames._on_clock(source)]
    return [time_s for time_s, _ in seen], [lag_s for _, lag_s in seen]


CALM = (round(4 * live.WATCHED_S) + 4, 0.0, 0)
"""Two watched times without trouble: no lag stays for longer."""


@pytest.mark.parametrize(
    ("slow", "stretches"),
    [(0.001, [(14400, 0.0, 0)]), (0.0, [(600, 4.0, 0)] * 12 + [CALM])],
    ids=["its clock is slow", "its stamps leave out that it stalled"],
)
def test_a_camera_does_not_fall_behind_in_hours(slow: float, stretches: list[tuple[int, float, int]]) -> None:
    times, lags = times_and_lags(recorded_by(slow, stretches))
    assert min(gaps(times)) > 0
    assert lags[-1] < 1


@given(
    st.floats(0, 0.005),
    st.lists(st.tuples(st.integers(0, 180), st.floats(0, 5), st.integers(0, 10)), max_size=10),
)
def test_whatever_held_a_camera_up_it_catches_up_in_a_minute_and_is_never_in_the_future(
    slow: float, stretches: list[tuple[int, float, int]]
) -> None:
    times, lags = times_and_lags(recorded_by(slow, [(1, 0.0, 0), *stretches, CALM]))
    assert min(gaps(times)) > 0
    assert min(lags) > -1e-6
    assert lags[-1] < 1


@given(st.lists(st.tuples(st.integers(10, 120), st.just(0.0), st.integers(0, 40)), min_size=1, max_size=10))
def test_pictures_that_the_network_brings_late_keep_their_spacing(stretches: list[tuple[int, float, int]]) -> None:
    times, _ = times_and_lags(recorded_by(0.0, stretches))
    assert times == pytest.approx([number / 2 for number in range(len(times))])


def test_a_file_that_a_busy_computer_plays_late_keeps_its_spacing() -> None:
    times, _ = times_and_lags(recorded_by(0.1, [(400, 0.0, 0)]), "clip.mp4")
    assert gaps(times) == pytest.approx([0.45] * 399)
