"""What outlives a restart, a crash and a broker that is away: nothing is lost, and nothing is told twice."""

import json
from typing import Any

import pytest
from falldetect_app.contract.commands import Acknowledge, Test

from falldetect_core.errors import FallDetectError

from .conftest import BASE, CAMERAS, COMMAND, EVENT, SNAPSHOT, STATE, STATUS, MakeHome
from .helpers.broker import Listener, Mosquitto
from .helpers.home import Home
from .helpers.people import frame, observation, person
from .helpers.waiting import wait_until


def event_ids(listener: Listener) -> list[str]:
    return [message.data["event_id"] for message in listener.on(EVENT)]


def ask(listener: Listener, **command: Any) -> None:
    listener.publish(COMMAND, json.dumps(command))


def test_an_open_fall_goes_on_after_a_crash(home: Home, make_home: MakeHome, listener: Listener) -> None:
    home.fall()
    before = listener.wait_for_state(STATE, fall=True)
    wait_until(lambda: len(event_ids(listener)) == 2 and not home.store.outbox())
    home.crash()
    listener.wait(STATUS, lambda message: message.payload == b"offline")
    again = make_home().start()
    listener.wait(STATUS, lambda message: message.payload == b"online")
    after = listener.last(STATE)
    assert after is not None
    assert after.data["incidents"] == before["incidents"]
    assert after.data["last_fall"] == before["last_fall"]
    assert len(event_ids(listener)) == 2
    again.get_up(again.clock())
    ask(listener, command="acknowledge", by="Anna")
    listener.wait_for_state(STATE, fall=False)
    wait_until(lambda: len(event_ids(listener)) >= 3)
    assert event_ids(listener) == [f"{before['incidents'][0]['incident']}.{step}" for step in (1, 2, 3)]


def test_events_of_a_crash_are_delivered_by_the_next_run(
    make_home: MakeHome, broker: Mosquitto, listener: Listener
) -> None:
    home = make_home().start()
    listener.wait(STATUS)
    broker.stop()
    wait_until(lambda: not home.service.connected)
    home.fall()
    assert len(home.store.outbox()) == 2
    home.crash()
    listener.with_broker()
    make_home().start()
    wait_until(lambda: len(event_ids(listener)) == 2)
    assert [message.data["event"] for message in listener.on(EVENT)] == ["suspected", "fall"]


def test_events_wait_for_a_broker_and_come_once(home: Home, broker: Mosquitto, listener: Listener) -> None:
    time_s = home.fall()
    wait_until(lambda: len(event_ids(listener)) == 2)
    with home.held_back():
        broker.stop()
        wait_until(lambda: not home.service.connected)
        home.get_up(time_s)
        home.fall(time_s + 10)
        assert len(home.store.outbox()) == 3
        listener.with_broker()
    wait_until(lambda: len(event_ids(listener)) >= 5)
    wait_until(lambda: not home.store.outbox())
    ids = event_ids(listener)
    assert len(ids) == len(set(ids)) == 5
    told = [message.data for message in listener.on(EVENT)]
    assert [event["time"] for event in told] == sorted(event["time"] for event in told)


def test_a_broker_that_goes_in_the_middle_of_many_events(home: Home, broker: Mosquitto, listener: Listener) -> None:
    room = home.service.rooms["living_room"]
    for round_ in range(30):
        if round_ in (10, 20):
            home.restart(broker, listener)
        room.execute(Test(command="test"))
        room.execute(Acknowledge(command="acknowledge"))
    wanted = {event.event_id for _, one in home.store.archive.incidents(30) for event in one.events}
    assert len(wanted) == 30 * len(("suspected", "fall", "acknowledged"))
    wait_until(lambda: not home.store.outbox(), patience_s=15)
    wait_until(lambda: set(event_ids(listener)) >= wanted, patience_s=5)


def test_the_picture_of_a_fall_that_the_broker_missed_is_sent(
    home: Home, broker: Mosquitto, listener: Listener
) -> None:
    with home.held_back():
        broker.stop()
        wait_until(lambda: not home.service.connected)
        home.fall()
        listener.with_broker()
    listener.wait(SNAPSHOT)


def test_switches_outlive_a_restart(home: Home, make_home: MakeHome, listener: Listener) -> None:
    ask(listener, command="set", monitoring=False, for_s=600, sensitivity="low")
    listener.wait_for_state(STATE, monitoring=False, sensitivity="low")
    home.stop()
    again = make_home().start()
    listener.wait(STATUS, lambda message: message.payload == b"online")
    assert listener.wait_for_state(STATE, sensitivity="low")["monitoring"] is False
    again.clock.ahead_s += 600
    listener.wait_for_state(STATE, monitoring=True)


