"""The life of one incident: which step follows from what, and only that."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.kinds import Event
from falldetect_core.records import Incident
from falldetect_core.rooms.incident_life import ALARMS, FADE_S, FADED_S, OPEN, DwellTimes, next_event, seriousness, step
from falldetect_core.settings import LifeSettings

TIMES = LifeSettings()
NEXT = {
    Event.SUSPECTED: {Event.FALL, Event.NEAR_FALL},
    Event.FALL: {Event.LONG_LIE, Event.RECOVERED},
    Event.PERSON_DOWN: {Event.LONG_LIE, Event.RECOVERED},
    Event.LONG_LIE: {Event.RECOVERED},
}


def incident(state: Event, onset_s: float = 0.0) -> Incident:
    return Incident("a", "hall", "door", 1, state, onset_s, onset_s)


@pytest.mark.parametrize(
    ("state", "seen", "event"),
    [
        (Event.SUSPECTED, DwellTimes(1.0, 1.0, 0.0), None),
        (Event.SUSPECTED, DwellTimes(2.0, 2.0, 0.0), Event.FALL),
        (Event.SUSPECTED, DwellTimes(2.0, 2.0, 0.0, likely=False), None),
        (Event.SUSPECTED, DwellTimes(4.0, 4.0, 0.0, likely=False), Event.FALL),
        (Event.SUSPECTED, DwellTimes(1.0, 0.0, 0.1), Event.NEAR_FALL),
        (Event.SUSPECTED, DwellTimes(FADE_S, 0.0, 0.0), Event.NEAR_FALL),
        (Event.SUSPECTED, DwellTimes(FADE_S, 0.0, 0.0, not_down_s=FADED_S), Event.NEAR_FALL),
        (Event.SUSPECTED, DwellTimes(FADE_S, 0.0, 0.0, not_down_s=FADED_S - 0.1), None),
        (Event.SUSPECTED, DwellTimes(FADE_S + 2.0, 0.0, 0.0, not_down_s=0.1), Event.FALL),
        (Event.FALL, DwellTimes(30.0, 28.0, 0.0), None),
        (Event.FALL, DwellTimes(60.0, 58.0, 0.0), Event.LONG_LIE),
        (Event.FALL, DwellTimes(60.0, 0.0, 2.0), Event.RECOVERED),
        (Event.FALL, DwellTimes(20.0, 0.0, 1.9), None),
        (Event.PERSON_DOWN, DwellTimes(60.0, 40.0, 0.0), Event.LONG_LIE),
        (Event.PERSON_DOWN, DwellTimes(30.0, 0.0, 2.5), Event.RECOVERED),
        (Event.LONG_LIE, DwellTimes(9000.0, 9000.0, 0.0), None),
        (Event.LONG_LIE, DwellTimes(9000.0, 0.0, 2.0), Event.RECOVERED),
    ],
)
def test_each_step_follows_from_what_is_seen(state: Event, seen: DwellTimes, event: Event | None) -> None:
    assert next_event(incident(state), seen, TIMES) == event


@pytest.mark.parametrize("likely", [True, False])
def test_somebody_still_down_is_told_however_long_the_confirmation_takes(likely: bool) -> None:  # noqa: FBT001
    patient = LifeSettings(confirmation_s=30.0)
    sights = [DwellTimes(float(second), float(second), 0.0, likely=likely) for second in range(1, 61)]
    events = [next_event(incident(Event.SUSPECTED), sight, patient) for sight in sights]
    assert {event for event in events if event} == {Event.FALL}


@given(
    state=st.sampled_from(sorted(OPEN)),
    down_s=st.floats(0, 1e4),
    upright_s=st.floats(0, 1e4),
    time_s=st.floats(0, 1e5),
)
def test_only_legal_steps_follow_whatever_is_seen(state: Event, down_s: float, upright_s: float, time_s: float) -> None:
    event = next_event(incident(state), DwellTimes(time_s, down_s, upright_s), TIMES)
    assert event is None or event in NEXT[state]


@given(st.lists(st.sampled_from(list(Event)), min_size=2, max_size=20))
def test_every_step_has_a_name_of_its_own_and_keeps_the_incident(events: list[Event]) -> None:
    told = [step(incident(Event.SUSPECTED), events[0], 0.0)]
    for number, event in enumerate(events[1:], 1):
        told.append(step(told[-1].incident, event, float(number), by="Anna", reason="test"))
    assert len({transition.id for transition in told}) == len(events)
    assert {transition.incident.id for transition in told} == {"a"}
    assert all(later.incident.steps == earlier.incident.steps + 1 for earlier, later in pairwise(told))
    assert told[-1].incident.since_s == told[-1].time_s
    assert (told[-1].by, told[-1].reason) == ("Anna", "test")


def test_the_most_serious_and_oldest_incident_comes_first() -> None:
    listed = [
        incident(Event.SUSPECTED),
        incident(Event.FALL, 9.0),
        incident(Event.PERSON_DOWN),
        incident(Event.LONG_LIE, 99.0),
        incident(Event.FALL, 5.0),
    ]
    order = [(i.state, i.onset_s) for i in sorted(listed, key=seriousness)]
    assert order == [
        (Event.LONG_LIE, 99.0),
        (Event.FALL, 5.0),
        (Event.FALL, 9.0),
        (Event.PERSON_DOWN, 0.0),
        (Event.SUSPECTED, 0.0),
    ]


def test_every_alarm_is_open() -> None:
    assert ALARMS < OPEN
