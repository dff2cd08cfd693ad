"""The demo as a newcomer starts it, after its set-up."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest

from .helpers.home import camera_program

pytestmark = pytest.mark.e2e

PATIENCE_S = 240
LIFE = ["FALL SUSPECTED", "FALL", "ON THE FLOOR FOR LONG"]
SECRET = "Geheim-42"  # noqa: S105 - made up


def start(output: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "scripts.demonstration", "--output", str(output), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603


def check_what_it_left(output: Path) -> str:
    """Check picture, snapshot and page, and return the page."""
    assert cv2.imread(str(output / "timeline.png")).shape[1] > 600
    assert cv2.imread(str(output / "snapshot.jpg")) is not None
    page = (output / "index.html").read_text(encoding="utf-8")
    assert page.count("data:image/") == 2
    assert "What to do next" in page
    return page


def test_the_bundled_fall_is_shown(tmp_path: Path) -> None:
    demo = start(tmp_path / "shown")
    said, _ = demo.communicate(timeout=PATIENCE_S)
    assert demo.returncode == 0, said
    titles = re.findall(r"^ *[0-9.]+ s  ([A-Z ]+)  .* sure,", said, re.MULTILINE)
    assert [title for title in titles if title in LIFE] == LIFE, said
    assert "\x1b" not in said
    page = check_what_it_left(tmp_path / "shown")
    assert "A fall was told" in page


@pytest.fixture
def camera(tmp_path: Path) -> Iterator[str]:
    """The address of a camera, with a password that it doesn't ask for."""
    program, address = camera_program(tmp_path, 60)
    program.start()
    yield address.replace("://", f"://viewer:{SECRET}@")
    program.stop()


def test_a_camera_is_watched_until_ctrl_c_and_its_password_kept(tmp_path: Path, camera: str) -> None:
    demo = start(tmp_path / "watched", camera)
    assert demo.stdout is not None
    said = ""
    for line in demo.stdout:
        said += line
        if " FALL  " in line:
            demo.send_signal(signal.SIGINT)
    assert demo.wait(PATIENCE_S) == 0, said
    assert "Page to open:" in said
    check_what_it_left(tmp_path / "watched")
    for file in (tmp_path / "watched").iterdir():
        assert SECRET.encode() not in file.read_bytes(), file.name
    assert SECRET not in said


def test_what_cannot_be_played_is_said_in_one_sentence(tmp_path: Path) -> None:
    demo = start(tmp_path, "/nowhere/clip.mp4")
    said, _ = demo.communicate(timeout=PATIENCE_S)
    assert demo.returncode == 2
    assert said == "scripts/demo: there is no file '/nowhere/clip.mp4': check the path\n"
