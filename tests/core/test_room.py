"""A room: one incident a fall however many cameras see it, and a life that takes only legal steps."""

import math
from collections.abc import Iterable
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from falldetect_core.kinds import Event, Kind
from falldetect_core.records import Box, Incident, Observation, Person, Transition
from falldetect_core.rooms.hour_profile import MissedActivity
from falldetect_core.rooms.incident_life import ALARMS, OPEN
from falldetect_core.rooms.room import GAVE_WAY, MOST_OPEN, TEST_OVER, TEST_S, UNSEEN_S, Room
from falldetect_core.settings import LifeSettings, RoomSettings

from .helpers.examples import at_most
from .helpers.sightings import LYING, fallen, found_down, person, seen, upright

HALL = RoomSettings("hall")
ELSEWHERE = Box(20, 250, 200, 300)
REMINDER_S = HALL.life.reminder_s


def room(*incidents: Incident, settings: RoomSettings = HALL) -> Room:
    numbers = count(1)
    return Room(settings, incidents, new_id=lambda: f"new-{next(numbers)}")


def play(place: Room, observations: Iterable[Observation]) -> list[Transition]:
    return [transition for observation in observations for transition in place.update(observation)]


def steps(told: Iterable[Transition]) -> list[str]:
    return [f"{transition.incident.id} {transition.event}" for transition in told]


def times(start_s: float, end_s: float, rate: float = 10.0) -> list[float]:
    return [start_s + n / rate for n in range(round((end_s - start_s) * rate))]


def lies(start_s: float, end_s: float, onset_s: float, *, camera: str = "door", **more: object) -> list[Observation]:
    return [seen(t, fallen(t, onset_s=onset_s, **more), camera=camera) for t in times(start_s, end_s)]


def stands(start_s: float, end_s: float, *, camera: str = "door", track: int = 1) -> list[Observation]:
    return [seen(t, upright(t, track), camera=camera) for t in times(start_s, end_s)]


def low(time_s: float, track: int) -> Person:
    """Somebody who kneels or sits where the fallen lie."""
    return person(time_s, track, box=LYING.moved(20, -20))


def kneels(start_s: float, end_s: float, *, track: int) -> list[Observation]:
    return [seen(t, low(t, track)) for t in times(start_s, end_s)]


