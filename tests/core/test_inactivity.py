"""Somebody is present and does not move for too long: told when it begins and when it ends, once each."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.kinds import Event, Quiet
from falldetect_core.records import Observation, Transition
from falldetect_core.rooms.hour_profile import MissedActivity
from falldetect_core.rooms.room import Room
from falldetect_core.settings import LifeSettings, RoomSettings

from .helpers.sightings import fallen, person, seen

SETTINGS = RoomSettings("hall", life=LifeSettings(inactivity_s=60.0))


def room() -> Room:
    numbers = count(1)
    return Room(SETTINGS, new_id=lambda: str(next(numbers)))


def still(time_s: float, still_s: float, track: int = 1, camera: str = "door") -> Observation:
    return seen(time_s, person(time_s, track, still_s=still_s), camera=camera)


def events(told: list[Transition]) -> list[Event]:
    return [transition.event for transition in told]


def test_a_spell_begins_after_the_set_time_and_counts_from_the_last_movement() -> None:
    place = room()
    assert place.update(still(159.0, 59.0)) == []
    told = place.update(still(160.5, 60.5))
    assert events(told) == [Event.INACTIVITY_STARTED]
    assert told[0].incident.onset_s == pytest.approx(100.0)
    assert place.inactive_since_s == pytest.approx(100.0)
    assert not place.alarm
    assert place.incidents == ()


def test_moving_ends_the_spell() -> None:
    place = room()
    started = place.update(still(160.0, 60.0))
    ended = place.update(still(161.0, 0.0))
    assert events(ended) == [Event.INACTIVITY_ENDED]
    assert ended[0].incident.id == started[0].incident.id
    assert ended[0].id != started[0].id
    assert place.inactive_since_s is None


def test_one_who_moves_keeps_the_whole_room_active() -> None:
    place = room()
    both = seen(160.0, person(160.0, 1, still_s=90.0), person(160.0, 2, still_s=3.0))
    assert place.update(both) == []


def test_one_who_moves_before_another_camera_keeps_the_room_active() -> None:
    place = room()
    assert place.update(still(160.0, 2.0, camera="window")) == []
    assert place.update(still(160.1, 90.0)) == []


def test_what_a_camera_saw_long_ago_does_not_count() -> None:
    place = room()
    place.update(still(100.0, 2.0, camera="window"))
    assert events(place.update(still(160.1, 90.0))) == [Event.INACTIVITY_STARTED]


def test_an_empty_room_neither_begins_nor_ends_a_spell() -> None:
    place = room()
    assert place.update(seen(5000.0)) == []
    place.update(still(5100.0, 90.0))
    assert place.update(seen(6000.0)) == []
    assert place.inactive_since_s is not None


@given(st.lists(st.tuples(st.floats(0, 40), st.booleans(), st.sampled_from(["door", "window"])), max_size=80))
def test_spells_begin_and_end_in_turn_whatever_is_seen(moments: list[tuple[float, bool, str]]) -> None:
    place, now_s, moved_s = room(), 0.0, 0.0
    told: list[Transition] = []
    for waited_s, moves, camera in moments:
        now_s += waited_s
        moved_s = now_s if moves else moved_s
        told += place.update(still(now_s, now_s - moved_s, camera=camera))
    assert events(told) == [Event.INACTIVITY_STARTED, Event.INACTIVITY_ENDED] * (len(told) // 2) + [
        Event.INACTIVITY_STARTED
    ] * (len(told) % 2)
    assert len({transition.id for transition in told}) == len(told)
    spells = [transition.incident.id for transition in told]
    assert spells[::2][: len(spells[1::2])] == spells[1::2]
    assert (place.inactive_since_s is not None) == bool(len(told) % 2)


def test_a_spell_that_was_on_at_a_restart_ends_once_somebody_moves() -> None:
    before = room()
    started = before.update(still(160.0, 60.0))
    after = Room(SETTINGS, before.unfinished)
    assert after.inactive_since_s == before.inactive_since_s
    assert after.incidents == ()
    ended = after.update(still(170.0, 0.0))
    assert events(ended) == [Event.INACTIVITY_ENDED]
    assert ended[0].incident.id == started[0].incident.id
    assert after.unfinished == ()


MISSED = MissedActivity(gap_s=9000.0, usual_s=7200.0)


def test_missed_activity_is_told_once_and_counts_from_the_last() -> None:
    place = room()
    told = place.expect(20_000.0, MISSED)
    assert events(told) == [Event.INACTIVITY_STARTED]
    spell = told[0].incident
    assert (spell.quiet, spell.onset_s) == (Quiet.MISSED, 11_000.0)
    assert tuple(map(str, spell.reasons)) == ("no activity for 2.5 h, at this hour it is 2.0 h at most",)
    assert place.expect(20_001.0, MISSED) == []
    assert place.quiet is Quiet.MISSED


def test_it_lasts_until_somebody_moves() -> None:
    place = room()
    place.expect(20_000.0, MISSED)
    assert place.update(seen(20_010.0)) == []
    assert place.update(still(20_020.0, 30.0)) == []
    assert events(place.update(still(20_030.0, 0.2))) == [Event.INACTIVITY_ENDED]
    assert place.quiet is None


def test_one_spell_at_a_time() -> None:
    place = room()
    (started,) = place.update(still(160.0, 60.0))
    assert (started.incident.quiet, tuple(map(str, started.incident.reasons))) == (Quiet.STILL, ("still for 1 min",))
    assert place.expect(9000.0, MISSED) == []
    place.update(still(9001.0, 0.0))
    place.expect(20_000.0, MISSED)
    assert place.update(still(20_100.0, 90.0)) == []


def test_somebody_on_the_floor_is_told_of_already() -> None:
    place = room()
    place.update(seen(100.0, fallen(100.0, onset_s=99.0)))
    assert place.expect(9000.0, MISSED) == []


def test_missed_activity_goes_on_over_a_restart() -> None:
    before = room()
    before.expect(20_000.0, MISSED)
    after = Room(SETTINGS, before.unfinished)
    assert (after.quiet, after.inactive_since_s) == (Quiet.MISSED, 11_000.0)
