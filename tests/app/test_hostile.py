"""What others send: cameras, publishers at the broker, whoever opens the page. None of it stops or fills the app."""

import json
import logging
import sqlite3
from collections.abc import Iterator
from http.server import HTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from falldetect_app.camera_search.onvif import cameras_in, stream_of
from falldetect_app.camera_search.soap import parse
from falldetect_app.contract.words import _words, words
from falldetect_app.logs import rate_limit
from falldetect_app.logs.masking import MaskingFormatter
from falldetect_app.logs.rate_limit import OFTEN_ALIKE, RepeatFilter
from falldetect_app.mqtt import publisher
from falldetect_app.mqtt.link import LARGEST_COMMAND_BYTES
from falldetect_app.rooms.controller import MOST_TESTS, RoomController
from falldetect_app.settings.validation import OptionsError, check_options, read_options
from falldetect_app.storage import database
from falldetect_app.storage.store import Store
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import CAMERAS, COMMAND, EVENT, STATE, STATUS, MakeHome
from .helpers.broker import Listener, Mosquitto
from .helpers.device import SOAP, Camera
from .helpers.home import Home
from .helpers.page import FROM_THE_PAGE, Page
from .helpers.waiting import wait_until

CASES = Path(__file__).parents[1] / "fuzz" / "cases"
TARGETS = ("options", "messages", "network", "page", "stream")
MQTT = {"host": "localhost"}


@pytest.fixture
def page(tmp_path: Path, broker: Mosquitto) -> Iterator[Page]:
    made = Page(tmp_path / "app", {"cameras": CAMERAS, "mqtt": broker.options()}).start()
    yield made
    made.stop()


def online(listener: Listener) -> None:
    listener.wait(STATUS, lambda message: message.payload == b"online")


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=10, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_borne(target: str, data: bytes) -> None:
    import_module(f"fuzz.{target}").once(data)


@pytest.mark.parametrize("case", sorted(CASES.glob("*/*")), ids=lambda case: f"{case.parent.name}-{case.name}")
def test_what_the_fuzzer_found_stays_mended(case: Path) -> None:
    import_module(f"fuzz.{case.parent.name}").once(case.read_bytes())


class TestOptions:
    @pytest.mark.parametrize(
        "given", [{"mqtt": {"username": "\ud800"}}, {"\udfff": 1}, {"cameras": [{"name": "\ud800"}]}]
    )
    def test_half_a_character_is_told(self, given: dict[str, Any]) -> None:
        with pytest.raises(OptionsError, match="hold half a character") as caught:
            check_options(given)
        assert str(caught.value).isprintable()

    @pytest.mark.parametrize(
        "text", ["[" * 200_000, '{"long_lie_s": ' + "9" * 5000 + "}"], ids=["a nesting", "a number"]
    )
    def test_what_no_parser_bears_is_told(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "options.json").write_text(text)
        with pytest.raises(OptionsError, match="beyond reason"):
            read_options(tmp_path / "options.json")

    @pytest.mark.parametrize("field", ["rest_zones", "fence"])
    def test_an_address_in_the_field_of_a_zone_is_not_shown(self, field: str) -> None:
        camera = {"name": "a", "room": "b", "url": "/dev/video0", field: "rtsp://viewer:Geheim-42@192.0.2.1/"}
        with pytest.raises(OptionsError) as caught:
            check_options({"mqtt": MQTT, "cameras": [camera]})
        assert "Geheim" not in str(caught.value)