class TestOneCamera:
    def test_somebody_who_stands_or_sits_is_no_incident(self) -> None:
        place = room()
        sits = [seen(t, person(t)) for t in times(5, 10)]
        assert play(place, stands(0, 5) + sits) == []
        assert not place.alarm
        assert place.people == 1

    def test_a_fall_is_suspected_confirmed_and_becomes_a_long_lie(self) -> None:
        place = room()
        told = play(place, lies(10.0, 75.0, onset_s=9.5))
        assert steps(told) == ["new-1 suspected", "new-1 fall", "new-1 long_lie"]
        assert [transition.time_s for transition in told] == pytest.approx([10.0, 12.0, 69.5], abs=0.11)
        assert place.alarm
        assert place.incidents[0].kind is Kind.SLIP
        assert place.incidents[0].onset_s == 9.5

    def test_who_seems_to_have_fallen_though_poses_speak_against_it_has_longer_to_get_up(self) -> None:
        place = room()
        assert steps(play(place, lies(10, 13.5, 9.5, likely=False) + stands(13.5, 20))) == [
            "new-1 suspected",
            "new-1 near_fall",
        ]
        told = play(room(), lies(10, 20, 9.5, likely=False))
        assert [transition.time_s for transition in told] == pytest.approx([10.0, 14.0], abs=0.11)

    def test_who_moves_on_the_floor_and_seems_up_for_moments_is_told_all_the_same(self) -> None:
        place = room()
        moves = [seen(t, fallen(t, onset_s=9.5) if t % 1.5 < 1.2 else person(t, onset_s=9.5)) for t in times(10, 40)]
        assert steps(play(place, moves)) == ["new-1 suspected", "new-1 fall"]

    def test_getting_up_before_confirmation_is_a_near_fall(self) -> None:
        place = room()
        assert steps(play(place, lies(10, 11.5, 9.5) + stands(11.5, 20))) == ["new-1 suspected", "new-1 near_fall"]
        assert not place.alarm

    def test_getting_up_after_a_fall_ends_the_alarm(self) -> None:
        place = room()
        told = play(place, lies(10, 20, 9.5) + stands(20, 30))
        assert steps(told) == ["new-1 suspected", "new-1 fall", "new-1 recovered"]
        assert told[-1].time_s == pytest.approx(22.0, abs=0.11)
        assert not place.alarm

    def test_a_glimpse_of_standing_does_not_end_the_alarm(self) -> None:
        place = room()
        told = play(place, lies(10, 20, 9.5) + stands(20, 21.5) + lies(21.5, 30, 9.5))
        assert steps(told) == ["new-1 suspected", "new-1 fall"]
        assert place.alarm

    def test_a_fall_of_somebody_who_is_lost_on_the_floor_is_not_forgotten(self) -> None:
        place = room()
        told = play(place, lies(10, 11, 9.5) + [seen(t) for t in times(11, 80)])
        assert steps(told) == ["new-1 suspected", "new-1 fall", "new-1 long_lie"]
        assert place.alarm

    def test_a_suspicion_that_nothing_bears_out_fades(self) -> None:
        place = room()
        crouches = [seen(t, person(t)) for t in times(10.1, 30)]
        told = play(place, [seen(10.0, fallen(10.0, onset_s=9.5)), *crouches])
        assert steps(told) == ["new-1 suspected", "new-1 near_fall"]

    def test_somebody_found_lying_is_an_alarm_at_once(self) -> None:
        place = room()
        told = play(place, [seen(t, found_down(t, onset_s=10.0)) for t in times(30, 75)] + stands(75, 80))
        assert steps(told) == ["new-1 person_down", "new-1 long_lie", "new-1 recovered"]

    def test_two_people_who_fall_are_two_incidents(self) -> None:
        place = room()
        told = play(
            place,
            [
                seen(t, fallen(t, 1, onset_s=9.5), fallen(t, 2, onset_s=9.6, box=ELSEWHERE), upright(t, 3))
                for t in times(10, 13)
            ],
        )
        assert sorted(steps(told)) == ["new-1 fall", "new-1 suspected", "new-2 fall", "new-2 suspected"]

    def test_a_body_that_gets_a_new_number_on_the_floor_stays_one_incident(self) -> None:
        place = room()
        renumbered = [seen(t, fallen(t, 7, onset_s=9.5)) for t in times(13, 20)] + stands(20, 25, track=7)
        told = play(place, lies(10, 13, 9.5) + renumbered)
        assert steps(told) == ["new-1 suspected", "new-1 fall", "new-1 recovered"]

    def test_a_helper_who_stands_beside_does_not_end_the_alarm(self) -> None:
        place = room()
        told = play(place, lies(10, 13, 9.5))
        told += play(place, [seen(t, fallen(t, 1, onset_s=9.5), upright(t, 2)) for t in times(13, 20)])
        told += play(place, [seen(t, upright(t, 2)) for t in times(20, 30)])
        assert steps(told) == ["new-1 suspected", "new-1 fall"]

    def test_a_helper_who_kneels_where_the_body_was_lost_is_not_taken_for_it(self) -> None:
        place = room()
        told = play(place, lies(10, 14, 9.5) + [seen(t) for t in times(14, 24)] + stands(24, 25, track=2))
        told += play(place, kneels(25, 35, track=2) + stands(35, 45, track=2))
        assert steps(told) == ["new-1 suspected", "new-1 fall"]
        assert place.alarm

    def test_a_helper_who_was_seen_upright_before_the_body_was_lost_is_not_taken_for_it(self) -> None:
        place = room()
        told = play(place, lies(10, 14, 9.5))
        told += play(place, [seen(t, fallen(t, 1, onset_s=9.5), upright(t, 2)) for t in times(14, 15)])
        told += play(place, [seen(t, fallen(t, 1, onset_s=9.5), low(t, 2)) for t in times(15, 25)])
        told += play(place, kneels(25, 35, track=2) + stands(35, 45, track=2))
        assert steps(told) == ["new-1 suspected", "new-1 fall"]

    def test_who_sat_beside_before_the_fall_is_not_taken_for_the_fallen(self) -> None:
        place = room()
        told = play(place, [seen(t, upright(t, 1), low(t, 2)) for t in times(5, 10)])
        told += play(place, [seen(t, fallen(t, 1, onset_s=9.5), low(t, 2)) for t in times(10, 14)])
        told += play(place, kneels(14, 20, track=2) + stands(20, 30, track=2))
        assert steps(told) == ["new-1 suspected", "new-1 fall"]

    def test_a_helper_who_falls_where_the_body_was_lost_is_another_incident(self) -> None:
        place = room()
        told = play(place, lies(10, 14, 9.5) + stands(20, 25, track=2) + lies(25, 28, 24.5, track=2))
        assert steps(told)[2:] == ["new-2 suspected", "new-2 fall"]

    def test_a_body_with_a_new_number_that_seems_upright_for_a_moment_stays_the_body(self) -> None:
        place = room()
        told = play(place, lies(10, 14, 9.5) + stands(20, 20.3, track=7) + kneels(20.3, 25, track=7))
        told += play(place, stands(25, 30, track=7))
        assert steps(told) == ["new-1 suspected", "new-1 fall", "new-1 recovered"]

    def test_numbers_of_people_who_are_gone_mean_nothing(self) -> None:
        place = room()
        told = play(place, stands(0, 5, track=2) + [seen(t) for t in times(5, 10)] + lies(10, 14, 9.5))
        told += play(place, kneels(14, 20, track=2) + stands(20, 25, track=2))
        assert steps(told) == ["new-1 suspected", "new-1 fall", "new-1 recovered"]

    def test_falling_again_after_recovery_is_a_new_incident(self) -> None:
        place = room()
        told = play(place, lies(10, 15, 9.5) + stands(15, 20) + lies(20, 25, 19.5))
        assert [step for step in steps(told) if step.startswith("new-2")] == ["new-2 suspected", "new-2 fall"]

    def test_the_better_account_of_a_fall_is_kept(self) -> None:
        place = room()
        better = fallen(10.1, onset_s=9.5, confidence=0.95, kinds={Kind.TRIP: 0.9, Kind.UNKNOWN: 0.1})
        play(place, [seen(10.0, fallen(10.0, onset_s=9.5)), seen(10.1, better)])
        play(place, [seen(10.2, fallen(10.2, onset_s=9.5, confidence=0.3))])
        assert place.incidents[0].kind is Kind.TRIP
        assert place.incidents[0].confidence == 0.95

    def test_the_times_of_life_are_the_users(self) -> None:
        quick = Room(replace(HALL, life=LifeSettings(confirmation_s=0.5, long_lie_s=5.0, recovery_s=0.5)))
        told = play(quick, lies(10, 16, 10) + stands(16, 17))
        assert [t.event for t in told] == [Event.SUSPECTED, Event.FALL, Event.LONG_LIE, Event.RECOVERED]
        assert [t.time_s for t in told] == pytest.approx([10.0, 10.5, 15.0, 16.5], abs=0.11)


