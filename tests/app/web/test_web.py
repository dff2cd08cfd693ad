"""What the page shows and does, asked as its browser asks, with the whole app behind it."""

import http.client
import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import HTTPServer
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from falldetect_app.incidents.replay import AFTER_S
from falldetect_app.incidents.threshold import HIGHEST
from falldetect_app.logs.masking import secrets_of
from falldetect_app.main import main
from falldetect_app.settings.settings_file import SettingsFile
from falldetect_app.storage.archive import Judgement
from falldetect_app.storage.database import MIGRATIONS
from falldetect_app.storage.encryption import DecryptionError, PictureCipher
from falldetect_app.storage.store import Store
from falldetect_app.web import PageAccess, WebServer

from falldetect_core.records import Box, Frame, Observation, Pose
from falldetect_core.settings import MOST_NEEDED, NEEDED, Sensitivity
from falldetect_core.world import Calibration, CameraModel, ControlMap
from falldetect_core.world.camera_world import CameraWorld

from ..conftest import CAMERAS, SNAPSHOT
from ..helpers.broker import Listener, Mosquitto
from ..helpers.page import FROM_THE_PAGE, Page
from ..helpers.people import frame, person
from ..helpers.waiting import wait_until

CLIP = str(Path(__file__).parents[3] / "docs" / "demo" / "fall.mp4")
FALL_MESSAGES = ["suspected", "fall"]
TILTED = {"code": "tilted", "figures": {"n": "82"}, "text": "trunk 82° from the vertical"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def page(folder: Path, broker: Mosquitto) -> Iterator[Page]:
    made = Page(folder, {"cameras": CAMERAS, "mqtt": broker.options()}).start()
    yield made
    made.stop()


@pytest.fixture
def new(folder: Path, broker: Mosquitto) -> Iterator[Page]:
    """A home without a camera."""
    made = Page(folder, {"mqtt": broker.options()}).start()
    yield made
    made.stop()


def after_the_replay(page: Page, incident: str) -> None:
    """Let the time after an incident pass at once."""
    assert page.runner.service is not None
    for room in page.runner.service.rooms.values():
        room.recorder.tick(page.runner.clock() + AFTER_S + 1)
    wait_until(lambda: page.get(f"incidents/{incident}")["recorded"])


def show(page: Page, camera: str = "window") -> None:
    page.cameras[camera].put(frame(page.runner.clock()))


def test_a_camera_is_tried_named_and_watched_without_a_restart(new: Page, listener: Listener) -> None:
    assert new.get("live") == {"running": True, "connected": True, "picture": "skeleton", "rooms": []}
    tried = new.ask("POST", "/api/cameras/try", {"url": CLIP}).data
    assert (tried["width"], tried["height"]) == (640, 360)
    assert tried["fps"] == pytest.approx(15, abs=0.5)
    assert tried["picture"].startswith("data:image/jpeg;base64,")
    made = new.ask("POST", "/api/cameras", {"found": tried["found"], "name": "Window", "room": "Living room"})
    assert (made.status, made.data) == (200, {"id": "window"})
    again = new.ask("POST", "/api/cameras", {"found": tried["found"], "name": "Window", "room": "Hall"})
    assert again.data == {"id": "window_2"}
    assert [room["name"] for room in new.get("live")["rooms"]] == ["Living room", "Hall"]
    listener.wait("falldetect/home/room/hall/state")


def test_what_a_camera_is_called_can_be_changed_and_its_address_stays(page: Page) -> None:
    before = page.settings.options.cameras[0].url
    assert page.ask("PUT", "/api/cameras/window", {"name": "Fenster", "room": "Stube", "url": ""}).status == 200
    changed = page.settings.options.cameras[0]
    assert (changed.id, changed.name, changed.room, changed.url) == ("window", "Fenster", "Stube", before)
    shown = page.get("cameras")["cameras"]
    assert shown[0]["address"] == "rtsp://***@192.0.2.1/stream"
    assert [camera["id"] for camera in shown] == ["window", "door", "hall"]
    assert page.ask("DELETE", "/api/cameras/door").status == 200
    assert [camera["id"] for camera in page.get("cameras")["cameras"]] == ["window", "hall"]


def test_a_threshold_changes_without_a_moment_unseen(page: Page, listener: Listener) -> None:
    before = page.runner.service
    assert before is not None
    changes = {"sensitivity": "high", "confirmation_s": 5.0, "inactivity_min": 10.0}
    assert page.ask("PUT", "/api/settings", changes).data["values"].items() >= changes.items()
    assert page.runner.service is before, "nothing was restarted"
    room = before.rooms["hall"]
    assert room.sensitivity == "high"
    assert (room.settings.life.confirmation_s, room.settings.life.inactivity_s) == (5.0, 600.0)
    listener.wait_for_state("falldetect/home/room/hall/state", sensitivity="high")
    page.ask("POST", "/api/rooms/hall/command", {"command": "set", "sensitivity": "low"})
    page.ask("PUT", "/api/settings", {"sensitivity": "standard"})
    assert (room.sensitivity, before.rooms["living_room"].sensitivity) == ("low", "standard")
    answer = page.ask("POST", "/api/rooms/hall/command", {"command": "set", "sensitivity": "home"})
    assert (answer.data["sensitivity"], answer.data["sensitivity_own"]) == ("standard", False)


def test_zones_drawn_on_the_page_reach_detection(page: Page) -> None:
    zone, screen = "0.1,0.6 0.5,0.6 0.5,0.9 0.1,0.9", "0.7,0.1 0.9,0.1 0.9,0.4"
    assert (
        page.ask(
            "PUT", "/api/cameras/window", {"rest_zones": zone, "ignore_zones": screen, "fence": "0,0.9 1,0.8"}
        ).status
        == 200
    )
    assert page.runner.service is not None
    settings = page.runner.service.cameras["window"]._detection.perception.settings
    assert settings.rest_zones == (((0.1, 0.6), (0.5, 0.6), (0.5, 0.9), (0.1, 0.9)),)
    ignored = [[0.7, 0.1], [0.9, 0.1], [0.9, 0.4]]
    assert settings.ignore_zones == (((0.7, 0.1), (0.9, 0.1), (0.9, 0.4)),)
    assert settings.fence == ((0, 0.9), (1, 0.8))
    assert page.ask("PUT", "/api/cameras/window", {"rest_zones": ""}).status == 200
    fence = {"kind": "fence", "corners": [[0, 0.9], [1, 0.8]]}
    assert page.get("cameras")["cameras"][0]["zones"] == [{"kind": "ignore", "corners": ignored}, fence]
    assert page.ask("PUT", "/api/cameras/window", {"ignore_zones": "", "fence": ""}).status == 200
    assert page.get("cameras")["cameras"][0]["zones"] == []


WRONG: list[tuple[str, str, Any, str]] = [
    ("POST", "cameras/try", {"url": "nowhere"}, "is not a camera address"),
    ("POST", "cameras/try", {"url": "/nowhere/clip.mp4"}, "there is no file"),
    ("POST", "cameras/try", {"url": "rtsp://a:Geheim-42@127.0.0.1:1/x"}, "refused the connection"),
    ("POST", "cameras/try", {"found": "gone"}, "too much time has passed"),
    ("POST", "cameras/try", {}, "give the camera's address"),
    ("POST", "cameras", {"url": "rtsp://192.0.2.1/x", "name": "", "room": ""}, "is missing; name the camera"),
    ("PUT", "cameras/window", {"rest_zones": "0.1,0.6 0.5,0.6"}, "has 2 corners and needs 3"),
    ("PUT", "cameras/window", {"ignore_zones": "0,0 1,0 1,1 0,1"}, "hide 100% of the picture"),
    ("PUT", "cameras/window", {"ignore_zones": "0,0 0.6,0 0.6,1 0,1; 0.5,0 1,0 1,0.97 0.5,0.97"}, "of the picture"),
    ("PUT", "cameras/window", {"ignore_zones": "0.1,0.1 0.9,0.9 0.1,0.1"}, "encloses nothing"),
    ("PUT", "cameras/window", {"ignore_zones": "0.1,0.6 0.5,0.6"}, "has 2 corners and needs 3"),
    ("PUT", "cameras/window", {"room": "x" * 65}, "is too long, use at most 64"),
    ("PUT", "cameras/nobody", {"name": "x"}, "there is no such camera"),
    ("PUT", "cameras/window/place", {"table": "u,v\n1,2"}, "point 1 of the table is not understood"),
    ("PUT", "cameras/window/place", {"table": "[1"}, "the table is no JSON"),
    ("GET", "cameras/nobody/check", None, "there is no such camera"),
    ("POST", "rooms/nowhere/command", {"command": "test"}, "there is no such room"),
    ("POST", "rooms/hall/command", {"command": "history"}, "is not"),
    ("PUT", "settings", {"confirmation_s": 0.1}, "confirmation_s: 0.1 is too small, use 0.5 or more"),
    ("PUT", "settings", {"site": "x"}, "no settings of the page"),
    ("PUT", "settings", [], "no settings of the page"),
    ("PUT", "settings", {"privacy": {"keep_days": 0}}, "privacy.keep_days: 0 is too small"),
    ("GET", "incidents/gone", None, "is not known any more"),
    ("GET", "incidents/gone/replay/window", None, "nothing was recorded"),
    ("GET", "incidents/gone/picture", None, "no picture was kept"),
    ("POST", "find/cameras", {"network": "8.8.8.0/24"}, "only private networks"),
    ("POST", "find/cameras", {"network": "10.0.0.0/8"}, "at most 256"),
    ("POST", "find/cameras", {"network": "home"}, "is no network"),
    ("POST", "find/stream", {"service": "http://8.8.8.8/onvif"}, "only cameras of the own network"),
    ("POST", "find/streams", {"url": "file:///etc/passwd"}, "no address of Frigate or go2rtc"),
    ("POST", "find/streams", {"url": "http://127.0.0.1:1"}, "does not answer"),
]


def test_what_is_wrong_is_told_with_its_mend_and_changes_nothing(page: Page) -> None:
    before = page.settings.options
    for method, path, data, told in WRONG:
        answer = page.ask(method, f"/api/{path}", data)
        assert answer.status == 400, (path, answer.body)
        assert told in answer.data["error"], (path, data)
        assert "Geheim-42" not in answer.data["error"]
    assert page.settings.options == before


def test_what_the_page_sets_holds_over_a_restart_and_can_be_taken_back(page: Page, folder: Path) -> None:
    sent = {"sensitivity": "high", "privacy": {"live": "blurred"}}
    values = page.ask("PUT", "/api/settings", sent).data["values"]
    assert (values["sensitivity"], values["privacy"]["live"], values["privacy"]["snapshot"]) == (
        "high",
        "blurred",
        "skeleton",
    )
    page.ask("PUT", "/api/cameras/hall", {"name": "Flur"})
    file = folder / "home.json"
    assert file.stat().st_mode & 0o077 == 0
    again = SettingsFile(folder / "options.json", folder)
    assert again.options == page.settings.options
    assert set(again.overrides) == {"sensitivity", "privacy", "cameras"}
    assert page.ask("DELETE", "/api/settings").data["own"] == []
    assert page.settings.options.sensitivity == "standard"
    assert page.settings.options.cameras[2].name == "Hall"


def test_a_broken_file_of_the_page_is_set_aside(page: Page, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    for text in ("{", '{"cameras": 3}', '{"sensitivity": "x"}'):
        (folder / "home.json").write_text(text)
        home = SettingsFile(folder / "options.json", folder)
        assert home.options == page.settings.options
        assert "the app's configuration holds" in home.trouble
        assert (folder / "home.json.broken").read_text() == text
        assert not (folder / "home.json").exists()
        home.save({"sensitivity": "low"})
        assert not home.trouble
    assert "set aside" in caplog.text


def test_what_was_set_before_holds_where_the_newest_is_cut_off(page: Page, folder: Path) -> None:
    page.ask("PUT", "/api/cameras/hall", {"name": "Flur"})
    page.ask("PUT", "/api/settings", {"sensitivity": "high"})
    (folder / "home.json").write_text("{")
    home = SettingsFile(folder / "options.json", folder)
    assert home.options.cameras[2].name == "Flur"
    assert "what was set before that holds" in home.trouble
    (folder / "home.previous").write_text("[")
    assert SettingsFile(folder / "options.json", folder).options.cameras[2].name == "Hall"
    assert {file.name for file in folder.glob("*.broken")} == {"home.json.broken", "home.previous.broken"}


def test_settings_that_the_disk_does_not_give_are_told_and_left_where_they_are(page: Page, folder: Path) -> None:
    (folder / "home.json").mkdir()  # a superuser may read every file, but no folder
    page.settings = page.runner.settings = SettingsFile(folder / "options.json", folder)
    assert (folder / "home.json").is_dir()
    assert "could not be read" in page.settings.trouble
    assert page.get("status")["settings"] is False


def test_people_are_shown_as_skeletons_and_no_picture_unless_chosen(page: Page) -> None:
    show(page)
    wait_until(lambda: page.get("live")["rooms"][0]["cameras"][0]["size"])
    assert page.ask("GET", "/api/cameras/window/picture").status == 204
    assert page.ask("PUT", "/api/settings", {"privacy": {"live": "full"}}).status == 200
    show(page)
    wait_until(lambda: page.ask("GET", "/api/cameras/window/picture").status == 200)
    picture = page.ask("GET", "/api/cameras/window/picture").body
    assert cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR).shape == (36, 64, 3)
    assert page.get("status")["off"] == []
    assert page.ask("POST", "/api/rooms/living_room/command", {"command": "set", "monitoring": False}).status == 200
    (off,) = page.get("status")["off"]
    assert off["room"] == "Living room"
    assert off["since"] == page.get("live")["rooms"][0]["state"]["monitoring_off_since"]
    assert page.ask("GET", "/api/cameras/window/picture").status == 204


def test_a_fall_is_kept_with_its_skeletons_and_exported(page: Page) -> None:
    incident = page.fall()
    (listed,) = page.get("incidents")["incidents"]
    assert (listed["incident"], listed["room_name"], listed["alarmed"]) == (incident, "Living room", True)
    assert listed["steps"] == FALL_MESSAGES
    after_the_replay(page, incident)
    replay = page.get(f"incidents/{incident}/replay/window")
    times = [time_s for time_s, _ in replay["moments"]]
    assert times == sorted(times)
    assert times[0] < -0.5 < 2 < times[-1]
    down = [people[0]["down"] for _, people in replay["moments"]]
    assert down == sorted(down)
    page.ask("POST", "/api/rooms/living_room/command", {"command": "acknowledge", "by": "Anna"})
    detail = page.get(f"incidents/{incident}")
    assert detail["reasons"] == [TILTED]
    assert detail["events"][-1]["by"] == "Anna"
    data = page.ask("GET", f"/api/incidents/{incident}/data.json")
    assert data.data["replays"]["window"] == replay
    assert "attachment" in data.headers["Content-Disposition"]


def test_the_doctor_gets_a_page_in_every_language(page: Page) -> None:
    incident = page.fall()
    after_the_replay(page, incident)
    for language in ("en", "de", "ja", "zh-Hans", "ko", "xx"):
        answer = page.ask("GET", f"/api/incidents/{incident}/report.pdf?lang={language}&zone=Europe/Berlin")
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.body.startswith(b"%PDF-")
        assert answer.body.count(b"/Type /Page\n") == 1
    assert page.ask("GET", f"/api/incidents/{incident}/report.pdf?zone=../../etc/passwd").status == 200


def test_feedback_on_the_home_deafens_no_room_that_asks_for_much_already(page: Page) -> None:
    assert page.runner.service is not None
    judge = page.runner.service.cameras["window"]._detection.perception.judge
    judge.threshold_shift = HIGHEST
    judge.sensitivity = Sensitivity.STANDARD
    assert judge.needed == pytest.approx(NEEDED[Sensitivity.STANDARD] + HIGHEST)
    judge.sensitivity = Sensitivity.LOW
    assert judge.needed == MOST_NEEDED


def test_feedback_moves_the_threshold_and_can_be_taken_back(page: Page) -> None:
    incident = page.fall()
    assert page.runner.service is not None
    judge = page.runner.service.cameras["window"]._detection.perception.judge
    feedback = f"/api/incidents/{incident}/feedback"
    assert page.ask("PUT", feedback, {"verdict": "false"}).data["judgement"] == "false"
    assert page.get("settings")["learned"]["shift"] == judge.threshold_shift == 0.02
    assert page.ask("PUT", feedback, {"verdict": "true"}).status == 200
    assert page.get("settings")["learned"]["shift"] == judge.threshold_shift == -0.02
    assert page.ask("PUT", "/api/learning", {"anew": True}).data["learned"]["shift"] == 0
    assert page.ask("PUT", "/api/learning", {"anew": False}).data["learned"]["shift"] == -0.02
    assert page.ask("PUT", feedback, {"verdict": None}).data["judgement"] is None
    assert page.get("settings")["learned"]["shift"] == judge.threshold_shift == 0
    assert page.ask("PUT", feedback, {"verdict": "perhaps"}).status == 400
    page.ask("POST", "/api/rooms/living_room/command", {"command": "dismiss"})
    assert page.get("settings")["learned"]["counts"]["false"] == 1
    page.ask("PUT", "/api/settings", {"learn": False})
    assert page.get("settings")["learned"]["shift"] == 0


def test_a_test_alarm_goes_to_the_broker_and_teaches_nothing(page: Page, listener: Listener) -> None:
    state = page.ask("POST", "/api/rooms/living_room/command", {"command": "test"}).data
    assert state["incidents"][0]["test"]
    wait_until(lambda: page.get("status")["waiting"] == 0)
    listener.wait("falldetect/home/room/living_room/event", lambda message: message.data["event"] == "fall")
    page.ask("POST", "/api/rooms/living_room/command", {"command": "dismiss"})
    assert page.get("settings")["learned"]["counts"] == {"true": 0, "false": 0, "near": 0}


def test_a_picture_is_kept_only_if_chosen_and_encrypted(page: Page, folder: Path) -> None:
    incident = page.fall()
    assert not page.get(f"incidents/{incident}")["pictured"]
    page.ask("PUT", "/api/settings", {"privacy": {"record": "full"}})
    page.ask("POST", "/api/rooms/living_room/command", {"command": "acknowledge"})
    incident = page.fall("hall", "hall")
    picture = page.ask("GET", f"/api/incidents/{incident}/picture").body
    assert picture.startswith(b"\xff\xd8")
    encrypted = page.store.archive.picture(incident)
    assert encrypted is not None
    assert picture not in b"".join(file.read_bytes() for file in folder.iterdir())
    assert (folder / "pictures.key").stat().st_mode & 0o077 == 0
    with pytest.raises(DecryptionError):
        PictureCipher(folder).decrypt("another incident", encrypted)
    (folder / "pictures.key").write_bytes(os.urandom(32))
    assert "another key" in page.ask("GET", f"/api/incidents/{incident}/picture").data["error"]


def test_rooms_that_keep_their_first_pictures_at_once_share_a_key(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    cipher, rooms = PictureCipher(folder), [str(number) for number in range(8)]
    start = threading.Barrier(len(rooms))

    def encrypt(room: str) -> bytes:
        start.wait()
        return cipher.encrypt(room, b"picture")

    with ThreadPoolExecutor(len(rooms)) as pool:
        encrypted = list(pool.map(encrypt, rooms))
    assert [cipher.decrypt(room, data) for room, data in zip(rooms, encrypted, strict=True)] == [b"picture"] * len(
        rooms
    )


def test_a_picture_that_cannot_be_kept_holds_up_no_alarm(
    page: Page, folder: Path, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    page.ask("PUT", "/api/settings", {"privacy": {"record": "blurred"}})
    (folder / "pictures.key").mkdir()
    incident = page.fall()
    listener.wait("falldetect/home/room/living_room/event", lambda message: message.data["event"] == "fall")
    assert "No picture is kept" in caplog.text
    assert not page.get(f"incidents/{incident}")["pictured"]


@pytest.mark.parametrize("key", [b"", b"2 of a newer version, which is longer than a key"])
def test_a_key_that_was_cut_off_or_is_of_another_kind_is_set_aside(page: Page, folder: Path, key: bytes) -> None:
    page.ask("PUT", "/api/settings", {"privacy": {"record": "full"}})
    (folder / "pictures.key").write_bytes(key)
    incident = page.fall()
    assert page.ask("GET", f"/api/incidents/{incident}/picture").body.startswith(b"\xff\xd8")
    assert len((folder / "pictures.key").read_bytes()) == 32
    assert (folder / "pictures.key.broken").read_bytes() == key


def test_everything_recorded_can_be_deleted(page: Page, folder: Path, listener: Listener) -> None:
    page.ask("PUT", "/api/settings", {"privacy": {"retain": True}})
    incident = page.fall()
    listener.wait(SNAPSHOT, lambda message: bool(message.payload))
    page.ask("POST", "/api/rooms/hall/command", {"command": "set", "monitoring": False})
    after_the_replay(page, incident)
    page.store.archive.judge(incident, Judgement.TRUE, datetime.now(UTC))
    assert main(["back-up", "--options", str(folder / "options.json")]) == 0
    for copy in ("backup.db.part", "state.db.corrupt-20261122-030000"):
        (folder / copy).write_bytes((folder / "backup.db").read_bytes())
    assert page.ask("DELETE", "/api/data").status == 200
    assert page.get("incidents") == {"incidents": [], "before": None}
    state = page.get("live")["rooms"][0]["state"]
    assert (state["incidents"], state["last_fall"]) == ([], None)
    assert not page.get("live")["rooms"][1]["state"]["monitoring"]
    assert page.get("activity")["hours"] == []
    assert len(page.get("cameras")["cameras"]) == 3
    listener.wait(SNAPSHOT, lambda message: not message.payload)
    kept = b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())
    assert incident.encode() not in kept
    assert b"torso" not in kept


def test_old_things_are_forgotten(page: Page) -> None:
    incident = page.fall()
    after_the_replay(page, incident)
    archive = page.store.archive
    archive.forget_before(30, datetime.now(UTC))
    assert page.get("incidents")["incidents"]
    archive.forget_before(30, datetime.now(UTC) + timedelta(days=31))
    assert page.get("incidents")["incidents"] == []
    assert archive.replay(incident, "window") is None


def test_the_hours_of_a_room_are_counted(page: Page) -> None:
    page.fall()
    assert page.runner.service is not None
    page.runner.service.rooms["living_room"].activity.close()
    known = page.get("activity")
    rooms = {hour[0] for hour in known["hours"]}
    assert rooms == {"living_room"}
    assert sum(hour[2] for hour in known["hours"]) == pytest.approx(4.5, abs=1.1)
    assert known["incidents"][0]["room"] == "living_room"


def test_where_a_camera_stands_outlives_a_restart(page: Page) -> None:
    assert page.runner.service is not None
    known = Calibration(CameraModel(2.4, 24.0, 1.0, 480.0, (640, 360)), 0.1, 0.2, 0.1, 0.01, 1.0, 40, 2)
    page.runner.service.cameras["window"].world = CameraWorld(known)
    page.runner.service.calibrations.close()
    assert page.ask("PUT", "/api/settings", {"privacy": {"live": "blurred"}}).status == 200
    assert page.runner.service.cameras["window"].world.calibration == known
    told = page.get("cameras/window/check")
    assert told["calibration"]["known"]
    assert (told["calibration"]["height_m"], told["calibration"]["pitch_deg"]) == (2.4, 24.0)
    assert {"height", "pitch", "coverage"} <= {finding["name"] for finding in told["findings"]}
    assert page.ask("DELETE", "/api/cameras/window/place").status == 200
    assert not page.get("cameras/window/check")["calibration"]["known"]


def test_a_camera_is_calibrated_by_control_points(page: Page) -> None:
    camera = CameraModel(2.2, 20.0, 0.0, 500.0, (640, 360))
    random = np.random.default_rng(1)
    points = np.column_stack([random.uniform(-2, 2, 14), random.uniform(2, 6, 14), random.uniform(0, 2, 14)])
    pixels = camera.project(points)
    depths = (points - (0, 0, camera.height_m)) @ camera.axes.T[:, 2]
    rows = np.column_stack([pixels, depths, points])
    table = "u,v,depth,x,y,z\n" + "\n".join(",".join(f"{value:.4f}" for value in row) for row in rows)
    fitted = page.ask("PUT", "/api/cameras/window/place", {"table": table})
    assert fitted.status == 200, fitted.body
    assert fitted.data["rms_m"] < 0.01
    assert isinstance(page.store.archive.calibration("window"), ControlMap)
    assert page.get("cameras/window/check")["calibration"]["by_points"]


def test_a_backup_made_while_the_app_runs_can_be_put_back(page: Page, folder: Path, tmp_path: Path) -> None:
    incident = page.fall()
    assert main(["back-up", "--options", str(folder / "options.json")]) == 0
    restored = tmp_path / "restored"
    restored.mkdir()
    (restored / "backup.db").write_bytes((folder / "backup.db").read_bytes())
    store = Store(restored)
    found = store.archive.incident(incident)
    store.close()
    assert found is not None
    assert [event.event for event in found.events] == FALL_MESSAGES
    assert main(["back-up", "--options", str(tmp_path / "nowhere" / "options.json")]) == 2


def test_a_file_of_the_version_before_is_brought_up_to_date(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "state.db")
    old.executescript(MIGRATIONS[0])
    old.execute("INSERT INTO history (id, room, payload) VALUES ('abc1.1', 'hall', '{}')")
    old.commit()
    old.close()
    store = Store(tmp_path)
    assert store.archive.hours(datetime.fromtimestamp(0, UTC)) == []
    assert store.database.read("PRAGMA user_version") == [(len(MIGRATIONS),)]
    assert store.database.read("SELECT COUNT(*) FROM history") == [(1,)]
    store.close()


def test_a_password_given_on_the_page_is_masked_in_the_log(new: Page, caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Any] = []
    new.runner.on_options = heard.append
    new.ask("POST", "/api/cameras", {"url": "rtsp://u:Geheim-42@127.0.0.1:1/x", "name": "A", "room": "B"})
    assert "Geheim-42" in set(secrets_of(heard[-1]))
    assert "Geheim-42" not in caplog.text


def test_many_incidents_come_in_pages(page: Page) -> None:
    for _ in range(35):
        page.ask("POST", "/api/rooms/hall/command", {"command": "test"})
        page.ask("POST", "/api/rooms/hall/command", {"command": "dismiss"})
    first = page.get("incidents")
    assert len(first["incidents"]) == 30
    second = page.get(f"incidents?before={first['before']}")
    assert (len(second["incidents"]), second["before"]) == (5, None)
    shown = {incident["incident"] for incident in first["incidents"] + second["incidents"]}
    assert len(shown) == 35


def test_somebody_in_the_room_is_described(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    assert page.runner.service is not None
    watch = page.runner.service.cameras["window"]
    now_s = page.runner.clock()
    body = Pose(np.tile(np.array([[10, 20, 0.9]], np.float32), (17, 1)), 0.9, Box(5, 5, 15, 30))
    somebody = replace(person(now_s, down=True, onset_s=now_s), pose=body)
    seen = Observation("window", now_s, (64, 36), (somebody,), 0.1)
    wide = Frame(now_s, np.full((720, 1280, 3), 90, np.uint8))
    monkeypatch.setattr(type(watch), "recent", property(lambda _: (wide, seen)))
    (told,) = page.get("live")["rooms"][0]["cameras"][0]["people"]
    assert (told["down"], told["posture"], told["confidence"]) == (True, "lying", 0.9)
    assert told["points"][0] == [156, 556, 90]
    assert told["reasons"] == [TILTED]
    page.settings.save({"privacy": {"live": "blurred"}})
    picture = page.ask("GET", "/api/cameras/window/picture").body
    assert cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR).shape == (360, 640, 3)


def test_a_page_without_a_service_says_why(folder: Path, broker: Mosquitto) -> None:
    made = Page(folder, {"cameras": CAMERAS, "mqtt": broker.options()})
    made.runner.trouble = "Supervisor knows no MQTT broker"
    made.server.start()
    assert made.get("live") == {"running": False, "trouble": "Supervisor knows no MQTT broker", "rooms": []}
    assert made.get("status")["trouble"] == "Supervisor knows no MQTT broker"
    assert "is starting" in made.ask("POST", "/api/rooms/hall/command", {"command": "test"}).data["error"]
    assert made.ask("PUT", "/api/settings", {"sensitivity": "low"}).data["values"]["sensitivity"] == "low"
    made.stop()


def test_what_is_no_json_and_what_nobody_foresaw_is_told(
    page: Page, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", page.port, timeout=10)
    connection.request("PUT", "/api/settings", "{", FROM_THE_PAGE)
    assert "no JSON" in json.loads(connection.getresponse().read())["error"]
    connection.close()
    monkeypatch.setattr(page.store.archive, "incidents", lambda *_: 1 / 0)
    answer = page.ask("GET", "/api/incidents")
    assert (answer.status, answer.data["error"]) == (500, "something went wrong in the app: see its log")
    assert "ZeroDivisionError" in caplog.text


def test_a_taken_port_leaves_detection_alone(page: Page, caplog: pytest.LogCaptureFixture) -> None:
    second = WebServer(page.runner, PageAccess(page.port))
    second.start()
    assert "There is no page" in caplog.text
    second.stop()
    assert page.get("live")["running"]


def test_streams_of_a_recorder_are_used_without_showing_their_address(page: Page, server: HTTPServer) -> None:
    server.known = {"/api/streams": {"hall": {}}}  # type: ignore[attr-defined]
    found = page.ask("POST", "/api/find/streams", {"url": f"http://127.0.0.1:{server.server_address[1]}"}).data
    (stream,) = found["streams"]
    assert page.ask("PUT", "/api/cameras/hall", {"found": stream["found"]}).status == 200
    assert page.settings.options.cameras[2].url.get_secret_value() == "rtsp://127.0.0.1:8554/hall"
    asked = {"service": f"http://127.0.0.1:{server.server_address[1]}/x", "username": "v", "password": "p@ss/wort"}
    shown = page.ask("POST", "/api/find/stream", asked).data
    assert shown["shown"] == "rtsp://***@127.0.0.1:554/small"
    assert "p@ss" not in json.dumps(shown)


def test_cameras_are_looked_for_only_when_asked(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("falldetect_app.web.camera_search.discover", lambda network: asked.append(network) or [])
    page.get("cameras")
    assert asked == []
    assert page.ask("POST", "/api/find/cameras", {"network": " 192.168.7.0/24 "}).data == {"cameras": []}
    assert asked == ["192.168.7.0/24"]
