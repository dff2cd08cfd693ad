"""Where a connection's packets come from, by kind of address and by what a camera answers."""

import re
from typing import Any, Protocol, SupportsFloat

import av.error
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext

from falldetect_core.errors import SourceError
from falldetect_core.frames.address import scheme_of
from falldetect_core.frames.container import ContainerSource
from falldetect_core.frames.explain import STALLS
from falldetect_core.frames.http import Body, HttpCamera
from falldetect_core.frames.jpegs import JpegSource
from falldetect_core.frames.redaction import redacted
from falldetect_core.frames.refusal import MOST_HOPS
from falldetect_core.frames.rtsp import ask

ENOUGH = 16
"""So many first bytes tell pictures, playlists and web pages apart."""
_JPEGS = re.compile(rb"(?i)\s*(?:\xff\xd8|--[\x21-\x7e]|content-(?:type|length):)")
_PAGE = re.compile(r"text/|application/(?:json|xml|sdp)|image/")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
"""What stands in no text: a web server may take MPEG-TS, whose files end in .ts, for one."""
_PLAYLIST = b"#EXTM3U"


class Source(Protocol):
    """A stream of packets, and what decodes them."""

    @property
    def codec(self) -> VideoCodecContext:
        """The decoder."""

    @property
    def aspect(self) -> SupportsFloat | None:
        """Width of a pixel over its height, None where nobody says."""

    @property
    def rate(self) -> float:
        """Pictures a second, as far as anybody tells."""

    @property
    def duration_s(self) -> float | None:
        """Length of a file in seconds."""

    @property
    def begins_s(self) -> float:
        """The stamp of a file's first packet, nan where it has none; 0 for a camera."""

    def next(self) -> "Packet[Any] | None":
        """Return the next packet, None at the end."""

    def close(self) -> None:
        """Close the connection."""


def open_source(address: str, *, hardware: bool) -> Source:
    """Connect; raises what FFmpeg and sockets raise, and SourceError where there are words for it."""
    scheme = scheme_of(address).removesuffix("s")
    if scheme == "http":
        return _open_http(address, hardware=hardware)
    return _open_rtsp(address, hardware=hardware) if scheme == "rtsp" else ContainerSource(address, hardware=hardware)


def _open_rtsp(address: str, *, hardware: bool) -> Source:
    """Connect; FFmpeg may not follow where a server sends it, and says the same of much that is wrong."""
    for _ in range(MOST_HOPS):
        try:
            return ContainerSource(address, hardware=hardware)
        except (*STALLS, ConnectionRefusedError):
            raise
        except (av.error.FFmpegError, OSError) as error:
            onward = ask(address, login_works=not isinstance(error, av.error.HTTPUnauthorizedError))
            if onward is None:
                raise
            address = onward
    raise SourceError("broken", f"{redacted(address)} sends from one address to the next without an end")


def _open_http(address: str, *, hardware: bool) -> Source:
    camera = HttpCamera(address)
    body = camera.get()
    if _is_jpeg(body):
        return JpegSource(camera, body)
    first = body.peek(ENOUGH)
    if first.lstrip(b"\xef\xbb\xbf\r\n ").startswith(_PLAYLIST):
        mend = "choose the camera's RTSP stream, or let go2rtc make one of it"
        raise SourceError("broken", f"{camera} sends a playlist (HLS), which comes too late to tell a fall: {mend}")
    if _PAGE.match(body.type) and (body.type.startswith("image/") or not _BINARY.search(first)):
        raise SourceError("broken", f"{camera} sends {body.type}, which is no video: choose its RTSP stream")
    return ContainerSource(address, body, hardware=hardware)


def _is_jpeg(body: Body) -> bool:
    """Say whether pictures come, whatever the camera calls them."""
    return bool(re.match("multipart/|image/p?jpe?g", body.type) or _JPEGS.match(body.peek(ENOUGH)))
