"""What a device answers that means no good: each comes to an end, though the device itself never would."""

import http.client
import itertools
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from falldetect_app.camera_search import http_deadline, soap, stream_servers
from falldetect_app.camera_search.http_deadline import Deadline, fetch
from falldetect_app.camera_search.onvif import OnvifError, stream_of
from falldetect_app.camera_search.stream_servers import StreamServerError, streams_at

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\n\r\n"
SHORT_S = 0.5
DRIP_S = 0.05

type Device = Callable[[Iterator[bytes]], int]


@pytest.fixture
def device() -> Iterator[Device]:
    """A device that answers everybody in pieces, one after another, until the other side has had enough."""
    closing = threading.Event()
    servers: list[socket.socket] = []

    def serve(server: socket.socket, pieces: Iterator[bytes]) -> None:
        with suppress(OSError):
            while True:
                peer, _ = server.accept()
                with peer, suppress(OSError):
                    peer.recv(4096)
                    for piece in pieces:
                        peer.sendall(piece)
                        if len(piece) <= 1 and closing.wait(DRIP_S):
                            return

    def start(pieces: Iterator[bytes]) -> int:
        servers.append(socket.create_server(("127.0.0.1", 0)))
        threading.Thread(target=serve, args=(servers[-1], pieces), daemon=True).start()
        return int(servers[-1].getsockname()[1])

    yield start
    closing.set()
    for server in servers:
        server.close()


def drips(head: bytes = b"", drop: bytes = b"x") -> Iterator[bytes]:
    return itertools.chain([head], itertools.repeat(drop))


DRIPPING = {
    "a status that never ends": drips,
    "a head that never ends": lambda: drips(b"HTTP/1.1 200 OK\r\nX-Long: "),
    "a text that never ends": lambda: drips(HEAD),
    "a text that is announced and never complete": lambda: drips(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"),
    "a chunk that never ends": lambda: drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
    "wait, wait, wait": lambda: itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "nothing": lambda: drips(b"", b""),
}


@pytest.mark.parametrize("answer", DRIPPING)
def test_what_drips_is_waited_for_no_longer_than_the_deadline(device: Device, answer: str) -> None:
    port = device(DRIPPING[answer]())
    with pytest.raises((OSError, http.client.HTTPException)):
        fetch(("http", "127.0.0.1", port), ("GET", "/", None, {}), 1000, Deadline(SHORT_S))


def test_an_answer_without_end_is_too_long(device: Device) -> None:
    port = device(itertools.chain([HEAD], itertools.repeat(b"x" * 4096)))
    with pytest.raises(http.client.HTTPException, match="longer than 100000 bytes"):
        fetch(("http", "127.0.0.1", port), ("GET", "/", None, {}), 100_000, Deadline(60))


def test_what_is_left_is_never_more_than_a_silence() -> None:
    assert Deadline(3600).left_s() == http_deadline.SILENCE_S
    with pytest.raises(TimeoutError):
        Deadline(0).left_s()


def test_a_camera_that_drips_is_told(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soap, "LONGEST_S", SHORT_S)
    with pytest.raises(OnvifError, match=r"the camera at 127\.0\.0\.1 does not answer \(timed out\)"):
        stream_of(f"http://127.0.0.1:{device(drips(HEAD))}/onvif", "viewer", "Geheim-42")


def test_a_recorder_that_drips_is_told(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_servers, "LONGEST_S", SHORT_S)
    with pytest.raises(StreamServerError, match=r"127\.0\.0\.1 does not answer \(timed out\): give it like"):
        streams_at(f"http://127.0.0.1:{device(drips(HEAD))}")
