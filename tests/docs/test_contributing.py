"""The recipes of CONTRIBUTING.md work: what each adds is added to a copy of the project, and what it checks holds."""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = {"training": "mujoco", "custom_components": "homeassistant"}
PARTS = ("falldetect_core", "custom_components", "training")
BLOCK = re.compile(r"^```python\n# (.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACE = re.compile(r"in (\S+), after: (.*)")


def recipes() -> dict[str, list[tuple[str, str]]]:
    """The blocks of each section: where they go, or `check`, and their lines."""
    sections = re.split(r"^## ", (ROOT / "CONTRIBUTING.md").read_text(), flags=re.MULTILINE)[1:]
    return {section.partition("\n")[0]: BLOCK.findall(section) for section in sections}


def add(lines: str, place: str, folder: Path) -> None:
    """Put lines after the one line of a file that begins with certain words."""
    found = PLACE.fullmatch(place)
    assert found, f"{place} is neither a place nor a check"
    file, anchor = folder / found[1], found[2]
    text = file.read_text().splitlines(keepends=True)
    (number,) = (number for number, line in enumerate(text) if line.strip().startswith(anchor))
    file.write_text("".join([*text[: number + 1], lines, *text[number + 1 :]]))


@pytest.mark.parametrize("recipe", recipes())
def test_a_recipe_works_as_it_is_written(recipe: str, tmp_path: Path) -> None:
    *steps, (last, check) = recipes()[recipe]
    assert steps
    assert last == "check"
    for package, needed in NEEDED.items():
        if f"from {package}." in check and find_spec(needed) is None:
            pytest.skip(f"{package} is not set up here: another stage of scripts/test follows this recipe")
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "frontend"))
    for place, lines in steps:
        add(lines, place, tmp_path)
    run = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-P", "-c", check],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
