"""Asks a device over HTTP: however slowly it answers, and however much, it takes so long and so much and no more.

A time limit of a socket begins anew with each byte, so a device that sends one now and then would be waited for till
doomsday; here all of an answer has to come within one time.
"""

import http.client
import io
import socket
import time
from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from falldetect_core.frames.http import any_certificate

SILENCE_S = 5.0
"""So long may a device take to be connected, and each time before it says something."""


class Reply(NamedTuple):
    """What a device answers; `challenges` are its WWW-Authenticate headers."""

    status: int
    text: bytes
    challenges: list[str]


class Deadline:
    """A moment until which all has to be done."""

    def __init__(self, seconds: float) -> None:
        """Begin now."""
        self._end_s = time.monotonic() + seconds

    def left_s(self) -> float:
        """Return how long may be waited for the next thing; raises TimeoutError when there is no time left."""
        left_s = self._end_s - time.monotonic()
        if left_s <= 0:
            raise TimeoutError("timed out")
        return min(left_s, SILENCE_S)


def fetch(
    address: tuple[str, str, int | None],
    request: tuple[str, str, bytes | None, Mapping[str, str]],
    largest_bytes: int,
    deadline: Deadline,
) -> Reply:
    """Return what (scheme, host, port) answers to (method, path, text, headers).

    Raises OSError or HTTPException where nobody answers as HTTP says, within the time and in so many bytes.
    """
    scheme, host, port = address
    connection = (
        http.client.HTTPSConnection(host, port, timeout=deadline.left_s(), context=any_certificate())
        if scheme == "https"
        else http.client.HTTPConnection(host, port, timeout=deadline.left_s())
    )
    connection.response_class = partial(_Response, deadline)  # type: ignore[assignment]
    try:
        connection.request(*request)
        answer = connection.getresponse()
        text = answer.read(largest_bytes + 1)
    finally:
        connection.close()
    if len(text) > largest_bytes:
        raise http.client.HTTPException(f"its answer is longer than {largest_bytes} bytes")
    return Reply(answer.status, text, answer.headers.get_all("WWW-Authenticate", []))


class _Response(http.client.HTTPResponse):
    """An answer whose head and text, all together, come before a deadline."""

    def __init__(self, deadline: Deadline, sock: socket.socket, *how: Any, **more: Any) -> None:
        super().__init__(sock, *how, **more)
        self.fp = io.BufferedReader(_DeadlineReader(self.fp.detach(), sock, deadline))


class _DeadlineReader(io.RawIOBase):
    """What a socket sends, until a deadline."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, deadline: Deadline) -> None:
        self._raw, self._socket, self._deadline = raw, sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        self._socket.settimeout(self._deadline.left_s())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()
