"""What keeps the app honest: heartbeat, a log that does not fill, a clock that is set, and a disk that comes back."""

import itertools
import logging
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from falldetect_app.heartbeat import INTERVAL_S, Heartbeat
from falldetect_app.logs import rate_limit
from falldetect_app.logs.rate_limit import OFTEN, RepeatFilter
from falldetect_app.runner import CLOCK_OFF_S
from falldetect_app.storage import database
from falldetect_app.storage.store import RoomMemory, Store

from .conftest import CAMERAS, COMMAND, EVENT, STATE, STATUS, MakeHome
from .helpers.broker import Listener, Mosquitto
from .helpers.page import Page
from .helpers.waiting import wait_until
from .storage.test_store import ENTRY

HOUR_S = 3600.0


def record(text: str, *values: object) -> logging.LogRecord:
    return logging.LogRecord("falldetect_app", logging.WARNING, __file__, 1, text, values, None)


def said(log: RepeatFilter, text: str, *values: object) -> str | None:
    passed = log.filter(record(text, *values))
    return passed.getMessage() if isinstance(passed, logging.LogRecord) else text % values if passed else None


def test_what_is_said_again_and_again_is_said_a_few_times_and_later_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    log = RepeatFilter()
    heard = [said(log, "Camera %s: %s", "Hall", "it broke") for _ in range(2 * OFTEN)]
    assert heard[: OFTEN - 1] == ["Camera Hall: it broke"] * (OFTEN - 1)
    assert heard[OFTEN - 1] == f"Camera Hall: it broke (said {OFTEN} times, not repeated for 10 min)"
    assert heard[OFTEN:] == [None] * OFTEN
    assert said(log, "Camera %s: %s", "Door", "it broke") == "Camera Door: it broke"
    monkeypatch.setattr(rate_limit, "AGAIN_S", 0.0)
    assert said(log, "Camera %s: %s", "Hall", "it broke") == "Camera Hall: it broke"


def test_the_memory_of_what_was_said_is_bounded() -> None:
    log = RepeatFilter()
    for number in range(5 * rate_limit.KNOWN):
        said(log, f"number {number}")
    assert len(log.texts) == len(log.kinds) == rate_limit.KNOWN


def test_a_heart_that_cannot_be_seen_to_beat_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    beats_s = itertools.count(step=INTERVAL_S)
    heartbeat = Heartbeat(tmp_path / "nowhere" / "alive", clock=lambda: next(beats_s))
    for _ in range(3):
        heartbeat.beat()
    assert caplog.text.count("cannot be touched (No such file or directory)") == 1
    (tmp_path / "nowhere").mkdir()
    heartbeat.beat()
    assert (tmp_path / "nowhere" / "alive").exists()


def test_a_clock_that_was_set_back_over_a_restart_holds_up_no_alarm(make_home: MakeHome, listener: Listener) -> None:
    ahead = make_home()
    ahead.clock.ahead_s = HOUR_S
    ahead.start()
    ahead.fall()
    before = listener.wait_for_state(STATE, fall=True)["incidents"][0]
    wait_until(lambda: not ahead.store.outbox())
    ahead.crash()
    home = make_home().start()
    listener.wait(STATUS, lambda message: message.payload == b"online")
    open_ = home.service.rooms["living_room"].state().incidents[0]
    assert open_.incident == before["incident"]
    assert open_.onset.timestamp() <= home.clock()
    home.see(1.0, home.clock() - 20, found_down=True)
    home.get_up(home.clock() - 15)
    state = listener.wait_for_state(STATE, fall=False)
    assert state["last_fall"]["state"] == "recovered"
    home.fall(home.clock())
    state = listener.wait_for_state(STATE, fall=True)
    assert state["last_fall"]["incident"] == state["incidents"][0]["incident"] != before["incident"]


def test_a_clock_that_was_set_back_makes_no_pause_longer(make_home: MakeHome, listener: Listener) -> None:
    ahead = make_home()
    ahead.clock.ahead_s = HOUR_S
    ahead.start()
    listener.wait(STATUS, lambda message: message.payload == b"online")
    listener.publish(COMMAND, '{"command": "set", "monitoring": false, "for_s": 600}')
    assert listener.wait_for_state(STATE, monitoring=False)["monitoring_off_since"]
    ahead.crash()
    home = make_home().start()
    listener.wait(STATUS, lambda message: message.payload == b"online")
    assert listener.wait_for_state(STATE)["monitoring"] is False
    home.clock.ahead_s = 601
    listener.wait_for_state(STATE, monitoring=True)


def test_the_computer_s_clock_is_gone_by_when_it_was_set_and_nothing_is_open(
    tmp_path: Path, broker: Mosquitto, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    page = Page(tmp_path / "data", {"cameras": CAMERAS, "mqtt": broker.options()}).start()
    try:
        page.fall()
        page.clock.ahead_s = -HOUR_S
        first = page.runner.service
        assert first is not None
        first.rooms["living_room"].tick(page.runner.clock())
        assert page.runner.clock.off_s > CLOCK_OFF_S
        assert first is page.runner.service
        listener.publish(COMMAND, '{"command": "acknowledge"}')
        wait_until(lambda: abs(page.runner.clock.off_s) < 1)
        wait_until(lambda: page.runner.service not in (first, None))
        assert "The computer's clock was set by" in caplog.text
        wait_until(lambda: [message.data["event"] for message in listener.on(EVENT)][-1:] == ["acknowledged"])
    finally:
        page.stop()


def test_what_happened_while_the_disk_was_gone_is_kept_when_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "AGAIN_S", 0.0)
    store = Store(tmp_path)
    store.add_retained_topic("a/b")

    def fails(*_: Any) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as broken:
        execute = database.Database._execute
        calls: list[int] = []
        broken.setattr(
            database.Database, "_execute", lambda *given: execute(*given) if calls else (calls.append(1), fails())
        )
        store.save("hall", RoomMemory(), [], [ENTRY])
    assert not store.durable
    assert "disk I/O error" in store.trouble
    store.probe()
    assert store.durable
    assert store.trouble == ""
    store.close()
    again = Store(tmp_path)
    assert again.outbox() == [ENTRY]
    assert again.retained_topics() == {"a/b"}
    again.close()
