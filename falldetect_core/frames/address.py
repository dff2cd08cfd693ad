"""What the address of a camera or file says about how to read it."""

import re
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

SCHEMES = ("rtsp", "rtsps", "http", "https")
DEVICE = re.compile(r"^(/dev/video\d+|\d+)$")
_SECRET = re.compile(r"(?i)((?:pass(?:word|wd)?|pwd|token|key|secret|auth)[^=&]*=)[^&]*")


def scheme_of(address: str) -> str:
    """Tell `rtsp`, `http`, …, `device` or `file`."""
    if DEVICE.match(address):
        return "device"
    scheme, separator, _ = address.partition("://")
    return scheme.lower() if separator else "file"


def is_live(address: str) -> bool:
    """Say whether the source goes on for ever, as a camera does, rather than ending as a file does."""
    return scheme_of(address) != "file"


def redacted(address: str) -> str:
    """Return the address without user name, password or token, fit for a log."""
    if scheme_of(address) in ("device", "file"):
        return address
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    netloc = f"***@{host}" if "@" in parts.netloc else host
    return urlunsplit((parts.scheme, netloc, parts.path, _SECRET.sub(r"\1***", parts.query), ""))


def problem_with(address: str) -> str | None:
    """Say what is wrong with an address and how to mend it, or None; nothing is opened."""
    scheme = scheme_of(address)
    if scheme == "file":
        return None if Path(address).is_file() else f"there is no file {address!r}: check the path"
    if scheme != "device" and scheme not in SCHEMES:
        return (
            f"{scheme}:// is not a kind of camera address: use rtsp://, http(s)://, a file or a device like /dev/video0"
        )
    if scheme != "device" and not urlsplit(address).hostname:
        return f"{redacted(address)} names no host: write it like rtsp://user:password@192.0.2.10:554/stream"
    return None
