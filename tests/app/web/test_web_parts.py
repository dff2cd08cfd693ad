"""The page's smaller parts: finding cameras, advice, learning, words, and the report's drawing."""

import json
import re
import socket
import threading
from dataclasses import replace
from http.server import HTTPServer
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from falldetect_app.camera_search import onvif as module
from falldetect_app.camera_search.onvif import OnvifError, discover, stream_of
from falldetect_app.camera_search.stream_servers import StreamServerError, streams_at
from falldetect_app.camera_search.stream_tickets import StreamTickets
from falldetect_app.cameras.advice import findings, reach
from falldetect_app.contract.messages import CameraState, IncidentEvent, SightState, ViewState, Why
from falldetect_app.contract.words import reason_in, words
from falldetect_app.incidents.fonts import Fonts
from falldetect_app.incidents.replay import _packed, pack, skeleton, unpack
from falldetect_app.incidents.report import report
from falldetect_app.incidents.threshold import (
    HALF_LIFE_DAYS,
    HIGHEST,
    LOWEST,
    MARGIN,
    STEP,
    JudgedIncident,
    threshold_shift,
)
from falldetect_app.storage.archive import Judgement, PastIncident
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.kinds import Direction, Event, Kind
from falldetect_core.reasons import ENGLISH as REASONS
from falldetect_core.reasons import Reason, ReasonCode
from falldetect_core.records import Box, Frame, Pose
from falldetect_core.settings import MOST_NEEDED, NEEDED
from falldetect_core.world import Calibration, CameraModel
from falldetect_core.world.camera_world import CameraWorld

from ..helpers.device import SOAP, Camera
from ..helpers.people import person

WORDS = Path(__file__).parents[3] / "addon" / "falldetect_app" / "web" / "static" / "words"
STATIC = WORDS.parent
ENGLISH: dict[str, str] = json.loads((WORDS / "en.json").read_text(encoding="utf-8"))


def address(server: HTTPServer, path: str = "") -> str:
    return f"http://127.0.0.1:{server.server_address[1]}{path}"


def test_a_camera_tells_its_smallest_stream_that_is_large_enough(server: HTTPServer) -> None:
    found = stream_of(address(server, "/onvif/device_service"), "viewer", "p@ss/wort")
    assert found == "rtsp://viewer:p%40ss%2Fwort@127.0.0.1:554/small"
    assert "p@ss/wort" not in "".join(Camera.asked)


def test_a_wrong_login_at_a_camera_is_told(server: HTTPServer) -> None:
    with pytest.raises(OnvifError, match="refuses user name or password"):
        stream_of(address(server), "viewer", "wrong")
    with pytest.raises(OnvifError, match="refuses user name or password"):
        stream_of(address(server), "", "")
    with pytest.raises(OnvifError, match="does not answer"):
        stream_of("http://127.0.0.1:1/onvif", "viewer", "x")


def test_cameras_of_the_named_network_are_asked_and_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    camera = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    camera.bind(("127.0.0.1", 0))
    monkeypatch.setattr(module, "PORT", camera.getsockname()[1])
    scopes = "onvif://www.onvif.org/name/Front%20door onvif://www.onvif.org/hardware/C210"
    answers = [
        "no xml",
        '<!DOCTYPE x [<!ENTITY a "b">]><XAddrs>http://127.0.0.1/onvif</XAddrs>',
        SOAP.format("<XAddrs>http://192.0.2.1/elsewhere</XAddrs>"),
        SOAP.format(f"<Scopes>{scopes}</Scopes><XAddrs>http://127.0.0.1/onvif http://[fe80::1]/onvif</XAddrs>"),
    ]

    def answer() -> None:
        text, sender = camera.recvfrom(4096)
        assert b"NetworkVideoTransmitter" in text
        for said in answers:
            camera.sendto(said.encode(), sender)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    found = discover("127.0.0.1/32", wait_s=0.5)
    thread.join(5)
    camera.close()
    assert [(one.name, one.service) for one in found] == [("Front door C210 (127.0.0.1)", "http://127.0.0.1/onvif")]


@pytest.mark.parametrize(
    "known",
    [
        {"/api/streams": {"hall": {"producers": [{"url": "rtsp://u:secret@192.0.2.1"}]}, "big room": {}}},
        {"/api/config": {"cameras": {"hall": {"ffmpeg": {}}, "big room": {}}}},
    ],
)
def test_frigate_and_go2rtc_pass_their_streams_on(server: HTTPServer, known: dict[str, Any]) -> None:
    server.known = known  # type: ignore[attr-defined]
    assert streams_at(address(server)) == [
        ("big room", "rtsp://127.0.0.1:8554/big%20room"),
        ("hall", "rtsp://127.0.0.1:8554/hall"),
    ]


