"""What is too old is deleted, but not by a clock that leapt ahead."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from falldetect_app.clock import utc
from falldetect_app.storage.archive import Archive
from falldetect_app.storage.retention import LEAP, LOOK_S, LOOKS_TO_BELIEVE, Retention
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