class TestLog:
    def test_a_line_stays_one_line_and_steers_no_terminal(self) -> None:
        record = logging.makeLogRecord({"msg": "A command on %s", "args": ("a\n2026 ERROR \x1b[2J\u2028\ud800ü",)})
        assert MaskingFormatter("%(message)s", []).format(record) == (
            "A command on a\\n2026 ERROR \\x1b[2J\\u2028\\ud800ü"
        )

    def test_what_others_make_the_app_say_cannot_fill_the_log(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now = [0.0]
        monkeypatch.setattr(rate_limit.time, "monotonic", lambda: now[0])
        heard = RepeatFilter()

        def said() -> list[str]:
            records = (logging.makeLogRecord({"msg": "from %d", "args": (number,)}) for number in range(1000))
            passed = [heard.filter(record) for record in records]
            return [one.getMessage() for one in passed if isinstance(one, logging.LogRecord)] + [
                "as it was" for one in passed if one is True
            ]

        assert len(said()) == OFTEN_ALIKE
        assert heard.filter(logging.makeLogRecord({"msg": "another"})) is True
        assert said() == []
        now[0] = rate_limit.AGAIN_S
        again = said()
        assert len(again) == OFTEN_ALIKE
        assert again[0].endswith(f"(the like said {OFTEN_ALIKE} times, not repeated for 10 min)")


class TestCamera:
    def test_an_answer_that_no_parser_bears_is_none(self) -> None:
        bomb = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
        assert parse(bomb.encode()) is None
        assert parse(bomb.encode("utf-16")) is None
        assert parse(b"\xef\xbb\xbf<x><!-- <y> --><![CDATA[<z>]]></x>") is not None

    def test_a_broken_address_among_others_hides_no_camera(self) -> None:
        text = SOAP.format("<XAddrs>http://[::1 http://192.168.1.5/onvif</XAddrs>")
        (found,) = cameras_in(text.encode(), "192.168.1.5")
        assert found.service == "http://192.168.1.5/onvif"

    @pytest.mark.parametrize(
        ("named", "used"),
        [
            ("rtsp://example.com:554/live?a=1", "rtsp://viewer:p%40ss%2Fwort@127.0.0.1:554/live?a=1"),
            ("rtsp://127.0.0.1/@example.com/live", "rtsp://viewer:p%40ss%2Fwort@127.0.0.1/@example.com/live"),
            ("rtsp://a:b@example.com/live", "rtsp://viewer:p%40ss%2Fwort@127.0.0.1/live"),
        ],
    )
    def test_no_other_host_gets_requests_or_the_password(
        self, server: HTTPServer, monkeypatch: pytest.MonkeyPatch, named: str, used: str
    ) -> None:
        def answer(self: Camera) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            capabilities = f"<Media><XAddr>http://192.0.2.77:{self.server.server_port}/media</XAddr></Media>"
            profiles = '<Profiles token="²"><Width>²</Width></Profiles>'
            kinds = {"GetCapabilities": capabilities, "GetProfiles": profiles, "GetStreamUri": f"<Uri>{named}</Uri>"}
            self.answer(200, SOAP.format(next((body for kind, body in kinds.items() if kind in text), "")))

        monkeypatch.setattr(Camera, "do_POST", answer)
        assert stream_of(f"http://127.0.0.1:{server.server_port}/onvif", "viewer", "p@ss/wort") == used


class TestPage:
    def test_who_is_signed_in_may_be_called_anything(self, page: Page, listener: Listener) -> None:
        page.ask("POST", "/api/rooms/living_room/command", {"command": "test"})
        headers = FROM_THE_PAGE | {"X-Remote-User-Display-Name": "J\xfcrgen" * 100}  # not UTF-8
        answer = page.ask("POST", "/api/rooms/living_room/command", {"command": "acknowledge"}, headers)
        assert answer.status == 200
        told = listener.wait(EVENT, lambda message: message.data["event"] == "acknowledged").data
        assert told["by"].startswith("J?rgenJ?rgen")
        assert len(told["by"]) == 64

    @pytest.mark.parametrize(
        "path", ["incidents?before=" + "9" * 5000, f"incidents?before={2**64}", "incidents/%ED%A0%80"]
    )
    def test_no_number_or_name_makes_it_fail(self, page: Page, path: str) -> None:
        assert page.ask("GET", f"/api/{path}").status in (200, 400)
        assert page.store.durable

    def test_work_that_fails_while_the_service_is_down_leaves_it_running(
        self, page: Page, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fails() -> None:
            raise RuntimeError("as nobody foresaw")

        before = page.runner.service
        assert page.runner.restart(fails).wait(60)
        wait_until(lambda: page.runner.service not in (None, before))
        assert "What the page asked for could not be done" in caplog.text

    def test_an_unknown_language_is_not_remembered(self) -> None:
        words("en")
        before = _words.cache_info().currsize
        assert words("../../../options") == words("xx") == words("en")
        assert _words.cache_info().currsize == before


class TestBroker:
    def test_a_message_as_long_as_memory_stays_at_the_broker(
        self, make_home: MakeHome, listener: Listener, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        home = make_home().start()
        online(listener)
        taken: list[int] = []
        queue_it = home.service.publisher.connection.on_event
        monkeypatch.setattr(
            home.service.publisher.connection,
            "on_event",
            lambda item: (taken.append(len(getattr(item, "payload", b""))), queue_it(item)),
        )
        listener.publish(COMMAND, b"x" * 1_000_000)
        listener.publish(COMMAND, json.dumps({"command": "test"}))
        listener.wait_for_state(STATE, fall=True)
        assert max(taken) < LARGEST_COMMAND_BYTES

    def test_a_flood_of_messages_is_cut_and_what_the_broker_confirms_is_not(
        self, home: Home, listener: Listener, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        online(listener)
        monkeypatch.setattr(publisher, "LONGEST_QUEUE", 0)
        listener.publish(COMMAND, b"a command")
        wait_until(lambda: "come faster than they can be read" in caplog.text)
        home.fall()
        listener.wait(EVENT, lambda message: message.data["event"] == "fall")
        wait_until(lambda: not home.store.outbox())

    def test_a_command_that_the_broker_kept_is_not_obeyed(
        self, make_home: MakeHome, listener: Listener, caplog: pytest.LogCaptureFixture
    ) -> None:
        listener.publish(COMMAND, json.dumps({"command": "set", "monitoring": False}), retain=True)
        home = make_home().start()
        online(listener)
        wait_until(lambda: "A retained command is ignored" in caplog.text)
        assert home.service.rooms["living_room"].monitoring

    def test_tests_do_not_pile_up(self, home: Home, listener: Listener, caplog: pytest.LogCaptureFixture) -> None:
        online(listener)
        for _ in range(MOST_TESTS + 1):
            listener.publish(COMMAND, json.dumps({"command": "test"}))
        wait_until(lambda: "no more tests" in caplog.text)
        assert len(home.service.rooms["living_room"].state().incidents) == MOST_TESTS
        home.fall()
        listener.wait(EVENT, lambda message: message.data["event"] == "fall" and not message.data["test"])

    def test_events_go_out_even_if_a_room_cannot_tell_its_state(
        self, make_home: MakeHome, listener: Listener, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(_: RoomController) -> None:
            raise RuntimeError("as nobody foresaw")

        monkeypatch.setattr(RoomController, "republish", fails)
        home = make_home().start()
        wait_until(lambda: home.service.connected)
        home.fall()
        listener.wait(EVENT, lambda message: message.data["event"] == "fall")

    def test_a_broker_that_takes_no_events_is_told_until_it_does(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        broker, home = self.locked(tmp_path, "topic read #\ntopic write falldetect/home/status\n")
        try:
            wait_until(lambda: "takes no message on falldetect/home/" in home.service.problem)
            assert "check the user's rights (ACL)" in home.service.problem
            wait_until(lambda: "refuses a message on falldetect/home/info:" in caplog.text)
            assert caplog.text.count("refuses a message on falldetect/home/info:") == 1
        finally:
            home.stop()
            broker.stop()

    def locked(self, folder: Path, rights: str) -> tuple[Mosquitto, Home]:
        (folder / "acl").write_text(rights)
        broker = Mosquitto(folder)
        with (folder / "mosquitto.conf").open("a") as config:
            config.write(f"acl_file {folder / 'acl'}\n")
        camera = {"name": "hall", "url": "rtsp://192.0.2.1/", "room": "Hall"}
        return broker.start(), Home(folder / "data", {"cameras": [camera], "mqtt": broker.options()}).start()


def test_a_disk_that_spoils_the_file_again_and_again_is_not_filled_with_what_is_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = iter(range(100))
    monkeypatch.setattr(database.time, "strftime", lambda _: f"20261122-{next(numbers):06}")
    for _ in range(database.MOST_ASIDE + 3):
        (tmp_path / "state.db").write_bytes(b"spoilt " * 1000)
        Store(tmp_path).close()
    aside = sorted(file.name for file in tmp_path.glob("state.db.corrupt-*"))
    assert aside == [f"state.db.corrupt-20261122-{number:06}" for number in (3, 4, 5)]
    with sqlite3.connect(tmp_path / "state.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
