"""What the app waits for before it watches: only what watching needs is imported."""

import subprocess
import sys

import pytest

NOT_TO_WATCH = {"IPython", "PIL", "jax", "matplotlib", "onnxruntime", "pandas", "reportlab", "rich", "scipy", "torch"}
"""Packages of reports, of tables on the terminal and of other pose networks."""


@pytest.mark.parametrize("module", ["falldetect_app.main", "falldetect_core.cli.main", "falldetect_core.cli.watch"])
def test_only_what_watching_needs_is_imported(module: str) -> None:
    command = [sys.executable, "-c", f"import sys, {module}; print(*sys.modules)"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    imported = {name.split(".")[0] for name in told.split()}
    assert "cv2" in imported
    assert not imported & NOT_TO_WATCH
