"""What is usual in a room: learned from its days, kept over a restart, and missed when it stays away."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from falldetect_app.rooms.activity import ActivityCounter
from falldetect_app.storage.store import Store

from ..helpers.people import observation, person

HOUR_S = 3600.0
MINUTES_S = 300.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path)
    yield made
    made.close()


def live_through(room: ActivityCounter, start: datetime, days: int, *, active_hours: range) -> float:
    """Let days pass in steps of five minutes, somebody moving in the active hours; returns the time."""
    time_s = start.timestamp()
    for step in range(int(days * 24 * HOUR_S / MINUTES_S)):
        time_s = start.timestamp() + step * MINUTES_S
        moving = datetime.fromtimestamp(time_s).astimezone().hour in active_hours
        room.observe(observation("window", time_s, [person(time_s)] if moving else []))
        room.tick(time_s)
    return time_s


def test_a_morning_without_anybody_is_missed_after_weeks_of_mornings_with(store: Store) -> None:
    start = datetime.fromisoformat("2026-10-01").astimezone()
    room = ActivityCounter("kitchen", store.archive)
    end_s = live_through(room, start, 10, active_hours=range(7, 23))
    assert math.isfinite(room.usual_gap_s(end_s))
    room.close()
    again = ActivityCounter("kitchen", store.archive)
    morning = start + timedelta(days=10)
    at_five_s = live_through(again, morning, 5 / 24, active_hours=range(0))
    assert again.missed(at_five_s) is None
    at_noon_s = live_through(again, morning + timedelta(hours=5), 8 / 24, active_hours=range(0))
    assert again.missed(at_noon_s) is not None
    again.observe(observation("window", at_noon_s + 1, [person(at_noon_s + 1)]))
    assert again.missed(at_noon_s + 1) is None, "not even before it is noted"


def test_nothing_is_expected_of_a_new_room_nor_missed_by_a_blind_one(store: Store) -> None:
    room = ActivityCounter("hall", store.archive)
    now_s = datetime(2026, 10, 1, 12, tzinfo=UTC).timestamp()
    assert room.usual_gap_s(now_s) == math.inf
    room.observe(observation("window", now_s, [person(now_s)]))
    room.tick(now_s)
    room.tick(now_s + 10 * HOUR_S)
    assert room.missed(now_s + 10 * HOUR_S) is None


def test_what_is_not_understood_is_learned_anew(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    store.archive.keep_note("usual gaps of hall", '{"x": 3}')
    assert ActivityCounter("hall", store.archive).missed(0.0) is None
    assert "learned anew" in caplog.text
