"""Asks an RTSP server itself why it does not let FFmpeg in, which has one number for many reasons."""

import re
import socket
import ssl
from email.message import Message
from http.client import HTTPException, parse_headers
from typing import NamedTuple, Self

from falldetect_core.errors import SourceError
from falldetect_core.frames import patience
from falldetect_core.frames.address import Parts, parts_of
from falldetect_core.frames.http import any_certificate
from falldetect_core.frames.login import Challenge, strongest, ways_of
from falldetect_core.frames.redaction import redacted
from falldetect_core.frames.refusal import MOVED, OK, UNAUTHORIZED, elsewhere, refusal, same_host

PORTS = {"rtsp": 554, "rtsps": 322}
_CONTROL = re.compile(r"(?ms)^m=video.*?^a=control:(\S+)")
FFMPEG_LACKS = "SHA-256"
SHA_256 = f"asks for a login by {FFMPEG_LACKS}, which is not spoken here: choose MD5 in the camera's settings"
MOST_BYTES = 1 << 20
"""No description is longer."""


class Answer(NamedTuple):
    """What the server says to one request."""

    status: int
    phrase: str
    headers: Message
    body: str

    @property
    def challenges(self) -> list[str]:
        """How it wants to be convinced."""
        return self.headers.get_all("WWW-Authenticate", [])


def ask(address: str, *, login_works: bool) -> str | None:
    """Return the address of the same host that a server sends on to; None where it finds nothing to object to.

    Raises SourceError with what it objects to. A login is tried only where it is known to work, as a third wrong one
    may lock the user out.
    """
    parts = parts_of(address)
    if parts is None:
        return None
    try:
        with _Conversation(parts) as server:
            answer = server.describe(login_works=login_works)
            if answer.status == OK:
                answer = server.set_up(answer)
    except (socket.gaierror, ssl.SSLError):
        raise
    except (OSError, ValueError, HTTPException):  # what FFmpeg said remains to be told
        return None
    if answer.status in MOVED:
        return _onward(parts, answer)
    if answer.status == OK:
        return None
    ways = ways_of(answer.challenges)
    if answer.status == UNAUTHORIZED and parts.login and ways and all(way.startswith(FFMPEG_LACKS) for way in ways):
        raise SourceError("unauthorized", f"{redacted(parts.bare)} {SHA_256}")
    raise refusal(parts, answer.status, answer.phrase, answer.challenges)


def _onward(parts: Parts, answer: Answer) -> str:
    target = parts_of(answer.headers.get("Location", ""))
    if target is None or not same_host(parts, target):
        raise elsewhere(parts, target)
    return target._replace(login=parts.login).escaped


class _Conversation:
    """One connection, on which a question follows another."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._number = 0
        self._challenge: Challenge | None = None
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        port = self._parts.port or PORTS[self._parts.scheme]
        plain = socket.create_connection((self._parts.host.strip("[]"), port), patience.READ_TIMEOUT_S)
        self._socket = any_certificate().wrap_socket(plain) if self._parts.scheme == "rtsps" else plain
        self._file = self._socket.makefile("rwb")
        return self

    def __exit__(self, *_: object) -> None:
        if self._socket:
            self._socket.close()

    def describe(self, *, login_works: bool) -> Answer:
        """Ask what the stream is."""
        answer = self._ask("DESCRIBE", self._parts.bare, "Accept: application/sdp")
        if answer.status == UNAUTHORIZED and login_works:
            self._challenge = strongest(answer.challenges)
            answer = self._ask("DESCRIBE", self._parts.bare, "Accept: application/sdp")
        return answer

    def set_up(self, described: Answer) -> Answer:
        """Ask for the pictures over TCP."""
        base = described.headers.get("Content-Base") or self._parts.bare
        control = _CONTROL.search(described.body)
        if control is None or control[1] == "*":
            return described
        track = control[1] if "://" in control[1] else f"{base.rstrip('/')}/{control[1]}"
        return self._ask("SETUP", track, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1")

    def _ask(self, method: str, url: str, *headers: str) -> Answer:
        self._number += 1
        lines = [f"{method} {url} RTSP/1.0", f"CSeq: {self._number}", "User-Agent: falldetect", *headers]
        if self._challenge and self._parts.login:
            lines.append(f"Authorization: {self._challenge.answer(self._parts.login, method, url)}")
        self._file.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        self._file.flush()
        first = self._file.readline(MOST_BYTES).decode(errors="replace")
        if not first:  # it hung up, which tells nothing about what it speaks
            raise ConnectionResetError
        protocol, _, rest = first.partition(" ")
        if not protocol.startswith("RTSP/"):
            where = redacted(self._parts.bare)
            raise SourceError("broken", f"{where} does not speak RTSP: check the port, mostly 554 or 8554")
        status, _, phrase = rest.partition(" ")
        answered = parse_headers(self._file)
        size = min(MOST_BYTES, int(answered.get("Content-Length", 0)))
        return Answer(int(status), phrase.strip(), answered, self._file.read(size).decode(errors="replace"))
