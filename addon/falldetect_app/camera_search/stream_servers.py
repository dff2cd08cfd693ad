"""Frigate and go2rtc: they know the cameras already, and pass their streams on."""

import http.client
import json
from typing import Any
from urllib.parse import quote, urlsplit

from falldetect_app.camera_search.http_deadline import Deadline, fetch
from falldetect_core.errors import FallDetectError

LONGEST_S = 10.0
LARGEST_BYTES = 2_000_000
RTSP_PORT = 8554
"""Where go2rtc, on its own or in Frigate, passes streams on."""
HELP = "give it like http://192.168.1.5:1984 (go2rtc) or http://192.168.1.5:5000 (Frigate)"


class StreamServerError(FallDetectError):
    """No Frigate or go2rtc answers there."""


def streams_at(url: str) -> list[tuple[str, str]]:
    """Return names and addresses of the streams that Frigate or go2rtc at `url` passes on; raises StreamServerError."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        raise StreamServerError(f"this is no address of Frigate or go2rtc: {HELP}")
    known = _ask(parts.scheme, host, port, "/api/streams")
    if known is None:
        known = (_ask(parts.scheme, host, port, "/api/config") or {}).get("cameras")
    if not isinstance(known, dict):
        raise StreamServerError(f"neither Frigate nor go2rtc answers there: {HELP}")
    shown = f"[{host}]" if ":" in host else host
    return [(str(name), f"rtsp://{shown}:{RTSP_PORT}/{quote(str(name))}") for name in sorted(known, key=str)]


def _ask(scheme: str, host: str, port: int | None, path: str) -> dict[str, Any] | None:
    """Return a JSON object from there, or None for any other answer; raises StreamServerError where nobody answers."""
    try:
        status, text, _ = fetch((scheme, host, port), ("GET", path, None, {}), LARGEST_BYTES, Deadline(LONGEST_S))
    except (OSError, http.client.HTTPException) as error:
        raise StreamServerError(f"{host} does not answer ({error}): {HELP}") from None
    try:
        found = json.loads(text) if status == http.HTTPStatus.OK else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
