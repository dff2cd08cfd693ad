"""The app as a process of its own, its page and its log."""

import http.client
import json
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.helpers.broker import free_port
from app.helpers.waiting import wait_until

PATIENT_S = 150.0
"""Every fault shows within 30 s; a machine that has much else to do gets more."""


class Program:
    """The app in a folder; may be started again after it ended."""

    def __init__(
        self,
        folder: Path,
        options: dict[str, Any],
        *arguments: str,
        data: Path | None = None,
        program: Sequence[str | Path] = ("-m", "falldetect_app.main"),
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.heart = folder / "alive"
        self.port = free_port()
        self._program = program
        self._options = folder / "options.json"
        self._options.write_text(json.dumps({"discovery": "off"} | options))
        self._log = folder / "app.log"
        self._arguments = [
            *("--options", str(self._options), "--data", str(data or folder), "--heartbeat", str(self.heart)),
            *("--web-port", str(self.port), *arguments),
        ]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Program":
        with self._log.open("ab") as log:
            command = [sys.executable, *self._program, *self._arguments]
            self.process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - our own program
        return self

    @property
    def log(self) -> str:
        return self._log.read_text()

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end; returns how it did."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def limit(self, kind: int, amount: int) -> None:
        assert self.process is not None
        resource.prlimit(self.process.pid, kind, (amount, resource.RLIM_INFINITY))

    def address_space(self) -> int:
        """Return how much memory it has asked for, in bytes."""
        assert self.process is not None
        pages = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[0]
        return int(pages) * resource.getpagesize()

    def status(self) -> dict[str, Any]:
        """Return what the page says of the health of every part."""
        found: list[dict[str, Any]] = []

        def ask() -> list[dict[str, Any]]:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                connection.request("GET", "/api/status")
                found.append(json.loads(connection.getresponse().read()))
            except OSError:
                return []
            finally:
                connection.close()
            return found

        return wait_until(ask, "for the page", PATIENT_S)[-1]

    def command(self, room: str, command: dict[str, Any]) -> dict[str, Any]:
        """Ask a room for something on the page, as the family does when the broker is away; returns its state."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"X-Falldetect": "1", "Sec-Fetch-Site": "same-origin"}
        connection.request("POST", f"/api/rooms/{room}/command", json.dumps(command), headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        assert answer.status == 200, text
        state: dict[str, Any] = json.loads(text)
        return state
