"""Asks a camera over HTTP: logs in, and follows it to another address of the same host but nowhere else."""

import http.client
import ssl
from functools import cache
from urllib.parse import urljoin

from falldetect_core.errors import SourceError
from falldetect_core.frames import patience
from falldetect_core.frames.address import Parts, parts_of
from falldetect_core.frames.login import Challenge, strongest
from falldetect_core.frames.redaction import redacted
from falldetect_core.frames.refusal import MOST_HOPS, MOVED, OK, UNAUTHORIZED, elsewhere, refusal, same_host

PIECE = 1 << 16
"""Bytes that are read at once, at most."""


class Body:
    """What a camera answers with, as it comes."""

    def __init__(self, answer: http.client.HTTPResponse, address: str) -> None:
        """Read nothing yet."""
        self._answer = answer
        self._peeked = b""
        self.name = address
        self.type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def read(self, size: int = PIECE) -> bytes:
        """Return what is there, at least a byte and at most `size`; nothing at the end."""
        if self._peeked:
            peeked, self._peeked = self._peeked[:size], self._peeked[size:]
            return peeked
        return self._answer.read1(size)

    def peek(self, size: int) -> bytes:
        """Return the first bytes, fewer only at the end, without taking them."""
        while len(self._peeked) < size and (more := self._answer.read1(PIECE)):
            self._peeked += more
        return self._peeked[:size]

    def close(self) -> None:
        """Read no more."""
        self._answer.close()


class HttpCamera:
    """A host that is asked for one thing after another."""

    def __init__(self, address: str) -> None:
        """Ask later."""
        parts = parts_of(address)
        if parts is None:
            raise SourceError("broken", f"{redacted(address)} names no host")
        self._parts = parts
        self._challenge: Challenge | None = None

    def __str__(self) -> str:
        """Return the address as it may be shown."""
        return redacted(self._parts.bare)

    def get(self, address: str | None = None) -> Body:
        """Ask for the camera's address, or for another one of its host; raises SourceError where it refuses."""
        address = address or self._parts.bare
        for _ in range(MOST_HOPS):
            answer = self._let_in(address)
            if answer.status not in MOVED:
                return self._body(answer, address)
            answer.close()
            address = urljoin(address, answer.headers.get("Location", ""))
        raise SourceError("broken", f"{redacted(address)} sends from one address to the next without an end")

    def _let_in(self, address: str) -> http.client.HTTPResponse:
        """Ask, and once more with user name and password where it wants them."""
        answer = self._ask(address)
        if answer.status == UNAUTHORIZED and self._parts.login:
            self._challenge = strongest(answer.headers.get_all("WWW-Authenticate", []))
            answer.close()
            answer = self._ask(address)
        return answer

    def _ask(self, address: str) -> http.client.HTTPResponse:
        parts = self._same_host(address)
        connection = _connection(parts)
        try:
            connection.connect()
            socket = connection.sock
            connection.request("GET", parts.target, headers=self._headers(parts.target))
            answer = connection.getresponse()
        except http.client.HTTPException:
            raise SourceError(
                "broken", f"{redacted(address)} does not answer as a web server does: check address and port"
            ) from None
        socket.settimeout(patience.READ_TIMEOUT_S)
        return answer

    def _headers(self, path: str) -> dict[str, str]:
        headers = {"User-Agent": "falldetect", "Accept": "*/*", "Connection": "close"}
        if self._challenge and self._parts.login:
            headers["Authorization"] = self._challenge.answer(self._parts.login, "GET", path)
        return headers

    def _same_host(self, address: str) -> Parts:
        parts = parts_of(address)
        if parts is None or not same_host(self._parts, parts):
            raise elsewhere(self._parts, parts)
        return parts

    def _body(self, answer: http.client.HTTPResponse, address: str) -> Body:
        if answer.status == OK:
            return Body(answer, address)
        answer.close()
        challenges = answer.headers.get_all("WWW-Authenticate", [])
        raise refusal(self._parts, answer.status, answer.reason, challenges)


def _connection(parts: Parts) -> http.client.HTTPConnection:
    if parts.scheme == "https":
        return http.client.HTTPSConnection(
            parts.host.strip("[]"), parts.port, timeout=patience.OPEN_TIMEOUT_S, context=any_certificate()
        )
    return http.client.HTTPConnection(parts.host.strip("[]"), parts.port, timeout=patience.OPEN_TIMEOUT_S)


@cache
def any_certificate() -> ssl.SSLContext:
    """Cameras sign their certificates themselves, and old ones speak old TLS."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context
