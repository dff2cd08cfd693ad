"""A webcam whose driver hangs: FFmpeg's own V4L2 input on a driver that a preloaded library stands in for."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HELPERS = Path(__file__).with_name("helpers")
PROGRAM = """
import sys
from pathlib import Path
from falldetect_core.frames import LiveFrames, live, patience

patience.READ_TIMEOUT_S, live.FIRST_WAIT_S, hangs = 0.5, 0.1, Path(sys.argv[1])

def heard(problem):
    print("flows" if problem is None else f"{problem.reason}: {problem}", flush=True)
    if problem is not None:
        hangs.unlink()

frames = LiveFrames("/dev/video42", on_problem=heard)
for number, frame in enumerate(frames):
    assert frame.image.shape == (48, 64, 3)
    if number == 5:
        hangs.touch()
    if number == 10:
        frames.close()
"""


@pytest.fixture
def webcam(tmp_path: Path) -> Path:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler is here")
    library = tmp_path / "webcam.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, HELPERS / "webcam.c", "-ldl"], check=True)  # noqa: S603
    return library


@pytest.mark.programs
def test_a_webcam_whose_driver_hangs_is_told_and_opened_anew(webcam: Path, tmp_path: Path) -> None:
    hangs = tmp_path / "hangs"
    environment = {"LD_PRELOAD": str(webcam), "WEBCAM_HANGS": str(hangs), "PYTHONPATH": ":".join(sys.path)}
    command = [sys.executable, "-c", PROGRAM, str(hangs)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603
    assert ended.stdout.splitlines() == [
        "flows",
        "stalled: /dev/video42 sends nothing: unplug the camera and plug it in again",
        "flows",
    ], ended.stderr
