"""Cameras whose pictures a test changes while they are watched: MJPEG over HTTP, and H.264 over RTSP."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import av
import cv2
import numpy as np
from core.helpers.scenes import Grain, furnished

from falldetect_core.records import Image

ROOM = cv2.resize(furnished(), (320, 180), interpolation=cv2.INTER_AREA)
TURNED = np.ascontiguousarray(np.roll(ROOM[:, ::-1], 90, axis=1))
FPS = 8.0


def jpeg(picture: Image) -> bytes:
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()


class Show:
    """What a camera shows: a few pictures by turns, each with other noise, at so many a second."""

    def __init__(self, picture: Image = ROOM) -> None:
        self.fps = FPS
        self.address = ""
        self._number = 0
        self.show(picture)

    def show(self, picture: Image, *, noise: float = 2.0) -> None:
        grain = Grain(noise)
        self._jpegs = [jpeg(grain.on(picture) if noise else picture) for _ in range(5 if noise else 1)]

    def next(self) -> bytes:
        self._number += 1
        return self._jpegs[self._number % len(self._jpegs)]


@contextmanager
def mjpeg(*shows: Show) -> Iterator[None]:
    """Serve shows over HTTP and give each its address."""
    closing = threading.Event()

    class Camera(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            show = shows[int(self.path.strip("/"))]
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=picture")
            self.end_headers()
            with suppress(OSError):
                while not closing.wait(1 / show.fps):
                    data = show.next()
                    head = f"--picture\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
                    self.wfile.write(head.encode() + data + b"\r\n")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Camera)
    server.daemon_threads = True
    for number, show in enumerate(shows):
        show.address = f"http://127.0.0.1:{server.server_port}/{number}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield
    finally:
        closing.set()
        server.shutdown()
        server.server_close()


class Stream:
    """An RTSP camera over TCP (RFC 2326, RFC 6184) that may change everything about its stream between two pictures."""

    def __init__(self, picture: Image = ROOM) -> None:
        self.picture = picture
        self.codec = "libx264"
        self.clock_s = 0.0
        self.garbage = False
        self.connections = 0
        self._grain = Grain(2.0)
        self._closing = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self.address = f"rtsp://127.0.0.1:{self.port}/live"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._closing.set()
        self._server.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                peer, _ = self._server.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer: socket.socket) -> None:
        codec = self.codec
        with peer, suppress(OSError):
            while request := peer.recv(4096).decode(errors="replace"):
                lines = request.splitlines()
                method = lines[0].split()[0]
                number = next(line.split(":")[1].strip() for line in lines if line.lower().startswith("cseq"))
                headers, body = self._answer(method, codec)
                head = [f"RTSP/1.0 200 OK\r\nCSeq: {number}", *headers, f"Content-Length: {len(body)}"]
                peer.sendall(("\r\n".join(head) + "\r\n\r\n" + body).encode())
                if method == "PLAY":
                    self._play(peer, codec)
                    return

    def _answer(self, method: str, codec: str) -> tuple[list[str], str]:
        if method == "DESCRIBE":
            name = {"libx264": "H264", "libx265": "H265"}[codec]
            sdp = ["v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=-", "t=0 0", "m=video 0 RTP/AVP 96"]
            sdp += [f"a=rtpmap:96 {name}/90000", "a=control:track"]
            return ["Content-Type: application/sdp"], "\r\n".join(sdp) + "\r\n"
        if method == "SETUP":
            return ["Transport: RTP/AVP/TCP;unicast;interleaved=0-1", "Session: 1"], ""
        return (["Session: 1"] if method in ("PLAY", "GET_PARAMETER") else ["Public: DESCRIBE, SETUP, PLAY"]), ""

    def _play(self, peer: socket.socket, codec: str) -> None:
        sequence, ticks, encoder = 0, 0, None
        while not self._closing.wait(1 / FPS):
            picture = self._grain.on(self.picture) if self.picture.shape == ROOM.shape else self.picture
            if self.codec != codec:
                codec, encoder = self.codec, None  # another codec under the old description, as cameras do it
            if encoder is None or (encoder.height, encoder.width) != picture.shape[:2]:
                encoder = _encoder(codec, picture)
            ticks += round(90000 / FPS)
            shown = av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format="yuv420p")
            for packet in encoder.encode(shown):
                units = [unit for unit in bytes(packet).replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1") if unit]
                for at, unit in enumerate(units):
                    data = np.random.default_rng(sequence).bytes(len(unit)) if self.garbage else unit
                    stamp = (ticks + round(self.clock_s * 90000)) % 2**32
                    for payload in _payloads(data, codec):
                        sequence = (sequence + 1) % 2**16
                        last = at == len(units) - 1 and payload[2]
                        head = struct.pack(">BBHII", 0x80, 96 | (0x80 if last else 0), sequence, stamp, 1)
                        rtp = head + payload[0] + payload[1]
                        peer.sendall(struct.pack(">cBH", b"$", 0, len(rtp)) + rtp)


def _encoder(codec: str, picture: Image) -> av.VideoCodecContext:
    encoder = av.CodecContext.create(codec, "w")
    encoder.height, encoder.width = picture.shape[:2]
    encoder.pix_fmt, encoder.time_base, encoder.framerate = "yuv420p", Fraction(1, 8), Fraction(8)
    encoder.gop_size = 8
    quick = "keyint=8:bframes=0:repeat-headers=1:annexb=1"
    encoder.options = {"preset": "ultrafast", "tune": "zerolatency"}
    encoder.options |= {"x265-params": f"{quick}:log-level=none"} if codec == "libx265" else {"x264-params": quick}
    return encoder


PIECE = 1300


def _payloads(unit: bytes, codec: str) -> Iterator[tuple[bytes, bytes, bool]]:
    """Cut a NAL unit into RTP payloads: header, piece, whether it is the last."""
    if len(unit) <= PIECE:
        yield b"", unit, True
        return
    size = 2 if codec == "libx265" else 1
    body = unit[size:]
    for start in range(0, len(body), PIECE):
        first, last = start == 0, start + PIECE >= len(body)
        flags = (0x80 if first else 0) | (0x40 if last else 0)
        if codec == "libx265":
            kind = (unit[0] >> 1) & 0x3F
            head = bytes([(unit[0] & 0x81) | (49 << 1), unit[1], flags | kind])
        else:
            head = bytes([(unit[0] & 0xE0) | 28, flags | (unit[0] & 0x1F)])
        yield head, body[start : start + PIECE], last
