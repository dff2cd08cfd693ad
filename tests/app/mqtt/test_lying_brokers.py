"""Brokers that are there and do not do what a broker does: each is told, and alarms are out soon after it is mended."""

import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from falldetect_app.mqtt import link, publisher, send_queue

from falldetect_core.records import Frame

from ..conftest import CAMERAS, COMMAND, EVENT, SNAPSHOT, STATE, STATUS
from ..helpers import home as home_helper
from ..helpers.home import Home
from ..helpers.lying_broker import LyingBroker, Message
from ..helpers.waiting import wait_until

RECOVERY_S = 5.0
type Run = Callable[..., Home]


@pytest.fixture
def lying() -> Iterator[LyingBroker]:
    broker = LyingBroker()
    yield broker
    broker.close()


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    homes: list[Home] = []

    def make(broker: dict[str, Any], **options: Any) -> Home:
        given = {"cameras": CAMERAS, "mqtt": broker, "discovery": "off"} | options
        homes.append(Home(tmp_path / "data", given).start())
        return homes[-1]

    yield make
    for home in homes:
        home.stop()


def told(lying: LyingBroker) -> list[str]:
    """The events that came, each id once, in order."""
    by_id = {message.data["event_id"]: message.data["event"] for message in lying.on(EVENT)}
    return list(by_id.values())


def all_but(topic: str) -> Callable[[Message], bool]:
    return lambda message: message.topic != topic


def test_a_broker_that_confirms_nothing_is_not_connected_and_told(run: Run, lying: LyingBroker) -> None:
    lying.confirms = lambda _: False
    home = run(lying.options)
    wait_until(lambda: len(lying.on(STATUS)) >= 1)
    assert not home.service.connected
    wait_until(lambda: "takes messages and confirms none" in home.service.problem, patience_s=RECOVERY_S + 1)
    assert not home.service.connected


@pytest.mark.parametrize("silent", ["all", "events", "until it is asked anew"])
def test_alarms_are_out_soon_after_a_broker_that_stopped_to_confirm_does_again(
    run: Run, lying: LyingBroker, silent: str
) -> None:
    home = run(lying.options)
    wait_until(lambda: home.service.connected)
    lying.confirms = {"all": lambda _: False, "events": all_but(EVENT)}.get(silent, lambda m: m.connection > 1)
    home.fall()
    if silent != "until it is asked anew":
        wait_until(lambda: home.service.problem)
        assert len(home.store.outbox()) == 2
        lying.confirms = lambda _: True
    began_s = time.monotonic()
    wait_until(lambda: not home.store.outbox() and home.service.connected)
    assert time.monotonic() - began_s < RECOVERY_S
    assert told(lying) == ["suspected", "fall"]
    wait_until(lambda: not home.service.problem)


@pytest.mark.parametrize("lie", ["answers_connect", "answers_subscribe"])
def test_a_broker_that_does_not_answer_is_told_and_asked_anew(run: Run, lying: LyingBroker, lie: str) -> None:
    setattr(lying, lie, False)
    home = run(lying.options)
    home.fall()
    wait_until(lambda: "answer" in home.service.problem)
    assert not home.service.connected
    setattr(lying, lie, True)
    began_s = time.monotonic()
    wait_until(lambda: not home.store.outbox())
    assert time.monotonic() - began_s < RECOVERY_S
    assert told(lying) == ["suspected", "fall"]


def test_a_broker_that_takes_two_at_a_time_gets_no_more(run: Run, lying: LyingBroker) -> None:
    lying.connack_properties = b"\x21" + struct.pack(">H", 2)
    home = run(lying.options)
    home.fall()
    wait_until(lambda: len(lying.on(EVENT)) == 2 and not home.store.outbox())
    assert lying.most_unconfirmed <= 2
    lying.confirms = lambda _: False
    for _ in range(5):
        home.service.rooms["living_room"].republish()
        home.service.rooms["hall"].republish()
    wait_until(lambda: home.service.problem)
    assert lying.most_unconfirmed == 2


