"""Where the MQTT broker is and how to log in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from falldetect_app.settings.options import Mqtt

type AskForBroker = Callable[[], "Broker | None"]
"""Tells where the broker is by now and how to log in, None where that isn't known; may take its time."""


def ask_nobody() -> "Broker | None":
    """Know of no other broker than the one that was set."""
    return None


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker is and how to log in."""

    host: str
    port: int
    username: str | None = None
    password: str | None = None
    tls: bool = False
    ca_file: Path | None = None
    protocol: Literal["5", "3.1.1"] = "5"

    @classmethod
    def of(cls, options: Mqtt) -> "Broker":
        """Take the options; the port follows from TLS where none is set."""
        return cls(
            host=options.host,
            port=options.port or (8883 if options.tls else 1883),
            username=options.username,
            password=options.password.get_secret_value() if options.password else None,
            tls=options.tls,
            ca_file=options.ca_file,
            protocol=options.protocol,
        )

    def __str__(self) -> str:
        """Name it for a log."""
        return f"{self.host}:{self.port}"
