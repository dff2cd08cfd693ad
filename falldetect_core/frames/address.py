"""What the address of a camera or file says about how to read it."""

import re
from pathlib import Path
from urllib.parse import urlsplit

SCHEMES = ("rtsp", "rtsps", "http", "https")
DEVICE = re.compile(r"^(/dev/video\d+|\d+)$")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*)://")
_USER = re.compile(r"(?s)(?<=://).*@|^(?![a-zA-Z][a-zA-Z0-9+.-]*://).*:.*@")
"""All up to the last @, as a password that nobody escaped may hold any other character."""
_SECRET = re.compile(r"(?is)((?:pass|pwd|token|key|secret|auth|user|usr|login)[^=&]*=)[^&]*")


def scheme_of(address: str) -> str:
    """Tell `rtsp`, `http`, …, `device` or `file`."""
    if DEVICE.match(address):
        return "device"
    scheme = _SCHEME.match(address)
    return scheme[1].lower() if scheme else "file"


def is_live(address: str) -> bool:
    """Say whether the source goes on for ever, as a camera does, rather than ending as a file does."""
    return scheme_of(address) != "file"


def redacted(address: str) -> str:
    """Return the address without user name, password or token, fit for a log."""
    return _SECRET.sub(r"\1***", _USER.sub("***@", address))


def problem_with(address: str) -> str | None:
    """Say what is wrong with an address and how to mend it, or None; nothing is opened."""
    scheme = scheme_of(address)
    if scheme == "file":
        return None if Path(address).is_file() else f"there is no file {redacted(address)!r}: check the path"
    if scheme != "device" and scheme not in SCHEMES:
        return (
            f"{scheme}:// is not a kind of camera address: use rtsp://, http(s)://, a file or a device like /dev/video0"
        )
    if scheme != "device" and not _names_host(address):
        return f"{redacted(address)} names no host: write it like rtsp://user:password@192.0.2.10:554/stream"
    return None


def _names_host(address: str) -> bool:
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:
        return False
