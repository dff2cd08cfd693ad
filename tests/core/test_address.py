"""What an address says, and that nothing secret in it is ever shown."""

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from falldetect_core.errors import SourceError
from falldetect_core.frames import is_live, open_frames, redacted
from falldetect_core.frames.address import problem_with, scheme_of

SECRET_KEYS = ("password", "passwd", "pwd", "pass", "token", "access_token", "api_key", "Secret", "auth", "user", "usr")
secrets = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), min_size=6, max_size=20).map("$3cr{}t".format)


@pytest.mark.parametrize(
    ("address", "scheme"),
    [
        ("rtsp://192.0.2.1/stream", "rtsp"),
        ("RTSPS://192.0.2.1/stream", "rtsps"),
        ("http://192.0.2.1/video", "http"),
        ("/dev/video0", "device"),
        ("0", "device"),
        ("clip.mp4", "file"),
        ("/media/2026/clip.mp4", "file"),
    ],
)
def test_the_scheme_says_how_to_read_an_address(address: str, scheme: str) -> None:
    assert scheme_of(address) == scheme
    assert is_live(address) == (scheme != "file")


@given(user=secrets, word=secrets)
@example(user="$3crAdmint", word="$3cr[#]t")
@example(user="$3crAdmint", word="$3cr/a@b?c=d#et")
def test_user_and_password_never_survive_even_when_nobody_escaped_them(user: str, word: str) -> None:
    for address in (
        f"rtsp://{user}:{word}@192.0.2.1:554/stream",
        f"http://{user}:{word}@camera.lan/video",
        f"{user}:{word}@192.0.2.1/stream",
        f"rtsp:/{user}:{word}@192.0.2.1/stream",
        f"rtsp://{quote(user, safe='')}:{quote(word, safe='')}@192.0.2.1/stream",
    ):
        shown = redacted(address)
        for secret in (user, word, quote(user, safe=""), quote(word, safe="")):
            assert secret not in shown


@given(key=st.sampled_from(SECRET_KEYS), value=secrets, between=st.sampled_from("?/;"))
def test_secrets_in_query_or_path_never_survive(key: str, value: str, between: str) -> None:
    escaped = quote(value, safe="")
    for address in (
        f"http://192.0.2.1/video{between}channel=1&{key}={escaped}&stream=0",
        f"rtsp://192.0.2.1:554{between}{key}={escaped}",
    ):
        assert escaped not in redacted(address)


@given(st.text(max_size=60))
def test_any_text_can_be_asked_about(text: str) -> None:
    redacted(text)
    problem_with(text)


@example(word="$3c://ret", host="192.0.2.1")
@given(word=secrets, host=st.sampled_from(["", "[", "192.0.2.1:port"]))
def test_no_message_carries_a_secret(word: str, host: str) -> None:
    for start in ("rtsp://", "gopher://", "", "x@y://"):
        address = f"{start}viewer:{word}@{host}"
        assert word not in (problem_with(address) or "")


@pytest.mark.parametrize(
    "address", ["rtsp://192.0.2.1:554/live/main", "https://camera.lan/video.mjpg?channel=1&stream=main", "/dev/video2"]
)
def test_an_address_without_secrets_is_shown_as_it_is(address: str) -> None:
    assert redacted(address) == address


def test_the_host_and_path_stay_readable() -> None:
    assert redacted("rtsp://admin:hunter2@192.0.2.1:554/live") == "rtsp://***@192.0.2.1:554/live"
    assert redacted("http://192.0.2.1/flv?channel=0&password=hunter2") == "http://192.0.2.1/flv?channel=0&password=***"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("gopher://192.0.2.1/", "gopher:// is not a kind of camera address"),
        ("rtsp:///stream", "names no host"),
        ("rtsp://[::1/stream", "names no host"),
        ("no such file.mp4", "check the path"),
    ],
)
def test_a_wrong_address_is_named_with_its_mend(address: str, words: str) -> None:
    assert words in str(problem_with(address))
    with pytest.raises(SourceError, match=words.replace("(", r"\(")):
        open_frames(address)


@pytest.mark.parametrize("address", ["rtsp://192.0.2.1/a", "http://[2001:db8::1]:8080/video", "0", "/dev/video3"])
def test_a_right_address_has_no_problem_before_it_is_opened(address: str) -> None:
    assert problem_with(address) is None


def test_a_file_that_exists_has_no_problem(tmp_path: Path) -> None:
    clip = tmp_path / "a clip: 1@home.mp4"
    clip.write_bytes(b"")
    assert problem_with(str(clip)) is None
