"""The publisher goes on, whatever one message does to it."""

import logging
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from falldetect_app import service
from falldetect_app.mqtt.link import Confirmed

from ..conftest import CAMERAS, EVENT, STATE, STATUS
from ..helpers.broker import Listener, Mosquitto
from ..helpers.home import Home
from ..helpers.lying_broker import LyingBroker
from ..helpers.waiting import PATIENCE_S, wait_until


def test_a_message_that_cannot_be_handled_does_not_stop_the_next(
    home: Home, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    home.service.publisher.publish("falldetect/#/wrong", "x")
    home.fall()
    listener.wait_for_state(STATE, fall=True)
    wait_until(lambda: len(listener.on(EVENT)) == 2)
    assert "A message could not be handled: PublishRequest" in caplog.text


def test_an_event_that_finds_the_connection_gone_is_sent_on_the_next(
    home: Home, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = home.service.publisher.connection.link
    assert link is not None
    with monkeypatch.context() as gone:
        gone.setattr(link, "publish", lambda *_, **__: None)
        time_s = home.fall()
        assert len(home.store.outbox()) == 2
    link.give_up("is gone")

    def told() -> set[str]:  # what was on its way when the connection ended is sent again, with the same id
        return {message.data["event_id"] for message in listener.on(EVENT)}

    wait_until(lambda: len(told()) == 2)
    home.get_up(time_s)
    wait_until(lambda: len(told()) == 3)


def test_a_refused_subscription_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    broker = LyingBroker()
    broker.grants = 0x80
    home = Home(tmp_path, {"cameras": CAMERAS, "mqtt": broker.options}).start()
    wait_until(lambda: "does not let the app read its topics" in caplog.text)
    wait_until(lambda: home.service.connected)
    home.stop()
    broker.close()


def test_what_is_confirmed_twice_is_no_news(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    told, publisher = threading.Event(), home.service.publisher
    publisher.connection.on_event(Confirmed(12345, None))
    publisher.publish(STATE, "{}", delivered=told.set)
    assert told.wait(PATIENCE_S)
    assert not caplog.records


def test_a_message_that_follows_one_taken_back_is_known_to_be_there(home: Home, listener: Listener) -> None:
    told, publisher = threading.Event(), home.service.publisher
    publisher.clear_retained(STATE)
    publisher.publish(STATE, "{}", retain=True, delivered=told.set)
    assert told.wait(PATIENCE_S)
    assert STATE in home.store.retained_topics()
    publisher.clear_retained(STATE)
    wait_until(lambda: STATE not in home.store.retained_topics())
    wait_until(lambda: [message.payload for message in listener.on(STATE)[-3:]] == [b"", b"{}", b""])


class TestEventsThatTheBrokerRefuses:
    """It takes everything but the events of the living room, until somebody mends the user's rights."""

    @pytest.fixture
    def locked(self, tmp_path: Path) -> Iterator[Mosquitto]:
        folder = tmp_path / "locked"
        folder.mkdir()
        broker = Mosquitto(folder)
        (folder / "acl").write_text(f"topic readwrite #\ntopic deny {EVENT}\n")
        with (folder / "mosquitto.conf").open("a") as config:
            config.write(f"acl_file {folder / 'acl'}\n")
        yield broker.start()
        broker.stop()

    @pytest.fixture
    def listener(self, locked: Mosquitto) -> Iterator[Listener]:
        heard = Listener(locked).start().ready()
        yield heard
        heard.stop()

    @pytest.fixture
    def home(self, locked: Mosquitto, listener: Listener, tmp_path: Path) -> Iterator[Home]:
        made = Home(tmp_path / "data", {"cameras": CAMERAS, "mqtt": locked.options(), "discovery": "off"}).start()
        listener.wait(STATUS, lambda message: message.payload == b"online")
        yield made
        made.stop()

    def told(self, listener: Listener) -> list[str]:
        return [message.data["event"] for message in listener.on(EVENT)]

    def test_come_in_order_when_it_takes_them_after_a_restart(
        self, home: Home, locked: Mosquitto, listener: Listener
    ) -> None:
        time_s = home.fall()
        answered = threading.Event()
        home.service.publisher.publish(STATUS, "online", retain=True, delivered=answered.set)
        assert answered.wait(PATIENCE_S)
        assert EVENT in home.service.problem
        assert len(home.store.outbox()) == 2
        (locked.folder / "acl").write_text("topic readwrite #\n")
        home.restart(locked, listener)
        wait_until(lambda: len(listener.on(EVENT)) == 2 and not home.store.outbox())
        assert self.told(listener) == ["suspected", "fall"]
        home.get_up(time_s)
        wait_until(lambda: len(listener.on(EVENT)) == 3)
        wait_until(lambda: not home.service.problem)

    def test_come_when_it_takes_them_without_a_new_connection(
        self, home: Home, locked: Mosquitto, listener: Listener, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        home.fall()
        wait_until(lambda: EVENT in home.service.problem)
        (locked.folder / "acl").write_text("topic readwrite #\n")
        assert locked.process is not None
        locked.process.send_signal(signal.SIGHUP)
        monkeypatch.setattr(service, "DELIVER_S", 0.1)
        wait_until(lambda: {"suspected", "fall"} == set(self.told(listener)) and not home.store.outbox())
        wait_until(lambda: not home.service.problem)
        assert home.service.connected
