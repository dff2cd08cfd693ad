"""Cameras over HTTP that are as odd as real ones: what stands between pictures, single pictures, logins, redirects."""

import hashlib
import re
import socket
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import cv2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from falldetect_core.errors import SourceError
from falldetect_core.frames import open_frames
from falldetect_core.frames.jpegs import JpegSplitter
from falldetect_core.frames.login import strongest, ways_of

from .helpers.servers import QuietHandler, broken_camera, http_server
from .helpers.videos import corner

JPEG = cv2.imencode(".jpg", corner(64, 48))[1].tobytes()
LENGTH = b"Content-Length: %d\r\n" % len(JPEG)
USER, PASSWORD = "viewer", "Geheim-42"


@pytest.mark.parametrize(
    ("kind", "before"),
    [
        ("multipart/x-mixed-replace; boundary=x", b"\r\n--x\r\nContent-Type: image/jpeg\r\n" + LENGTH + b"\r\n"),
        ("multipart/x-mixed-replace; boundary=--x", b"--x\r\nContent-Type: image/jpeg\r\n\r\n"),
        ("multipart/x-mixed-replace", b"x\r\nContent-Type: image/jpg\r\n\r\n"),
        ("multipart/x-mixed-replace; boundary=x", b"Content-Type: image/jpeg\r\n\r\n"),
        ("application/octet-stream", b"--x\r\n\r\n"),
        ("video/x-motion-jpeg", b""),
    ],
)
def test_pictures_are_found_whatever_stands_between_them(kind: str, before: bytes) -> None:
    def plays(peer: socket.socket) -> None:
        peer.recv(4096)
        peer.sendall(f"HTTP/1.0 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode())
        while True:
            peer.sendall(before + JPEG)

    with broken_camera(plays) as port, open_frames(f"http://127.0.0.1:{port}/", fps=60) as frames:
        seen = [frame for frame, _ in zip(frames, range(5), strict=False)]
    assert {frame.size for frame in seen} == {(64, 48)}


@given(
    st.lists(st.integers(1, 4000), min_size=1, max_size=20), st.binary(max_size=9).filter(lambda b: b"\xff" not in b)
)
def test_pictures_are_the_same_however_their_bytes_come(sizes: list[int], between: bytes) -> None:
    data, splitter, found = (between + JPEG) * 5, JpegSplitter(), []
    while data:
        for size in sizes:
            found += splitter.feed(data[:size])
            data = data[size:]
    assert found == [JPEG] * 5
    assert splitter.rest() == b""


def test_a_picture_without_its_end_ends_where_the_next_begins() -> None:
    splitter = JpegSplitter()
    assert list(splitter.feed(JPEG[:-2] + JPEG)) == [JPEG[:-2], JPEG]
    assert list(splitter.feed(JPEG[:300])) == []
    assert splitter.rest() == JPEG[:300]


@dataclass
class WebCamera:
    """Answers each path with a status, headers and a body; guards some by Basic or Digest."""

    paths: dict[str, tuple[int, dict[str, str], bytes]]
    challenges: tuple[str, ...] = ()
    right: Callable[[str, str], bool] = lambda _given, _path: True
    asked: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def serving(camera: WebCamera) -> Iterator[str]:
    class Handler(QuietHandler):
        def do_GET(self) -> None:  # noqa: N802 - http.server's name
            given_login = self.headers.get("Authorization", "")
            camera.asked.append((self.path, given_login))
            if camera.challenges and not (given_login and camera.right(given_login, self.path)):
                status, headers, body = 401, {}, b""
            else:
                status, headers, body = camera.paths.get(self.path, (404, {}, b""))
            self.send_response(status)
            for challenge in camera.challenges if status == 401 else ():
                self.send_header("WWW-Authenticate", challenge)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    with http_server(Handler) as port:
        yield f"http://{USER}:{PASSWORD}@127.0.0.1:{port}"


STILL = (200, {"Content-Type": "image/jpeg"}, JPEG)


@pytest.mark.parametrize("kind", ["image/jpeg", "image/jpg", "application/octet-stream", "text/html"])
def test_a_single_picture_is_asked_for_again_and_again(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    camera = WebCamera({"/snap.jpg": (200, {"Content-Type": kind}, JPEG)})
    with caplog.at_level("INFO"), serving(camera) as address, open_frames(f"{address}/snap.jpg", fps=60) as frames:
        seen = [frame for frame, _ in zip(frames, range(2), strict=False)]
    assert {frame.size for frame in seen} == {(64, 48)}
    assert len(camera.asked) > 2, "the same picture is asked for, and passed on once a second"
    assert "gives single pictures: 8 a second are asked for" in caplog.text
    assert PASSWORD not in caplog.text


def digest(way: str, given_login: str, path: str) -> bool:
    """Compute what RFC 7616 wants by itself, and compare."""
    fields = {name: quoted or bare for name, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^,]+))', given_login)}
    kind = "sha256" if way.startswith("SHA-256") else "md5"

    def hashed(*words: str) -> str:
        return hashlib.new(kind, ":".join(words).encode()).hexdigest()

    secret = hashed(USER, fields["realm"], PASSWORD)
    if way.lower().endswith("-sess"):
        secret = hashed(secret, fields["nonce"], fields["cnonce"])
    counted = (fields["nc"], fields["cnonce"], "auth") if "qop" in fields else ()
    return fields["uri"] == path and fields["response"] == hashed(
        secret, fields["nonce"], *counted, hashed("GET", path)
    )