def test_what_is_no_frigate_is_told(server: HTTPServer) -> None:
    server.known = {"/api/streams": [], "/api/config": {"version": 1}}  # type: ignore[attr-defined]
    with pytest.raises(StreamServerError, match="neither Frigate nor go2rtc"):
        streams_at(address(server))
    with pytest.raises(StreamServerError, match="no address"):
        streams_at("http://[bad")


def test_a_ticket_holds_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    tickets = StreamTickets()
    ticket = tickets.issue("rtsp://192.0.2.1")
    assert tickets.address(ticket) == "rtsp://192.0.2.1"
    assert tickets.address("other") is None
    monkeypatch.setattr("falldetect_app.camera_search.stream_tickets.KEPT_S", 0.0)
    assert tickets.address(ticket) is None


JUDGED = st.builds(JudgedIncident, st.sampled_from(Judgement), st.floats(0, 1), st.booleans())


@given(st.lists(JUDGED, max_size=40), st.sampled_from([0.4, *NEEDED.values()]))
def test_feedback_moves_the_threshold_within_bounds_and_never_past_a_confirmed_fall(
    judged: list[JudgedIncident], needed: float
) -> None:
    shift = threshold_shift(judged, needed)
    assert LOWEST <= shift <= HIGHEST
    assert needed + shift <= MOST_NEEDED + 0.001
    assert shift == threshold_shift(judged[::-1], needed)
    for case in judged:
        if case.verdict is Judgement.TRUE and case.confidence >= needed + LOWEST + MARGIN:
            assert needed + shift <= case.confidence - MARGIN + 0.001
    assert threshold_shift([*judged, JudgedIncident(Judgement.FALSE, 0.5, alarmed=True)], needed) >= shift


def test_what_is_said_of_people_found_lying_moves_no_threshold_of_falls() -> None:
    false, true = Judgement.FALSE, Judgement.TRUE
    dismissed = [JudgedIncident(false, 0.6, alarmed=True, found=True)] * 8
    assert threshold_shift([*dismissed, JudgedIncident(true, 0.0, alarmed=True, found=True)], 0.5) == 0.0


def test_feedback_fades_and_a_confirmed_fall_stays_within_reach_for_ever() -> None:
    old = JudgedIncident(Judgement.FALSE, 0.6, alarmed=True, age_days=HALF_LIFE_DAYS)
    assert threshold_shift([old] * 4, 0.5) == pytest.approx(2 * STEP)
    assert threshold_shift([replace(old, age_days=20 * HALF_LIFE_DAYS)] * 40, 0.5) == 0.0
    assert threshold_shift([replace(old, age_days=-1.0)], 0.5) == STEP
    weak = JudgedIncident(Judgement.TRUE, 0.45, alarmed=True, age_days=9 * HALF_LIFE_DAYS)
    assert threshold_shift([weak, *[replace(old, age_days=0.0)] * 9], 0.5) == pytest.approx(0.45 - MARGIN - 0.5)


def test_nobody_s_feedback_moves_nothing() -> None:
    assert threshold_shift([], 0.5) == 0.0
    assert threshold_shift([JudgedIncident(Judgement.NEAR, 0.7, alarmed=True)], 0.5) == 0.0


def camera_state(**changes: Any) -> CameraState:
    usual = {
        "camera": "window",
        "room": "hall",
        "connected": True,
        "problem": None,
        "message": None,
        "fps": 9.8,
        "latency_s": 0.1,
        "view": "clear",
        "sight": "clear",
        "last_frame": None,
    }
    return CameraState.model_validate(usual | changes)


def world(height_m: float, pitch_deg: float) -> CameraWorld:
    known = Calibration(CameraModel(height_m, pitch_deg, 0.0, 500.0, (640, 360)), 0.1, 0.2)
    return CameraWorld(known)


def advice(state: CameraState, level: int, place: CameraWorld, size: tuple[int, int] = (640, 360)) -> dict[str, str]:
    picture = np.full((size[1], size[0], 3), level, np.uint8)
    picture[::8] = min(255, level * 2)
    return {one.name: one.advice for one in findings(state, Frame(0.0, picture), place, None)}


def test_a_good_view_is_told_so() -> None:
    found = findings(camera_state(), Frame(0.0, noise()), world(2.2, 20.0), None, sight_known=True)
    assert {one.level for one in found} == {"good"}


def noise() -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.random.default_rng(1).integers(0, 255, (36, 64, 3), np.uint8).repeat(10, 0).repeat(10, 1)