def retained(broker: Mosquitto) -> set[str]:
    late = Listener(broker).start().ready()
    late.publish("falldetect/last", "x")
    late.wait("falldetect/last")
    topics = {message.topic for message in late.heard if message.retained}
    late.stop()
    return topics


def test_a_room_that_is_gone_leaves_nothing_behind(
    home: Home, make_home: MakeHome, broker: Mosquitto, listener: Listener
) -> None:
    listener.wait(f"{BASE}/room/hall/state")
    listener.wait(f"{BASE}/camera/hall/state")
    home.stop()
    make_home(cameras=CAMERAS[:2], discovery="off").start()
    for topic in (f"{BASE}/camera/hall/state", f"{BASE}/room/hall/state"):
        listener.wait(topic, lambda message: message.payload == b"")
    assert retained(broker) == {
        STATUS,
        STATE,
        f"{BASE}/info",
        f"{BASE}/app/state",
        f"{BASE}/camera/window/state",
        f"{BASE}/camera/door/state",
        "falldetect/discovery/home",
    }
    assert [room["id"] for room in listener.wait(f"{BASE}/info").data["rooms"]] == ["living_room"]


def test_another_site_leaves_nothing_of_the_former_behind(home: Home, make_home: MakeHome, broker: Mosquitto) -> None:
    home.stop()
    again = make_home(site="cottage", discovery="off").start()
    wait_until(lambda: again.service.connected)
    wait_until(lambda: not any(topic.startswith(BASE) for topic in again.store.retained_topics()))
    late = Listener(broker).start().ready()
    late.wait("falldetect/cottage/status")
    assert not [message.topic for message in late.heard if "home" in message.topic]
    late.stop()


def test_a_snapshot_that_may_not_be_kept_any_more_is_taken_back(
    make_home: MakeHome, listener: Listener, broker: Mosquitto
) -> None:
    home = make_home(privacy={"retain": True}).start()
    listener.wait(STATUS)
    home.fall()
    wait_until(lambda: SNAPSHOT in home.store.retained_topics())
    home.stop()
    make_home().start()
    listener.wait(SNAPSHOT, lambda message: message.payload == b"")
    assert SNAPSHOT not in retained(broker)


def test_a_room_that_is_closed_tells_and_keeps_nothing_any_more(home: Home, listener: Listener) -> None:
    home.fall()
    listener.wait_for_state(STATE, fall=True)
    room = home.service.rooms["living_room"]
    kept = home.store.incidents("living_room")
    room.close()
    room.observe(frame(home.clock()), observation("window", home.clock(), [person(home.clock(), upright=True)]))
    room.camera_lost("window")
    with pytest.raises(FallDetectError, match="wait a moment"):
        room.execute(Acknowledge(command="acknowledge"))
    assert home.store.incidents("living_room") == kept
    assert room.state().fall


@pytest.fixture
def keeping(broker: Mosquitto) -> Mosquitto:
    """A broker that keeps what is retained over its own restart."""
    broker.stop()
    broker.keep()
    return broker.start()


def forget_while_away(home: Home, broker: Mosquitto, listener: Listener) -> None:
    """Show somebody fall and get up, then let the broker go and forget everything."""
    listener.wait(STATUS, lambda message: message.payload == b"online")
    home.get_up(home.fall())
    listener.wait(SNAPSHOT)
    broker.stop()
    wait_until(lambda: not home.service.connected)
    home.service.rooms["living_room"].forget_pictures()
    home.store.archive.forget_everything()


def test_a_snapshot_that_was_forgotten_while_the_broker_was_away_is_taken_back(
    make_home: MakeHome, keeping: Mosquitto, listener: Listener
) -> None:
    home = make_home(privacy={"retain": True}, discovery="off").start()
    with home.held_back():
        forget_while_away(home, keeping, listener)
        listener.with_broker()
        assert SNAPSHOT in retained(keeping)
    listener.wait(SNAPSHOT, lambda message: message.payload == b"")
    assert SNAPSHOT not in retained(keeping)


def test_a_snapshot_that_was_forgotten_is_taken_back_by_the_next_run_and_a_new_one_is_not(
    make_home: MakeHome, keeping: Mosquitto, listener: Listener
) -> None:
    home = make_home(privacy={"retain": True}, discovery="off").start()
    forget_while_away(home, keeping, listener)
    home.stop()
    listener.with_broker()
    home = make_home(privacy={"retain": True}, discovery="off").start()
    listener.wait(SNAPSHOT, lambda message: message.payload == b"")
    home.fall()
    listener.wait(SNAPSHOT, lambda message: message.payload != b"")
    home.restart(keeping, listener)
    listener.wait(STATUS, lambda message: message.payload == b"online" and not message.retained)
    assert SNAPSHOT in retained(keeping)
