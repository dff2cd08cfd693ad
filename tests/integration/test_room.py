"""What the entities of a room tell about the room."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers.event import async_track_state_change_event
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from .conftest import Broker
from .payloads import camera_state, fallen, incident, lost_camera, recovered, room_state, unseen

FALL = "binary_sensor.fall_detection_living_room_fall"
INACTIVITY = "binary_sensor.fall_detection_living_room_inactivity"
OCCUPANCY = "binary_sensor.fall_detection_living_room_occupancy"
CAMERA = "binary_sensor.fall_detection_living_room_window_camera"
KIND = "sensor.fall_detection_living_room_kind_of_last_fall"
LAST_FALL = "sensor.fall_detection_living_room_last_fall"
PEOPLE = "sensor.fall_detection_living_room_people"
TIME_ON_FLOOR = "sensor.fall_detection_living_room_time_on_the_floor"
ONSET = datetime(2026, 11, 22, 3, 0, 8, 900000, tzinfo=UTC)

type StateOf = Callable[[str], str]


@pytest.fixture
def room(app: Broker, setup: MockConfigEntry) -> Callable[[dict[str, Any]], None]:
    """Return a function that publishes the state of the living room."""
    return lambda state: app.retain("room/living_room/state", state)


async def test_a_fall_alarms_until_the_person_is_up_again(room: Callable, state_of: StateOf) -> None:
    room(fallen())
    assert state_of(FALL) == "on"
    room(recovered())
    assert state_of(FALL) == "off"


async def test_the_alarm_says_which_incident_it_is_for_and_whether_it_is_a_test(
    hass: HomeAssistant, room: Callable
) -> None:
    room(fallen(state="long_lie", test=True))
    attributes = hass.states.get(FALL).attributes
    assert {key: attributes[key] for key in ("incident", "stage", "test")} == {
        "incident": "5f0c",
        "stage": "long_lie",
        "test": True,
    }
    room(room_state())
    assert "incident" not in hass.states.get(FALL).attributes


async def test_a_suspicion_is_no_alarm(room: Callable, state_of: StateOf) -> None:
    room(room_state(incidents=[incident(state="suspected")]))
    assert state_of(FALL) == "off"
    assert state_of(TIME_ON_FLOOR) == "0"


async def test_a_room_that_no_camera_sees_is_not_called_safe(room: Callable, state_of: StateOf) -> None:
    room(unseen())
    for entity_id in (FALL, INACTIVITY, OCCUPANCY, PEOPLE):
        assert state_of(entity_id) == "unavailable"


async def test_an_open_alarm_stays_on_when_the_camera_is_lost(room: Callable, state_of: StateOf) -> None:
    room(unseen(fall=True, incidents=[incident()], inactive=True))
    assert state_of(FALL) == "on"
    assert state_of(INACTIVITY) == "on"


async def test_inactivity_and_presence_are_told_apart(hass: HomeAssistant, room: Callable, state_of: StateOf) -> None:
    room(room_state(inactive=True, inactive_since="2026-11-22T02:00:00.000Z", inactivity="missed"))
    assert state_of(INACTIVITY) == "on"
    assert hass.states.get(INACTIVITY).attributes.items() >= {
        ("inactivity", "missed"),
        ("since", "2026-11-22T02:00:00+00:00"),
    }
    assert state_of(OCCUPANCY) == "on"
    room(room_state(occupied=False, people=0))
    assert state_of(INACTIVITY) == "off"
    assert state_of(OCCUPANCY) == "off"
    assert state_of(PEOPLE) == "0"


async def test_the_last_fall_stays_known_after_it_has_ended(room: Callable, state_of: StateOf) -> None:
    assert state_of(KIND) == "unknown"
    assert state_of(LAST_FALL) == "unknown"
    room(recovered())
    assert state_of(KIND) == "trip"
    assert state_of(LAST_FALL) == "2026-11-22T03:00:08+00:00"


@pytest.mark.parametrize("kind", ["unknown", None, "a kind that a newer app knows"])
async def test_a_fall_of_a_kind_that_is_not_known_alarms_all_the_same(
    room: Callable, state_of: StateOf, kind: str | None
) -> None:
    room(fallen(kind=kind, direction=kind))
    assert state_of(FALL) == "on"
    assert state_of(KIND) == "unknown"


async def test_a_fall_without_details_alarms_all_the_same(room: Callable, state_of: StateOf) -> None:
    bare = {"incident": "5f0c", "state": "fall"}
    room(room_state(fall=True, incidents=[bare], last_fall=bare))
    assert state_of(FALL) == "on"
    assert state_of(TIME_ON_FLOOR) == "0"
    assert state_of(LAST_FALL) == "unknown"


@pytest.mark.parametrize(
    ("elapsed_s", "shown"), [(3.4, "0"), (10, "10"), (59.9, "50"), (60, "60"), (119, "60"), (3601, "3600"), (-5, "0")]
)
async def test_the_time_on_the_floor_counts_from_the_onset_in_sensible_steps(
    room: Callable, state_of: StateOf, freezer: FrozenDateTimeFactory, elapsed_s: float, shown: str
) -> None:
    freezer.move_to(ONSET + timedelta(seconds=elapsed_s))
    room(fallen())
    assert state_of(TIME_ON_FLOOR) == shown


async def test_the_time_on_the_floor_runs_by_itself_and_stops_with_the_alarm(
    hass: HomeAssistant, room: Callable, state_of: StateOf, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(ONSET)
    room(fallen())
    shown: list[str] = []

    def remember(event: Event) -> None:
        shown.append(event.data["new_state"].state)

    async_track_state_change_event(hass, TIME_ON_FLOOR, remember)
    for _ in range(180):
        freezer.tick(1)
        async_fire_time_changed(hass)
        await hass.async_block_till_done()
    assert shown == ["10", "20", "30", "40", "50", "60", "120", "180"]
    room(recovered())
    assert state_of(TIME_ON_FLOOR) == "0"


async def test_of_two_people_on_the_floor_the_one_who_fell_first_counts(
    room: Callable, state_of: StateOf, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(ONSET + timedelta(seconds=60))
    first, second = incident(), incident(incident="77aa", onset="2026-11-22T03:00:40.000Z")
    room(room_state(fall=True, people=2, incidents=[second, first], last_fall=second))
    assert state_of(TIME_ON_FLOOR) == "60"


async def test_a_person_found_lying_counts_from_when_they_were_found(
    room: Callable, state_of: StateOf, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(datetime(2026, 11, 22, 3, 1, 12, 300000, tzinfo=UTC))
    room(fallen(state="person_down", onset=None))
    assert state_of(TIME_ON_FLOOR) == "60"


async def test_the_clock_stops_with_the_entry(
    hass: HomeAssistant, room: Callable, setup: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(ONSET)
    room(fallen())
    await hass.config_entries.async_unload(setup.entry_id)
    freezer.tick(60)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert hass.states.get(TIME_ON_FLOOR).state == "unavailable"


async def test_a_lost_camera_says_what_is_wrong(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    app.publish("camera/living_room_window/state", lost_camera())
    state = hass.states.get(CAMERA)
    assert state.state == "off"
    assert state.attributes["problem"] == "unauthorized"
    assert state.attributes["message"] == "The camera refuses the password."
    app.publish("camera/living_room_window/state", camera_state())
    assert hass.states.get(CAMERA).state == "on"


@pytest.mark.usefixtures("every_entity_enabled")
async def test_frame_rate_and_delay_are_known_while_the_camera_works(
    app: Broker, setup: MockConfigEntry, state_of: StateOf
) -> None:
    app.publish("camera/living_room_window/state", camera_state(fps=9))
    assert state_of("sensor.fall_detection_living_room_window_camera_frame_rate") == "9.0"
    assert state_of("sensor.fall_detection_living_room_window_camera_delay") == "0.12"
    app.publish("camera/living_room_window/state", lost_camera())
    assert state_of("sensor.fall_detection_living_room_window_camera_frame_rate") == "unavailable"
    assert state_of("sensor.fall_detection_living_room_window_camera_delay") == "unavailable"