class TestSeveralCameras:
    def test_a_fall_seen_by_three_is_one_incident(self) -> None:
        place = room()
        told = []
        for t in times(10, 15):
            for number, camera in enumerate(("door", "window", "shelf")):
                told += place.update(seen(t + 0.01 * number, fallen(t, number + 3, onset_s=9.5), camera=camera))
        assert steps(told) == ["new-1 suspected", "new-1 fall"]

    def test_two_falls_seen_by_two_are_two_incidents(self) -> None:
        place = room()
        told = []
        for t in times(10, 15):
            for camera in ("door", "window"):
                people = fallen(t, 1, onset_s=9.5), fallen(t, 2, onset_s=9.5, box=ELSEWHERE)
                told += place.update(seen(t, *people, camera=camera))
        assert sorted(steps(told)) == ["new-1 fall", "new-1 suspected", "new-2 fall", "new-2 suspected"]

    def test_a_camera_that_mistakes_the_fallen_for_standing_neither_delays_nor_ends_the_alarm(self) -> None:
        place = room()
        told = play(place, lies(10, 10.5, 9.5, camera="window", track=5))
        for t in times(10.5, 20):
            told += place.update(seen(t, fallen(t, onset_s=9.5), camera="door"))
            told += place.update(seen(t, upright(t, 5), camera="window"))
        assert steps(told) == ["new-1 suspected", "new-1 fall"]
        assert told[-1].time_s == pytest.approx(12.0, abs=0.11)

    def test_a_camera_that_finds_the_body_later_adds_nothing(self) -> None:
        place = room()
        told = play(place, lies(10, 40, 9.5))
        for t in times(40, 50):
            told += place.update(seen(t, fallen(t, onset_s=9.5), camera="door"))
            told += place.update(seen(t, found_down(t, 9, onset_s=20.0), camera="window"))
        assert steps(told) == ["new-1 suspected", "new-1 fall"]

    def test_getting_up_is_believed_when_the_camera_that_saw_the_fall_sees_nothing_any_more(self) -> None:
        place = room()
        told = play(place, [seen(t, fallen(t, 1, onset_s=9.5), camera=c) for t in times(10, 15) for c in ("a", "b")])
        told += play(place, [seen(t, upright(t, 1), camera="b") for t in times(15, 25)])
        assert steps(told)[-1] == "new-1 recovered"

    def test_a_camera_that_goes_away_leaves_the_incident_but_not_its_people(self) -> None:
        place = room()
        play(place, lies(10, 15, 9.5))
        place.forget_camera("door")
        place.forget_camera("never seen")
        assert place.people == 0
        assert place.alarm
        assert steps(play(place, [seen(t, camera="window") for t in times(15, 75)])) == ["new-1 long_lie"]

    def test_the_room_holds_as_many_people_as_its_best_camera_sees(self) -> None:
        place = room()
        play(place, [seen(1.0, upright(1.0), upright(1.0, 2)), seen(1.0, upright(1.0), camera="window")])
        assert place.people == 2


