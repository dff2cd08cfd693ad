"""A broker that is away, refuses, drops, and is slow: no event is lost, and what was missed is told in order."""

import json
from pathlib import Path

from app.helpers.broker import Listener, Mosquitto
from app.helpers.waiting import wait_until

from .conftest import Run
from .helpers.program import PATIENT_S
from .helpers.wire import Wire

ROOM = "falldetect/home/room/hall"
CAMERA = {"name": "hall", "url": "rtsp://192.0.2.1/live", "room": "Hall"}


def online(listener: Listener) -> None:
    listener.wait("falldetect/home/status", lambda message: message.payload == b"online", PATIENT_S)


def ask(listener: Listener, **command: object) -> None:
    listener.publish(f"{ROOM}/command", json.dumps(command))


def told(listener: Listener) -> list[str]:
    """Return the ids of the events that came, each once, in order."""
    return list(dict.fromkeys(message.data["event_id"] for message in listener.on(f"{ROOM}/event")))


def test_a_broker_that_is_away_at_the_start_and_then_in_an_incident(
    run: Run, broker: Mosquitto, listener: Listener
) -> None:
    broker.stop()
    program = run(cameras=[CAMERA])
    wait_until(lambda: "is not there (connection refused)" in program.status()["trouble"], "for the page", PATIENT_S)
    listener.with_broker()
    online(listener)
    ask(listener, command="test")
    opened = listener.wait_for_state(f"{ROOM}/state", PATIENT_S, fall=True)["incidents"][0]["incident"]
    wait_until(lambda: len(told(listener)) == 2, "for the alarm", PATIENT_S)
    broker.stop()
    wait_until(lambda: not program.status()["broker"], "for the page", PATIENT_S)
    program.command("hall", {"command": "acknowledge", "by": "Anna"})
    assert program.status()["waiting"] == 1
    listener.with_broker()
    wait_until(lambda: len(told(listener)) == 3, "for what was missed", PATIENT_S)
    assert told(listener) == [f"{opened}.{step}" for step in (1, 2, 3)]
    state = listener.wait_for_state(f"{ROOM}/state", PATIENT_S, fall=False)
    assert state["last_fall"]["state"] == "acknowledged"
    wait_until(lambda: program.status()["waiting"] == 0, "for the confirmation", PATIENT_S)


def test_a_broker_that_refuses_the_login_is_told_on_the_page_and_in_the_log(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    locked = Mosquitto(folder, login=("app", "Geheim-42")).start()
    try:
        program = run(cameras=[CAMERA], mqtt=locked.options(password="Falsch-99"))  # noqa: S106 - made up
        says = "refuses user name or password; set mqtt.username and mqtt.password"
        wait_until(lambda: says in program.status()["trouble"], "for the page", PATIENT_S)
        assert says in program.log
        assert "Falsch-99" not in program.log
    finally:
        locked.stop()


def test_a_broker_that_drops_again_and_again_and_is_slow_loses_no_event(
    run: Run, broker: Mosquitto, listener: Listener
) -> None:
    wire = Wire(broker.port, delay_s=0.1)
    program = run(cameras=[CAMERA], mqtt={"host": "127.0.0.1", "port": wire.port})
    online(listener)
    for round_ in range(1, 5):
        program.command("hall", {"command": "test"})
        if round_ < 4:
            wire.cut()
            wait_until(lambda most=round_: wire.connections > most, "for a new connection", PATIENT_S)
    program.command("hall", {"command": "acknowledge"})
    wait_until(lambda: program.status()["waiting"] == 0, "for all confirmations", PATIENT_S)
    wait_until(lambda: len(told(listener)) == 12, "for all events", PATIENT_S)
    by_id: dict[str, set[bytes]] = {}
    for message in listener.on(f"{ROOM}/event"):
        by_id.setdefault(message.data["event_id"], set()).add(message.payload)
    assert all(len(payloads) == 1 for payloads in by_id.values())
    first: dict[str, list[int]] = {}
    for incident, _, step in (id_.partition(".") for id_ in told(listener)):
        first.setdefault(incident, []).append(int(step))
    assert list(first.values()) == [[1, 2, 3]] * 4
    listener.wait_for_state(f"{ROOM}/state", PATIENT_S, fall=False)
    wire.close()


def test_home_assistant_s_restart_brings_all_state_anew(run: Run, listener: Listener) -> None:
    run(cameras=[CAMERA])
    online(listener)
    listener.wait(f"{ROOM}/state", patience_s=PATIENT_S)
    topics = (f"{ROOM}/state", "falldetect/home/camera/hall/state", "falldetect/home/info", "falldetect/home/app/state")
    listener.heard.clear()
    listener.publish("homeassistant/status", "offline")
    listener.publish("homeassistant/status", "online")
    for topic in (*topics, "falldetect/home/status"):
        listener.wait(topic, patience_s=PATIENT_S)
