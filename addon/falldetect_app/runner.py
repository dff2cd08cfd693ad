"""Runs the service on the newest settings: when the page changes them, it starts anew with what it remembers."""

import logging
import threading
from collections.abc import Callable

from falldetect_app.cameras.watch import Opener, live
from falldetect_app.clock import Clock
from falldetect_app.heartbeat import Heartbeat
from falldetect_app.mqtt.broker import AskForBroker, Broker, ask_nobody
from falldetect_app.service import Service
from falldetect_app.settings.options import Options
from falldetect_app.settings.settings_file import SettingsFile
from falldetect_app.storage.retention import Retention
from falldetect_app.storage.store import Store
from falldetect_core.pose import PoseEstimator

_LOGGER = logging.getLogger(__name__)

TICK_S = 0.25
CLOCK_OFF_S = 30.0
"""When the computer's clock has been set by more, the app goes by it anew, as soon as no incident is open."""

type Work = Callable[[], None]


def no_work() -> None:
    """Do nothing."""


class Runner:
    """What the page and the program share: settings, memory, and the service that runs on them."""

    def __init__(
        self,
        settings: SettingsFile,
        store: Store,
        estimator: PoseEstimator,
        *,
        clock: Clock | None = None,
        opener: Opener = live,
    ) -> None:
        """Prepare; `on_options` may be set to hear of settings and broker each time before they are used."""
        self.settings = settings
        self.store = store
        self.clock = clock or Clock()
        self.service: Service | None = None
        self.broker: Broker | None = None
        """Where the broker is, as far as is known by now."""
        self.trouble = ""
        self.on_options: Callable[[Options], None] = lambda _: None
        self.ask_for_broker: AskForBroker = ask_nobody
        """May be set to say where the broker is by now, when it does not let the app in."""
        self._estimator = estimator
        self._opener = opener
        self._retention = Retention(store.archive)
        self._lock = threading.Lock()
        self._running = False
        self._work: list[tuple[Work, threading.Event]] = []
        self._done: list[threading.Event] = []
        self._asked = threading.Event()

    def restart(self, work: Work = no_work) -> threading.Event:
        """Do `work` while the service is down, then run it on the newest settings; the event tells that it runs."""
        done = threading.Event()
        with self._lock:
            if self._running:
                self._work.append((work, done))
                self._asked.set()
                return done
        work()
        done.set()
        return done

    def run(self, broker: Broker, heartbeat: Heartbeat, stop: threading.Event) -> None:
        """Run until told to stop."""
        self.broker = broker
        with self._lock:
            self._running = True
        try:
            while not stop.is_set():
                self._run_once(self.broker, heartbeat, stop)
        finally:
            with self._lock:
                self._running = False
            self._do_work()
            self._tell_done()

    def _run_once(self, broker: Broker, heartbeat: Heartbeat, stop: threading.Event) -> None:
        options = self.settings.options
        self.on_options(options)
        service = Service(
            options,
            broker,
            self.store,
            self._estimator,
            clock=self.clock,
            opener=self._opener,
            settings_trouble=lambda: self.settings.trouble,
            known=self.settings.identities,
            unread_rooms=self.settings.unread_rooms,
            ask_for_broker=self._ask_for_broker,
        )
        service.start()
        self.service = service
        _LOGGER.info("Watching: %s", ", ".join(camera.name for camera in options.cameras) or "no camera yet")
        self._tell_done()
        while not stop.wait(TICK_S) and not self._asked.is_set():
            service.tick()
            self._retention.tick(self.clock(), options.privacy.keep_days)
            if abs(self.clock.off_s) > CLOCK_OFF_S and not service.has_open_incident:
                _LOGGER.warning("The computer's clock was set by %+.0f s: it is gone by from now on", self.clock.off_s)
                self.restart(self.clock.set)
            if service.works:
                heartbeat.beat()
        self.service = None
        service.stop()
        self._do_work()

    def _ask_for_broker(self) -> Broker | None:
        """Ask for another broker or login, and remember it for the next start; called from the connection's thread."""
        another = self.ask_for_broker()
        if another is not None and another != self.broker:
            self.broker = another
            self.on_options(self.settings.options)
        return another

    def _do_work(self) -> None:
        """Do what waits for the service to be down."""
        with self._lock:
            work, self._work = self._work, []
            self._asked.clear()
        for task, done in work:
            try:
                task()
            except Exception:  # the page asked for it; detection has to go on all the same
                _LOGGER.exception("What the page asked for could not be done")
            self._done.append(done)

    def _tell_done(self) -> None:
        for done in self._done:
            done.set()
        self._done.clear()
