"""Messages: the contract's examples are understood, and nonsense does no harm."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from probatio import DataclassSchema
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.falldetect.messages import (
    APP_STATE,
    CAMERA_STATE,
    DISCOVERY,
    HISTORY,
    INFO,
    ROOM_EVENT,
    ROOM_STATE,
    MessageReader,
    parse,
)
from custom_components.falldetect.models import Snapshot

from .conftest import Broker
from .payloads import JPEG, camera_state, event, fallen, info, room_state

CONTRACT = Path(__file__).parents[2] / "docs" / "mqtt.md"
SCHEMAS = {
    "Discovery": DISCOVERY,
    "Info": INFO,
    "Room state": ROOM_STATE,
    "Event": ROOM_EVENT,
    "Camera state": CAMERA_STATE,
    "History": HISTORY,
    "App state": APP_STATE,
}
FALL = "binary_sensor.fall_detection_living_room_fall"


def examples() -> list[tuple[str, str]]:
    """Return the examples of the contract, each with the title it stands under."""
    sections = re.findall(r"^## ([\w ]+):[^\n]*\n```json\n(.*?)```", CONTRACT.read_text(), re.MULTILINE | re.DOTALL)
    return [(title, example) for title, example in sections if title not in ("Command", "Hello")]


def test_the_contract_has_an_example_of_every_message() -> None:
    assert {title for title, _ in examples()} == set(SCHEMAS)


@pytest.mark.parametrize(("title", "example"), examples())
def test_the_examples_of_the_contract_are_understood(title: str, example: str) -> None:
    record = parse(SCHEMAS[title], example)
    told = json.loads(example)
    for name in ("name", "fall", "event_id", "connected"):
        assert getattr(record, name, None) == told.get(name)


@pytest.mark.parametrize(
    ("schema", "payload"),
    [(INFO, info()), (ROOM_STATE, fallen()), (ROOM_EVENT, event()), (CAMERA_STATE, camera_state())],
    ids=["info", "room", "event", "camera"],
)
def test_fields_that_are_not_known_are_ignored(schema: DataclassSchema[Any], payload: dict[str, Any]) -> None:
    assert parse(schema, json.dumps({**payload, "colour": "blue"})) == parse(schema, json.dumps(payload))


@pytest.mark.parametrize(
    ("topic", "payload", "complaint"),
    [
        ("status", "maybe", "expected online or offline"),
        ("info", "{", "unexpected end of data: line 1 column 2 (char 1)"),
        ("info", info(schema=2), "value must be one of [1] at 'schema'"),
        ("info", info(rooms=None), "expected a list at 'rooms'"),
        ("info", info(rooms=[{"id": "a/b", "name": "A"}]), "expected an id that can stand in an MQTT topic"),
        ("room/living_room/state", "null", "expected a mapping"),
        ("room/living_room/state", {"schema": 1}, "required key not provided at 'occupied'"),
        ("room/living_room/state", room_state(fall="yes"), "expected bool at 'fall'"),
        ("room/living_room/state", fallen(onset="yesterday"), "at 'incidents[0].onset'"),
        ("room/living_room/state", fallen(onset="2026-11-22T03:00:08"), "expected a timezone-aware datetime"),
        ("room/living_room/event", "[]", "expected a mapping"),
        ("room/living_room/event", event(event="somersault"), "at 'event'"),
        ("room/living_room/event", event(event_id=None), "expected str at 'event_id'"),
        ("room/living_room/snapshot", b"GIF89a", "expected a JPEG picture"),
        ("camera/living_room_window/state", camera_state(connected=1), "expected bool at 'connected'"),
    ],
)
async def test_nonsense_is_named_once_and_changes_nothing(
    hass: HomeAssistant,
    app: Broker,
    setup: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    topic: str,
    payload: Any,
    complaint: str,
) -> None:
    before = hass.states.async_all()
    for _ in range(3):
        app.publish(topic, payload)
    await hass.async_block_till_done()
    assert hass.states.async_all() == before
    (line,) = [record.message for record in caplog.records if record.message.startswith("Ignoring what came")]
    assert f"falldetect/home/{topic}" in line
    assert complaint in line


async def test_good_messages_are_taken_after_bad_ones(
    app: Broker, setup: MockConfigEntry, state_of: Callable[[str], str]
) -> None:
    app.publish("room/living_room/state", "nonsense")
    app.publish("room/living_room/state", fallen())
    assert state_of(FALL) == "on"


async def test_an_app_that_withdraws_its_info_keeps_its_entities(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    app.publish("info", "")
    await hass.async_block_till_done()
    assert hass.states.get(FALL)


def test_a_topic_that_goes_wrong_again_is_named_again(caplog: pytest.LogCaptureFixture) -> None:
    reader = MessageReader()
    for payload in ("{", json.dumps(camera_state()), "{"):
        reader.read(CAMERA_STATE, "camera", payload)
    assert caplog.text.count("Ignoring what came on camera") == 2


def test_a_picture_is_not_shown_in_logs() -> None:
    assert "skeleton" not in repr(Snapshot(content=JPEG, received=None))