@pytest.mark.parametrize(
    ("state", "picture", "place", "name", "told"),
    [
        ({"connected": False, "problem": "refused"}, (100, (640, 360)), world(2, 20), "connection", "not_connected"),
        ({"connected": False, "fps": 0.0}, (100, (640, 360)), world(2, 20), "rate", "rate_unknown"),
        ({"connected": False}, (100, (640, 360)), world(2, 20), "view", "view_unknown"),
        ({"fps": 3.0}, (100, (640, 360)), world(2, 20), "rate", "rate_low"),
        ({"damaged": 0.12}, (100, (640, 360)), world(2, 20), "damage", "damage_much"),
        ({"connected": False}, (100, (640, 360)), world(2, 20), "damage", "damage_unknown"),
        ({"latency_s": 4.0}, (100, (640, 360)), world(2, 20), "delay", "delay_long"),
        ({"view": "covered"}, (100, (640, 360)), world(2, 20), "view", "view_covered"),
        ({"view": "moved"}, (100, (640, 360)), world(2, 20), "view", "view_moved"),
        ({}, (10, (640, 360)), world(2, 20), "light", "light_dark"),
        ({}, (100, (160, 90)), world(2, 20), "size", "size_small"),
        ({}, (100, (640, 360)), world(0.8, 20), "height", "height_low"),
        ({}, (100, (640, 360)), world(3.6, 20), "height", "height_high"),
        ({}, (100, (640, 360)), world(2, 1), "pitch", "pitch_level"),
        ({}, (100, (640, 360)), world(2, 60), "pitch", "pitch_steep"),
        ({}, (100, (640, 360)), world(2, 60), "coverage", "coverage_poor"),
        ({}, (100, (640, 360)), CameraWorld(), "height", "place_unknown"),
    ],
)
def test_what_is_wrong_with_a_view_is_told(
    state: dict[str, Any], picture: tuple[int, tuple[int, int]], place: CameraWorld, name: str, told: str
) -> None:
    level, size = picture
    assert advice(camera_state(**state), level, place, size)[name] == told


@pytest.mark.parametrize(
    ("sight", "known", "told"), [("small", True, "people_small"), ("clear", False, "people_unknown")]
)
def test_how_well_people_are_seen_is_told_once_it_is_known(sight: str, told: str, *, known: bool) -> None:
    found = findings(camera_state(sight=sight), None, CameraWorld(), None, sight_known=known)
    assert {one.name: one.advice for one in found}["people"] == told


@given(st.floats(1.2, 3.0), st.floats(5, 40))
def test_who_stands_at_the_borders_of_the_reach_is_seen(height_m: float, pitch_deg: float) -> None:
    camera = CameraModel(height_m, pitch_deg, 0.0, 500.0, (640, 360))
    near, far = reach(camera)
    foot = camera.project(np.array([[0.0, near, 0.0]]))[0]
    assert foot == pytest.approx((320, 360), abs=0.01)
    assert far > 0


