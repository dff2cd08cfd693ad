"""A program that can be started, stopped, killed and started again, its output in a file."""

import os
import shutil
import subprocess
from pathlib import Path

STOP_S = 15.0
KEPT_LINES = 40


class Program:
    """One program of the home."""

    def __init__(self, name: str, command: list[str | Path], log: Path) -> None:
        self.name = name
        self.log = log
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it unless it runs."""
        if self._process is not None:
            return
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(self._command, stdout=output, stderr=output)  # noqa: S603 - our own

    def stop(self) -> None:
        """Ask it to end, and insist after a while."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """End it without a word, as a power cut does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    @property
    def said(self) -> str:
        return tail(self.log)


def tail(log: Path) -> str:
    """Return the last lines of a file."""
    if not log.is_file():
        return "(nothing)"
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-KEPT_LINES:])


def find(name: str) -> str:
    """Return the path of a system program; daemons are not on everybody's PATH."""
    found = shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin")))
    assert found, f"{name} is not installed: run scripts/setup e2e"
    return found
