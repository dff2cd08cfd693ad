"""What the address of a camera or file says about how to read it; a password may stand in it unescaped."""

import ipaddress
import re
import string
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from falldetect_core.frames.redaction import redacted

SCHEMES = ("rtsp", "rtsps", "http", "https", "rtmp", "rtmps")
DEVICE = re.compile(r"^(/dev/video\d+|\d+)$")
ESCAPES = "write @ of a password as %40, / as %2F, ? as %3F, # as %23, % as %25 and a space as %20"
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*)://")
_PLACE = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+(?:%[^\]]+)?\]|[^\s:/?#@\[\]]+)(?::(?P<port>\d{1,5}))?(?=[/?#]|$)")


class Parts(NamedTuple):
    """An address apart: the login with nothing escaped, the host in small letters, the path with its query."""

    scheme: str
    login: tuple[str, str] | None
    host: str
    port: int | None
    path: str

    @property
    def bare(self) -> str:
        """The address without its login."""
        return f"{self.scheme}://{self.host}{'' if self.port is None else f':{self.port}'}{self.path}"

    @property
    def target(self) -> str:
        """What of it a server is asked for."""
        path = self.path.partition("#")[0]
        return path if path.startswith("/") else f"/{path}"

    @property
    def escaped(self) -> str:
        """The address as URLs are to be written."""
        login = ":".join(quote(word, safe="") for word in self.login) + "@" if self.login else ""
        return self.bare.replace("://", f"://{login}", 1)


def scheme_of(address: str) -> str:
    """Tell `rtsp`, `http`, …, `device` or `file`."""
    if DEVICE.match(address):
        return "device"
    scheme = _SCHEME.match(address)
    return scheme[1].lower() if scheme else "file"


def is_live(address: str) -> bool:
    """Say whether the source goes on for ever, as a camera does, rather than ending as a file does."""
    return scheme_of(address) != "file"


def parts_of(address: str) -> Parts | None:
    """Take an address apart; None where it names no host, or can be read in several ways."""
    readings = _readings(address)
    return readings[0] if len(readings) == 1 else None


def problem_with(address: str) -> str | None:
    """Say what is wrong with an address and how to mend it, or None; nothing is opened."""
    scheme = scheme_of(address)
    if scheme == "file":
        return None if Path(address).is_file() else f"there is no file {redacted(address)!r}: check the path"
    if scheme == "device":
        return None
    if scheme not in SCHEMES:
        return (
            f"{scheme}:// is not a kind of camera address: use rtsp://, http(s)://, a file or a device like /dev/video0"
        )
    readings = _readings(address)
    if not readings:
        return f"{redacted(address)} names no host: write it like rtsp://user:password@192.0.2.10:554/stream"
    return f"{redacted(address)} can be read in more than one way: {ESCAPES}" if len(readings) > 1 else None


def _readings(address: str) -> list[Parts]:
    """Return every way to tell login and host apart; a host that looks like one rules out those that don't."""
    scheme, _, body = address.strip().partition("://")
    ends = [place.start() for place in re.finditer("@", body)]
    readings = [_reading(scheme.lower(), None, body)]
    readings += [_reading(scheme.lower(), body[:end], body[end + 1 :]) for end in ends]
    possible = [reading for reading in readings if reading]
    likeliest = max((_likeness(reading.host) for reading in possible), default=0)
    return [reading for reading in possible if _likeness(reading.host) == likeliest]


def _reading(scheme: str, login: str | None, rest: str) -> Parts | None:
    place = _PLACE.match(rest)
    user, colon, password = (login or "").partition(":")
    if place is None or (not colon and re.search("[/?#]", user)):
        return None
    port = int(place["port"]) if place["port"] else None
    if port is not None and not 0 < port < 65536:  # noqa: PLR2004 - all ports there are
        return None
    words = None if login is None else (_unescaped(user), _unescaped(password))
    return Parts(scheme, words, place["host"].lower(), port, quote(rest[place.end() :], safe=string.printable.strip()))


def _unescaped(word: str) -> str:
    """Return what was meant: a % that begins no escape tells that nothing was escaped."""
    return word if re.search("%(?![0-9a-fA-F]{2})", word) else unquote(word)


def _likeness(host: str) -> int:
    """Say how much it looks like a host: an IP address, a name with dots, any other word."""
    try:
        ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return int("." in host.strip(".") or host == "localhost")
    return 2
