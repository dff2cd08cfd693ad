"""The image, running: as Supervisor runs it, as far as a machine without Docker can."""

import json
import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.app.helpers.waiting import wait_until

IMAGE = "localhost/falldetect"
PATIENCE_S = 240.0
"""A container starts in seconds, unless its machine is busy."""
TRACED = "%file,%process,mmap,fcntl,socket"
HOSTS = ("--add-host", "supervisor:172.30.32.2", "--add-host", "core-mosquitto:127.0.0.1")


def buildah(*words: str | Path) -> str:
    return subprocess.run(["buildah", *words], check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603, S607


def image_config() -> dict[str, Any]:
    """Return what the image says of itself."""
    config: dict[str, Any] = json.loads(buildah("inspect", "--type", "image", IMAGE))["Docker"]["config"]
    return config


def children(pid: int) -> list[int]:
    """List what the threads of a process have started."""
    listed = (thread / "children" for thread in Path(f"/proc/{pid}/task").iterdir())
    return [int(child) for file in listed for child in file.read_text().split()]


def family(pid: int) -> list[int]:
    """List a process and all below it."""
    try:
        below = children(pid)
    except OSError:  # it has just ended
        return []
    return [pid, *(one for child in below for one in family(child))]


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


class Container:
    """A container of the image; its data folder outlives it."""

    def __init__(
        self,
        log: Path,
        *,
        volumes: dict[str, Path],
        environment: dict[str, str],
        words: tuple[str, ...] = (),
        command: Sequence[str] = (),
    ) -> None:
        """Prepare it; `words` are more of `buildah run`'s, `command` is run in place of the image's entrypoint."""
        self.log = log
        self._command = command or image_config()["Entrypoint"]
        self._name = buildah("from", "--pull-never", *HOSTS, IMAGE)
        words += tuple(word for inside, outside in volumes.items() for word in ("--volume", f"{outside}:{inside}"))
        words += tuple(word for name, value in environment.items() for word in ("--env", f"{name}={value}"))
        self._words = [*words, self._name]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, trace: Path | None = None) -> "Container":
        """Start it; with a trace, note each call that a profile may forbid."""
        words = ["buildah", "run", *self._words, "--", *self._command]
        if trace:
            words = ["strace", "-f", "-y", "-qq", "-e", f"trace={TRACED}", "-o", str(trace), *words]
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(words, stdout=output, stderr=output)  # noqa: S603 - our own
        return self

    @property
    def root(self) -> Path:
        """Where its files lie on this machine while the app runs."""
        return Path(f"/proc/{self.app}/root")

    @property
    def said(self) -> str:
        return self.log.read_text()

    def find(self, what: str) -> int:
        """Return the process whose command begins so, as soon as there is one."""
        return wait_until(lambda: self._find(what), f"for {what}: {self.said[-2000:]}", patience_s=PATIENCE_S)

    def _find(self, what: str) -> int:
        assert self._process is not None
        return next((pid for pid in family(self._process.pid) if command(pid).startswith(what)), 0)

    @property
    def app(self) -> int:
        """The app's process."""
        return self.find("/opt/falldetect/bin/python3 /opt/falldetect/bin/falldetect-app")

    def execute(self, words: str, within: int | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command in the container, as root, as `docker exec` does."""
        path = next(value for value in image_config()["Env"] if value.startswith("PATH="))
        inside = ["nsenter", "--target", str(within or self.app), "--mount", "--root", "env", path, "/bin/sh", "-c"]
        return subprocess.run([*inside, f"cd / && {words}"], capture_output=True, text=True, check=False)  # noqa: S603

    def healthy(self) -> bool:
        """Say what the image's HEALTHCHECK says now."""
        kind, words = image_config()["Healthcheck"]["Test"]
        assert kind == "CMD-SHELL"
        return self.execute(words, within=self._first).returncode == 0

    @property
    def _first(self) -> int:
        """The process that Docker would start and stop."""
        return self.find("s6-svscan") if self._command == image_config()["Entrypoint"] else self.app

    def stop(self) -> int:
        """Ask it to end, as `docker stop` does; returns its exit code."""
        os.kill(self._first, signal.SIGTERM)
        return self.wait()

    def wait(self) -> int:
        assert self._process is not None
        code = self._process.wait(PATIENCE_S)
        self._process = None
        return code

    def remove(self) -> None:
        if self._process is not None:
            for pid in reversed(family(self._process.pid)):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._process.wait()
        buildah("rm", self._name)
