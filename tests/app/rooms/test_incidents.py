"""From what cameras see to what is published, stored and asked, with a real broker."""

import json
import logging
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from falldetect_app.contract.conversion import incident_event, incident_state
from falldetect_app.contract.messages import iso
from falldetect_app.storage.store import Store
from hypothesis import given, settings
from hypothesis import strategies as st

from falldetect_core.kinds import After, Before, Event, Kind
from falldetect_core.records import Incident, Transition
from falldetect_core.rooms.hour_profile import Day, HourProfile

from ..conftest import COMMAND, EVENT, HISTORY, SNAPSHOT, STATE, MakeHome
from ..contract.test_contract import check
from ..helpers.broker import Heard, Listener, Mosquitto
from ..helpers.home import Home
from ..helpers.people import frame, observation, person
from ..helpers.waiting import wait_until


def events(listener: Listener, topic: str = EVENT) -> list[str]:
    return [message.data["event"] for message in listener.on(topic)]


def ask(listener: Listener, **command: Any) -> None:
    listener.publish(COMMAND, json.dumps(command))


def check_all(heard: list[Heard]) -> None:
    """Check every message against the published schema of its topic."""
    kinds = {"info": "Info", "state": "Room state", "event": "Event", "command": "Command", "history": "History"}
    for message in heard:
        name = message.topic.rpartition("/")[2]
        if message.topic.startswith("falldetect/discovery/"):
            check("Discovery", message.data)
        elif "/camera/" in message.topic:
            check("Camera state", message.data)
        elif "/app/" in message.topic:
            check("App state", message.data)
        elif name in kinds:
            check(kinds[name], message.data)


def test_a_fall_from_the_first_suspicion_to_getting_up(home: Home, listener: Listener) -> None:
    time_s = home.fall()
    state = listener.wait_for_state(STATE, fall=True)
    (incident,) = state["incidents"]
    assert (incident["state"], incident["kind"], incident["direction"]) == ("fall", "trip", "forward")
    assert incident["onset"] < incident["since"]
    assert state["last_fall"] == incident
    assert (state["occupied"], state["people"]) == (True, 1)
    home.get_up(time_s)
    state = listener.wait_for_state(STATE, fall=False)
    assert (state["incidents"], state["last_fall"]["state"]) == ([], "recovered")
    wait_until(lambda: events(listener) == ["suspected", "fall", "recovered"], str(events(listener)))
    told = [message.data for message in listener.on(EVENT)]
    assert [event["event_id"] for event in told] == [f"{incident['incident']}.{step}" for step in (1, 2, 3)]
    assert told[1]["kinds"] == {"trip": 0.6, "unknown": 0.4}
    assert not any(message.retained for message in listener.on(EVENT))
    check_all(listener.heard)


def test_what_came_before_and_since_is_told(home: Home, listener: Listener) -> None:
    known = {"before": {Before.WALKING: 0.7, Before.UNKNOWN: 0.3}, "after": After.CRAWLING}
    incident = replace(Incident("a", "living_room", "window", 1, Event.FALL, 1.0, 2.0), **known)
    event, state = incident_event(Transition(2.0, Event.FALL, incident), ""), incident_state(incident, "")
    assert (event.before, event.after) == (state.before, state.after) == ("walking", "crawling")
    check("Event", json.loads(event.payload()))
    home.fall()
    told = listener.wait_for_state(STATE, fall=True)["incidents"][0]
    assert (told["before"], told["after"]) == ("unknown", "moving")


def test_missed_activity_is_told_as_inactivity_and_ends_with_movement(
    make_home: MakeHome, listener: Listener, tmp_path: Path
) -> None:
    morning = (datetime.now().astimezone() + timedelta(days=2)).replace(hour=10, minute=0)
    days = [Day((morning - timedelta(days=back)).date(), [60.0] * 24) for back in range(9, 1, -1)]
    with closing(Store(tmp_path / "data")) as store:
        store.archive.keep_note("usual gaps of living_room", HourProfile(days).to_json())
    controller = make_home(discovery="off").start(ticking=False).service.rooms["living_room"]
    start_s = morning.timestamp()
    for past_s in (0.0, 5000.0):
        controller.observe(frame(start_s + past_s), observation("window", start_s + past_s))
        controller.tick(start_s + past_s)
    state = listener.wait_for_state(STATE, inactive=True)
    assert (state["inactivity"], state["inactive_since"]) == ("missed", iso(morning))
    controller.observe(frame(start_s + 5001), observation("window", start_s + 5001, [person(start_s + 5001)]))
    controller.tick(start_s + 5001)
    assert listener.wait_for_state(STATE, inactive=False)["inactivity"] is None
    wait_until(lambda: len(events(listener)) == 2)
    started, ended = (message.data for message in listener.on(EVENT))
    assert (started["event"], ended["event"]) == ("inactivity_started", "inactivity_ended")
    assert started["inactivity"] == ended["inactivity"] == "missed"
    assert started["reasons"] == ["no activity for 1.4 h, at this hour it is 1.0 h at most"]
    assert started["why"] == [{"code": "missed", "figures": {"n": "1.4", "usual": "1.0"}}]
    check_all(listener.heard)


