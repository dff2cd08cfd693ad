"""RTSP servers that do not let FFmpeg in, which has one number for many reasons: each is told with its mend."""

import re
import socket
from collections.abc import Callable

import pytest

from falldetect_core.errors import SourceError
from falldetect_core.frames import open_frames
from falldetect_core.frames.rtsp import ask

from .helpers.servers import broken_camera, hangs_up

SDP = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=control:{}\r\n"

type Reply = Callable[[str, str, str], tuple[str, str, str]]


def server(reply: Reply) -> Callable[[socket.socket], None]:
    """Answer each request, of a method, an address and its text, with a status, headers and a body."""

    def answer(peer: socket.socket) -> None:
        while request := peer.recv(8192).decode():
            method, url = request.split()[:2]
            number = re.search(r"CSeq: *(\d+)", request)
            status, headers, body = ("200 OK", "", "") if method == "OPTIONS" else reply(method, url, request)
            length = f"Content-Length: {len(body)}\r\n" if body else ""
            peer.sendall(f"RTSP/1.0 {status}\r\nCSeq: {number and number[1]}\r\n{headers}{length}\r\n{body}".encode())

    return answer


def described(then: str, control: str = "track") -> Reply:
    def reply(method: str, _url: str, _request: str) -> tuple[str, str, str]:
        if method == "DESCRIBE":
            return "200 OK", "Content-Type: application/sdp\r\n", SDP.format(control)
        return then, "", ""

    return reply


def refused(status: str, headers: str = "") -> Reply:
    return lambda *_: (status, headers, "")


def guarded(challenge: str) -> Reply:
    return refused("401 Unauthorized", f"WWW-Authenticate: {challenge}\r\n")


@pytest.mark.parametrize(
    ("reply", "reason", "words"),
    [
        (described("461 Unsupported Transport"), "broken", "sends over UDP only: allow TCP"),
        (described("461 Unsupported Transport", "rtsp://127.0.0.1/track"), "broken", "sends over UDP only: allow TCP"),
        (described("453 Not Enough Bandwidth"), "refused", "choose its smaller stream"),
        (refused("503 Service Unavailable"), "refused", "is busy: close other viewers"),
        (refused("404 Not Found"), "not_found", "check the path of the address"),
        (guarded('Digest realm="x", nonce="1", algorithm="SHA-256"'), "unauthorized", "by SHA-256.*choose MD5"),
        (guarded('Digest realm="x", nonce="1"'), "unauthorized", "refused user name or password: check both"),
        (refused("302 Moved", "Location: rtsp://192.0.2.9/live\r\n"), "broken", r"leads to rtsp://192\.0\.2\.9"),
        (refused("302 Moved", "Location: http://127.0.0.1/live\r\n"), "broken", "leads to http://127"),
        (refused("302 Moved"), "broken", "leads to an address that names no host"),
    ],
)
def test_what_a_server_objects_to_is_told_with_its_mend(reply: Reply, reason: str, words: str) -> None:
    with broken_camera(server(reply)) as port, pytest.raises(SourceError, match=words) as caught:
        open_frames(f"rtsp://viewer:Geheim-42@127.0.0.1:{port}/live")
    assert caught.value.reason == reason
    assert "Geheim" not in str(caught.value)


def test_a_redirect_on_the_same_host_keeps_the_login_and_ends_somewhere() -> None:
    asked = []

    def reply(_method: str, url: str, request: str) -> tuple[str, str, str]:
        asked.append(url)
        if url.endswith("/there"):
            return ("200 OK", "", "") if "Basic" in request else ("401 No", 'WWW-Authenticate: Basic realm="x"\r\n', "")
        return "302 Moved", f"Location: {url.replace('/live', '/there')}\r\n", ""

    with broken_camera(server(reply)) as port:
        onward = ask(f"rtsp://viewer:a%2Fb@127.0.0.1:{port}/live", login_works=True)
        assert onward == f"rtsp://viewer:a%2Fb@127.0.0.1:{port}/there"
        assert ask(onward, login_works=True) is None
    with (
        broken_camera(server(lambda _, url, __: ("302 Moved", f"Location: {url}\r\n", ""))) as port,
        pytest.raises(SourceError, match="without an end"),
    ):
        open_frames(f"rtsp://127.0.0.1:{port}/live")


def test_a_login_that_is_not_known_to_work_is_not_tried_again() -> None:
    tried = []

    def reply(_method: str, _url: str, request: str) -> tuple[str, str, str]:
        tried.append("Authorization" in request)
        return "401 Unauthorized", 'WWW-Authenticate: Digest realm="x", nonce="1"\r\n', ""

    with broken_camera(server(reply)) as port, pytest.raises(SourceError, match="check both"):
        ask(f"rtsp://viewer:x@127.0.0.1:{port}/live", login_works=False)
    assert tried == [False]


def test_what_finds_nothing_to_object_to_leaves_ffmpeg_s_word() -> None:
    with broken_camera(server(described("200 OK", "*"))) as port:
        assert ask(f"rtsp://127.0.0.1:{port}/live", login_works=False) is None
    with broken_camera(hangs_up) as port:
        assert ask(f"rtsp://127.0.0.1:{port}/live", login_works=False) is None
    assert ask("rtsp://", login_works=False) is None


def test_another_protocol_on_the_port_is_told() -> None:
    def web(peer: socket.socket) -> None:
        peer.recv(4096)
        peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with broken_camera(web) as port, pytest.raises(SourceError, match="does not speak RTSP: check the port"):
        ask(f"rtsp://127.0.0.1:{port}/live", login_works=False)
