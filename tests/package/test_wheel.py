"""What `pip install` brings: every file of both packages, and both programs."""

import subprocess
import sys
import zipfile
from pathlib import Path

from .app import PROJECT, ROOT, VERSION

PLACES = {"falldetect_core/": "falldetect_core/", "addon/falldetect_app/": "falldetect_app/"}


def test_the_wheel_holds_all_of_both_packages(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - our own project
    with zipfile.ZipFile(tmp_path / f"falldetect-{VERSION}-py3-none-any.whl") as wheel:
        held = set(wheel.namelist())
        [starts] = [name for name in held if name.endswith("entry_points.txt")]
        programs = wheel.read(starts).decode()
    tracked = subprocess.run(  # noqa: S603
        ["git", "ls-files", *PLACES],  # noqa: S607
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    ours = {name.replace(*place, 1) for name in tracked for place in PLACES.items() if name.startswith(place[0])}
    assert len(ours) > 100
    assert {name for name in ours if (ROOT / name).exists() or (ROOT / "addon" / name).exists()} <= held
    assert all(f"{name} = {target}" in programs for name, target in PROJECT["scripts"].items())
