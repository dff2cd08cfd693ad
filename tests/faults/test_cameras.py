"""A house of twelve cameras of which eleven go wrong, each in its own way: each says how, and the twelfth alarms."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from app.helpers.broker import Listener
from app.helpers.waiting import wait_until
from core.helpers.servers import broken_camera, rtsp_status, says_nothing, unused_port

from .conftest import Run
from .helpers.program import PATIENT_S
from .helpers.show import ROOM, TURNED, Show, Stream, mjpeg

FALL = Path(__file__).parents[2] / "docs" / "demo" / "fall.mp4"
NEVER = {
    "refused": ("refused", "is the camera on, and the port right?"),
    "locked": ("unauthorized", "refused user name or password: check both"),
    "missing": ("not_found", "check the path of the address"),
    "mute": ("stalled", "check the camera and the network"),
    "garbled": ("broken", "cannot be read as video"),
}
LOST: dict[str, tuple[Callable[[Show], None], str, str]] = {
    "black": (lambda show: show.show(np.zeros_like(ROOM)), "dark", "the picture is black"),
    "covered": (lambda show: show.show(np.full_like(ROOM, 120)), "covered", "is something before the lens?"),
    "turned": (lambda show: show.show(TURNED), "moved", "turn it back"),
    "frozen": (lambda show: show.show(ROOM, noise=0), "frozen", "restart the camera"),
    "slow": (lambda show: setattr(show, "fps", 1.0), "clear", "fewer than 5 pictures a second"),
}


@pytest.fixture
def shows() -> Iterator[dict[str, Show]]:
    made = {name: Show() for name in LOST}
    with mjpeg(*made.values()):
        yield made


@pytest.fixture
def fickle() -> Iterator[Stream]:
    stream = Stream()
    yield stream
    stream.close()


@pytest.fixture
def never() -> Iterator[dict[str, str]]:
    garbled = Stream()
    garbled.garbage = True
    with ExitStack() as stack:
        stack.callback(garbled.close)
        ports = {
            "refused": unused_port(),
            "locked": stack.enter_context(broken_camera(rtsp_status("401 Unauthorized"))),
            "missing": stack.enter_context(broken_camera(rtsp_status("404 Not Found"))),
            "mute": stack.enter_context(broken_camera(says_nothing)),
            "garbled": garbled.port,
        }
        yield {name: f"rtsp://viewer:Geheim-42@127.0.0.1:{port}/live" for name, port in ports.items()}


def topic(camera: str) -> str:
    return f"falldetect/home/camera/{camera}/state"


def test_eleven_of_twelve_cameras_go_wrong_each_says_how_and_the_twelfth_alarms(
    run: Run, listener: Listener, shows: dict[str, Show], fickle: Stream, never: dict[str, str]
) -> None:
    addresses = never | {name: show.address for name, show in shows.items()} | {"fickle": fickle.address}
    cameras: list[dict[str, Any]] = [
        {"name": name, "url": url, "room": f"Room {name}"} for name, url in addresses.items()
    ]
    cameras.append({"name": "good", "url": str(FALL), "loop": True, "room": "Living room"})
    assert len(cameras) == 12
    program = run(cameras=cameras)

    for name in (*shows, "fickle"):
        listener.wait_for_state(topic(name), PATIENT_S, connected=True)
    for name, (spoil, _, _) in LOST.items():
        spoil(shows[name])
    alarm = listener.wait("falldetect/home/room/living_room/event", lambda m: m.data["event"] == "fall", PATIENT_S)
    assert alarm.data["camera"] == "good"

    for jump_s in (-500.0, 1000.0):
        fickle.clock_s += jump_s
        comes_on(listener, "fickle")
    fickle.picture = ROOM[:120, :200].copy()
    comes_on(listener, "fickle")
    fickle.codec = "libx265"
    wait_until(lambda: fickle.connections >= 2, "for a new connection", PATIENT_S)
    comes_on(listener, "fickle")

    for name, (problem, says) in NEVER.items():
        state = listener.wait_for_state(topic(name), PATIENT_S, connected=False, problem=problem)
        assert says in state["message"]
    for name, (_, view, says) in LOST.items():
        state = listener.wait(topic(name), lambda m, view=view: m.data["message"] and m.data["view"] == view, PATIENT_S)
        assert says in state.data["message"]
    told = {camera["name"]: camera["message"] for camera in program.status()["cameras"]}
    assert {name for name, message in told.items() if message is None} <= {"good", "fickle"}

    for name, show in shows.items():
        show.fps = 8.0
        show.show(ROOM)
        listener.wait_for_state(topic(name), PATIENT_S, connected=True, view="clear", message=None)
    assert program.process is not None
    assert program.process.poll() is None
    assert "Geheim" not in program.log
    assert "Traceback" not in program.log


def comes_on(listener: Listener, camera: str) -> None:
    """Wait until pictures that are taken from now on have been looked at."""
    now = datetime.now(UTC)

    def later(message: Any) -> bool:
        last = message.data["last_frame"]
        return last is not None and message.data["connected"] and datetime.fromisoformat(last) > now

    listener.wait(topic(camera), later, PATIENT_S)
