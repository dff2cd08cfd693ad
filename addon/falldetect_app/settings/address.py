"""Whether something can be a camera's address; what is said of a wrong one shows nothing of it but its scheme."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from falldetect_core.frames.address import DEVICE, SCHEMES

HELP = "use rtsp://, http(s)://, a file or a device like /dev/video0"


def address_problem(address: str) -> str | None:
    """Say what is wrong with an address and how to mend it, or None; nothing is opened."""
    scheme, separator, _ = address.partition("://")
    if not separator:
        return None if _is_local(address) else f'"{address[:3]}…" is not a camera address; {HELP}'
    if scheme.lower() not in SCHEMES:
        shown = scheme if re.fullmatch(r"[A-Za-z0-9.+-]{1,16}", scheme) else ""
        return f'"{shown}://…" is not a camera address; {HELP}'
    if _has_host(address):
        return None
    mend = f"write it like {scheme}://192.168.1.20/stream, @ and / of a password as %40 and %2F"
    return f'"{scheme}://…" names no host; {mend}'


def _is_local(address: str) -> bool:
    """Say whether it looks like a file or device; it need not be there now, as cameras are plugged in and out."""
    return bool(DEVICE.match(address)) or address.startswith(("/", "./", "../")) or Path(address).is_file()


def _has_host(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and parts.port != 0 and not re.search(r"\s", address)
    except ValueError:
        return False