@pytest.mark.parametrize("hangs_up", [False, True], ids=["refuses", "hangs up"])
def test_a_broker_that_speaks_mqtt_3_1_1_alone_is_spoken_to_so(
    run: Run,
    lying: LyingBroker,
    hangs_up: bool,  # noqa: FBT001
    caplog: pytest.LogCaptureFixture,
) -> None:
    lying.protocols, lying.refuses_by_hanging_up = (4,), hangs_up
    caplog.set_level("INFO")
    home = run(lying.options)
    wait_until(lambda: home.service.connected)
    assert lying.asked == [5, 4]
    wait_until(lambda: "in MQTT 3.1.1" in caplog.text)
    home.fall()
    wait_until(lambda: told(lying) == ["suspected", "fall"])


def test_a_broker_that_speaks_neither_is_told(run: Run, lying: LyingBroker) -> None:
    lying.protocols = ()
    home = run(lying.options)
    wait_until(lambda: "does not speak MQTT" in home.service.problem or "as a broker does" in home.service.problem)


def test_a_code_that_the_library_does_not_know_is_told_and_ends_nothing(run: Run, lying: LyingBroker) -> None:
    lying.puback_code = 149
    home = run(lying.options)
    wait_until(lambda: "says what MQTT does not know" in home.service.problem)
    assert home.service.publisher.works
    lying.puback_code = 0
    home.fall()
    wait_until(lambda: not home.store.outbox())
    assert told(lying) == ["suspected", "fall"]


def test_a_command_that_the_library_cannot_read_does_not_come_again(run: Run, lying: LyingBroker) -> None:
    home = run(lying.options)
    wait_until(lambda: home.service.connected)
    not_a_character = b"\x26\x00\x03\xef\xbb\xbf\x00\x01x"  # a user property of U+FEFF
    lying.send(COMMAND, b'{"command": "test"}', not_a_character)
    wait_until(lambda: len(lying.asked) == 2)
    wait_until(lambda: home.service.connected)
    assert home.service.publisher.works


@pytest.mark.parametrize("host", ["mqtt..local", "a" * 70 + ".local", "."])
def test_a_name_that_no_resolver_takes_is_told_and_asked_for_anew(run: Run, host: str) -> None:
    home = run({"host": host})
    wait_until(lambda: "check mqtt.host" in home.service.problem)
    assert home.service.publisher.works