class TestTakingCharge:
    def test_acknowledging_ends_the_alarm_while_the_person_lies(self) -> None:
        place = room()
        play(place, lies(10, 15, 9.5))
        told = place.acknowledge(15.0, by="Anna")
        assert steps(told) == ["new-1 acknowledged"]
        assert told[0].by == "Anna"
        assert not place.alarm
        assert play(place, lies(15, 200, 9.5)) == []

    def test_dismissing_tells_why(self) -> None:
        place = room()
        play(place, lies(10, 15, 9.5))
        told = place.dismiss(15.0, by="Anna", reason="the dog")
        assert (steps(told), told[0].reason) == (["new-1 dismissed"], "the dog")
        assert play(place, lies(15, 30, 9.5)) == []

    def test_what_one_camera_mistook_for_somebody_hides_nobody_from_another(self) -> None:
        place = room()
        play(place, [seen(t, found_down(t, onset_s=9.0)) for t in times(30, 35)])
        place.dismiss(35.0, reason="a heap of clothes")
        heap = [seen(t, found_down(t, onset_s=9.0)) for t in times(35, 100, rate=1)]
        body = [seen(t, found_down(t, 4, onset_s=40.0), camera="window") for t in times(61, 100, rate=1)]
        assert play(place, heap) == []
        assert steps(play(place, body)) == ["new-2 person_down"]

    def test_only_the_incident_that_is_named_is_ended(self) -> None:
        place = room()
        play(place, [seen(t, fallen(t, 1, onset_s=9), fallen(t, 2, onset_s=9, box=ELSEWHERE)) for t in times(10, 13)])
        assert place.acknowledge(13.0, "none of these") == []
        assert steps(place.acknowledge(13.0, "new-2")) == ["new-2 acknowledged"]
        assert [incident.id for incident in place.incidents] == ["new-1"]
        assert steps(place.acknowledge(13.0)) == ["new-1 acknowledged"]
        assert place.acknowledge(13.0) == []

    def test_the_next_fall_after_getting_up_is_told(self) -> None:
        place = room()
        play(place, lies(10, 15, 9.5))
        place.acknowledge(15.0)
        assert steps(play(place, stands(15, 18) + lies(18, 21, 17.5))) == ["new-2 suspected", "new-2 fall"]

    def test_a_fall_right_after_getting_up_is_told_too(self) -> None:
        place = room()
        play(place, lies(10, 15, 9.5))
        place.acknowledge(15.0)
        assert steps(play(place, stands(15, 16) + lies(16, 19, 15.8))) == ["new-2 suspected", "new-2 fall"]

    def test_a_later_fall_at_the_same_place_is_told_though_nobody_saw_the_first_one_get_up(self) -> None:
        place = room()
        play(place, lies(10, 15, 9.5))
        place.acknowledge(15.0)
        away = [seen(t) for t in times(15, 100, rate=1)]
        later = [seen(t, fallen(t, 50, onset_s=100.0)) for t in times(100, 104)]
        assert steps(play(place, away + later)) == ["new-2 suspected", "new-2 fall"]

    def test_somebody_who_lies_there_long_after_the_first_was_helped_away_is_told(self) -> None:
        place = room()
        play(place, lies(10, 15, 9.5))
        place.acknowledge(15.0)
        play(place, [seen(t) for t in times(15, 20 + UNSEEN_S, rate=1)])
        lying = [seen(t, found_down(t, 50, onset_s=t - 20)) for t in times(700, 710)]
        assert steps(play(place, lying)) == ["new-2 person_down"]

    def test_the_body_in_good_hands_that_gets_a_new_number_is_not_told_again(self) -> None:
        place = room()
        play(place, lies(10, 15, 9.5))
        place.acknowledge(15.0)
        lost = [seen(t) for t in times(15, 30)]
        assert play(place, lost + [seen(t, found_down(t, 8, onset_s=30.0)) for t in times(50, 90)]) == []

    def test_a_test_alarm_stays_until_somebody_ends_it(self) -> None:
        place = room()
        assert steps(place.test(5.0)) == ["new-1 suspected", "new-1 fall"]
        assert place.incidents[0].test
        assert place.alarm
        assert play(place, stands(5, 100)) == []
        assert steps(play(place, lies(100, 103, 99.5))) == ["new-2 suspected", "new-2 fall"]
        assert sorted(steps(place.acknowledge(104.0))) == ["new-1 acknowledged", "new-2 acknowledged"]

    def test_a_test_that_is_forgotten_ends_by_itself_and_mutes_nothing_meanwhile(self) -> None:
        place = room()
        place.test(5.0)
        missed = place.expect(6.0, MissedActivity(3600.0, 60.0))
        assert [str(told.event) for told in missed] == ["inactivity_started"]
        assert place.tick(4.0 + TEST_S) == []
        (ended,) = place.tick(5.0 + TEST_S)
        assert (str(ended.event), ended.by, ended.reason) == ("acknowledged", None, TEST_OVER)
        assert place.incidents == ()

    def test_who_still_lies_there_long_after_somebody_took_charge_is_told_of_anew_and_then_when_up(self) -> None:
        place = room()
        play(place, lies(10, 15, 9.5))
        place.acknowledge(15.0, by="Anna")
        told = play(place, [seen(t, fallen(t, onset_s=9.5)) for t in times(15, 15 + 2 * REMINDER_S, rate=1)])
        assert steps(told) == ["new-2 person_down", "new-2 long_lie"]
        assert told[0].time_s == pytest.approx(15 + REMINDER_S, abs=1)
        assert (told[0].incident.onset_s, told[0].incident.steps, told[0].by) == (9.5, 1, None)
        end_s = 15 + 2 * REMINDER_S
        assert steps(play(place, stands(end_s, end_s + 5))) == ["new-2 recovered"]

    def test_it_goes_on_reminding_each_time_that_somebody_takes_charge(self) -> None:
        place = room()
        play(place, lies(10, 15, 9.5))
        place.acknowledge(15.0)
        play(place, [seen(t, fallen(t, onset_s=9.5)) for t in times(15, 20 + REMINDER_S, rate=1)])
        place.acknowledge(20 + REMINDER_S)
        again = [seen(t, fallen(t, onset_s=9.5)) for t in times(20 + REMINDER_S, 25 + 2 * REMINDER_S, rate=1)]
        assert steps(play(place, again)) == ["new-3 person_down", "new-3 long_lie"]

    @pytest.mark.parametrize("how", ["up again", "out of sight", "a false alarm", "switched off"])
    def test_nobody_is_reminded_of_who_is_well_or_unseen_or_was_a_false_alarm(self, how: str) -> None:
        never = replace(HALL, life=replace(HALL.life, reminder_s=math.inf))
        place = room(settings=never if how == "switched off" else HALL)
        play(place, lies(10, 15, 9.5))
        (place.dismiss if how == "a false alarm" else place.acknowledge)(15.0)
        people = {"up again": lambda t: [upright(t)], "out of sight": lambda _: []}
        still = people.get(how, lambda t: [fallen(t, onset_s=9.5)])
        assert play(place, [seen(t, *still(t)) for t in times(15, 60 + REMINDER_S, rate=1)]) == []

    def test_somebody_found_lying_long_after_the_open_incident_s_person_was_seen_is_somebody_else(self) -> None:
        for camera in ("door", "window"):
            place = room()
            play(place, lies(10, 15, 9.5))
            play(place, [seen(t) for t in times(15, 400, rate=1)])
            lying = [seen(t, found_down(t, 50, onset_s=400.0), camera=camera) for t in times(400, 430)]
            told = steps(play(place, lying))
            assert told == ([] if camera == "door" else ["new-2 person_down"]), "where it was lost, it is the same"

    def test_another_camera_that_finds_the_body_while_its_own_sees_it_tells_nothing(self) -> None:
        place = room()
        play(place, lies(10, 15, 9.5))
        both = [
            seen(t, person, camera=camera)
            for t in times(15, 60, rate=2)
            for camera, person in (("door", fallen(t, onset_s=9.5)), ("window", found_down(t, 7, onset_s=15.0)))
        ]
        assert steps(play(place, both)) == []

    @pytest.mark.parametrize(("pause_s", "told"), [(60.0, []), (2 * 86400.0, ["new-1 person_down"])])
    def test_after_a_restart_a_body_is_the_open_incident_s_unless_that_is_long_ago(
        self, pause_s: float, told: list[str]
    ) -> None:
        before = room()
        play(before, lies(10, 15, 9.5))
        place = room(*before.unfinished)
        begins_s = 15 + pause_s
        lying = [seen(t, found_down(t, 50, onset_s=begins_s)) for t in times(begins_s, begins_s + 30)]
        assert [step for step in steps(play(place, lying)) if "person_down" in step] == told

    def test_somebody_found_lying_is_not_taken_for_a_test(self) -> None:
        place = room()
        place.test(5.0)
        assert steps(place.update(seen(30.0, found_down(30.0, onset_s=10.0)))) == ["new-2 person_down"]