LANGUAGES = sorted(file.stem for file in WORDS.glob("*.json"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same(language: str) -> None:
    words: dict[str, str] = json.loads((WORDS / f"{language}.json").read_text(encoding="utf-8"))
    assert list(words) == list(ENGLISH)
    assert words["language"] == language
    for key, text in words.items():
        assert text.strip(), key
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", ENGLISH[key])), key


def test_every_word_that_the_page_says_is_known() -> None:
    said = set()
    for file in STATIC.glob("*.js"):
        said |= set(re.findall(r"""\bt\(\s*["']([a-z_.]+)["']""", file.read_text(encoding="utf-8")))
    assert said - set(ENGLISH) == set()
    for prefix, kinds in (("event", Event), ("kind", Kind), ("direction", Direction), ("feedback", Judgement)):
        assert {f"{prefix}.{kind}" for kind in kinds} <= set(ENGLISH)


def test_every_advice_has_its_words() -> None:
    source = (STATIC.parents[1] / "cameras" / "advice.py").read_text(encoding="utf-8")
    made = set(re.findall(r'"((?:rate|damage|delay|size|light|height|pitch|coverage|place)_[a-z]+)"', source))
    assert {f"advice.{name}" for name in made - {"height_m", "pitch_deg"}} <= set(ENGLISH)
    assert {f"{words}{view}" for words in ("view.", "advice.view_") for view in get_args(ViewState)} <= set(ENGLISH)
    assert {f"advice.people_{sight}" for sight in ("unknown", *get_args(SightState))} <= set(ENGLISH)


@pytest.mark.parametrize(("language", "room"), [("de", "Küche"), ("en", "Łazienka 居間"), ("ja", "居間")])
def test_the_report_draws_bodies_and_names_in_any_script(language: str, room: str) -> None:
    event = {
        "event_id": "a.1",
        "incident": "a",
        "event": "dismissed",
        "room": "r",
        "camera": "c",
        "time": "2026-11-22T03:01:30Z",
        "onset": "2026-11-22T03:00:00Z",
        "kind": "trip",
        "kinds": {"trip": 1.0},
        "direction": "left",
        "confidence": 0.9,
        "reasons": ["torso 82° from the vertical"],
        "by": "Šárka <b>",
        "reason": "tied her shoes",
        "test": False,
    }
    known = PastIncident((IncidentEvent.model_validate(event),), None, ("c",))
    body = [[400 + 10 * joint, 300 + 30 * joint, 90] for joint in range(17)]
    person = {"track": 1, "down": False, "box": [400, 300, 570, 800], "points": body}
    lying = {"track": 1, "down": True, "box": [200, 700, 600, 900], "points": []}
    replay = {"size": [640, 360], "moments": [[-1.0, [person]], [1.0, [lying]], [2.0, []]]}
    drawn = report(known, room, replay, words(language), "Europe/Berlin")
    bare = report(known, room, {"size": [640, 360], "moments": []}, words(language), "nowhere")
    assert drawn.startswith(b"%PDF-")
    assert len(drawn) > len(bare) > 1000
    fonts = set(re.findall(rb"/FontName /[A-Z]+[+](\w+)", drawn))
    assert fonts == {b"DejaVuSans"} | ({b"DroidSansFallback"} if "居" in room else set())
    assert drawn.count(b"/FontFile2") == len(fonts), "every font is inside"


def test_a_letter_is_told_in_a_font_that_has_it() -> None:
    there, nowhere = Fonts("ja"), Fonts("ja", ())
    western, asian = '<font name="DejaVuSans">{}</font>', '<font name="DroidSansFallback">{}</font>'
    assert there.marked("Šárka & Ελένη 居間!") == (
        western.format("Šárka &amp; Ελένη ") + asian.format("居間") + western.format("!")
    )
    assert nowhere.marked("Šárka Ж居") == '<font name="Vera">Šárka ?</font><font name="HeiseiKakuGo-W5">居</font>'


def test_a_replay_holds_what_was_drawn_live() -> None:
    keypoints = np.array([[3.0 * joint, 18.0, 0.5] for joint in range(17)], np.float32)
    posed = replace(person(3.0, down=True), pose=Pose(keypoints, 0.9, Box(0, 0, 1, 1)))
    seen = (posed, person(3.0, upright=True))
    packed = b"".join(_packed(body, (64, 36)) for body in seen)
    replay = unpack(pack(1.0, (64, 36), [(3.0, packed), (3.1, b"")]))
    assert replay == {"size": [64, 36], "moments": [[2.0, [skeleton(body, (64, 36)) for body in seen]], [2.1, []]]}


CODED = [
    Reason.of(code, **{name: "lying" if name == "state" else 0.46 for name in re.findall(r"\{(\w+)\}", text)})
    for code, text in REASONS.items()
    if code is not ReasonCode.OTHER
]


@pytest.mark.parametrize("reason", CODED, ids=[reason.code for reason in CODED])
def test_a_reason_is_told_in_the_reader_s_language(reason: Reason) -> None:
    english, why = str(reason), Why(code=reason.code, figures=dict(reason.figures))
    assert reason_in(words("en"), english, why) == english
    told = {language: reason_in(words(language), english, why) for language in ("de", "ja", "zh-Hans")}
    assert len({english, *told.values()}) == 4, told
    figures = [figure for name, figure in reason.figures.items() if name != "state"]
    assert all(figure in told["ja"] for figure in figures), told


@pytest.mark.parametrize("code", ["other", "miaowed"])
def test_a_reason_that_is_not_known_stays_as_it_is(code: str) -> None:
    assert reason_in(words("de"), "the cat did it", Why(code=code, figures={})) == "the cat did it"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_sentence_for_every_reason_with_the_same_figures(language: str) -> None:
    own: dict[str, str] = json.loads((WORDS / f"{language}.json").read_text(encoding="utf-8"))
    told = {key.removeprefix("reason."): text for key, text in own.items() if key.startswith("reason.")}
    assert set(told) == {str(code) for code in ReasonCode} - {"other"}
    for code, text in told.items():
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", REASONS[ReasonCode(code)])), code
        assert language != "en" or text == REASONS[ReasonCode(code)]