class TestPictures:
    """Large ones, of a room full of detail."""

    @pytest.fixture(autouse=True)
    def detailed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        noise = np.random.default_rng(1).integers(0, 255, (360, 640, 3), np.uint8)
        monkeypatch.setattr(home_helper, "frame", lambda time_s: Frame(time_s, noise))

    def run(self, run: Run, lying: LyingBroker) -> Home:
        home = run(lying.options, privacy={"snapshot": "full"})
        wait_until(lambda: home.service.connected)
        return home

    def problems(self, lying: LyingBroker) -> list[str]:
        return [problem["problem"] for problem in lying.on("falldetect/home/app/state")[-1].data["problems"]]

    def test_that_are_longer_than_the_broker_says_it_takes_are_left_out_and_told_once(
        self, run: Run, lying: LyingBroker, caplog: pytest.LogCaptureFixture
    ) -> None:
        lying.connack_properties = b"\x27" + struct.pack(">I", 20_000)
        lying.largest = 20_000
        home = self.run(run, lying)
        home.get_up(home.fall())
        wait_until(lambda: len(told(lying)) == 3)
        wait_until(lambda: "pictures" in self.problems(lying))
        assert lying.asked == [5]
        assert lying.on(SNAPSHOT) == []
        assert caplog.text.count("A picture is left out, as the MQTT broker") == 1
        assert not home.service.problem

    def test_on_which_the_connection_is_lost_twice_are_left_out_and_alarms_go_on(
        self, run: Run, lying: LyingBroker
    ) -> None:
        lying.largest = 20_000
        home = self.run(run, lying)
        time_s = home.fall()
        wait_until(lambda: "pictures" in self.problems(lying))
        wait_until(lambda: told(lying) == ["suspected", "fall"])
        connections = len(lying.asked)
        assert connections <= 3
        home.get_up(time_s)
        home.fall(home.clock() - 4)
        wait_until(lambda: len(told(lying)) == 5)
        time.sleep(1)
        assert len(lying.asked) == connections

    def test_are_tried_anew_later(self, run: Run, lying: LyingBroker, monkeypatch: pytest.MonkeyPatch) -> None:
        lying.largest = 20_000
        monkeypatch.setattr(publisher, "LEARNED_S", 0.5)
        home = self.run(run, lying)
        time_s = home.fall()
        wait_until(lambda: "pictures" in self.problems(lying))
        lying.largest = 0
        time.sleep(0.5)
        home.get_up(time_s)
        home.fall(home.clock() - 4)
        wait_until(lambda: lying.on(SNAPSHOT))
        wait_until(lambda: self.problems(lying) == [])

    def test_that_are_never_confirmed_hold_no_alarm(
        self, run: Run, lying: LyingBroker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(send_queue, "LARGE_S", 60.0)
        lying.confirms = all_but(SNAPSHOT)
        home = self.run(run, lying)
        home.see(1.0, home.clock() - 5, upright=True)
        home.see(0.2, home.clock() - 4, falling=True)
        wait_until(lambda: lying.on(SNAPSHOT))
        began_s = time.monotonic()
        home.see(3.0, home.clock() - 3.8, down=True, onset_s=home.clock() - 4)
        wait_until(lambda: "fall" in told(lying) and not home.store.outbox())
        assert time.monotonic() - began_s < RECOVERY_S

    def test_hold_no_alarm_where_one_message_goes_at_a_time(self, run: Run, lying: LyingBroker) -> None:
        lying.connack_properties = b"\x21" + struct.pack(">H", 1)
        lying.confirms = all_but(SNAPSHOT)
        home = self.run(run, lying)
        home.see(1.0, home.clock() - 5, upright=True)
        home.see(0.2, home.clock() - 4, falling=True)
        wait_until(lambda: lying.on(SNAPSHOT))
        began_s = time.monotonic()
        home.see(3.0, home.clock() - 3.8, down=True, onset_s=home.clock() - 4)
        wait_until(lambda: "fall" in told(lying) and not home.store.outbox())
        assert time.monotonic() - began_s < RECOVERY_S + 2

    def test_that_were_forgotten_while_on_their_way_are_not_sent_again(self, run: Run, lying: LyingBroker) -> None:
        lying.confirms = all_but(SNAPSHOT)
        home = self.run(run, lying)
        home.fall()
        wait_until(lambda: lying.on(SNAPSHOT))
        home.service.rooms["living_room"].forget_pictures()
        before = len(lying.on(SNAPSHOT))
        lying.cut()
        wait_until(lambda: len(lying.asked) == 2 and home.service.connected)
        wait_until(lambda: home.service.publisher.state_published)
        time.sleep(1)
        assert len(lying.on(SNAPSHOT)) == before


def test_state_that_is_longer_than_the_broker_takes_is_told(run: Run, lying: LyingBroker) -> None:
    lying.connack_properties = b"\x27" + struct.pack(">I", 300)
    home = run(lying.options)
    wait_until(lambda: "takes 300 bytes at most" in home.service.problem)
    assert not lying.on(STATE)


def test_a_broker_that_wants_to_hear_more_often_is_heard_from_so(run: Run, lying: LyingBroker) -> None:
    lying.connack_properties = b"\x13" + struct.pack(">H", 2)
    home = run(lying.options)
    wait_until(lambda: home.service.connected)
    lying.cut()
    wait_until(lambda: len(lying.asked) == 2 and home.service.connected)
    connection = home.service.publisher.connection
    assert connection.link is not None
    assert connection.link.keepalive_s == 2 < link.KEEPALIVE_S
