"""What FFmpeg reads: a file, an RTSP or RTMP stream, a webcam, or the body of an HTTP answer."""

import math
import time
from typing import Any, SupportsFloat

import av
import av.error
from av.container import Flags, InputContainer
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from falldetect_core.errors import SourceError
from falldetect_core.frames import patience
from falldetect_core.frames.address import parts_of, scheme_of
from falldetect_core.frames.decoder import DECODERS
from falldetect_core.frames.hardware import accelerator
from falldetect_core.frames.http import Body
from falldetect_core.frames.redaction import redacted

LOOK_AGAIN_S = 0.005
"""How soon a webcam that has no picture yet is asked again."""
MOST_FAULTS = 100
"""A file of which so many pieces in a row cannot be read is not searched any further."""
STAMPLESS = ("h264", "hevc", "m4v", "mjpeg", "mpegvideo")
"""Formats that hold pictures alone: FFmpeg makes stamps up, 25 a second whatever the pictures say."""
_SOON = {"codec_whitelist": DECODERS, "analyzeduration": "500000", "fpsprobesize": "0"}
"""What needs a look at the first pictures to know what it is gets half a second."""
_OPTIONS = {
    "rtsp": {
        "codec_whitelist": DECODERS,
        "format_whitelist": "rtsp",
        "protocol_whitelist": "tcp,tls",
        "rtsp_transport": "tcp",
        "allowed_media_types": "video",
        "probesize": "32",
    },
    "rtmp": _SOON | {"format_whitelist": "flv", "protocol_whitelist": "rtmp,rtmps,tcp,tls"},
    "http": _SOON | {"format_whitelist": "h264,hevc,mpegts,flv,live_flv,mp4,matroska", "protocol_whitelist": ""},
    "file": {"protocol_whitelist": "file"},
    "device": {"fflags": str(Flags.non_block.value)},
}
"""By kind of address: nothing that is read leads from a camera to a file, or from a file to the network.

What an RTSP stream is its description tells, or its first key frame: nothing is read for that alone.
A webcam is never waited for inside FFmpeg, which would wait for a driver that hangs for ever, and so hold the device.
"""


class ContainerSource:
    """A stream of packets, and what decodes them."""

    def __init__(self, address: str, body: Body | None = None, *, hardware: bool) -> None:
        """Connect, or read `body`; raises what FFmpeg raises, and SourceError where there is no video."""
        self._file = scheme_of(address) == "file"
        self._container = _open(address, body, hardware=hardware)
        video = self._container.streams.video
        # PyAV has no codec context for a stream whose codec can't be told, whatever its types say.
        if not video or video[0].codec_context is None:
            self.close()
            raise SourceError("broken", f"{redacted(address)} carries no video: choose the camera's video stream")
        self._stream: VideoStream = video[0]
        self._packets = self._container.demux(self._stream)
        self._faults = 0
        self._first: int | None = None

    @property
    def codec(self) -> VideoCodecContext:
        """The decoder."""
        return self._stream.codec_context

    @property
    def aspect(self) -> SupportsFloat | None:
        """Width of a pixel over its height, None where nobody says."""
        return self._stream.sample_aspect_ratio or self.codec.sample_aspect_ratio

    @property
    def rate(self) -> float:
        """Pictures a second, as far as the header tells."""
        return float(self._stream.guessed_rate or self._stream.average_rate or 25)

    @property
    def begins_s(self) -> float:
        """The stamp of a file's first packet, nan where FFmpeg makes them up; 0 for a camera."""
        if not self._file:
            return 0.0
        if self._container.format.name in STAMPLESS:
            return math.nan
        start = self._first if self._stream.start_time is None else self._stream.start_time
        return float((start or 0) * self._stream.time_base)

    @property
    def duration_s(self) -> float | None:
        """Length that a file's header states, in seconds."""
        duration = self._container.duration
        return None if duration is None else duration / av.time_base

    def close(self) -> None:
        """Close the connection; harmless when closed already."""
        self._container.close()

    def next(self) -> "Packet[Any] | None":
        """Return the next packet, None at the end; raises TimeoutError for a webcam that has none for long."""
        end_s = time.monotonic() + patience.READ_TIMEOUT_S
        while True:
            try:
                packet = next(self._packets, None)
            except av.error.BlockingIOError:
                if time.monotonic() >= end_s:
                    raise TimeoutError from None
                time.sleep(LOOK_AGAIN_S)
            except av.error.InvalidDataError:
                self._faults += 1
                if not self._file or self._faults > MOST_FAULTS:
                    raise
            else:
                self._faults = 0
                self._first = self._first if self._first is not None or packet is None else packet.pts
                return packet
            self._packets = self._container.demux(self._stream)


def _open(address: str, body: Body | None, *, hardware: bool) -> InputContainer:
    scheme = scheme_of(address)
    settings: dict[str, Any] = {
        "options": _OPTIONS[scheme.removesuffix("s")],
        "timeout": (patience.OPEN_TIMEOUT_S, patience.READ_TIMEOUT_S),
        "hwaccel": accelerator() if hardware else None,
    }
    if scheme == "device":
        settings |= {"format": "v4l2", "timeout": (patience.READ_TIMEOUT_S, patience.READ_TIMEOUT_S)}
        address = f"/dev/video{address}" if address.isdigit() else address
    parts = parts_of(address)
    container: InputContainer = av.open(body or (parts.escaped if parts else address), "r", **settings)
    return container
