"""Cameras: how their state is told, and that nothing that goes wrong with one stops another."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from falldetect_app.cameras import watch as module

from falldetect_core.camera import LiveCamera
from falldetect_core.camera.scheduler import Priority
from falldetect_core.errors import SourceError
from falldetect_core.frames import Damage
from falldetect_core.records import Frame

from ..conftest import BASE, CAMERAS, STATE, STATUS, MakeHome
from ..helpers.broker import Listener
from ..helpers.home import Home
from ..helpers.people import frame
from ..helpers.waiting import wait_until

WINDOW = f"{BASE}/camera/window/state"
HALL = f"{BASE}/camera/hall/state"


def show(home: Home, camera: str = "window") -> None:
    home.cameras[camera].put(frame(home.clock()))


def show_something(home: Home, number: int) -> None:
    """Show something that moves, so that it is worth a look."""
    picture = np.full((180, 320, 3), 90, np.uint8)
    picture[60:160, 10 * number : 10 * number + 40] = np.random.default_rng(number).integers(0, 255, (100, 40, 3))
    home.cameras["window"].put(Frame(home.clock(), picture))


def test_a_camera_waits_is_connected_breaks_and_comes_back(home: Home, listener: Listener, caplog: Any) -> None:
    state = listener.wait_for_state(WINDOW, connected=False)
    assert (state["problem"], state["message"], state["last_frame"]) == (None, "waiting for its first picture", None)
    show(home)
    state = listener.wait_for_state(WINDOW, connected=True)
    assert (state["problem"], state["message"]) == (None, None)
    assert state["last_frame"].endswith("Z")
    assert listener.wait_for_state(STATE, occupied=False)["people"] == 0
    camera = home.cameras["window"]
    for _ in range(3):
        camera.problem(SourceError("unauthorized", "the camera refused user name or password: check both"))
    state = listener.wait_for_state(WINDOW, connected=False)
    assert (state["problem"], state["message"][:18]) == ("unauthorized", "the camera refused")
    assert caplog.text.count("refused user name") == 1
    assert listener.wait_for_state(STATE, occupied=None)["people"] is None
    camera.problem(None)
    show(home)
    listener.wait_for_state(WINDOW, connected=True)
    assert listener.wait_for_state(HALL)["connected"] is False


def test_figures_are_told_now_and_then(home: Home, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TELL_S", 0.2)
    for _ in range(8):
        show(home)
        time.sleep(0.1)
    wait_until(lambda: len(listener.on(WINDOW)) >= 4)
    state = listener.wait_for_state(WINDOW, connected=True)
    assert 0 < state["fps"] <= 12
    assert state["latency_s"] >= 0


def test_damaged_pictures_are_told_until_they_are_few(home: Home, listener: Listener) -> None:
    camera = home.cameras["window"]
    camera.damage = Damage(pictures=40, damaged=40)
    show(home)
    assert listener.wait_for_state(WINDOW, connected=True)["message"] is None
    camera.damage = Damage(pictures=600, damaged=72)
    state = listener.wait_for_state(
        WINDOW,
        message="many pictures arrive damaged: use a cable or better Wi-Fi, or choose the camera's smaller stream",
    )
    assert (state["damaged"], state["connected"], state["problem"]) == (0.12, True, None)
    camera.damage = Damage(pictures=600, damaged=6)
    assert listener.wait_for_state(WINDOW, message=None)["damaged"] == 0.01


def test_a_camera_that_falls_silent_is_told(home: Home, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    show(home)
    listener.wait_for_state(WINDOW, connected=True)
    monkeypatch.setattr(module, "SILENCE_S", 0.3)
    state = listener.wait_for_state(WINDOW, connected=False)
    assert (state["problem"], state["message"][:10]) == ("stalled", "no picture")


def test_detection_that_hangs_is_told(home: Home, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    show(home)
    listener.wait_for_state(WINDOW, connected=True)
    end = threading.Event()
    monkeypatch.setattr(LiveCamera, "sense", lambda *_: end.wait(10))
    monkeypatch.setattr(module, "SILENCE_S", 0.5)
    for _ in range(12):
        show(home)
        time.sleep(0.1)
    state = listener.wait_for_state(WINDOW, problem="broken")
    assert "detection hangs" in state["message"]
    end.set()


def test_an_error_in_detection_is_logged_once_and_the_next_frame_is_looked_at(
    home: Home, listener: Listener, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    good, broken = LiveCamera.sense, True

    def sense(pipeline: LiveCamera, seen: Any) -> Priority | None:
        if broken:
            raise ZeroDivisionError
        return good(pipeline, seen)

    monkeypatch.setattr(LiveCamera, "sense", sense)
    for _ in range(3):
        show(home)
        time.sleep(0.05)
    state = listener.wait_for_state(WINDOW, problem="broken")
    assert state["message"] == "detection failed (ZeroDivisionError): see the log"
    assert caplog.text.count("Camera Window: detection failed") == 1
    broken = False
    show(home)
    listener.wait_for_state(WINDOW, connected=True)


class BrokenNetwork:
    """A pose network that fails until it is mended."""

    def __init__(self) -> None:
        self.broken, self.looks = True, 0

    def estimate(self, _image: np.ndarray) -> list[Any]:
        self.looks += 1
        if self.broken:
            raise RuntimeError
        return []


def test_a_network_that_always_fails_is_told_until_a_look_succeeds(
    make_home: MakeHome, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    network = BrokenNetwork()
    home = make_home(estimator=network, discovery="off").start()
    watch = home.service.cameras["window"]
    states = set()
    show_something(home, 0)
    wait_until(lambda: watch.state(home.clock()).problem == "broken")
    for number in range(1, 20):
        show_something(home, number)
        time.sleep(0.02)
        states.add(watch.state(home.clock()).problem)
    assert network.looks > 2
    assert states == {"broken"}
    assert listener.wait_for_state(WINDOW, problem="broken")["message"].startswith("detection failed (RuntimeError)")
    assert caplog.text.count("Camera Window: detection failed") == 1
    network.broken = False
    show_something(home, 20)
    listener.wait_for_state(WINDOW, connected=True)


def test_a_camera_whose_every_picture_fails_keeps_no_turn(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    watch, fails = home.service.cameras["window"], True
    other = home.service._scheduler.register(lambda: None)

    def sense(*_: object) -> Priority | None:
        watch._ticket.request(Priority.FALL)
        while fails and not watch._slot._frame:  # the next picture is there already
            show(home)
            time.sleep(0.01)
        raise MemoryError

    monkeypatch.setattr(LiveCamera, "sense", sense)
    show(home)
    wait_until(lambda: watch.state(home.clock()).problem == "broken")
    other.request(Priority.WALKING)
    wait_until(lambda: other.granted)
    fails = False
    other.release()


def test_an_error_in_reading_is_told_and_reading_begins_anew(
    home: Home, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AGAIN_S", 0.2)
    home.cameras["window"].put(ValueError("nobody foresaw this"))
    state = listener.wait_for_state(WINDOW, problem="broken")
    assert state["message"] == "reading failed (ValueError): see the log"
    home.cameras["window"].problem(None)
    show(home)
    listener.wait_for_state(WINDOW, connected=True)


def test_a_file_that_ends_is_told(home: Home, listener: Listener) -> None:
    home.cameras["window"].put(None)
    listener.wait_for_state(WINDOW, problem="ended")


def test_frames_of_a_room_that_is_not_monitored_are_not_looked_at(
    home: Home, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener.publish(f"{BASE}/room/living_room/command", '{"command": "set", "monitoring": false}')
    listener.wait_for_state(STATE, monitoring=False)
    monkeypatch.setattr(LiveCamera, "sense", lambda *_: pytest.fail("looked"))
    show(home)
    listener.wait_for_state(WINDOW, connected=True)
    assert listener.wait_for_state(STATE)["occupied"] is None


def test_an_observation_that_comes_too_late_is_dropped(home: Home, listener: Listener) -> None:
    listener.publish(f"{BASE}/room/living_room/command", '{"command": "set", "monitoring": false}')
    listener.wait_for_state(STATE, monitoring=False)
    home.fall()
    assert not home.store.outbox()


@pytest.fixture
def mute_camera() -> Iterator[int]:
    """A camera that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def make_clip(file: Path, seconds: float = 2) -> None:
    with av.open(str(file), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height = 160, 96
        for step in range(round(seconds * 10)):
            picture = np.full((96, 160, 3), 100 + step, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode())


def test_a_hanging_camera_does_not_stop_another(
    tmp_path: Path, make_home: MakeHome, listener: Listener, mute_camera: int
) -> None:
    """With real sources: one that never answers, one that plays."""
    make_clip(tmp_path / "clip.mp4")
    given = [
        CAMERAS[0] | {"url": f"rtsp://viewer:Geheim-42@127.0.0.1:{mute_camera}/stream"},
        CAMERAS[1] | {"url": str(tmp_path / "clip.mp4"), "loop": True},
        CAMERAS[2] | {"url": "/dev/video77"},
    ]
    home = make_home(cameras=given, opener=module.live).start()
    listener.wait_for_state(f"{BASE}/camera/door/state", connected=True)
    listener.wait_for_state(STATE, occupied=False)
    listener.wait_for_state(HALL, problem="not_found")
    assert listener.wait_for_state(WINDOW)["connected"] is False
    home.stop()
    listener.wait(STATUS, lambda message: message.payload == b"offline")
    assert b"Geheim" not in b"".join(message.payload for message in listener.heard)


def test_a_heartbeat_stops_when_a_thread_does(home: Home) -> None:
    assert home.service.works
    home.service.cameras["window"]._slot.close()
    wait_until(lambda: not home.service.works)
