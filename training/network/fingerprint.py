"""A word that changes with whatever a recording depends on: what filming and following import, and so on."""

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("training", "falldetect_core")
FIRST = ("training.network.recording", "training.simulation.camera.replay", "training.simulation.scenes.random_clips")
DATA = ("training/simulation/camera/noise.json",)
"""What those modules read."""


def fingerprint(root: Path = ROOT) -> str:
    """Return twelve characters, the same for the same sources."""
    digest = hashlib.sha256()
    for path in sorted({*imported(root), *(root / file for file in DATA)}):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def imported(root: Path = ROOT, first: tuple[str, ...] = FIRST) -> set[Path]:
    """Return the files of our own packages that modules import, directly or through others, themselves among them."""
    waiting, found = list(first), set[Path]()
    while waiting:
        path = _file(root, waiting.pop())
        if path is not None and path not in found:
            found.add(path)
            waiting += _imports(path)
    return found


def _file(root: Path, module: str) -> Path | None:
    """Return the file of a module of our own packages; None for names that are no module."""
    if module.partition(".")[0] not in PACKAGES:
        return None
    place = root.joinpath(*module.split("."))
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
