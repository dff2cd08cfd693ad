"""Days in minutes: a mixed day again and again, at high speed, through rooms, store and a real broker; then real film.

`scripts/soak [--hours 72] [--loops 20] [--json FILE]` says how memory, files, retained topics and the log grew.
Slopes are least-squares fits over the hours after the first quarter, in which caches fill.
`scripts/soak --broker-away SECONDS` does something else: see `away.py`.
"""

import argparse
import gc
import json
import logging
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import paho.mqtt.client as paho
from app.helpers.broker import Mosquitto
from app.helpers.home import NoPose, Scripted
from app.helpers.people import frame, observation, person
from app.helpers.waiting import wait_until
from falldetect_app.contract.commands import Acknowledge, Dismiss, Test
from falldetect_app.logs.rate_limit import RepeatFilter
from falldetect_app.mqtt.broker import Broker
from falldetect_app.service import Service
from falldetect_app.settings.validation import check_options
from falldetect_app.storage.store import Store
from paho.mqtt.enums import CallbackAPIVersion

from falldetect_core.camera import RecordedCamera
from falldetect_core.errors import SourceError
from falldetect_core.frames import open_frames
from falldetect_core.pose import load
from falldetect_core.settings import CameraSettings

from .away import away

FILM = Path(__file__).parents[2] / "docs" / "demo" / "daily_life.mp4"
ROOMS = {"Kitchen": 1, "Hall": 1, "Bedroom": 1, "Living room": 3}
HOUR_S = 3600.0
CALM_S = 2.0
"""Simulated seconds between two observations of a camera while nobody falls; a fall is seen ten times a second."""
STEP_S = 0.1
PATIENT_S = 120.0


@dataclass(frozen=True)
class Sample:
    """How things stand after so many hours: resident memory in kB, Python's live pieces of memory, files, log."""

    hour: float
    memory_kb: float
    live_blocks: int
    file_bytes: int
    log_lines: int


