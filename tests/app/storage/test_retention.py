"""What is too old is deleted, but not by a clock that leapt ahead."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from falldetect_app.clock import utc
from falldetect_app.storage.archive import ActivityHour, Archive, hour_of
from falldetect_app.storage.retention import DOUBTED, LEAP, LOOK_S, LOOKS_TO_BELIEVE, NOTE, Retention
from falldetect_app.storage.store import Store

from ..helpers.home import Home

NOW_S = 1_790_000_000.0
YEARS_S = 3 * 365 * 86_400.0
KEEP_DAYS = 365


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    store = Store(tmp_path)
    store.archive.keep_picture("new", utc(NOW_S) - timedelta(days=1), b"new")
    store.archive.keep_picture("old", utc(NOW_S) - timedelta(days=KEEP_DAYS + 1), b"old")
    yield store.archive
    store.close()


def kept(archive: Archive) -> list[str]:
    return [name for name in ("old", "new") if archive.picture(name)]


def test_what_is_too_old_goes_at_the_start_and_then_every_hour(archive: Archive) -> None:
    retention = Retention(archive)
    retention.tick(NOW_S, KEEP_DAYS)
    assert kept(archive) == ["new"]
    archive.keep_picture("old", utc(NOW_S) - timedelta(days=KEEP_DAYS + 1), b"old")
    retention.tick(NOW_S + LOOK_S - 1, KEEP_DAYS)
    assert kept(archive) == ["old", "new"]
    retention.tick(NOW_S + LOOK_S, KEEP_DAYS)
    assert kept(archive) == ["new"]


def test_a_clock_that_leapt_deletes_nothing_until_it_has_held_for_days(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    Retention(archive).tick(NOW_S, KEEP_DAYS)
    later = Retention(archive)
    for hour in range(LOOKS_TO_BELIEVE):
        later.tick(NOW_S + YEARS_S + hour * LOOK_S, KEEP_DAYS)
    assert kept(archive) == ["new"]
    assert caplog.text.count("Check the computer's date") == 1
    later.tick(NOW_S + YEARS_S + LOOKS_TO_BELIEVE * LOOK_S, KEEP_DAYS)
    assert kept(archive) == []


def test_a_clock_that_came_back_is_believed_at_once(archive: Archive) -> None:
    retention = Retention(archive)
    retention.tick(NOW_S - 86_400, KEEP_DAYS + 1)
    retention.tick(NOW_S + YEARS_S, KEEP_DAYS)
    retention.tick(NOW_S, KEEP_DAYS)
    assert kept(archive) == ["new"]


def test_an_app_that_was_off_for_weeks_deletes_as_ever(archive: Archive) -> None:
    Retention(archive).tick(NOW_S - LEAP.total_seconds(), KEEP_DAYS)
    Retention(archive).tick(NOW_S, KEEP_DAYS)
    assert kept(archive) == ["new"]


def test_a_first_look_on_a_wrong_clock_goes_by_the_incidents(home: Home) -> None:
    home.get_up(home.fall())
    (_, incident), *_ = home.store.archive.incidents(1)
    Retention(home.store.archive).tick(incident.newest.time.timestamp() + YEARS_S, KEEP_DAYS)
    assert home.store.archive.incidents(1)


def test_what_happens_by_a_wrong_clock_does_not_vouch_for_it(home: Home) -> None:
    home.get_up(home.fall())
    archive = home.store.archive
    home.clock.ahead_s += YEARS_S
    retention = Retention(archive)
    home.get_up(home.fall(home.clock()))
    for hour in range(3):
        retention.tick(home.clock() + hour * LOOK_S, KEEP_DAYS)
    assert len(archive.incidents(9)) == 2
    Retention(archive).tick(home.clock() + 3 * LOOK_S, KEEP_DAYS)
    assert len(archive.incidents(9)) == 2


def test_hours_without_any_incident_are_what_is_known(archive: Archive) -> None:
    archive.add_hours([ActivityHour("hall", hour_of(NOW_S - hour * LOOK_S), 9.0, 9.0) for hour in range(48)])
    Retention(archive).tick(NOW_S + YEARS_S, KEEP_DAYS)
    assert kept(archive) == ["old", "new"]
    assert len(archive.hours(utc(0.0))) == 48
    Retention(archive).tick(NOW_S, KEEP_DAYS)
    assert kept(archive) == ["new"]


def test_a_clock_that_leapt_holds_over_restarts_but_no_crash_makes_it_hold(archive: Archive) -> None:
    Retention(archive).tick(NOW_S, KEEP_DAYS)
    leapt_s = NOW_S + YEARS_S
    for minute in range(2 * LOOKS_TO_BELIEVE):
        Retention(archive).tick(leapt_s + minute * 20, KEEP_DAYS)
    assert kept(archive) == ["new"]
    for hour in range(LOOKS_TO_BELIEVE + 1):
        Retention(archive).tick(leapt_s + hour * LOOK_S, KEEP_DAYS)
    assert kept(archive) == []


def test_a_clock_that_leaps_again_and_again_never_holds(archive: Archive) -> None:
    retention = Retention(archive)
    retention.tick(NOW_S, KEEP_DAYS)
    for leap in range(2 * LOOKS_TO_BELIEVE):
        retention.tick(NOW_S + (2 + leap) * YEARS_S / 9, KEEP_DAYS)
    assert kept(archive) == ["new"]


def test_a_clock_that_starts_at_nothing_every_time_is_forgotten_as_soon_as_it_is_set(archive: Archive) -> None:
    Retention(archive).tick(NOW_S - LOOK_S, KEEP_DAYS)
    archive.keep_picture("old", utc(NOW_S) - timedelta(days=KEEP_DAYS + 1), b"old")
    restarted = Retention(archive)
    restarted.tick(60.0, KEEP_DAYS)
    restarted.tick(NOW_S, KEEP_DAYS)
    assert kept(archive) == ["new"]


@pytest.mark.parametrize("note", ["", "yesterday", "2026-11-22T03:00:00", "{}"])
def test_a_note_that_is_none_is_gone_without(archive: Archive, note: str) -> None:
    for name in (NOTE, DOUBTED):
        archive.keep_note(name, note)
    archive.add_hours([ActivityHour("hall", hour_of(NOW_S), 9.0, 9.0), ActivityHour("hall", "noon", 9.0, 9.0)])
    Retention(archive).tick(NOW_S + YEARS_S, KEEP_DAYS)
    assert kept(archive) == ["old", "new"]
