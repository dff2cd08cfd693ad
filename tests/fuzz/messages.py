"""MQTT messages in any order, falls and time between them: the app goes on, is understood, and nothing grows."""

import json
import logging
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from app.helpers.home import NoPose, Scripted
from app.helpers.people import frame, observation, person
from falldetect_app.contract.commands import CommandError, read_command
from falldetect_app.logs.masking import MaskingFormatter
from falldetect_app.mqtt.broker import Broker
from falldetect_app.mqtt.link import Received
from falldetect_app.service import Service
from falldetect_app.settings.validation import check_options
from falldetect_app.storage.store import LARGEST_OUTBOX, Store

from .tape import Tape

NAMES = (
    "command",
    "incident",
    "by",
    "reason",
    "monitoring",
    "for_s",
    "sensitivity",
    "request",
    "since",
    "until",
    "more",
)
WORDS: tuple[Any, ...] = (
    "acknowledge",
    "dismiss",
    "test",
    "set",
    "history",
    "high",
    "home",
    True,
    False,
    3,
    1e9,
    "2026-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999+00:00",
    "0001-01-01T00:00:00+23:59",
    "r",
)
COMMAND = "falldetect/home/room/hall/command"
TOPICS = (
    *[COMMAND] * 5,
    "falldetect/home/room/attic/command",
    "falldetect/home/room/\n/command",
    "falldetect/home/integration",
    "homeassistant/status",
    "elsewhere",
)
PAYLOADS = (b"online", b"offline", b"claimed", b"", b"\xff", b"[" * 4000)
LINE = MaskingFormatter("%(message)s", [])
MOST_STEPS = 40
LONGEST_COMPLAINT = 1000
LARGEST_STATE = 64 * 1024
BODIES: tuple[dict[str, bool], ...] = ({"falling": True}, {"down": True}, {"found_down": True}, {"upright": True}, {})
OPTIONS = check_options(
    {"cameras": [{"name": "hall", "url": "rtsp://192.0.2.1/", "room": "Hall"}], "mqtt": {"host": "localhost"}}
)


@contextmanager
def memory() -> Iterator[Store]:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder, closing(Store(Path(folder))) as store:
        yield store


def service(store: Store, clock: list[float], sent: list[tuple[str, str | bytes]]) -> Service:
    """Make an app that isn't started, and whose messages go into a list."""
    app = Service(OPTIONS, Broker.of(OPTIONS.mqtt), store, NoPose(), clock=lambda: clock[0], opener=Scripted)
    app.publisher.publish = lambda topic, payload, **_: sent.append((topic, payload))
    return app


def payload(tape: Tape) -> bytes:
    match tape.byte() % 4:
        case 0:
            return tape.pick(PAYLOADS)
        case 1:
            return tape.take(64)
    shaped = {"command": tape.pick(WORDS[:5])} | {tape.pick(NAMES): tape.value(NAMES, WORDS) for _ in range(3)}
    return json.dumps(shaped).encode()


def once(data: bytes) -> None:
    tape, clock = Tape(data), [1_800_000_000.0]
    sent: list[tuple[str, str | bytes]] = []
    with memory() as store:
        app = service(store, clock, sent)
        for _ in range(MOST_STEPS):
            if tape.over:
                break
            step = tape.byte() % 8
            if step < 4:
                message = Received(tape.pick(TOPICS), payload(tape), tape.byte() % 8 == 0)
                app.on_message(message)
                try_alone(message.payload)
            elif step < 6:
                clock[0] += tape.pick((0.1, 1.0, 30.0, 4000.0))
                app.tick()
            else:
                body = tape.pick(BODIES)
                people = [person(clock[0], track=tape.byte(), **body)] if body else []
                app.rooms["hall"].observe(frame(clock[0]), observation("hall", clock[0], people))
        app.tick()
        app.publish_all()
        for topic, content in sent:
            check(topic, content)
        assert len(store.outbox()) <= LARGEST_OUTBOX
        for entry in store.outbox():
            json.loads(entry.payload.encode())


def try_alone(sent: bytes) -> None:
    try:
        read_command(sent)
    except CommandError as error:
        says = str(error)
    else:
        return
    assert 0 < len(says) < LONGEST_COMPLAINT
    assert LINE.format(logging.makeLogRecord({"msg": says})).isprintable()


def check(topic: str, content: str | bytes) -> None:
    data = content.encode() if isinstance(content, str) else content
    if topic.endswith("/state"):
        assert len(data) < LARGEST_STATE
        assert isinstance(json.loads(data), dict)