def falls_before(place: Room, camera: int) -> list[Transition]:
    """Let somebody fall before a camera of their own, and be lost on the floor; one every half minute."""
    start_s = 30.0 * camera
    return play(place, lies(start_s, start_s + 4, start_s, camera=f"camera {camera}"))


def ended(told: Iterable[Transition]) -> list[str]:
    return [transition.incident.id for transition in told if transition.event is Event.ACKNOWLEDGED]


class TestBeyondMeasure:
    def test_the_oldest_gives_way_with_a_reason_and_the_alarm_stays(self) -> None:
        place = room()
        told = [transition for number in range(MOST_OPEN + 2) for transition in falls_before(place, number)]
        assert ended(told) == ["new-1", "new-2"]
        assert {transition.reason for transition in told} == {None, GAVE_WAY}
        assert len(place.incidents) == MOST_OPEN
        assert place.alarm

    def test_who_is_still_seen_on_the_floor_is_not_given_up(self) -> None:
        place, told = room(), []
        for number in range(MOST_OPEN + 2):
            told += falls_before(place, number)
            told += place.update(seen(30.0 * number + 5, fallen(30.0 * number + 5, onset_s=0), camera="camera 0"))
        assert ended(told) == ["new-2", "new-3"]

    def test_what_a_former_version_left_open_is_bounded_too_and_tests_are_not_counted(self) -> None:
        left = [Incident(f"old-{n}", "hall", "door", n, Event.FALL, n, n) for n in range(MOST_OPEN + 5)]
        place = room(*left)
        tested = place.test(99.0)
        assert steps(place.tick(100.0))[-5:] == [f"old-{n} acknowledged" for n in range(5)]
        assert place.tick(101.0) == []
        assert tested[-1].incident.id in {incident.id for incident in place.incidents}


