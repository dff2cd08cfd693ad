"""Home Assistant's own MQTT discovery: shown when nobody else shows the rooms, never beside the integration."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from falldetect_app import service as service_module
from falldetect_app.contract.topics import Topics
from falldetect_app.home_assistant import discovery_claim as module
from falldetect_app.home_assistant.announcement import home_info
from falldetect_app.home_assistant.discovery_entities import room_device
from falldetect_app.settings.validation import check_options

from ..conftest import BASE, CAMERAS, STATE, STATUS, MakeHome
from ..helpers.broker import Listener
from ..helpers.waiting import wait_until

CLAIM = f"{BASE}/integration"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CLAIM_WAIT_S", 0.5)
    monkeypatch.setattr(service_module, "REPEAT_WAIT_S", (0.0, 0.1))


def configs(listener: Listener) -> dict[str, bytes]:
    return {
        message.topic: message.payload for message in listener.heard if message.topic.startswith("homeassistant/device")
    }


def test_rooms_that_nobody_claims_are_shown(make_home: MakeHome, listener: Listener) -> None:
    home = make_home().start()
    wait_until(lambda: len(configs(listener)) == 2)
    key = home.store.installation_id[:12]
    assert set(configs(listener)) == {
        f"homeassistant/device/falldetect_{key}_{room}/config" for room in ("living_room", "hall")
    }


def test_claimed_rooms_are_not_shown_and_shown_when_the_claim_is_gone(make_home: MakeHome, listener: Listener) -> None:
    listener.publish(CLAIM, "claimed", retain=True)
    make_home().start()
    with pytest.raises(AssertionError):
        wait_until(lambda: configs(listener), patience_s=1.0)
    listener.publish(CLAIM, "", retain=True)
    wait_until(lambda: len(configs(listener)) == 2)


def test_a_claim_withdraws_what_is_shown(make_home: MakeHome, listener: Listener) -> None:
    home = make_home().start()
    wait_until(lambda: len(configs(listener)) == 2)
    listener.publish(CLAIM, "claimed", retain=True)
    wait_until(lambda: list(configs(listener).values()) == [b"", b""])
    wait_until(lambda: not any(topic.startswith("homeassistant") for topic in home.store.retained_topics()))


def test_on_shows_at_once_whatever_is_claimed(make_home: MakeHome, listener: Listener) -> None:
    listener.publish(CLAIM, "claimed", retain=True)
    make_home(discovery="on").start()
    wait_until(lambda: len(configs(listener)) == 2)
    listener.wait(STATUS)
    assert all(configs(listener).values())


def test_off_takes_back_what_an_earlier_run_showed(make_home: MakeHome, listener: Listener) -> None:
    home = make_home(discovery="on").start()
    wait_until(lambda: len(configs(listener)) == 2)
    home.stop()
    make_home(discovery="off").start()
    wait_until(lambda: list(configs(listener).values()) == [b"", b""])


def test_all_is_told_again_when_home_assistant_comes_back(make_home: MakeHome, listener: Listener) -> None:
    make_home(discovery="on").start()
    wait_until(lambda: len(configs(listener)) == 2)
    listener.heard.clear()
    listener.publish("homeassistant/status", "offline")
    listener.publish("homeassistant/status", "online", retain=True)
    wait_until(lambda: len(configs(listener)) == 2)
    listener.wait(STATE)
    listener.heard.clear()
    listener.publish("homeassistant/status", "", retain=True)


def device(**options: Any) -> dict[str, Any]:
    info = home_info(
        check_options({"cameras": CAMERAS} | options), "0f8c1d7e5b6a4c0e9d2f3a4b5c6d7e8f", datetime.now(UTC)
    )
    made: dict[str, Any] = json.loads(room_device(Topics("home"), info, info.rooms[0]))
    return made


def test_a_room_has_all_its_entities_and_no_others() -> None:
    components = device()["components"]
    assert {"fall", "occupied", "incident", "snapshot", "monitoring", "camera_window", "camera_door"} <= set(components)
    assert "camera_hall" not in components
    assert len({component["unique_id"] for component in components.values()}) == len(components)


def test_no_snapshot_entity_where_none_is_published() -> None:
    assert "snapshot" not in device(privacy={"snapshot": "off"})["components"]


def test_home_assistant_accepts_the_description() -> None:
    discovery = pytest.importorskip("homeassistant.components.mqtt.discovery")
    schemas = pytest.importorskip("homeassistant.components.mqtt.schemas")
    made = device()
    discovery._replace_all_abbreviations(made)
    checked = schemas.DEVICE_DISCOVERY_SCHEMA(made)
    assert set(checked["components"]) == set(made["components"])
