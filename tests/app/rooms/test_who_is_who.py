"""Rooms that are renamed, removed or cannot be read: what was open there stays open, and nobody gets another id."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from falldetect_app.contract.commands import Acknowledge, Set
from falldetect_app.settings.settings_file import SettingsFile

from falldetect_core.kinds import Event

from ..conftest import BASE, CAMERAS, EVENT, STATE, STATUS, MakeHome
from ..helpers.broker import Listener, Mosquitto
from ..helpers.home import Home
from ..helpers.page import Page
from ..helpers.waiting import wait_until

INFO = f"{BASE}/info"
WINDOW, DOOR, HALL = CAMERAS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def page(folder: Path, broker: Mosquitto, listener: Listener) -> Iterator[Page]:
    made = Page(folder, {"cameras": CAMERAS, "mqtt": broker.options()}).start()
    listener.wait(STATUS, lambda message: message.payload == b"online")
    yield made
    made.stop()


def rooms(listener: Listener) -> dict[str, str]:
    """Return the names of the rooms by their ids, as the newest info tells them."""
    newest = listener.last(INFO)
    assert newest is not None
    return {room["id"]: room["name"] for room in newest.data["rooms"]}


def events(listener: Listener, topic: str = EVENT) -> list[str]:
    return [message.data["event"] for message in listener.on(topic)]


def test_a_room_renamed_on_the_page_keeps_its_fall_its_switches_and_its_past(page: Page, listener: Listener) -> None:
    page.ask("POST", "/api/rooms/living_room/command", {"command": "set", "sensitivity": "high"})
    incident = page.fall()
    listener.wait_for_state(STATE, fall=True)
    answer = page.ask("PUT", "/api/cameras/window", {"room": "Stube", "renames_room": True})
    assert answer.status == 200
    wait_until(lambda: rooms(listener) == {"living_room": "Stube", "hall": "Hall"})
    state = listener.wait_for_state(STATE, fall=True, sensitivity="high")
    assert state["incidents"][0]["incident"] == incident
    assert page.get(f"incidents/{incident}")["room_name"] == "Stube"
    assert events(listener) == ["suspected", "fall"]
    assert {camera["room"] for camera in page.get("cameras")["cameras"]} == {"Stube", "Hall"}
    page.ask("POST", "/api/rooms/living_room/command", {"command": "acknowledge"})
    listener.wait_for_state(STATE, fall=False)


def test_the_only_camera_of_a_room_renames_it_unless_it_is_said_to_move(page: Page) -> None:
    page.ask("PUT", "/api/cameras/hall", {"room": "Flur"})
    assert page.settings.options.cameras[2].room_id == "hall"
    page.ask("PUT", "/api/cameras/hall", {"room": "Garage", "renames_room": False})
    assert page.settings.options.cameras[2].room_id == "garage"
    page.ask("PUT", "/api/cameras/hall", {"room": "flur", "renames_room": False})
    assert page.settings.options.cameras[2].room_id == "hall", "it came back"


def test_a_room_cannot_be_renamed_to_another(page: Page) -> None:
    answer = page.ask("PUT", "/api/cameras/hall", {"room": "living room", "renames_room": True})
    assert answer.status == 400
    assert "there is a room of that name" in answer.data["error"]
    assert page.ask("PUT", "/api/cameras/hall", {"room": "living room"}).status == 200
    assert {camera.room_id for camera in page.settings.options.cameras} == {"living_room"}


def test_ids_stay_when_the_app_s_configuration_is_used_again(page: Page) -> None:
    page.ask("PUT", "/api/cameras/window", {"name": "Fenster", "room": "Stube", "renames_room": True})
    page.ask("DELETE", "/api/settings")
    camera = page.settings.options.cameras[0]
    assert (camera.name, camera.id, camera.room, camera.room_id) == ("Window", "window", "Living room", "living_room")


def test_what_is_open_follows_its_camera_into_another_room(home: Home, make_home: MakeHome, listener: Listener) -> None:
    home.fall(camera="hall", room="hall")
    incident = listener.wait_for_state(f"{BASE}/room/hall/state", fall=True)["incidents"][0]["incident"]
    home.stop()
    make_home(cameras=[WINDOW, DOOR, HALL | {"room": "Living room"}]).start()
    state = listener.wait_for_state(STATE, fall=True)
    assert [one["incident"] for one in state["incidents"]] == [incident]
    assert events(listener, f"{BASE}/room/hall/event") == ["suspected", "fall"]
    listener.publish(f"{BASE}/room/living_room/command", '{"command": "acknowledge", "by": "Anna"}')
    listener.wait_for_state(STATE, fall=False)
    wait_until(lambda: events(listener) == ["acknowledged"])


def test_a_room_whose_last_camera_is_removed_stays_until_somebody_answers(page: Page, listener: Listener) -> None:
    state = f"{BASE}/room/hall/state"
    incident = page.fall("hall", "hall")
    listener.wait_for_state(state, fall=True)
    assert page.ask("DELETE", "/api/cameras/hall").status == 200
    wait_until(lambda: listener.last(INFO).data["cameras"][-1]["id"] == "door")  # type: ignore[union-attr]
    assert rooms(listener) == {"living_room": "Living room", "hall": "Hall"}
    assert listener.wait_for_state(state, fall=True, occupied=None)["incidents"][0]["incident"] == incident
    assert [room["name"] for room in page.get("live")["rooms"]] == ["Living room", "Hall"]
    listener.publish(f"{BASE}/room/hall/command", '{"command": "dismiss", "by": "Anna"}')
    listener.wait(state, lambda message: message.payload == b"")
    assert rooms(listener) == {"living_room": "Living room"}
    assert events(listener, f"{BASE}/room/hall/event") == ["suspected", "fall", "dismissed"]
    assert "hall" not in page.store.rooms_with_incidents()


@pytest.mark.parametrize("cameras", [[], [HALL | {"name": "Shelf", "room": "Kitchen"}]], ids=["nothing", "others"])
def test_settings_that_cannot_be_read_end_no_long_lie_and_take_no_room_away(
    folder: Path, broker: Mosquitto, listener: Listener, cameras: list[Any]
) -> None:
    given = {"cameras": cameras, "mqtt": broker.options()}
    page = Page(folder, given).start()
    for camera in (WINDOW, HALL):
        page.ask("POST", "/api/cameras", camera)
    incident = page.fall(lie_s=70)
    listener.wait(STATE, lambda message: [one["state"] for one in message.data["incidents"]] == ["long_lie"])
    wait_until(lambda: not page.store.outbox())
    page.stop()
    for file in ("home.json", "home.previous"):
        (folder / file).write_text("{")
    damaged = Page(folder, given).start()
    try:
        assert {"living_room", "hall"} <= set(rooms(listener))
        state = listener.wait_for_state(STATE, fall=True, occupied=None)
        assert state["incidents"][0]["incident"] == incident
        assert listener.wait_for_state(f"{BASE}/room/hall/state", fall=False)
        assert "acknowledged" not in events(listener)
        assert [one["id"] for one in listener.last(INFO).data["cameras"]][-2:] == ["window", "hall"]  # type: ignore[union-attr]
        damaged.ask("PUT", "/api/settings", {"sensitivity": "high"})
        assert SettingsFile(folder / "options.json", folder).unread_rooms == {"living_room", "hall"}
        damaged.ask("POST", "/api/rooms/living_room/command", {"command": "acknowledge"})
        listener.wait_for_state(STATE, fall=False)
        damaged.ask("POST", "/api/cameras", HALL)
        wait_until(lambda: "hall" in rooms(listener) and "living_room" not in rooms(listener))
        assert not damaged.settings.trouble
    finally:
        damaged.stop()


def test_settings_that_can_be_read_again_bring_every_room_back_as_it_was(folder: Path) -> None:
    folder.mkdir()
    (folder / "options.json").write_text("{}")
    SettingsFile(folder / "options.json", folder).save({"cameras": [WINDOW | {"id": "window", "room_id": "parlour"}]})
    whole = (folder / "home.json").read_text()
    (folder / "home.json").write_text(whole[:20])
    damaged = SettingsFile(folder / "options.json", folder)
    assert (damaged.options.cameras, damaged.unread_rooms) == ((), {"parlour"})
    (folder / "home.json").write_text(json.dumps({"cameras": [WINDOW]}))
    again = SettingsFile(folder / "options.json", folder)
    assert (again.options.cameras[0].room_id, again.unread_rooms) == ("parlour", frozenset())


def test_what_a_room_was_set_to_and_its_spell_outlive_settings_that_cannot_be_read(
    home: Home, make_home: MakeHome, listener: Listener
) -> None:
    home.service.rooms["hall"].execute(Set(command="set", monitoring=False))
    home.fall(home.clock() - 5)
    listener.wait_for_state(STATE, fall=True)
    home.stop()
    make_home(cameras=[HALL]).start()
    again = make_home().start()
    assert not again.service.rooms["hall"].monitoring
    (incident,) = again.service.rooms["living_room"].state().incidents
    assert incident.state is Event.FALL
    again.service.rooms["living_room"].execute(Acknowledge(command="acknowledge"))
