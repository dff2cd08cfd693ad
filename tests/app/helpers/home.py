"""A home: the whole service in this process, its cameras scripted, its broker real."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from falldetect_app.cameras.watch import Opener
from falldetect_app.clock import Clock
from falldetect_app.mqtt.broker import Broker
from falldetect_app.mqtt.link import Link, Protocol
from falldetect_app.service import Service
from falldetect_app.settings.options import Camera
from falldetect_app.settings.validation import check_options
from falldetect_app.storage.store import Store

from falldetect_core.errors import SourceError
from falldetect_core.frames import Damage
from falldetect_core.pose import PoseEstimator
from falldetect_core.records import Frame, Image, Pose

from .broker import Listener, Mosquitto
from .people import frame, observation, person
from .waiting import wait_until

STEP_S = 0.1


class MovableClock(Clock):
    """The app's clock, which a test can move, until it is set anew."""

    ahead_s = 0.0

    def __call__(self) -> float:
        return super().__call__() + self.ahead_s

    def set(self) -> None:
        super().set()
        self.ahead_s = 0.0


class NoPose:
    """An estimator that finds nobody."""

    def estimate(self, image: Image) -> list[Pose]:
        assert image.size
        return []


class Scripted:
    """A camera whose pictures come when a test says so."""

    def __init__(
        self, _camera: Camera, clock: Callable[[], float], on_problem: Callable[[SourceError | None], None]
    ) -> None:
        self.clock = clock
        self.problem = on_problem
        self.damage = Damage()
        self._next: list[Frame | Exception | None] = []
        self._more = threading.Condition()

    def put(self, item: Frame | Exception | None) -> None:
        with self._more:
            self._next.append(item)
            self._more.notify()

    def __iter__(self) -> Iterator[Frame]:
        while (item := self._wait()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item

    def _wait(self) -> Frame | Exception | None:
        with self._more:
            self._more.wait_for(lambda: self._next)
            return self._next.pop(0)

    def close(self) -> None:
        self.put(None)


class Home:
    """The app at home; `see` shows its rooms what happens."""

    def __init__(
        self,
        folder: Path,
        options: dict[str, Any],
        opener: Opener | None = None,
        estimator: PoseEstimator | None = None,
    ) -> None:
        self.options = check_options(options)
        self.clock = MovableClock()
        self.cameras: dict[str, Any] = {}
        self.store = Store(folder)
        self.service = Service(
            self.options,
            Broker.of(self.options.mqtt),
            self.store,
            estimator or NoPose(),
            clock=self.clock,
            opener=opener or self._open,
        )
        self._stop = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)
        self.running = False

    def _open(self, camera: Camera, clock: Callable[[], float], on_problem: Callable[..., None]) -> Scripted:
        made = self.cameras[camera.id] = Scripted(camera, clock, on_problem)
        return made

    def _tick(self) -> None:
        while not self._stop.wait(0.02):
            self.service.tick()

    def start(self, *, ticking: bool = True) -> "Home":
        """Begin; without ticking, time passes only where a test lets it."""
        self.service.start()
        if ticking:
            self._ticker.start()
        self.running = True
        return self

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Keep the app from connecting, so that the listener is there first."""

        def refuse(_protocol: Protocol) -> Link:
            raise ConnectionRefusedError

        connection = self.service.publisher.connection
        vars(connection)["open_link"] = refuse
        yield
        del vars(connection)["open_link"]

    def restart(self, broker: Mosquitto, listener: Listener) -> None:
        """Let the broker go and come back."""
        with self.held_back():
            broker.stop()
            wait_until(lambda: not self.service.connected)
            listener.with_broker()

    def stop(self) -> None:
        if self.running:
            self._stop.set()
            if self._ticker.is_alive():
                self._ticker.join()
            self.service.stop()
            self.store.close()
        self.running = False

    def crash(self) -> None:
        """End without goodbye, as far as a process can do that to itself."""
        self._stop.set()
        self._ticker.join()
        for camera in self.cameras.values():
            camera.close()
        connection = self.service.publisher.connection
        connection.ended.set()
        if connection.link:
            connection.link.give_up("crashed")
        wait_until(lambda: not connection.works)
        self.store.close()
        self.running = False

    def see(
        self, seconds: float, start_s: float, *, camera: str = "window", room: str = "living_room", **body: Any
    ) -> float:
        """Show a body to a camera for some seconds at ten pictures a second; returns when it ends."""
        controller = self.service.rooms[room]
        steps = round(seconds / STEP_S)
        for step in range(steps):
            time_s = start_s + step * STEP_S
            people = [person(time_s, **body)] if body else []
            controller.observe(frame(time_s), observation(camera, time_s, people))
        return start_s + steps * STEP_S

    def fall(self, start_s: float | None = None, **where: Any) -> float:
        """Let somebody walk in, fall and lie; returns the time after confirmation."""
        start_s = self.clock() - 5 if start_s is None else start_s
        time_s = self.see(0.5, start_s, upright=True, **where)
        onset_s = time_s
        time_s = self.see(0.5, time_s, falling=True, onset_s=onset_s, **where)
        return self.see(3.0, time_s, down=True, onset_s=onset_s, **where)

    def get_up(self, start_s: float, **where: Any) -> float:
        return self.see(3.0, start_s, upright=True, **where)
