"""Cameras on loopback: an MJPEG server, a real RTSP server, and sockets that break in every way that cameras do."""

import signal
import socket
import socketserver
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

import cv2

from .videos import corner

SYSTEM_PYTHON = "/usr/bin/python3"
"""Debian's: only it sees GStreamer's bindings."""
RTSP_SERVER = Path(__file__).with_name("rtsp_server.py")


class QuietHandler(BaseHTTPRequestHandler):
    """Answers without a word on standard error."""

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def http_server(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[int]:
    """Serve HTTP on loopback; yields the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def mjpeg_camera(*, pictures: int | None = None, rate: float = 50.0, status: int = 200) -> Iterator[str]:
    """Serve MJPEG over HTTP for ever, or break off after so many pictures; yields the address."""
    closing = threading.Event()
    _, jpeg = cv2.imencode(".jpg", corner(64, 48))

    class Camera(QuietHandler):
        def do_GET(self) -> None:
            if status != 200:
                self.send_error(status)
                return
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=picture")
            self.end_headers()
            sent = 0
            with suppress(OSError):
                while not closing.wait(1 / rate) and sent != pictures:
                    head = f"--picture\r\nContent-Type: image/jpeg\r\nContent-Length: {jpeg.size}\r\n\r\n"
                    self.wfile.write(head.encode() + jpeg.tobytes() + b"\r\n")
                    sent += 1

    with http_server(Camera) as port:
        try:
            yield f"http://127.0.0.1:{port}/video"
        finally:
            closing.set()


@contextmanager
def broken_camera(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """Accept connections and let `answer` treat each; yields the port."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                answer(self.request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def says_nothing(peer: socket.socket) -> None:
    """Read for ever and never answer."""
    while peer.recv(4096):
        pass


def says_garbage(peer: socket.socket) -> None:
    """Answer with what no protocol knows."""
    peer.recv(4096)
    peer.sendall(b"\x00\xff garbage \r\n\r\n" * 50)


def hangs_up(peer: socket.socket) -> None:
    """Close as soon as something is asked."""
    peer.recv(4096)


def rtsp_status(status: str) -> Callable[[socket.socket], None]:
    """Answer every RTSP request with the same status line."""

    def answer(peer: socket.socket) -> None:
        while request := peer.recv(4096).decode():
            number = next(line.split(":")[1].strip() for line in request.splitlines() if line.startswith("CSeq"))
            challenge = 'WWW-Authenticate: Basic realm="camera"\r\n' if status.startswith("401") else ""
            peer.sendall(f"RTSP/1.0 {status}\r\nCSeq: {number}\r\n{challenge}\r\n".encode())

    return answer


def unused_port() -> int:
    """Find a port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RtspCamera:
    """A real RTSP server (GStreamer) that shows a ball, in a process that can be killed and frozen."""

    def __init__(self, *, credentials: tuple[str, str] | None = None) -> None:
        """Choose a port; `credentials` ask for digest authentication."""
        self.port = unused_port()
        self.address = f"rtsp://127.0.0.1:{self.port}/live"
        self._credentials = credentials
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> Self:
        """Serve, and wait until clients can connect."""
        command = [SYSTEM_PYTHON, str(RTSP_SERVER), str(self.port), *(self._credentials or ())]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603
        ready = self._process.stdout.readline() if self._process.stdout else ""
        if ready.strip() != "ready":
            _, errors = self._process.communicate()
            message = f"the RTSP server did not start: run `scripts/setup e2e` once, which installs GStreamer\n{errors}"
            raise RuntimeError(message)
        return self

    def __enter__(self) -> Self:
        """Start it for a while."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Stop it for good."""
        self.stop()

    def freeze(self) -> None:
        """Leave the connection open and send nothing any more."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def stop(self) -> None:
        """Kill it, as a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def wait_until(holds: Callable[[], bool], timeout_s: float = 60.0) -> None:
    """Wait for something that another thread or process does."""
    ends_s = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < ends_s, "it did not happen in time"
        time.sleep(0.01)