def test_a_long_lie_follows(home: Home, listener: Listener) -> None:
    time_s = home.fall()
    home.see(61, time_s, down=True)
    listener.wait(EVENT, lambda message: message.data["event"] == "long_lie")
    assert listener.wait_for_state(STATE)["last_fall"]["state"] == "long_lie"


def test_somebody_found_down(home: Home, listener: Listener) -> None:
    start_s = home.clock()
    home.see(25, start_s, found_down=True, onset_s=start_s)
    listener.wait(EVENT, lambda message: message.data["event"] == "person_down")
    assert listener.wait_for_state(STATE)["fall"] is True


def test_the_past_of_a_room_is_told_to_whoever_asks(home: Home, listener: Listener) -> None:
    home.fall()
    listener.wait_for_state(STATE, fall=True)
    ask(listener, command="dismiss", by="Anna", reason="tied her shoes")
    listener.wait_for_state(STATE, fall=False)
    ask(listener, command="history", request="all")
    told = listener.wait(HISTORY, lambda message: message.data["request"] == "all").data
    assert [event["event"] for event in told["events"]] == ["suspected", "fall", "dismissed"]
    assert (told["events"][-1]["by"], told["events"][-1]["reason"]) == ("Anna", "tied her shoes")
    assert told["truncated"] is False
    ask(listener, command="history", request="later", since="2100-01-01T00:00:00Z")
    assert listener.wait(HISTORY, lambda message: message.data["request"] == "later").data["events"] == []
    ask(listener, command="history", request="before", until="2000-01-01T00:00:00Z")
    assert listener.wait(HISTORY, lambda message: message.data["request"] == "before").data["events"] == []
    check_all(listener.heard)


def test_a_near_fall_is_no_fall(home: Home, listener: Listener) -> None:
    time_s = home.see(0.5, home.clock(), falling=True)
    home.get_up(time_s)
    listener.wait(EVENT, lambda message: message.data["event"] == "near_fall")
    assert listener.wait_for_state(STATE)["last_fall"] is None


def test_an_older_fall_does_not_replace_the_newest(home: Home, listener: Listener) -> None:
    start_s = home.clock() - 10
    time_s = home.fall(start_s, track=1)
    listener.wait_for_state(STATE, fall=True)
    ask(listener, command="test")
    newest = listener.wait(EVENT, lambda message: message.data["test"] and message.data["event"] == "fall").data[
        "incident"
    ]
    home.see(61, time_s, down=True)
    listener.wait(EVENT, lambda message: message.data["event"] == "long_lie")
    assert listener.wait_for_state(STATE)["last_fall"]["incident"] == newest


def test_state_is_told_only_when_it_changes(home: Home, listener: Listener) -> None:
    before = len(listener.on(STATE))
    time_s = home.see(3, home.clock(), upright=True)
    home.see(1, time_s)
    listener.wait_for_state(STATE, people=0, occupied=False)
    assert len(listener.on(STATE)) == before + 2


def test_inactivity(home: Home, listener: Listener) -> None:
    time_s = home.see(1, home.clock(), upright=True, still_s=1900)
    state = listener.wait_for_state(STATE, inactive=True)
    assert state["inactive_since"] < state["time"]
    home.see(1, time_s, upright=True)
    state = listener.wait_for_state(STATE, inactive=False)
    assert state["inactive_since"] is None
    wait_until(lambda: events(listener) == ["inactivity_started", "inactivity_ended"])
    started = listener.on(EVENT)[0].data
    assert (started["kind"], started["event_id"]) == ("unknown", started["incident"] + ".1")


def test_acknowledging_ends_the_alarm(home: Home, listener: Listener) -> None:
    home.fall()
    incident = listener.wait_for_state(STATE, fall=True)["incidents"][0]["incident"]
    ask(listener, command="acknowledge", incident=incident, by="Anna")
    event = listener.wait(EVENT, lambda message: message.data["event"] == "acknowledged").data
    assert (event["by"], event["reason"]) == ("Anna", None)
    assert listener.wait_for_state(STATE, fall=False)["last_fall"]["state"] == "acknowledged"


