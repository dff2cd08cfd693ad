"""Old recordings aren't taken for new: their fingerprint changes with all that they depend on, and nothing else."""

import shutil
from pathlib import Path

import pytest

from training.network.fingerprint import DATA, PACKAGES, ROOT, fingerprint, imported


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources that it is made of, to be changed."""
    root = tmp_path_factory.mktemp("sources")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__", "*.npz"))
    return root


def test_the_same_sources_have_the_same_fingerprint(copy: Path) -> None:
    assert fingerprint(copy) == fingerprint() == fingerprint()
    assert len(fingerprint()) == 12


@pytest.mark.parametrize(
    "file",
    [
        "falldetect_core/skeleton.py",
        "falldetect_core/rows.py",
        "falldetect_core/records.py",
        "falldetect_core/tracks/tracker.py",
        "falldetect_core/camera/looking.py",
        "falldetect_core/pose/crop.py",
        "falldetect_core/evidence/features.py",
        "training/simulation/behaviour/daily_life.py",
        "training/network/recording.py",
        *DATA,
    ],
)
def test_it_changes_with_whatever_recordings_depend_on(copy: Path, file: str) -> None:
    before, text = fingerprint(copy), (copy / file).read_text()
    (copy / file).write_text(text + "\n")
    assert fingerprint(copy) != before
    (copy / file).write_text(text)
    assert fingerprint(copy) == before


@pytest.mark.parametrize(
    "file", ["training/network/learning.py", "training/demo/room.py", "falldetect_core/cli/main.py"]
)
def test_it_does_not_change_with_what_they_do_not_depend_on(file: str) -> None:
    assert ROOT / file not in imported(ROOT)
