"""What is usual in a room at each hour, and what is missed."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.rooms.hour_profile import LEAST_DAYS, LEAST_GAP_S, MOST_DAYS, HourProfile

MONDAY = datetime(2026, 3, 2)  # noqa: DTZ001 - local time
STEP = timedelta(minutes=10)


def live(profile: HourProfile, day: int, *, rises: float = 7.0, sleeps: float = 22.0, until: float = 24.0) -> datetime:
    """A day with activity every hour from rising to bed."""
    now = MONDAY + timedelta(days=day)
    end = now + timedelta(hours=until)
    while now < end:
        hour = now.hour + now.minute / 60
        profile.note(now, active=rises <= hour < sleeps and now.minute == 0)
        now += STEP
    return now - STEP


def known(days: int = 10) -> HourProfile:
    profile = HourProfile()
    for day in range(days):
        live(profile, day, rises=7.0 + day % 2)
    return profile


def test_a_morning_without_the_usual_activity_is_missed() -> None:
    profile = known()
    late = live(profile, 10, rises=24, until=9)
    assert profile.missed(late) is None
    later = live(profile, 10, rises=24, until=11)
    missed = profile.missed(later)
    assert missed is not None
    assert str(missed.reason) == "no activity for 13.8 h, at this hour it is 1.2 h at most"


def test_a_night_is_quiet() -> None:
    profile = known()
    for until in range(1, 7):
        assert profile.missed(live(profile, 10, until=until)) is None


def test_who_is_up_every_night_may_sleep_through_one() -> None:
    profile = HourProfile()
    for day in range(10):
        live(profile, day, rises=0.0, sleeps=24.0)
    for until in range(1, 7):
        assert profile.missed(live(profile, 10, rises=24, until=until)) is None
    assert profile.missed(live(profile, 10, rises=24, until=8)) is not None


def test_before_a_week_is_known_nothing_is_expected() -> None:
    profile = known(LEAST_DAYS - 1)
    assert profile.missed(live(profile, LEAST_DAYS - 1, rises=24)) is None


def test_one_odd_day_changes_little() -> None:
    profile = known(9)
    live(profile, 9, rises=24)
    assert profile.missed(live(profile, 10, rises=24, until=18)) is not None


def test_a_rarely_used_room_is_not_missed_soon() -> None:
    profile = HourProfile()
    for day in range(12):
        live(profile, day, rises=8 if day % 3 == 0 else 24, sleeps=9)
    assert profile.missed(live(profile, 12, rises=24)) is None


def test_nothing_counts_while_nobody_watches() -> None:
    profile = known()
    live(profile, 10, rises=24, until=8)
    profile.note(MONDAY + timedelta(days=10, hours=8), active=False, watching=False)
    profile.note(MONDAY + timedelta(days=10, hours=12), active=False)
    assert profile.gap_s(MONDAY + timedelta(days=10, hours=12)) == 0


def test_a_clock_set_back_misses_nobody() -> None:
    profile = known()
    profile.note(MONDAY + timedelta(days=10, hours=12), active=True)
    back = MONDAY + timedelta(days=10, hours=2)
    profile.note(back, active=False)
    assert profile.gap_s(back) == 0


@given(st.lists(st.tuples(st.integers(1, 600), st.booleans(), st.booleans()), max_size=200))
def test_it_stays_bounded_and_outlives_a_restart(steps: list[tuple[int, bool, bool]]) -> None:
    profile, now = HourProfile(), MONDAY
    for minutes, active, watching in steps:
        now += timedelta(minutes=minutes)
        profile.note(now, active=active, watching=watching)
        assert profile.gap_s(now) >= 0
        assert profile.usual_gap_s(now) >= LEAST_GAP_S
    assert len(profile.days) <= MOST_DAYS
    again = HourProfile.from_json(profile.to_json())
    assert again.to_json() == profile.to_json()
    assert again.usual_gap_s(now) == pytest.approx(profile.usual_gap_s(now), rel=0.01)


@pytest.mark.parametrize("text", ["", "[]", '{"2026-01-01": [1]}', '{"yesterday": []}', '{"2026-01-01": 3}', "null"])
def test_what_is_no_profile_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        HourProfile.from_json(text)