def test_dismissing_ends_all_open_incidents(home: Home, listener: Listener) -> None:
    home.fall()
    ask(listener, command="test")
    wait_until(lambda: events(listener).count("fall") == 2)
    ask(listener, command="dismiss", by="Anna", reason="tied her shoes")
    listener.wait_for_state(STATE, fall=False, incidents=[])
    wait_until(lambda: events(listener).count("dismissed") == 2)
    assert listener.on(EVENT)[-1].data["reason"] == "tied her shoes"


def test_a_test_comes_as_a_real_fall_would(home: Home, listener: Listener) -> None:
    home.see(0.2, home.clock(), upright=True)
    ask(listener, command="test")
    state = listener.wait_for_state(STATE, fall=True)
    assert (state["incidents"][0]["test"], state["incidents"][0]["camera"]) == (True, "window")
    wait_until(lambda: events(listener) == ["suspected", "fall"])
    assert listener.wait(SNAPSHOT).payload.startswith(b"\xff\xd8")
    check_all(listener.heard)


@pytest.mark.parametrize(
    "part",
    [
        "snapshots.publish",
        "recorder.on_step",
        "recorder.observe",
        "recorder.tick",
        "activity.observe",
        "activity.tick",
    ],
)
def test_a_picture_or_record_that_fails_ends_nothing_else(
    home: Home, listener: Listener, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, part: str
) -> None:
    def fail(*_: Any) -> None:
        raise MemoryError

    owner, name = part.split(".")
    monkeypatch.setattr(getattr(home.service.rooms["living_room"], owner), name, fail)
    home.see(0.2, home.clock(), upright=True)
    ask(listener, command="test")
    listener.wait_for_state(STATE, fall=True)
    ask(listener, command="acknowledge")
    listener.wait_for_state(STATE, fall=False)
    assert "a picture or record is lost" in caplog.text
    assert home.service.works
    assert bool(listener.on(SNAPSHOT)) == (part != "snapshots.publish")


@pytest.mark.usefixtures("home")
def test_a_test_without_a_picture_has_no_snapshot(listener: Listener) -> None:
    ask(listener, command="test")
    listener.wait_for_state(STATE, fall=True)
    assert listener.on(SNAPSHOT) == []


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ((COMMAND, b"nonsense"), "is not understood: Invalid JSON"),
        ((COMMAND, b'{"command": "set", "sensitivity": "huge"}'), "is not understood: sensitivity"),
        ((COMMAND, b'{"command": "acknowledge", "incident": "none"}'), "there is no open incident none to end"),
        ((COMMAND.replace("living_room", "attic"), b'{"command": "test"}'), "a room that is not there"),
    ],
)
def test_what_cannot_be_done_is_logged_and_changes_nothing(
    home: Home, listener: Listener, caplog: pytest.LogCaptureFixture, asked: tuple[str, bytes], told: str
) -> None:
    before = home.service.rooms["living_room"].state()
    listener.publish(*asked)
    wait_until(lambda: told in caplog.text, caplog.text)
    after = home.service.rooms["living_room"].state()
    assert after.model_copy(update={"time": before.time}) == before
    assert events(listener) == []


def test_a_retained_command_is_ignored(listener: Listener, make_home: MakeHome, caplog: Any) -> None:
    listener.publish(COMMAND, '{"command": "test"}', retain=True)
    make_home().start()
    wait_until(lambda: "A retained command is ignored" in caplog.text)
    assert events(listener) == []


def test_monitoring_off_detects_nothing_and_keeps_what_is_open(home: Home, listener: Listener) -> None:
    time_s = home.fall()
    listener.wait_for_state(STATE, fall=True)
    ask(listener, command="set", monitoring=False)
    state = listener.wait_for_state(STATE, monitoring=False)
    assert (state["people"], state["fall"], len(state["incidents"])) == (None, True, 1)
    home.get_up(time_s)
    ask(listener, command="set", monitoring=True)
    assert listener.wait_for_state(STATE, monitoring=True)["fall"] is True
    assert "recovered" not in events(listener)


@pytest.mark.usefixtures("home")
def test_a_pause_ends_by_itself(listener: Listener) -> None:
    ask(listener, command="set", monitoring=False, for_s=0.5)
    wait_until(lambda: any(not message.data["monitoring"] for message in listener.on(STATE)))
    listener.wait_for_state(STATE, monitoring=True)


