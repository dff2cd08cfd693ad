"""That the app is there is proved again and again, and true: by real brokers, whatever happens to either."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from falldetect_app.mqtt import link, presence

from ..conftest import COMMAND, EVENT, STATE, STATUS, MakeHome
from ..helpers.broker import Listener, Mosquitto
from ..helpers.home import Home
from ..helpers.waiting import wait_until

RECOVERY_S = 5.0


def statuses(listener: Listener) -> list[str]:
    return [message.payload.decode() for message in listener.on(STATUS)]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    """A broker that keeps what is retained over its own restart, as Home Assistant's does."""
    folder = tmp_path / "broker"
    folder.mkdir()
    broker = Mosquitto(folder)
    broker.keep()
    yield broker.start()
    broker.stop()


def kept(broker: Mosquitto) -> str | None:
    """The status that a reader finds who comes now."""
    late = Listener(broker).start().ready()
    late.publish("falldetect/last", "x")
    late.wait("falldetect/last")
    late.stop()
    return next(iter(statuses(late)), None)


def test_online_is_said_again_and_again_and_expires(
    make_home: MakeHome, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "SAY_S", 0.2)
    make_home().start()
    wait_until(lambda: statuses(listener).count("online") >= 3)
    assert {message.expires_s for message in listener.on(STATUS)} == {presence.EXPIRES_S}
    assert listener.wait("falldetect/home/info").data["status_every_s"] == 30


def test_online_is_not_said_by_an_app_that_hangs(
    make_home: MakeHome, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home().start()
    wait_until(lambda: statuses(listener))
    monkeypatch.setattr(presence, "SAY_S", 0.2)
    monkeypatch.setattr(type(home.service), "works", False)
    time.sleep(0.5)
    heard = len(statuses(listener))
    time.sleep(1)
    assert len(statuses(listener)) == heard


def test_online_is_gone_when_app_and_broker_died_together(
    make_home: MakeHome, broker: Mosquitto, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "EXPIRES_S", 3)
    home = make_home().start()
    wait_until(lambda: "online" in statuses(listener))
    broker.cut_power()
    home.crash()
    time.sleep(5)
    broker.start()
    assert kept(broker) is None
    broker.stop()


def test_who_says_that_a_running_app_is_away_is_contradicted(home: Home, listener: Listener) -> None:
    assert home.service.connected
    listener.publish(STATUS, "offline", retain=True)
    wait_until(lambda: statuses(listener)[-2:] == ["offline", "online"])


def test_a_clean_stop_stays_told(home: Home, broker: Mosquitto, listener: Listener) -> None:
    home.stop()
    wait_until(lambda: statuses(listener)[-1] == "offline")
    time.sleep(0.5)
    assert kept(broker) == "offline"


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_the_broker_says_offline_for_an_app_that_stops_before_it_was_heard(
    make_home: MakeHome, broker: Mosquitto, listener: Listener, protocol: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home(mqtt=broker.options() | {"protocol": protocol}).start()
    wait_until(lambda: "online" in statuses(listener))
    publish = home.service.publisher.publish

    def lost(topic: str, payload: str | bytes, **how: Any) -> None:
        if payload != "offline":
            publish(topic, payload, **how)

    monkeypatch.setattr(home.service.publisher, "publish", lost)
    home.stop()
    wait_until(lambda: statuses(listener)[-1] == "offline", patience_s=link.WILL_DELAY_S + RECOVERY_S)
    assert kept(broker) == "offline"


def test_a_connection_that_is_soon_back_was_never_away(home: Home, listener: Listener) -> None:
    connection = home.service.publisher.connection
    assert connection.link is not None
    connection.link.give_up("is tried anew")
    wait_until(lambda: statuses(listener).count("online") == 2)
    time.sleep(link.WILL_DELAY_S + 1)
    assert "offline" not in statuses(listener)


def test_after_a_clean_stop_of_the_broker_nobody_sees_a_running_app_away_for_long(
    home: Home, broker: Mosquitto, listener: Listener
) -> None:
    broker.stop()
    wait_until(lambda: not home.service.connected)
    time.sleep(1)
    began_s = time.monotonic()
    listener.with_broker()
    wait_until(lambda: statuses(listener)[-1] == "online" and home.service.connected)
    assert time.monotonic() - began_s < RECOVERY_S


class TestCommandsWhileTheAppIsAway:
    def test_are_obeyed_once_when_it_is_back(self, home: Home, make_home: MakeHome, listener: Listener) -> None:
        home.fall()
        incident = listener.wait_for_state(STATE, fall=True)["incidents"][0]["incident"]
        home.stop()
        listener.publish(COMMAND, json.dumps({"command": "acknowledge", "incident": incident, "by": "Anna"}))
        again = make_home(discovery="off").start()
        listener.wait(EVENT, lambda message: message.data["event"] == "acknowledged")
        again.stop()
        make_home(discovery="off").start()
        wait_until(lambda: statuses(listener)[-1] == "online")
        assert [message.data["event"] for message in listener.on(EVENT)].count("acknowledged") == 1

    def test_that_name_no_incident_end_none_that_began_later(
        self, home: Home, make_home: MakeHome, listener: Listener
    ) -> None:
        home.fall()
        listener.wait_for_state(STATE, fall=True)
        home.stop()
        listener.publish(COMMAND, json.dumps({"command": "acknowledge"}))
        again = make_home(discovery="off").start()
        wait_until(lambda: statuses(listener)[-1] == "online")
        assert again.service.has_open_incident
