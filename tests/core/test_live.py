"""A camera that is watched for ever: it comes back, waits longer each time, ends soon, and keeps one clock."""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from av.container import InputContainer

from falldetect_core.errors import SourceError
from falldetect_core.frames import LiveFrames, live, patience
from falldetect_core.frames.stream_clock import AHEAD_S

from .helpers.servers import (
    RtspCamera,
    broken_camera,
    mjpeg_camera,
    says_nothing,
    unused_port,
    wait_until,
)
from .helpers.videos import gaps, write_video


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits and time-outs as short as a test."""
    monkeypatch.setattr(live, "FIRST_WAIT_S", 0.02)
    monkeypatch.setattr(live, "LONGEST_WAIT_S", 0.1)
    monkeypatch.setattr(patience, "OPEN_TIMEOUT_S", 1.0)
    monkeypatch.setattr(patience, "READ_TIMEOUT_S", 0.5)


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
    assert watcher.times[-1] <= time.monotonic() + AHEAD_S


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