class TestAfterARestart:
    def restarted(self, until_s: float = 15.0) -> Room:
        first = Room(HALL, new_id=lambda: "old")
        play(first, lies(10, until_s, 9.5))
        return room(*first.incidents)

    def test_an_open_incident_goes_on(self) -> None:
        place = self.restarted()
        assert place.alarm
        assert [incident.id for incident in place.incidents] == ["old"]
        assert steps(play(place, [seen(t) for t in times(20, 75)])) == ["old long_lie"]

    def test_the_steps_go_on_counting(self) -> None:
        place = self.restarted()
        assert place.acknowledge(20.0)[0].id == "old.3"

    def test_the_same_body_found_lying_is_no_second_incident(self) -> None:
        place = self.restarted()
        told = play(place, [seen(t, found_down(t, 1, onset_s=20.0)) for t in times(40, 45)])
        told += play(place, [seen(t, found_down(t, 4, onset_s=30.0), camera="window") for t in times(45, 50)])
        assert told == []

    def test_the_same_body_found_lying_and_then_up_has_recovered(self) -> None:
        place = self.restarted()
        told = play(place, [seen(t, found_down(t, 1, onset_s=20.0)) for t in times(40, 45)] + stands(45, 50))
        assert steps(told) == ["old recovered"]

    def test_the_same_fall_seen_once_more_is_no_second_incident(self) -> None:
        place = self.restarted(until_s=10.2)
        assert steps(play(place, lies(10.3, 13, 9.5))) == ["old fall"]

    def test_somebody_who_walks_by_is_not_taken_for_the_fallen(self) -> None:
        assert play(self.restarted(), stands(20, 30)) == []

    def test_a_new_fall_that_is_seen_is_told(self) -> None:
        assert steps(play(self.restarted(), lies(40, 43, 39.5))) == ["new-1 suspected", "new-1 fall"]

    def test_a_suspicion_that_was_open_ends(self) -> None:
        place = self.restarted(until_s=11.0)
        assert steps(play(place, [seen(t) for t in times(15, 25)])) == ["old near_fall"]


