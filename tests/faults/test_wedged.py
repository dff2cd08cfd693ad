"""Detection that hangs, and memory that runs out: it is told, the health check says the truth, the app begins anew."""

import resource
import time
from pathlib import Path

import numpy as np
from app.helpers.broker import Listener

from .conftest import Run
from .helpers.program import PATIENT_S
from .helpers.show import ROOM, Show, mjpeg
from .test_broker import ask, online

CAMERA = "falldetect/home/camera/{}/state"
STUCK = Path(__file__).parent / "helpers" / "stuck.py"
HEADROOM_BYTES = 60_000_000
HUGE = (6000, 8000, 3)


def test_detection_that_hangs_is_told_and_fails_the_health_check_and_ends_the_app(run: Run, listener: Listener) -> None:
    show = Show()
    with mjpeg(show):
        program = run("--watchdog", "10", cameras=[{"name": "hall", "url": show.address}], program=[STUCK])
        state = listener.wait_for_state(CAMERA.format("hall"), PATIENT_S, problem="broken")
        told_s = time.time()
        assert "pictures come, but detection hangs" in state["message"]
        assert program.process is not None
        assert program.process.wait(PATIENT_S) == 1
        assert program.heart.stat().st_mtime <= told_s
        assert "in estimate" in program.log, "the log says where it hung"
        listener.wait("falldetect/home/status", lambda message: message.payload == b"offline", PATIENT_S)


def test_memory_that_runs_out_on_one_camera_s_pictures_leaves_the_others_alone(run: Run, listener: Listener) -> None:
    shows = {"huge": Show(), "good": Show()}
    with mjpeg(*shows.values()):
        program = run(cameras=[{"name": name, "url": show.address, "room": "Hall"} for name, show in shows.items()])
        online(listener)
        for name in shows:
            listener.wait_for_state(CAMERA.format(name), PATIENT_S, connected=True)
        program.limit(resource.RLIMIT_AS, program.address_space() + HEADROOM_BYTES)
        shows["huge"].show(np.full(HUGE, 90, np.uint8), noise=0)
        state = listener.wait_for_state(CAMERA.format("huge"), PATIENT_S, connected=False)
        assert state["problem"] in {"broken", "stalled", "ended"}
        ask(listener, command="test")
        listener.wait_for_state("falldetect/home/room/hall/state", PATIENT_S, fall=True)
        assert listener.wait_for_state(CAMERA.format("good"), PATIENT_S)["connected"] is True
        shows["huge"].show(ROOM)
        listener.wait_for_state(CAMERA.format("huge"), PATIENT_S, connected=True)
        assert program.process is not None
        assert program.process.poll() is None
