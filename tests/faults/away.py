"""A broker that is away for long in the middle of an incident: what the app keeps, and what it tells afterwards.

`scripts/soak --broker-away SECONDS` shows the real program a film in which somebody falls, again and again, takes the
broker away after the first fall, and lets another room alarm every minute until it is back.
"""

import json
import sqlite3
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from app.helpers.broker import Heard, Listener, Mosquitto, lasting_port
from app.helpers.waiting import wait_until

from .helpers.program import PATIENT_S, Program

FALL = Path(__file__).parents[2] / "docs" / "demo" / "fall.mp4"
ROOMS = ("hall", "living_room")
ALARM_S = 60.0
FIRST_FALL_S = 900.0
"""A machine that has much else to do may miss a fall of the film, but not fifty."""
STEADY = 0.25
"""Memory is compared with what it was after this part of the time, in which the first falls fill the caches."""


def event_topic(room: str) -> str:
    return f"falldetect/home/room/{room}/event"


def history(folder: Path) -> dict[str, str]:
    """Return all that the app wrote down before it told it: payloads by event id, oldest first."""
    with closing(sqlite3.connect(folder / "state.db")) as db:
        return dict(db.execute("SELECT id, payload FROM history ORDER BY number").fetchall())


def resident_kb(program: Program) -> int:
    assert program.process is not None
    for line in Path(f"/proc/{program.process.pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise AssertionError("the program has ended")


def compared(known: dict[str, str], heard: list[Heard]) -> dict[str, Any]:
    """Say how what was heard differs from what was written down; both in their order."""
    times = Counter(message.data["event_id"] for message in heard)
    first = list(dict.fromkeys(message.data["event_id"] for message in heard))
    altered = {m.data["event_id"] for m in heard if known.get(m.data["event_id"]) != m.payload.decode()}
    return {
        "events": len(known),
        "lost": sorted(known.keys() - times.keys()),
        "never_written_down": sorted(times.keys() - known.keys()),
        "sent_twice": sorted(id_ for id_, count in times.items() if count > 1),
        "other_words": sorted(altered),
        "in_order": first == [id_ for id_ in known if id_ in times],
    }


def away(seconds: float) -> dict[str, Any]:
    """Take the broker away for so long in an incident; returns what was lost, told twice, or grew."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "broker").mkdir()
        broker = Mosquitto(folder / "broker", port=lasting_port()).start()
        listener = Listener(broker).start().ready()
        cameras = [
            {"name": "sofa", "url": str(FALL), "loop": True, "room": "Living room"},
            {"name": "hall", "url": "rtsp://127.0.0.1:9/live", "room": "Hall"},
        ]
        options = {"cameras": cameras, "mqtt": broker.options()}
        program = Program(folder / "app", options).start()
        try:
            return _watched(program, broker, listener, seconds)
        finally:
            program.kill()
            listener.stop()
            broker.stop()


def _watched(program: Program, broker: Mosquitto, listener: Listener, seconds: float) -> dict[str, Any]:
    hall, living = (event_topic(room) for room in ROOMS)
    listener.wait("falldetect/home/status", lambda message: message.payload == b"online", PATIENT_S)
    program.command("hall", {"command": "test"})
    listener.wait(hall, lambda message: message.data["event"] == "fall", PATIENT_S)
    wait_until(lambda: [m for m in listener.on(living) if m.data["event"] == "fall"], "for a fall", FIRST_FALL_S)
    wait_until(lambda: program.status()["waiting"] == 0, "for the confirmations", PATIENT_S)
    opened = len(history(program.folder))
    broker.stop()
    samples = []
    end_s = time.monotonic() + seconds
    while (left_s := end_s - time.monotonic()) > 0:
        time.sleep(min(ALARM_S, left_s))
        program.command("hall", {"command": "acknowledge", "by": "Anna"})
        program.command("hall", {"command": "test"})
        waiting = program.status()["waiting"]
        samples.append({"left_s": round(max(0.0, left_s)), "memory_kb": resident_kb(program), "waiting": waiting})
    for room in ROOMS:
        program.command(room, {"command": "acknowledge", "by": "Anna"})
    log_lines = len(program.log.splitlines())
    listener.with_broker()
    began_s = time.monotonic()
    wait_until(lambda: program.status()["waiting"] == 0, "for all that waited", PATIENT_S)
    told_s = time.monotonic() - began_s
    assert program.stop() == 0
    listener.wait("falldetect/home/status", lambda message: message.payload == b"offline", PATIENT_S)
    known = history(program.folder)
    heard = [message for message in listener.heard if message.topic in (hall, living)]
    events = [json.loads(payload) for payload in known.values()]
    fallen = [event["event"] for event in events if event["room"] == "living_room"]
    states = {room: listener.last(f"falldetect/home/room/{room}/state") for room in ROOMS}
    steady = samples[int(len(samples) * STEADY)]["memory_kb"] if samples else 0
    return {
        "away_s": seconds,
        "told_before": opened,
        **compared(known, heard),
        "told_within_s": round(told_s, 1),
        "fallen": fallen,
        "last_falls": {room: state and state.data["last_fall"]["state"] for room, state in states.items()},
        "log_lines": log_lines,
        "memory_kb_grown": samples[-1]["memory_kb"] - steady if samples else 0,
        "samples": samples,
    }