LEGAL = {
    None: {Event.SUSPECTED, Event.PERSON_DOWN},
    Event.SUSPECTED: {Event.FALL, Event.NEAR_FALL, Event.ACKNOWLEDGED, Event.DISMISSED},
    Event.FALL: {Event.LONG_LIE, Event.RECOVERED, Event.ACKNOWLEDGED, Event.DISMISSED},
    Event.PERSON_DOWN: {Event.LONG_LIE, Event.RECOVERED, Event.ACKNOWLEDGED, Event.DISMISSED},
    Event.LONG_LIE: {Event.RECOVERED, Event.ACKNOWLEDGED, Event.DISMISSED},
}
STATES = st.sampled_from(["away", "upright", "low", "falling", "down", "found_down"])
PLACES = st.sampled_from([Box(300, 260, 480, 310), Box(310, 250, 470, 320), ELSEWHERE, Box(300, 100, 360, 300)])


class AnyLife(RuleBasedStateMachine):
    """Whatever cameras say, people do and the program suffers: every incident takes only legal steps, told once."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = count(1)
        self.now_s = 0.0
        self.room = self.make(())
        self.states: dict[str, Event] = {}
        self.told: set[str] = set()
        self.onsets: dict[tuple[str, int], float] = {}

    def make(self, incidents: tuple[Incident, ...]) -> Room:
        return Room(HALL, incidents, new_id=lambda: str(next(self.numbers)))

    def check(self, told: Iterable[Transition]) -> None:
        for transition in told:
            assert transition.id not in self.told
            self.told.add(transition.id)
            before = self.states.get(transition.incident.id)
            assert transition.event in LEGAL[before]
            assert transition.event == transition.incident.state
            self.states[transition.incident.id] = transition.event

    @rule(
        camera=st.sampled_from(["door", "window"]),
        people=st.lists(st.tuples(st.integers(1, 4), STATES, PLACES), max_size=3, unique_by=lambda p: p[0]),
        waited_s=st.sampled_from([0.0, 0.1, 0.5, 3.0, 30.0]),
        repeats=st.sampled_from([1, 1, 5, 30]),
    )
    def observe(self, camera: str, people: list[tuple[int, str, Box]], waited_s: float, repeats: int) -> None:
        for _ in range(repeats):
            self.now_s += waited_s
            shown = [self.person(camera, *one) for one in people if one[1] != "away"]
            self.check(self.room.update(seen(self.now_s, *shown, camera=camera)))

    def person(self, camera: str, track: int, state: str, box: Box):
        onset_s = self.onsets.setdefault((camera, track), self.now_s)
        if state in ("upright", "low"):
            self.onsets.pop((camera, track))
            return person(self.now_s, track, box=box, upright=state == "upright")
        falls = {"falling": state == "falling", "down": state != "found_down", "found_down": state == "found_down"}
        return person(self.now_s, track, box=box, onset_s=onset_s, confidence=0.7, **falls)

    @rule(which=st.integers(0, 3), dismissed=st.booleans())
    def take_charge(self, which: int, dismissed: bool) -> None:  # noqa: FBT001
        chosen = self.room.incidents[which].id if which < len(self.room.incidents) else None
        before = self.room.incidents
        told = (self.room.dismiss if dismissed else self.room.acknowledge)(self.now_s, chosen)
        assert {t.incident.id for t in told} == ({chosen} if chosen else {i.id for i in before})
        self.check(told)

    @rule()
    def test_alarm(self) -> None:
        self.check(self.room.test(self.now_s))

    @rule()
    def restart(self) -> None:
        before = self.room.incidents
        self.room = self.make(before)
        assert self.room.incidents == before

    @rule(camera=st.sampled_from(["door", "window"]))
    def lose(self, camera: str) -> None:
        self.room.forget_camera(camera)

    @precondition(lambda self: any(one.state in ALARMS and not one.test for one in self.room.incidents))
    @rule(waited_s=st.floats(0, 1e5))
    def nobody_seen_ends_no_alarm(self, waited_s: float) -> None:
        self.now_s += waited_s
        self.check(self.room.update(seen(self.now_s, camera="shelf")))
        assert self.room.alarm

    @invariant()
    def what_is_open_is_what_was_told_and_not_ended(self) -> None:
        still_open = {name for name, state in self.states.items() if state in OPEN}
        assert {incident.id for incident in self.room.incidents} == still_open
        assert self.room.alarm == any(self.states[name] in ALARMS for name in still_open)


TestAnyLife = AnyLife.TestCase
TestAnyLife.settings = at_most(60, stateful_step_count=30)


def test_a_fall_whose_cameras_all_died_goes_on_to_its_alarm_and_to_a_long_lie() -> None:
    room = Room(RoomSettings("hall"))
    room.update(seen(10.0, fallen(10.0, onset_s=9.5)))
    room.forget_camera("door")
    assert [step.event for step in room.tick(12.5)] == [Event.FALL]
    assert room.tick(13.0) == []
    assert [step.event for step in room.tick(70.0)] == [Event.LONG_LIE]
    assert room.alarm


def test_a_glimpse_of_somebody_upright_who_is_seen_no_more_ends_no_alarm() -> None:
    room = Room(HALL)
    for tenth in range(30):
        room.update(seen(tenth / 10, fallen(tenth / 10, onset_s=0.0)))
    assert room.alarm
    room.update(seen(3.0, upright(3.0)))
    for tenth in range(31, 100):
        room.update(seen(tenth / 10, camera="shelf"))
    assert room.alarm
    told = [step.event for tenth in range(100, 130) for step in room.update(seen(tenth / 10, upright(tenth / 10)))]
    assert told == [Event.RECOVERED]
