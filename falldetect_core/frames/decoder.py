"""Turns packets into pictures; what is damaged is counted and left out, and the stream goes on."""

import time
from typing import Any

import av.error
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from falldetect_core.frames import patience
from falldetect_core.frames.damage import DamageMeter

MOST_PIXELS = 40_000_000
"""More than 8K has; what claims to be larger only fills memory."""
DECODERS = "h264,hevc,mjpeg,mpeg4,h263,vp8,vp9,av1,libdav1d"
"""What a camera may make FFmpeg decode, of the hundreds that it can."""


class Decoder:
    """Decodes one stream."""

    def __init__(self, codec: VideoCodecContext, *, trusted: bool) -> None:
        """Prepare; one that isn't `trusted` may only be of a kind that is known."""
        self.meter = DamageMeter()
        self.fault: Exception | None = None
        self._codec = codec
        self._trusted = trusted
        self._decoded_s = time.monotonic()
        self._lost = False
        codec.thread_count = 1
        codec.options = {"max_pixels": str(MOST_PIXELS)} | ({} if trusted else {"codec_whitelist": DECODERS})

    def open(self) -> None:
        """Begin; raises what FFmpeg raises for a codec that it may not or cannot open."""
        self._codec.open(strict=False)

    @property
    def started(self) -> bool:
        """Whether there has been a picture."""
        return self.meter.total.pictures > self.meter.total.damaged

    @property
    def hopeless(self) -> bool:
        """Whether nothing could be decoded for longer than it takes from one key frame to the next."""
        return time.monotonic() - self._decoded_s > patience.HOPELESS_S

    @property
    def too_large(self) -> str | None:
        """The size of pictures that claim more than is reasonable."""
        width, height = self._codec.width, self._codec.height
        return f"{width}x{height}" if width * height > MOST_PIXELS else None

    def decode(self, packet: "Packet[Any]") -> list[VideoFrame]:
        """Return the pictures that a packet completes; those that lean on a damaged one do not come either.

        What comes of a network camera before its first picture leans on what was sent before: that is no damage.
        """
        try:
            pictures = self._codec.decode(packet)
        except av.error.FFmpegError as error:
            self.fault, pictures = error, []
            self._lost = True
        if pictures:
            self._decoded_s, self._lost = time.monotonic(), False
        elif self._lost and packet.size and (self.started or self._trusted):
            self.meter.note(damaged=True)
        for picture in pictures:
            self.meter.note(damaged=picture.is_corrupt)
        return pictures
