"""Settings that a newer version of the app kept: what is understood of them holds, the rest is kept and told."""

import json
from pathlib import Path
from typing import Any

import pytest
from falldetect_app.settings.identity_file import IdentityFile
from falldetect_app.settings.settings_file import SettingsFile

WINDOW = {"name": "Window", "url": "rtsp://192.0.2.1/stream", "room": "Living room", "room_id": "stube"}
HALL = {"name": "Hall", "url": "rtsp://192.0.2.2/stream", "room": "Hall"}


def opened(folder: Path, over: Any, **given: Any) -> SettingsFile:
    (folder / "options.json").write_text(json.dumps({"cameras": [HALL]} | given))
    if over is not None:
        (folder / "home.json").write_text(json.dumps(over))
    return SettingsFile(folder / "options.json", folder)


def test_what_is_understood_holds_and_the_rest_is_kept_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    later = {
        "cameras": [
            WINDOW | {"infrared": True, "ignore_zones": {"mask": "0110"}},
            HALL | {"url": {"onvif": "urn:uuid:1"}},
        ],
        "sensitivity": "own",
        "learn": False,
        "privacy": {"live": "nothing", "keep_days": 30, "faces": "hidden"},
        "wearables": [],
    }
    home = opened(tmp_path, later, sensitivity="high")
    assert [(camera.name, camera.room_id) for camera in home.options.cameras] == [("Window", "stube")]
    assert (home.options.sensitivity, home.options.learn) == ("high", False)
    assert (home.options.privacy.live, home.options.privacy.keep_days) == ("skeleton", 30)
    for place in ("wearables", "cameras[0].infrared", "cameras[0].ignore_zones", "privacy.faces", "privacy.live"):
        assert place in home.trouble
        assert place in caplog.text
    for file in ("home.json", "home.json.broken"):
        assert json.loads((tmp_path / file).read_text()) == later
    again = opened(tmp_path, None, sensitivity="high")
    assert (again.options, again.trouble) == (home.options, home.trouble)
    again.save({"cameras": [WINDOW]})
    assert not again.trouble
    assert not opened(tmp_path, None).trouble
    assert json.loads((tmp_path / "home.json.broken").read_text()) == later


@pytest.mark.parametrize("later", [{"cameras": {"hall": HALL}, "learn": False}, {"cameras": [HALL, HALL]}])
def test_cameras_of_before_hold_where_none_are_understood(tmp_path: Path, later: dict[str, Any]) -> None:
    home = opened(tmp_path, None)
    home.save({"cameras": [WINDOW]})
    home.save({"cameras": [WINDOW], "learn": True})
    again = opened(tmp_path, later)
    assert [camera.name for camera in again.options.cameras] == ["Window"]
    assert "what was set before that holds" in again.trouble
    assert json.loads((tmp_path / "home.json.broken").read_text()) == later


@pytest.mark.parametrize("change", [{"floor": 2}, {"present": "often"}])
def test_rooms_stay_who_they_are(tmp_path: Path, change: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    opened(tmp_path, {"cameras": [WINDOW]})
    file = tmp_path / "identities.json"
    known = json.loads(file.read_text())
    known["rooms"][0] |= change
    known["floors"] = ["ground"]
    file.write_text(json.dumps(known))
    (room, *_) = IdentityFile(tmp_path).known.rooms
    assert (room.id, room.names) == ("stube", ("Living room",))
    assert ("is not understood" in caplog.text) == ("present" in change)
    assert (tmp_path / "identities.json.broken").exists() == ("present" in change)


def test_identities_of_another_format_are_set_aside(tmp_path: Path) -> None:
    later = json.dumps([{"id": "stube", "kind": "room"}])
    (tmp_path / "identities.json").write_text(later)
    IdentityFile(tmp_path).keep(opened(tmp_path, None).identities)
    assert (tmp_path / "identities.json.broken").read_text() == later