class Counter(logging.Handler):
    """Counts what would be logged."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines = 0
        self.addFilter(RepeatFilter())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += bool(self.format(record))


class House:
    """A home whose time and people the soak makes."""

    def __init__(self, folder: Path, broker: Mosquitto, calm_s: float) -> None:
        self.calm_s = calm_s
        cameras = [
            {"name": f"{room} {number}", "url": "rtsp://192.0.2.1/live", "room": room}
            for room, count in ROOMS.items()
            for number in range(count)
        ]
        options = check_options({"cameras": cameras, "mqtt": broker.options(), "privacy": {"retain": True}})
        self.now_s = time.time()
        self.folder = folder
        self.store = Store(folder)
        self.sources: dict[str, Scripted] = {}
        clock: Callable[[], float] = lambda: self.now_s  # noqa: E731
        self.service = Service(options, Broker.of(options.mqtt), self.store, NoPose(), clock=clock, opener=self._open)
        self._random = random.Random(7)

    def _open(self, camera: Any, *how: Any) -> Scripted:
        made = self.sources[camera.id] = Scripted(camera, *how)
        return made

    def watch(self, seconds: float, step_s: float, room: str | None = None, **body: Any) -> None:
        """Let time pass; `body` is who is in `room`, all other rooms are empty."""
        end_s = self.now_s + seconds
        while self.now_s < end_s:
            self.now_s += step_s
            for controller in self.service.rooms.values():
                people = [person(self.now_s, **body)] if controller.config.id == room else []
                for camera in controller.config.cameras:
                    controller.observe(frame(self.now_s), observation(camera, self.now_s, people))
            self.service.tick()

    def fall(self, room: str, down_s: float) -> None:
        onset_s = self.now_s
        self.watch(0.5, STEP_S, room, falling=True, onset_s=onset_s)
        self.watch(down_s, STEP_S, room, down=True, onset_s=onset_s)

    def hour(self, number: int) -> None:
        """Live an hour: nobody at night, by day people come and go, some fall, cameras break off, people answer."""
        rooms = list(self.service.rooms)
        room = self._random.choice(rooms)
        if number % 24 < 7:
            self.watch(HOUR_S, self.calm_s)
            return
        for _ in range(4):
            self.watch(
                self._random.uniform(60, 600), self.calm_s, room, upright=True, track=self._random.randrange(10**6)
            )
            self.watch(self._random.uniform(60, 200), self.calm_s)
        camera = self._random.choice(list(self.sources))
        for problem in (SourceError("ended", "it stopped sending pictures"), None):
            self.sources[camera].problem(problem)
            self.watch(5, self.calm_s)
        if number % 8 == 0:
            self.fall(room, self._random.choice([3.0, 70.0]))
            self.watch(4, STEP_S, room, upright=True)
        if number % 8 == 4:
            self.fall(room, 5.0)
            by_hand = (
                Dismiss(command="dismiss", reason="tied shoes") if number % 16 else Acknowledge(command="acknowledge")
            )
            self.service.rooms[room].execute(by_hand)
            self.watch(5, STEP_S)
        if number % 24 == 12:
            self.service.rooms[room].execute(Test(command="test"))
            self.service.rooms[room].execute(Acknowledge(command="acknowledge"))
        self.watch(HOUR_S / 6, self.calm_s)


def memory_kb() -> float:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1024


def slope(x: Sequence[float], y: Sequence[float]) -> float:
    """Return the least-squares slope over what follows the first quarter."""
    start = len(x) // 4
    return float(np.polyfit(x[start:], y[start:], 1)[0]) if len(x) - start > 1 else 0.0


def retained(broker: Mosquitto) -> list[str]:
    """Return the topics that a newcomer is told."""
    topics: set[str] = set()
    client = paho.Client(CallbackAPIVersion.VERSION2, "newcomer", protocol=paho.MQTTv5)
    client.on_connect = lambda *_: client.subscribe([("falldetect/#", 1), ("homeassistant/#", 1), ("end", 1)])
    client.on_message = lambda _c, _d, message: topics.add(message.topic)
    client.connect("127.0.0.1", broker.port)
    client.loop_start()
    wait_until(lambda: "falldetect/discovery/home" in topics, "for what the app tells last", PATIENT_S)
    wait_until(lambda: client.publish("end", "", qos=1) and "end" in topics, "for the broker", PATIENT_S)
    client.disconnect()
    client.loop_stop()
    return sorted(topics - {"end"})


def simulate(hours: int, *, first: int = 0, calm_s: float = CALM_S) -> dict[str, Any]:
    """Live so many hours, the first being that hour of a day; the broker goes away every ninth, and comes back."""
    counter = Counter()
    log = logging.getLogger("falldetect_app")
    log.addHandler(counter)
    log.setLevel(logging.INFO)
    log.propagate = False
    samples: list[Sample] = []
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "broker").mkdir()
        broker = Mosquitto(folder / "broker").start()
        house = House(folder / "data", broker, calm_s)
        house.service.start()
        try:
            wait_until(lambda: house.service.connected, "for the broker", PATIENT_S)
            for number in range(first, first + hours):
                if number % 9 == 5:
                    broker.stop()
                house.hour(number)
                if number % 9 == 5:
                    broker.start()
                wait_until(lambda: house.service.connected and not house.store.outbox(), "for the broker", PATIENT_S)
                size = sum(file.stat().st_size for file in house.folder.iterdir())
                samples.append(Sample(number - first + 1, memory_kb(), sys.getallocatedblocks(), size, counter.lines))
            kept = retained(broker)
            history = len(house.store.history("living_room", "", "3", 10**6))
        finally:
            house.service.stop()
            house.store.close()
            broker.stop()
            log.removeHandler(counter)
            log.propagate = True
    hour = [sample.hour for sample in samples]
    return {
        "hours": hours,
        "took_s": round(time.monotonic() - began_s, 1),
        "memory_kb_per_hour": round(slope(hour, [sample.memory_kb for sample in samples]), 2),
        "live_blocks_per_hour": round(slope(hour, [sample.live_blocks for sample in samples]), 2),
        "file_bytes_per_hour": round(slope(hour, [sample.file_bytes for sample in samples]), 1),
        "log_lines_per_hour": round(counter.lines / hours, 2),
        "retained_topics": kept,
        "events_of_living_room": history,
        "samples": [asdict(sample) for sample in samples],
    }


def play(loops: int, film: Path = FILM) -> dict[str, Any]:
    """Show a film to a whole camera with its real network, again and again."""
    watched = RecordedCamera.of(CameraSettings("soak"), load("movenet-multipose"))
    shift_s, hours, memory = 0.0, [], []
    for _ in range(loops):
        last_s = 0.0
        for shown in open_frames(str(film)):
            last_s = shown.time_s
            watched.update(replace(shown, time_s=shift_s + last_s))
        shift_s += last_s + STEP_S
        hours.append(shift_s / HOUR_S)
        memory.append(memory_kb())
    return {
        "film_hours": round(hours[-1], 3),
        "memory_kb_per_hour": round(slope(hours, memory), 1),
        "memory_kb": [round(kb) for kb in memory],
    }


def main() -> None:
    parser = argparse.ArgumentParser("scripts/soak", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--hours", type=int, default=72, help="simulated hours, default %(default)s")
    parser.add_argument("--loops", type=int, default=20, help="times that the film is shown, default %(default)s")
    parser.add_argument("--json", type=Path, help="where to write all figures")
    parser.add_argument("--broker-away", type=float, metavar="SECONDS", help="instead, leave the broker away so long")
    given = parser.parse_args()
    if given.broker_away is None:
        report = {"simulated": simulate(given.hours), "film": play(given.loops)}
    else:
        report = {"broker": away(given.broker_away)}
    if given.json:
        given.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    for part in report.values():
        part.pop("samples", None)
    print(json.dumps(report, indent=1))  # noqa: T201 - a program's output


if __name__ == "__main__":
    main()