def test_a_room_says_since_when_it_is_not_watched_over_a_restart(make_home: MakeHome, listener: Listener) -> None:
    home = make_home().start()
    assert listener.wait_for_state(STATE, monitoring=True)["monitoring_off_since"] is None
    ask(listener, command="set", monitoring=False)
    since = listener.wait_for_state(STATE, monitoring=False)["monitoring_off_since"]
    ask(listener, command="set", monitoring=False, for_s=600)
    ask(listener, command="set", sensitivity="high")
    assert listener.wait_for_state(STATE, sensitivity="high")["monitoring_off_since"] == since
    home.crash()
    home = make_home().start()
    assert home.service.rooms["living_room"].state().model_dump(mode="json")["monitoring_off_since"] == since
    ask(listener, command="set", monitoring=True)
    assert listener.wait_for_state(STATE, monitoring=True)["monitoring_off_since"] is None


def test_sensitivity_is_set_and_reaches_the_room(home: Home, listener: Listener) -> None:
    ask(listener, command="set", sensitivity="high")
    listener.wait_for_state(STATE, sensitivity="high", sensitivity_own=True, monitoring=True)
    assert home.service.rooms["living_room"].sensitivity == "high"
    assert home.service.rooms["hall"].sensitivity == "standard"
    ask(listener, command="set", sensitivity="home")
    listener.wait_for_state(STATE, sensitivity="standard", sensitivity_own=False)


def test_a_snapshot_follows_the_alarm(home: Home, listener: Listener) -> None:
    home.fall()
    listener.wait(SNAPSHOT)
    picture = cv2.imdecode(np.frombuffer(listener.on(SNAPSHOT)[0].payload, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    order = [message.topic for message in listener.heard if message.topic in (EVENT, SNAPSHOT)]
    assert order[0] == EVENT


def test_an_alarm_that_time_alone_confirms_has_a_snapshot_too(home: Home, listener: Listener) -> None:
    start_s = home.clock() - 1.0
    time_s = home.see(0.5, start_s, upright=True)
    home.see(0.5, time_s, down=True, onset_s=time_s)  # and the camera dies
    listener.wait(EVENT, lambda message: message.data["event"] == "fall")
    listener.wait(SNAPSHOT)


def test_the_snapshot_comes_from_the_camera_of_the_incident(home: Home) -> None:
    start_s = home.clock()
    time_s = home.see(0.5, start_s, falling=True, camera="window")
    home.see(0.1, time_s, camera="door")
    snapshots = home.service.rooms["living_room"].snapshots
    chosen = snapshots.choose("window", time_s)
    assert chosen is not None
    assert chosen[1].camera == "window"
    newest = snapshots.choose("", time_s)
    assert newest is not None
    assert newest[1].camera == "door"
    assert snapshots.choose("window", time_s + 60) is None


def test_a_snapshot_may_be_kept_by_the_broker(make_home: MakeHome, broker: Mosquitto, listener: Listener) -> None:
    home = make_home(privacy={"retain": True}).start()
    listener.wait(STATE)
    home.fall()
    listener.wait(SNAPSHOT)
    late = Listener(broker).start().ready()
    wait_until(lambda: any(message.retained for message in late.on(SNAPSHOT)))
    late.stop()


def test_no_snapshot_where_none_is_wanted(make_home: MakeHome, listener: Listener) -> None:
    home = make_home(privacy={"snapshot": "off"}).start()
    info = listener.wait("falldetect/home/info").data
    assert "snapshot" not in info["features"]
    home.fall()
    wait_until(lambda: events(listener) == ["suspected", "fall"])
    assert listener.on(SNAPSHOT) == []


def test_info_and_discovery_describe_the_home(home: Home, listener: Listener) -> None:
    info = listener.wait("falldetect/home/info").data
    assert info["rooms"] == [
        {"id": "living_room", "name": "Living room", "cameras": ["window", "door"]},
        {"id": "hall", "name": "Hall", "cameras": ["hall"]},
    ]
    assert info["cameras"][2] == {"id": "hall", "name": "Hall", "room": "hall"}
    found = listener.wait("falldetect/discovery/home").data
    assert found["installation_id"] == info["installation_id"] == home.store.installation_id
    assert found["base"] == "falldetect/home"


def test_the_log_tells_of_falls(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    home.fall()
    assert "Living room: fall (trip, 0.90)" in caplog.text


@settings(deadline=None)
@given(confidence=st.floats(), share=st.floats(), onset_s=st.floats(0, 4e9))
def test_no_number_can_keep_an_alarm_from_being_told(confidence: float, share: float, onset_s: float) -> None:
    incident = Incident(
        "i", "hall", "", 0, Event.FALL, onset_s, onset_s, confidence=confidence, kinds={Kind.TRIP: share}
    )
    check("Event", json.loads(incident_event(Transition(onset_s, Event.FALL, incident), "hall").payload()))
    assert 0 <= incident_state(incident, "hall").confidence <= 1
