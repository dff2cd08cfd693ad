"""Actions: what an automation or a person asks of a room."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from homeassistant.auth.models import User
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized, UnknownUser
from probatio import Invalid
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.falldetect import services
from custom_components.falldetect.devices import async_room_device

from .conftest import Broker
from .payloads import FEATURES, event, fallen, info, info_with_kitchen, unseen
from .test_commands import commands

FALL = "binary_sensor.fall_detection_living_room_fall"


async def act(hass: HomeAssistant, action: str, context: Context | None = None, **data: Any) -> Any:
    """Perform an action for the living room."""
    answers = action == "export_history"
    return await hass.services.async_call(
        "falldetect",
        action,
        {"entity_id": FALL, **data},
        blocking=True,
        context=context,
        return_response=answers,
    )


@pytest.mark.parametrize(
    ("action", "data", "command"),
    [
        ("acknowledge", {}, {"command": "acknowledge"}),
        ("acknowledge", {"by": "Anna"}, {"command": "acknowledge", "by": "Anna"}),
        ("acknowledge", {"incident": "5f0c"}, {"command": "acknowledge", "incident": "5f0c"}),
        ("dismiss", {"incident": ""}, {"command": "dismiss"}),
        ("dismiss", {}, {"command": "dismiss"}),
        (
            "dismiss",
            {"by": "Anna", "reason": "tied her shoes"},
            {"command": "dismiss", "by": "Anna", "reason": "tied her shoes"},
        ),
        ("pause", {"duration": {"minutes": 30}}, {"command": "set", "monitoring": False, "for_s": 1800.0}),
        ("test_alarm", {}, {"command": "test"}),
    ],
)
async def test_an_action_asks_it_of_the_app(
    hass: HomeAssistant,
    app: Broker,
    setup: MockConfigEntry,
    action: str,
    data: dict[str, Any],
    command: dict[str, Any],
) -> None:
    await act(hass, action, **data)
    assert commands(app) == [command]


async def test_a_person_who_dismisses_is_named(
    hass: HomeAssistant, hass_admin_user: User, app: Broker, setup: MockConfigEntry
) -> None:
    await act(hass, "dismiss", Context(user_id=hass_admin_user.id))
    assert commands(app) == [{"command": "dismiss", "by": hass_admin_user.name}]


async def test_a_room_is_asked_once_when_its_device_is_meant(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    device = async_room_device(hass, setup, "living_room")
    assert device
    await hass.services.async_call("falldetect", "test_alarm", {"device_id": device.id}, blocking=True)
    assert commands(app) == [{"command": "test"}]


async def test_every_room_can_be_meant(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    app.retain("info", info_with_kitchen())
    await hass.async_block_till_done()
    await hass.services.async_call("falldetect", "test_alarm", {"entity_id": "all"}, blocking=True)
    assert commands(app) == [{"command": "test"}]
    assert len(app.published("room/kitchen/command")) == 1


ACTIONS = [("acknowledge", {}), ("dismiss", {}), ("pause", {"duration": {"hours": 1}}), ("test_alarm", {})]


@pytest.mark.parametrize("how", [{"monitoring": True}, {"monitoring": False}])
@pytest.mark.parametrize(("action", "data"), ACTIONS)
async def test_a_room_that_is_paused_or_not_seen_is_asked_too(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, action: str, data: dict[str, Any], how: dict[str, bool]
) -> None:
    app.publish("room/living_room/state", unseen(**how))
    await act(hass, action, **data)
    assert len(commands(app)) == 1


@pytest.mark.parametrize(("action", "data"), [*ACTIONS[2:], ("export_history", {})])
async def test_an_action_tells_that_the_app_is_offline(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, action: str, data: dict[str, Any]
) -> None:
    app.publish("room/living_room/state", fallen())
    app.publish("status", "offline")
    with pytest.raises(HomeAssistantError) as error:
        await act(hass, action, **data)
    assert error.value.translation_key == "app_offline"
    await app.connect(connected=False)
    with pytest.raises(HomeAssistantError) as error:
        await act(hass, action, **data)
    assert error.value.translation_key == "broker_disconnected"
    assert await hass.config_entries.async_unload(setup.entry_id)
    assert setup.state is ConfigEntryState.NOT_LOADED
    with pytest.raises(HomeAssistantError) as error:
        await act(hass, action, **data)
    assert error.value.translation_key == "app_offline"


@pytest.mark.parametrize("target", [{}, {"entity_id": "none"}, {"entity_id": "light.hall"}, {"area_id": "attic"}])
async def test_an_action_for_no_room_is_an_error(
    hass: HomeAssistant, setup: MockConfigEntry, target: dict[str, str]
) -> None:
    with pytest.raises(ServiceValidationError) as error:
        await hass.services.async_call("falldetect", "acknowledge", target, blocking=True)
    assert error.value.translation_key == "no_room"


async def test_only_who_may_control_the_room_is_heard(
    hass: HomeAssistant, hass_read_only_user: User, app: Broker, setup: MockConfigEntry
) -> None:
    with pytest.raises(Unauthorized):
        await act(hass, "acknowledge", Context(user_id=hass_read_only_user.id))
    with pytest.raises(UnknownUser):
        await act(hass, "acknowledge", Context(user_id="nobody"))
    assert commands(app) == []


@pytest.mark.parametrize("duration", [{"seconds": 0}, {"days": 7, "seconds": 1}])
async def test_a_pause_has_an_end_within_a_week(
    hass: HomeAssistant, setup: MockConfigEntry, duration: dict[str, int]
) -> None:
    with pytest.raises(Invalid):
        await act(hass, "pause", duration=duration)


def test_every_action_and_its_fields_are_described() -> None:
    described = yaml.safe_load((Path(services.__file__).parent / "services.yaml").read_text())
    described = {name: action for name, action in described.items() if not name.startswith(".")}
    schemas = services.SCHEMAS | {"notify": services.NOTIFY_FIELDS}
    assert set(described) == set(schemas)
    for name, schema in schemas.items():
        assert set(described[name].get("fields", {})) == {str(key) for key in schema}


def answer(app: Broker, *events: dict[str, Any], truncated: bool = False) -> None:
    """Let the app answer every question for the past."""

    async def on_publish(topic: str, payload: str, *_: object, **__: object) -> None:
        command = json.loads(payload) if topic.endswith("/command") else {}
        if command.get("command") == "history":
            told = {"schema": 1, "room": "living_room", "request": command["request"], "truncated": truncated}
            app.publish("room/living_room/history", {**told, "events": events})

    app.mqtt_mock.async_publish.side_effect = on_publish


async def test_the_past_is_told_incident_by_incident(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    answer(
        app,
        event(event="suspected", event_id="5f0c.1", time="2026-11-22T03:00:09.500Z"),
        event(),
        event(incident="b", event="near_fall", event_id="b.1", onset=None),
        event(event="dismissed", event_id="5f0c.3", by="Anna", reason="tied her shoes"),
    )
    past = await act(hass, "export_history", since="2026-11-01 00:00:00", until="2026-12-01T00:00:00Z")
    fall, near_fall = past[FALL]["incidents"]
    assert past[FALL]["truncated"] is False
    assert fall == {
        "incident": "5f0c",
        "kind": "trip",
        "direction": "forward",
        "confidence": 0.93,
        "camera": "living_room_window",
        "test": False,
        "onset": "2026-11-22T03:00:08.900000+00:00",
        "ended": "2026-11-22T03:00:12.300000+00:00",
        "outcome": "dismissed",
        "by": "Anna",
        "reason": "tied her shoes",
        "reasons": ["torso 82° from the vertical", "still down after 2.0 s"],
        "before": "walking",
        "after": "still",
        "inactivity": None,
        "steps": [
            {"event": "suspected", "time": "2026-11-22T03:00:09.500000+00:00"},
            {"event": "fall", "time": "2026-11-22T03:00:12.300000+00:00"},
            {"event": "dismissed", "time": "2026-11-22T03:00:12.300000+00:00"},
        ],
    }
    assert (near_fall["outcome"], near_fall["ended"], near_fall["onset"]) == ("near_fall", None, None)
    (asked,) = commands(app)
    assert asked["since"] == "2026-11-01T07:00:00+00:00"
    assert asked["until"] == "2026-12-01T00:00:00+00:00"


async def test_an_app_that_does_not_answer_is_an_error(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.falldetect.hub.ANSWER_TIMEOUT_S", 0.01)
    with pytest.raises(HomeAssistantError) as error:
        await act(hass, "export_history")
    assert error.value.translation_key == "no_answer"


async def test_an_answer_to_somebody_else_is_left_to_them(
    hass: HomeAssistant, app: Broker, setup: MockConfigEntry
) -> None:
    app.publish("room/living_room/history", {"schema": 1, "room": "living_room", "request": "other", "events": []})
    await hass.async_block_till_done()
    assert setup.runtime_data.reader.complaints == {}


async def test_an_app_that_keeps_no_past_is_an_error(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    app.retain("info", info(features=[feature for feature in FEATURES if feature != "history"]))
    await hass.async_block_till_done()
    with pytest.raises(HomeAssistantError) as error:
        await act(hass, "export_history")
    assert error.value.translation_key == "history_not_kept"


async def test_an_app_that_is_away_is_an_error(hass: HomeAssistant, app: Broker, setup: MockConfigEntry) -> None:
    app.publish("room/living_room/state", fallen())
    await app.connect(connected=False)
    with pytest.raises(HomeAssistantError):
        await setup.runtime_data.async_ask_history("living_room", None, None)
