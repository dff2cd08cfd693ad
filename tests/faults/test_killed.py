"""The process killed (SIGKILL) again and again in one incident: it is not lost, nor told as two; nothing disagrees."""

import json
import multiprocessing
import random
import signal
import sqlite3
import time
from collections import defaultdict
from pathlib import Path

import pytest
from app.helpers.broker import Listener, Mosquitto
from app.helpers.waiting import wait_until

from .helpers.life import Story, live

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["faults.helpers.life"])
POINTS = (1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 27, 30)
ROOM = "falldetect/home/room/hall"
PATIENT_S = 120.0


def check_state(folder: Path) -> None:
    """The file is whole, and what it holds of open incidents is what its history tells."""
    if not (folder / "state.db").exists():
        return
    with sqlite3.connect(folder / "state.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'notes'").fetchone():
            return
        told = [json.loads(payload) for (payload,) in db.execute("SELECT payload FROM history ORDER BY number")]
        kept = [json.loads(text) for (text,) in db.execute("SELECT incident FROM incidents")]
        waiting = {id_ for (id_,) in db.execute("SELECT id FROM outbox")}
    newest = {event["incident"]: event for event in told}
    over = {"recovered", "near_fall"}
    assert {one["id"]: (one["state"], one["steps"]) for one in kept} == {
        incident: (event["event"], int(event["event_id"].rpartition(".")[2]))
        for incident, event in newest.items()
        if event["event"] not in over
    }
    assert waiting <= {event["event_id"] for event in told}


@pytest.mark.parametrize("seed", [1, 2])
def test_an_incident_outlives_any_number_of_kills_at_any_moment(
    tmp_path: Path, broker: Mosquitto, listener: Listener, seed: int
) -> None:
    camera = {"name": "hall", "url": "rtsp://192.0.2.1/live", "room": "Hall"}
    life = {"long_lie_s": 10, "person_down_s": 5}
    options = {"cameras": [camera], "mqtt": broker.options(), "discovery": "off"} | life
    fates = list(POINTS)
    random.Random(seed).shuffle(fates)
    began_s, first, kills = time.time() - 60, 0, 0
    while True:
        receiving, sending = CONTEXT.Pipe(duplex=False)
        points = fates.pop() if fates else 0
        process = CONTEXT.Process(target=live, args=(tmp_path, options, Story(first, began_s), points, sending))
        process.start()
        sending.close()
        try:
            while True:
                first = receiving.recv() + 1
        except EOFError:
            process.join(PATIENT_S)
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        kills += 1
        check_state(tmp_path)
    assert kills >= len(POINTS) // 2

    with sqlite3.connect(tmp_path / "state.db") as db:
        known = dict(db.execute("SELECT id, payload FROM history ORDER BY number").fetchall())
        assert db.execute("SELECT count(*) FROM incidents").fetchone() == (0,)
        assert db.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
    heard: dict[str, set[str]] = defaultdict(set)

    def all_heard() -> bool:
        for message in listener.on(f"{ROOM}/event"):
            heard[message.data["event_id"]].add(message.payload.decode())
        return heard.keys() >= known.keys()

    wait_until(all_heard, "for every event", PATIENT_S)
    assert heard == {id_: {payload} for id_, payload in known.items()}
    events = [json.loads(payload) for payload in known.values()]
    assert len({event["incident"] for event in events}) == 1
    steps = [event["event"] for event in events]
    assert steps in (
        ["suspected", "fall", "long_lie", "recovered"],
        ["suspected", "long_lie", "recovered"],
        ["person_down", "long_lie", "recovered"],
    )
    assert [id_.rpartition(".")[2] for id_ in known] == [str(number + 1) for number in range(len(events))]
    state = listener.wait_for_state(f"{ROOM}/state", PATIENT_S, fall=False, incidents=[])
    assert state["last_fall"]["state"] == "recovered"
    listener.wait("falldetect/home/status", lambda message: message.payload == b"offline", PATIENT_S)
