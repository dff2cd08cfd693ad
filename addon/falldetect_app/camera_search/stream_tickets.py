"""Addresses that were found or typed, kept here so that a browser that was told of them holds no credential."""

import threading
import time
import uuid
from dataclasses import dataclass

KEPT_S = 1800.0


@dataclass(frozen=True, slots=True)
class Found:
    """A stream's address and when it was found."""

    address: str
    found_s: float


class FoundStreams:
    """Hands out a ticket for each address; a ticket holds for half an hour."""

    def __init__(self) -> None:
        """Start without any."""
        self._found: dict[str, Found] = {}
        self._lock = threading.Lock()

    def put(self, address: str) -> str:
        """Keep an address and return its ticket."""
        now_s = time.monotonic()
        ticket = uuid.uuid4().hex
        with self._lock:
            self._found = {key: found for key, found in self._found.items() if now_s - found.found_s < KEPT_S}
            self._found[ticket] = Found(address, now_s)
        return ticket

    def take(self, ticket: str) -> str | None:
        """Return the address of a ticket, or None for one that is not known any more."""
        with self._lock:
            found = self._found.get(ticket)
        return None if found is None or time.monotonic() - found.found_s >= KEPT_S else found.address