@pytest.mark.parametrize("way", ["", "MD5", "md5", "MD5-sess", "SHA-256", "SHA-256-sess"])
@pytest.mark.parametrize("guard", ["", ', qop="auth"', ', qop="auth-int,auth", opaque="a b"'])
def test_digest_is_answered_as_the_standard_says(way: str, guard: str) -> None:
    algorithm = f", algorithm={way}" if way else ""
    challenge = f'Digest realm="my camera", nonce="n,1"{guard}{algorithm}'
    camera = WebCamera({"/snap?a=1": STILL}, (challenge,), lambda login, path: digest(way.upper(), login, path))
    with serving(camera) as address, open_frames(f"{address}/snap?a=1", fps=60) as frames:
        assert next(iter(frames)).size == (64, 48)


def test_basic_is_answered_and_a_stronger_way_goes_before_it() -> None:
    login = "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    camera = WebCamera({"/": STILL}, ('Basic realm="x"',), lambda given_login, _: given_login == login)
    with serving(camera) as address, open_frames(f"{address}/", fps=60) as frames:
        assert next(iter(frames)).size == (64, 48)
    offered = ['Basic realm="x", Digest realm="x", nonce="1", algorithm=MD5', 'Digest nonce="2", algorithm=SHA-256']
    chosen = strongest(offered)
    assert chosen is not None
    assert (chosen.way, chosen.fields["nonce"]) == ("SHA-256", "2")
    assert ways_of(offered) == {"BASIC", "MD5", "SHA-256"}
    assert strongest(['Digest nonce="1", algorithm=SHA-512-256', "Negotiate"]) is None


def test_a_wrong_password_is_tried_once() -> None:
    camera = WebCamera({"/": STILL}, ('Digest realm="x", nonce="1"',), lambda *_: False)
    with serving(camera) as address, pytest.raises(SourceError, match="refused user name or password: check both"):
        open_frames(f"{address}/")
    assert len(camera.asked) == 2


@pytest.mark.parametrize(
    ("challenge", "login", "words"),
    [
        ('Digest realm="x", nonce="1"', False, "asks for user name and password"),
        ('Digest realm="x", nonce="1", algorithm=SHA-512-256', True, "a login of a kind that is not spoken here"),
    ],
)
def test_a_login_that_cannot_be_given_is_told_with_its_mend(challenge: str, words: str, *, login: bool) -> None:
    camera = WebCamera({"/": STILL}, (challenge,), lambda *_: False)
    with serving(camera) as address, pytest.raises(SourceError, match=words) as caught:
        open_frames(f"{address}/" if login else f"{address}/".replace(f"{USER}:{PASSWORD}@", ""))
    assert caught.value.reason == "unauthorized"


def moved(to: str) -> tuple[int, dict[str, str], bytes]:
    return 302, {"Location": to}, b""


def test_a_redirect_is_followed_on_the_same_host_alone() -> None:
    paths = {"/a": moved("/b"), "/b": STILL, "/out": moved("http://192.0.2.9/x"), "/round": moved("/round")}
    camera = WebCamera(paths)
    with serving(camera) as address:
        with open_frames(f"{address}/a", fps=60) as frames:
            assert next(iter(frames)).size == (64, 48)
        with pytest.raises(SourceError, match=r"leads to http://192\.0\.2\.9, which is not followed"):
            open_frames(f"{address}/out")
        with pytest.raises(SourceError, match="without an end"):
            open_frames(f"{address}/round")


def test_what_is_no_web_server_is_told() -> None:
    def answers(peer: socket.socket) -> None:
        peer.recv(4096)
        peer.sendall(b"RTSP/1.0 400 Bad Request\r\n\r\n")

    with broken_camera(answers) as port, pytest.raises(SourceError, match="does not answer as a web server does"):
        open_frames(f"http://127.0.0.1:{port}/")
