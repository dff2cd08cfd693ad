"""Options: what is right is understood, what is wrong is told with its mend, and nothing secret is shown."""

import json
from pathlib import Path
from typing import Any

import pytest
from falldetect_app.home_assistant.announcement import room_configs
from falldetect_app.settings.options import Options
from falldetect_app.settings.validation import OptionsError, check_options, read_options
from hypothesis import given, settings
from hypothesis import strategies as st

CAMERA = {"name": "Window", "url": "rtsp://viewer:Geheim-42@192.0.2.1/stream", "room": "Living room"}


def problems(**options: Any) -> list[str]:
    with pytest.raises(OptionsError) as caught:
        check_options({"cameras": [CAMERA]} | options)
    return str(caught.value).splitlines()


def test_a_home_may_wait_for_its_first_camera() -> None:
    assert check_options({}).cameras == check_options({"cameras": []}).cameras == ()


def test_a_camera_needs_little() -> None:
    options = check_options({"cameras": [CAMERA]})
    assert options.site == "home"
    assert (options.cameras[0].id, options.cameras[0].room_id) == ("window", "living_room")
    assert (options.life.confirmation_s, options.life.long_lie_s, options.life.inactivity_s) == (2.0, 60.0, 1800.0)


def test_times_reach_the_core() -> None:
    options = check_options({"cameras": [CAMERA], "confirmation_s": 3, "inactivity_min": 45, "person_down_s": 9})
    assert (options.life.confirmation_s, options.life.inactivity_s, options.life.person_down_s) == (3.0, 2700.0, 9.0)


def test_empty_fields_of_a_configuration_page_count_as_left_out() -> None:
    options = check_options({"cameras": [CAMERA | {"id": ""}], "mqtt": {"host": "", "port": None}, "name": ""})
    assert (options.cameras[0].id, options.mqtt.host, options.name) == ("window", "", "Fall detection")


def test_the_pose_network_can_be_chosen() -> None:
    assert check_options({"cameras": [CAMERA]}).pose_model == "movenet-multipose"
    assert check_options({"cameras": [CAMERA], "pose_model": "/config/own.onnx"}).pose_model == "/config/own.onnx"


def test_a_protocol_may_be_a_number() -> None:
    assert check_options({"cameras": [CAMERA], "mqtt": {"protocol": 5}}).mqtt.protocol == "5"


def test_names_in_any_script_become_ids() -> None:
    options = check_options({"cameras": [CAMERA | {"name": "客厅", "room": "Küche"}, CAMERA | {"room": "廚房"}]})
    assert options.cameras[0].id.startswith("camera_")
    assert options.cameras[0].room_id == "kuche"
    assert options.cameras[1].room_id.startswith("room_")
    assert check_options({"cameras": [CAMERA | {"name": "窗" * 32 + "w" * 32}]}).cameras[0].id


def test_rooms_that_share_no_more_than_a_number_stay_two() -> None:
    rooms = room_configs(
        check_options({"cameras": [CAMERA | {"room": "客厅 1"}, CAMERA | {"name": "b", "room": "卧室 1"}]})
    )
    assert [room.name for room in rooms] == ["客厅 1", "卧室 1"]


@pytest.mark.parametrize(
    "address",
    [
        "rtsp://192.0.2.1/stream",
        "rtsps://cam.lan:322/stream?channel=1",
        "http://user:pass@[2001:db8::1]:8080/video.mjpg",
        "HTTPS://cam/video",
        "/dev/video0",
        "0",
        "/media/fall.mp4",
        "./fall.mp4",
    ],
)
def test_an_address_can_be(address: str) -> None:
    assert check_options({"cameras": [CAMERA | {"url": address}]}).cameras[0].url.get_secret_value() == address


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"cameras": {}}, "cameras: this must be a list; add cameras, each with name, url and room"),
    ({"cameras": [3]}, "cameras[0]: 3 must be an object with named fields"),
    ({"cameras": [CAMERA, CAMERA]}, 'cameras[1].id: "window" is the id of cameras[0]; give it another id or name'),
    ({"site": "Mein Haus"}, 'site: "Mein Haus" does not fit; use lower-case letters, digits and underscores'),
    ({"site": 3}, "site: 3 must be text; use lower-case letters, digits and underscores"),
    ({"name": "x" * 65}, "name: is too long, use at most 64"),
    ({"sensitivity": "hgih"}, 'sensitivity: "hgih" is not one of low, standard, high'),
    ({"discovery": "yes"}, 'discovery: "yes" is not one of off, auto, on'),
    ({"confirmation_s": 0}, "confirmation_s: 0 is too small, use 0.5 or more"),
    ({"confirmation_s": 31}, "confirmation_s: 31 is too large, use 30 or less"),
    ({"long_lie_s": "soon"}, 'long_lie_s: "soon" must be a number'),
    ({"long_lie_s": float("nan")}, "long_lie_s: NaN must be a number"),
    ({"inactivity_min": []}, "inactivity_min: this must be a number"),
    ({"privacy": {"snapshot": "naked"}}, 'privacy.snapshot: "naked" is not one of skeleton, blurred, full, off'),
    ({"privacy": {"retain": "maybe"}}, 'privacy.retain: "maybe" must be true or false'),
    ({"privacy": "full"}, 'privacy: "full" must be an object with named fields'),
    ({"mqtt": {"host": "a b"}}, 'mqtt.host: "a b" does not fit; give the broker\'s name or IP address'),
    ({"mqtt": {"port": 0}}, "mqtt.port: 0 is too small, use 1 or more; leave it out for 1883, or 8883 with tls"),
    ({"mqtt": {"port": 1.5}}, "mqtt.port: 1.5 must be a whole number; leave it out for 1883, or 8883 with tls"),
    ({"mqtt": {"protocol": 4}}, 'mqtt.protocol: "4" is not one of 5, 3.1.1'),
    ({"mqtt": {"ca_file": "/none"}}, 'mqtt.ca_file: "/none" is not a CA certificate in PEM format, or not there'),
    ({"mqtt": {"ca_file": []}}, "mqtt.ca_file: this must be the path of a file"),
    ({"mqtt": {"password": 1234}}, "mqtt.password: this must be text"),
    ({"pose_model": 3}, "pose_model: 3 must be text; name a model, or a file in /config"),
    ({"log_level": "loud"}, 'log_level: "loud" is not one of debug, info, warning, error'),
    ({"camera": []}, 'camera: is not an option; did you mean "cameras"?'),
    ({"zzz": 1}, "zzz: is not an option; remove it"),
    ({"mqtt": {"hots": "x"}}, 'mqtt.hots: is not an option; did you mean "host"?'),
]


