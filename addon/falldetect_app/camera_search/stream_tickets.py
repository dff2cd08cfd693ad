"""Addresses that were found or typed, kept here so that a browser that was told of them holds no credential."""

import threading
import time
import uuid
from dataclasses import dataclass

KEPT_S = 1800.0


@dataclass(frozen=True, slots=True)
class _Issued:
    """A stream's address and when it was found."""

    address: str
    issued_s: float


class StreamTickets:
    """Hands out a ticket for each address; a ticket holds for half an hour."""

    def __init__(self) -> None:
        """Start without any."""
        self._issued: dict[str, _Issued] = {}
        self._lock = threading.Lock()

    def issue(self, address: str) -> str:
        """Keep an address and return its ticket."""
        now_s = time.monotonic()
        ticket = uuid.uuid4().hex
        with self._lock:
            self._issued = {key: issued for key, issued in self._issued.items() if now_s - issued.issued_s < KEPT_S}
            self._issued[ticket] = _Issued(address, now_s)
        return ticket

    def address(self, ticket: str) -> str | None:
        """Return the address of a ticket, or None for one that is not known any more."""
        with self._lock:
            issued = self._issued.get(ticket)
        return None if issued is None or time.monotonic() - issued.issued_s >= KEPT_S else issued.address
