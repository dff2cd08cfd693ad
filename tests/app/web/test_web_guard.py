"""Who may speak to the page: strangers are refused, whatever they know, and nothing foreign is loaded."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from falldetect_app.web import PageAccess
from falldetect_app.web.guard import INGRESS

from ..helpers.broker import Mosquitto
from ..helpers.page import FROM_THE_PAGE, Page

STATIC = Path(__file__).parents[3] / "addon" / "falldetect_app" / "web" / "static"
COMMAND = "/api/rooms/living_room/command"
CAMERA = {"name": "Window", "url": "rtsp://viewer:Geheim-42@192.0.2.1/stream?token=Tok3n-77", "room": "Living room"}


@pytest.fixture
def page(tmp_path: Path, broker: Mosquitto) -> Iterator[Page]:
    made = Page(tmp_path / "data", {"cameras": [CAMERA], "mqtt": broker.options()}).start()
    yield made
    made.stop()


def test_the_page_itself_may_look_and_change(page: Page) -> None:
    assert page.ask("GET", "/").status == 200
    assert page.ask("GET", "/", headers={}).status == 200
    assert page.ask("POST", COMMAND, {"command": "test"}).status == 200


ORIGIN = {"X-Falldetect": "1", "Origin": "https://home.example"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"X-Falldetect": "1"},
        {"X-Falldetect": "1", "Sec-Fetch-Site": "cross-site"},
        {"X-Falldetect": "1", "Sec-Fetch-Site": "same-site"},
        {"X-Falldetect": "1", "Sec-Fetch-Site": "none"},
        {"X-Falldetect": "1", "Origin": "https://evil.example"},
        {"X-Falldetect": "1", "Origin": "null"},
        ORIGIN | {"X-Forwarded-Host": "home.example:8123"},
        ORIGIN | {"Sec-Fetch-Site": "cross-site", "X-Forwarded-Host": "home.example"},
    ],
)
def test_a_change_that_comes_from_elsewhere_is_refused(page: Page, headers: dict[str, str]) -> None:
    for method, path in (("POST", COMMAND), ("PUT", "/api/settings"), ("DELETE", "/api/data")):
        assert page.ask(method, path, {"command": "test"}, headers=headers).status == 403
    state: Any = page.get("live")["rooms"][0]["state"]
    assert state["incidents"] == []


def test_a_browser_without_fetch_metadata_is_known_by_its_origin(page: Page) -> None:
    headers = ORIGIN | {"X-Forwarded-Host": "home.example"}
    assert page.ask("POST", COMMAND, {"command": "test"}, headers=headers).status == 200


@pytest.mark.parametrize("host", ["evil.example", "192.0.2.9:8099", "localhost.evil.example", "[bad", ""])
def test_a_name_that_somebody_lets_point_here_opens_nothing(page: Page, host: str) -> None:
    answer = page.ask("GET", "/api/cameras", headers={"Host": host})
    assert answer.status in (400, 403)
    assert b"Window" not in answer.body


def test_where_supervisor_is_nobody_else_is_let_in(
    tmp_path: Path, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From loopback too: only 172.30.32.2 may come, as which nobody can come here."""
    monkeypatch.setenv("SUPERVISOR_TOKEN", "t0ken")
    made = Page(tmp_path / "data", {"cameras": [CAMERA], "mqtt": broker.options()})
    access = PageAccess.for_environment(made.port)
    assert (access.host, access.allowed_peer) == ("0.0.0.0", INGRESS)  # noqa: S104
    made.server.access = access
    made.start()
    spoofed = FROM_THE_PAGE | {"X-Forwarded-For": INGRESS, "X-Real-IP": INGRESS, "X-Ingress-Path": "/x"}
    for path in ("/", "/app.js", "/api/live", "/api/cameras"):
        assert page_status(made, path, spoofed) == 403
    made.stop()


def page_status(page: Page, path: str, headers: dict[str, str]) -> int:
    return page.ask("GET", path, headers=headers).status


def test_every_answer_tells_the_browser_what_is_allowed(page: Page) -> None:
    for path in ("/", "/app.js", "/api/live", "/api/nothing", "/words/en.json"):
        answer = page.ask("GET", path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_no_answer_holds_a_credential(page: Page) -> None:
    found = page.ask("POST", "/api/cameras/try", {"camera": "window"})
    paths = ("live", "cameras", "status", "settings", "incidents", "activity", "cameras/window/check")
    said = found.body + b"".join(page.ask("GET", f"/api/{path}").body for path in paths)
    assert b"192.0.2.1" in said
    for secret in (b"Geheim-42", b"viewer", b"Tok3n-77"):
        assert secret not in said


def test_nothing_comes_from_outside_and_every_address_is_relative() -> None:
    for file in STATIC.rglob("*"):
        if file.is_dir():
            continue
        text = file.read_text(encoding="utf-8")
        assert "innerHTML" not in text, file.name
        loaded = re.findall(r"""(?:src|href|from|import|fetch\(|url\()\s*[=(]?\s*["'`]([^"'`]+)""", text)
        assert [found for found in loaded if found.startswith(("/", "http:", "https:"))] == [], file.name


def test_what_is_no_file_of_the_page_is_not_served(page: Page) -> None:
    for path in ("/../guard.py", "/%2e%2e/guard.py", "/words/../../server.py", "/home.json", "/words/"):
        assert page.ask("GET", path).status in (403, 404)