@pytest.mark.parametrize(("options", "told"), WRONG, ids=[told.partition(" ")[0] for _, told in WRONG])
def test_a_wrong_option_is_told_with_its_mend(options: dict[str, Any], told: str) -> None:
    assert problems(**options) == [told]


HELP = "use rtsp://, http(s)://, a file or a device like /dev/video0"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("htp://u:Geheim-42@h/x", f'"htp://…" is not a camera address; {HELP}'),
        ("192.168.1.4", f'"192…" is not a camera address; {HELP}'),
        ("u:Geheim-42://h", f'"://…" is not a camera address; {HELP}'),
        ("file:///etc/passwd", f'"file://…" is not a camera address; {HELP}'),
        (
            "rtsp://",
            '"rtsp://…" names no host; write it like rtsp://192.168.1.20/stream, @ and / of a password as %40 and %2F',
        ),
        ("rtsp://u:Geh/eim-42@h/x", '"rtsp://…" names no host'),
        ("rtsp://u:Geheim-42@h:99999/x", '"rtsp://…" names no host'),
        ("rtsp://[::1/x", '"rtsp://…" names no host'),
        (3, "this must be text; give the camera's address"),
    ],
)
def test_a_wrong_address_is_told_without_showing_it(address: str, told: str) -> None:
    (problem,) = problems(cameras=[CAMERA, CAMERA | {"name": "Door", "url": address}])
    assert problem.startswith(f"cameras[1].url: {told}")
    assert "eim-42" not in problem


def test_what_is_missing_is_told() -> None:
    assert problems(cameras=[{}]) == [
        "cameras[0].name: is missing; name the camera, for example: Window",
        f"cameras[0].url: is missing; give the camera's address: {HELP}",
        "cameras[0].room: is missing; name the room that the camera watches, for example: Living room",
    ]


def test_all_that_is_wrong_is_told_at_once() -> None:
    told = problems(site="A", mqtt={"port": 0}, cameras=[CAMERA | {"url": "x"}], extra=1)
    assert len(told) == 4


SECRET = "Geheim-42"  # noqa: S105 - made up


@settings(deadline=None)
@given(
    st.recursive(
        st.sampled_from([SECRET, f"rtsp://u:{SECRET}@h:x", f"htp://{SECRET}", 7, None, True]),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["name", "url", "room"]), inner),
    )
)
def test_no_mistake_brings_a_credential_to_light(value: Any) -> None:
    wrong = [
        {
            "cameras": [{"name": "A", "url": value, "room": "R"}],
            "mqtt": {"password": value, "username": value},
            "zzz": 1,
        },
        {"cameras": {"url": value}, "mqtt": [value]},
        {"cameras": [[value], {"url": value}], "privacy": [value]},
    ]
    for given_options in wrong:
        with pytest.raises(OptionsError) as caught:
            check_options(given_options)
        assert SECRET not in str(caught.value)


def test_options_do_not_show_credentials_when_printed() -> None:
    options = check_options({"cameras": [CAMERA], "mqtt": {"password": SECRET}})
    assert SECRET not in repr(options)
    assert SECRET not in f"{options.cameras[0]}"


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "options.json"
    file.write_text(json.dumps({"cameras": [CAMERA]}))
    assert isinstance(read_options(file), Options)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "No such file or directory; write the options there or name another file with --options"),
        (b"\xff\xfe", "is not text in UTF-8; save it as such"),
        (b'{"cameras": [}', "is not JSON: Expecting value in line 1, column 14"),
        (b"[]", 'the options must be one JSON object: {"cameras": […], …}'),
    ],
)
def test_an_unreadable_file_is_told(tmp_path: Path, content: bytes | None, told: str) -> None:
    file = tmp_path / "options.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(OptionsError) as caught:
        read_options(file)
    assert str(caught.value).endswith(told)
