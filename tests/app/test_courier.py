"""The courier goes on, whatever one message does to it."""

import logging
from typing import Any

import pytest
from falldetect_app import mqtt
from falldetect_app.broker import Broker
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from .conftest import EVENT, STATE
from .helpers.broker import Listener, free_port
from .helpers.home import Home
from .helpers.waiting import wait_until


def test_a_message_that_cannot_be_handled_does_not_stop_the_next(
    home: Home, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    home.service._courier.publish("falldetect/#/wrong", "x")
    home.fall()
    listener.wait_for_state(STATE, fall=True)
    wait_until(lambda: len(listener.on(EVENT)) == 2)
    assert "A message could not be handled: Parcel" in caplog.text


def test_an_event_that_finds_the_queue_full_is_sent_later(
    home: Home, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = home.service._courier._connection
    refused: set[str] = set()
    with monkeypatch.context() as full:
        full.setattr(
            connection, "publish", lambda topic, payload, **_: refused.add(payload) if topic == EVENT else None
        )
        time_s = home.fall()
        wait_until(lambda: len(refused) == 2)
    assert {letter.payload for letter in home.store.outbox()} == refused
    home.get_up(time_s)
    wait_until(lambda: len(listener.on(EVENT)) == 3)


def test_the_queue_of_the_library_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mqtt, "LONGEST_QUEUE", 2)
    connection = mqtt.Connection(Broker("127.0.0.1", free_port()), "id", ("will", "offline"), [], lambda _: None)
    numbers = [connection.publish("falldetect/x", "x", retain=False) for _ in range(3)]
    assert [number is None for number in numbers] == [False, False, True]


def test_a_refused_subscription_is_told(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    connection = home.service._courier._connection
    codes: list[Any] = [ReasonCode(PacketTypes.SUBACK, "Not authorized")]
    connection._on_subscribe(connection._client, None, 1, codes, None)
    assert "does not let the app read its topics" in caplog.text


def test_what_is_confirmed_twice_is_no_news(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    home.service._courier._confirmed(12345, None)
    assert not caplog.records
