"""The page's server on a free port, the whole app behind it, and a browser that is none."""

import http.client
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from falldetect_app.cameras.watch import Opener
from falldetect_app.heartbeat import Heartbeat
from falldetect_app.mqtt.broker import Broker
from falldetect_app.runner import Runner
from falldetect_app.settings.settings_file import SettingsFile
from falldetect_app.storage.store import Store
from falldetect_app.web import PageAccess, WebServer

from .broker import free_port
from .home import MovableClock, NoPose, Scripted
from .people import frame, observation, person
from .waiting import wait_until

FROM_THE_PAGE = {"X-Falldetect": "1", "Sec-Fetch-Site": "same-origin"}


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.body)


class Page:
    """The app with its page; cameras are scripted unless an opener is given."""

    def __init__(self, folder: Path, options: dict[str, Any], opener: Opener | None = None) -> None:
        folder.mkdir(exist_ok=True)
        file = folder / "options.json"
        file.write_text(json.dumps(options))
        self.settings = SettingsFile(file, folder)
        self.store = Store(folder)
        self.cameras: dict[str, Scripted] = {}
        self.clock = MovableClock()
        self.runner = Runner(self.settings, self.store, NoPose(), clock=self.clock, opener=opener or self._open)
        self.port = free_port()
        self.server = WebServer(self.runner, PageAccess(self.port))
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def _open(self, camera: Any, clock: Callable[[], float], on_problem: Callable[..., None]) -> Scripted:
        made = self.cameras[camera.id] = Scripted(camera, clock, on_problem)
        return made

    def start(self) -> "Page":
        self.server.start()
        broker = Broker.of(self.settings.options.mqtt)
        arguments = (broker, Heartbeat(None), self._stop)
        self._thread = threading.Thread(target=self.runner.run, args=arguments, daemon=True)
        self._thread.start()
        wait_until(lambda: self.runner.service is not None and self.runner.service.connected)
        return self

    def stop(self) -> None:
        self.server.stop()
        self._stop.set()
        if self._thread:
            self._thread.join(10)
        self.store.close()

    def ask(self, method: str, path: str, data: Any = None, headers: dict[str, str] | None = None) -> Answer:
        """Ask as the page does, unless other headers are given."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = None if data is None else json.dumps(data)
        connection.request(method, path, body, FROM_THE_PAGE if headers is None else headers)
        answer = connection.getresponse()
        made = Answer(answer.status, answer.headers, answer.read())
        connection.close()
        return made

    def get(self, path: str) -> Any:
        answer = self.ask("GET", f"/api/{path}")
        assert answer.status == 200, answer.body
        return answer.data

    def fall(self, camera: str = "window", room: str = "living_room", lie_s: float = 3.0) -> str:
        """Let somebody walk in, fall and lie; returns the incident."""
        assert self.runner.service is not None
        controller = self.runner.service.rooms[room]
        start_s = self.runner.clock() - 5 - lie_s

        def see(seconds: float, since_s: float, **body: Any) -> float:
            for step in range(round(seconds * 10)):
                time_s = since_s + step / 10
                controller.observe(frame(time_s), observation(camera, time_s, [person(time_s, **body)]))
            return since_s + seconds

        time_s = onset_s = see(1.0, start_s, upright=True)
        time_s = see(0.5, time_s, falling=True, onset_s=onset_s)
        see(lie_s, time_s, down=True, onset_s=onset_s)
        return controller.state().incidents[0].incident
