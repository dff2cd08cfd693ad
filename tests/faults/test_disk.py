"""A disk that is full, read-only or holds a broken file: alarms go on, and the trouble is told where people look."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from app.helpers.broker import Listener
from app.helpers.waiting import wait_until

from .conftest import Run
from .helpers.program import PATIENT_S, Program
from .test_broker import CAMERA, ROOM, ask, online, told

APP = "falldetect/home/app/state"
DISK_KB = 1024


@pytest.fixture
def disk() -> Iterator[Path]:
    """A disk of one megabyte; where nothing may be mounted there is no such test."""
    folder = Path(tempfile.mkdtemp(prefix="small-disk-"))
    size = f"size={DISK_KB}k"
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], capture_output=True, check=False)  # noqa: S603, S607
    if made.returncode:
        shutil.rmtree(folder)
        pytest.skip("nothing may be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)  # noqa: S603, S607
    folder.rmdir()


def fill(disk: Path) -> Path:
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return ballast


def alarm_comes(listener: Listener) -> None:
    """Run a test alarm from beginning to end."""
    before = len(told(listener))
    ask(listener, command="test")
    listener.wait_for_state(f"{ROOM}/state", PATIENT_S, fall=True)
    ask(listener, command="acknowledge")
    listener.wait_for_state(f"{ROOM}/state", PATIENT_S, fall=False)
    wait_until(lambda: len(told(listener)) == before + 3, "for the events", PATIENT_S)


def trouble_is_told(listener: Listener, program: Program) -> None:
    def told_of(message: object) -> bool:
        problems = message.data["problems"]  # type: ignore[attr-defined]
        return any(problem["problem"] == "storage" for problem in problems)

    problem = listener.wait(APP, told_of, PATIENT_S).data["problems"][-1]
    assert "alarms go on" in problem["message"]
    assert program.status()["disk"] is False
    assert program.process is not None
    assert program.process.poll() is None


def test_a_disk_that_fills_up_and_is_freed_again(run: Run, listener: Listener, disk: Path) -> None:
    program = run(cameras=[CAMERA], data=disk)
    online(listener)
    listener.wait(APP, lambda message: message.data["problems"] == [], PATIENT_S)
    ballast = fill(disk)
    trouble_is_told(listener, program)
    alarm_comes(listener)
    ballast.unlink()
    listener.wait(APP, lambda message: message.data["problems"] == [], PATIENT_S)
    with sqlite3.connect(disk / "state.db") as state:
        assert state.execute("SELECT count(*) FROM history").fetchone() == (3,)
    alarm_comes(listener)
    assert program.stop() == 0


def test_a_disk_that_can_only_be_read(run: Run, listener: Listener, disk: Path) -> None:
    shutil.copy(__file__, disk / "home.json")  # what the page had set is broken too, and cannot be set aside
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)  # noqa: S603, S607
    program = run("--heartbeat", str(disk / "alive"), cameras=[CAMERA], data=disk)
    online(listener)
    trouble_is_told(listener, program)
    listener.wait(APP, lambda message: message.data["problems"][0]["problem"] == "settings", PATIENT_S)
    assert program.status()["settings"] is False
    alarm_comes(listener)
    wait_until(lambda: "cannot be touched" in program.log, "for the heartbeat to say so", PATIENT_S)
    assert program.stop() == 0
    assert "Traceback" not in program.log


def test_a_file_that_breaks_between_two_runs(run: Run, listener: Listener, tmp_path: Path) -> None:
    """Noise over its second page, as a dying card leaves it; the next start sets the file aside."""
    program = run(cameras=[CAMERA])
    online(listener)
    alarm_comes(listener)
    program.kill()
    file = tmp_path / "app" / "state.db"
    with sqlite3.connect(file) as state:
        state.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for end in ("-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)
    with file.open("r+b") as broken:
        broken.seek(4096)
        broken.write(os.urandom(4096))
    program.start()  # within the will's delay, so that nobody is told that it was away
    wait_until(lambda: "is corrupt" in program.log, "for the log", PATIENT_S)
    online(listener)
    assert list(file.parent.glob("state.db.corrupt-*"))
    alarm_comes(listener)
    listener.wait(APP, lambda message: message.data["problems"] == [], PATIENT_S)


def test_a_file_of_a_newer_version_costs_no_open_incident_and_is_told(
    run: Run, listener: Listener, tmp_path: Path
) -> None:
    program = run(cameras=[CAMERA])
    online(listener)
    ask(listener, command="test")
    before = listener.wait_for_state(f"{ROOM}/state", PATIENT_S, fall=True)
    program.kill()
    with sqlite3.connect(tmp_path / "app" / "state.db") as state:
        state.executescript("ALTER TABLE incidents ADD COLUMN urgency INTEGER; PRAGMA user_version = 99;")
    listener.heard.clear()
    program = run(cameras=[CAMERA])
    told_of = listener.wait(APP, lambda message: bool(message.data["problems"]), PATIENT_S).data["problems"]
    assert [problem["problem"] for problem in told_of] == ["newer"]
    assert program.status()["newer"] is True
    assert listener.wait_for_state(f"{ROOM}/state", PATIENT_S, fall=True)["incidents"] == before["incidents"]
    (aside,) = (tmp_path / "app").glob("state.db.newer-*")
    assert aside.name in told_of[0]["message"]
    assert aside.name in program.log
    assert program.stop() == 0
