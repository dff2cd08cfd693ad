"""One connection to a camera or file: decoded with PyAV, sampled to a frame rate, broken only by one typed error."""

import math
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self

import av
import av.container
import av.error
import numpy as np
from av.container import Flags
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from falldetect_core.errors import SourceError
from falldetect_core.frames.address import is_live, problem_with, redacted, scheme_of
from falldetect_core.frames.hardware import accelerator
from falldetect_core.frames.picture import Converter, upright_square
from falldetect_core.records import Frame, Image, Picture

OPEN_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 5.0
LOOK_AGAIN_S = 0.005
"""How soon a webcam that has no picture yet is asked again."""
MOST_PIXELS = 40_000_000
"""More than 8K has; what claims to be larger only fills memory."""
_READ = {
    "codec_whitelist": "h264,hevc,mjpeg,mpeg4,h263,vp8,vp9,av1,libdav1d,"
    "aac,mp3,mp3float,opus,pcm_alaw,pcm_mulaw,pcm_s16be,pcm_s16le,g722,g726",
}
"""What a camera may make FFmpeg decode, of the hundreds that it can; the sounds only come along."""
_OPTIONS = {
    "rtsp": _READ
    | {"format_whitelist": "rtsp", "protocol_whitelist": "tcp,tls", "rtsp_transport": "tcp", "fflags": "nobuffer"},
    "http": _READ
    | {
        "format_whitelist": "mpjpeg,mjpeg,jpeg_pipe,h264,hevc,mpegts,flv,live_flv,mp4,matroska",
        "protocol_whitelist": "http,https,httpproxy,tcp,tls",
        "use_wallclock_as_timestamps": "1",
    },
    "file": {"protocol_whitelist": "file"},
    "device": {"fflags": str(Flags.non_block.value)},
}
"""By kind of address: nothing that is read leads from a camera to a file, or from a file to the network.

A webcam is never waited for inside FFmpeg, which would wait for a driver that hangs for ever, and so hold the device.
"""
STALLS = (av.error.ExitError, TimeoutError)


def open_frames(address: str, *, fps: float = 10.0, hardware: bool = False) -> "Frames":
    """Open a file, RTSP (over TCP), HTTP MJPEG or webcam and sample it to at most `fps` frames a second.

    With `hardware` the graphics hardware decodes, where there is one that can.

    Raises SourceError, whose reason is `not_found`, `refused`, `unauthorized`, `stalled` or `broken`.
    """
    problem = problem_with(address)
    if problem:
        raise SourceError("not_found" if scheme_of(address) == "file" else "broken", problem)
    return Frames(address, fps, hardware=hardware)


class Frames:
    """The frames of one connection, until it ends; a file ends quietly, a camera that ends raises SourceError.

    `time_s` of a frame is the stream's own time since its first frame.
    """

    def __init__(self, address: str, fps: float, *, hardware: bool = False) -> None:
        """Connect; use `open_frames`, which checks the address first."""
        self._address = address
        self._sampler = Sampler(fps)
        self._converter = Converter()
        self._container = self._guard(lambda: _open(address, hardware=hardware), OPEN_TIMEOUT_S)
        video = self._container.streams.video
        # PyAV has no codec context for a stream whose codec can't be told, whatever its types say.
        if not video or video[0].codec_context is None:
            self._container.close()
            raise SourceError("broken", f"{redacted(address)} carries no video: choose the camera's video stream")
        self._stream: VideoStream = video[0]
        self._check_size()
        self._stream.codec_context.thread_count = 1
        self._stream.codec_context.options = {"max_pixels": str(MOST_PIXELS)}
        self._decoded = self._container.decode(self._stream)

    @property
    def duration_s(self) -> float | None:
        """Length that the file's header states, in seconds; None for a camera."""
        duration = self._container.duration
        return None if duration is None else duration / av.time_base

    def __enter__(self) -> Self:
        """Return the open source."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection; harmless when closed already."""
        self._container.close()

    def __iter__(self) -> Iterator[Frame]:
        """Yield sampled frames in order of time."""
        clock = _StreamClock(self._stream)
        while (picture := self._guard(self._next, READ_TIMEOUT_S)) is not None:
            time_s = clock.read(picture)
            if self._sampler.wants(time_s):
                yield Frame(time_s, self._picture(picture))
        if is_live(self._address):
            raise SourceError("ended", f"{redacted(self._address)} stopped sending pictures")
        if not clock.started:
            raise SourceError("broken", f"{self._address} holds no pictures: record it again")

    def _next(self) -> VideoFrame | None:
        """Return the next picture, None at the end; raises TimeoutError for a webcam that has none for long."""
        end_s = time.monotonic() + READ_TIMEOUT_S
        while True:
            try:
                return next(self._decoded, None)
            except av.error.BlockingIOError:
                if time.monotonic() >= end_s:
                    raise TimeoutError from None
                self._decoded = self._container.decode(self._stream)
                time.sleep(LOOK_AGAIN_S)

    def _check_size(self) -> None:
        width, height = self._stream.width, self._stream.height
        if width * height > MOST_PIXELS:
            self.close()
            raise SourceError(
                "broken", f"{redacted(self._address)} sends pictures of {width}x{height}: choose its smaller stream"
            )

    def _picture(self, picture: VideoFrame) -> Image | Picture:
        return self._guard(lambda: upright_square(picture, self._stream.sample_aspect_ratio, self._converter), math.inf)

    def _guard[T](self, call: Callable[[], T], timeout_s: float) -> T:
        """Make any failure of a call a SourceError; FFmpeg gives several names to a camera that stays silent."""
        started_s = time.monotonic()
        try:
            return call()
        except (av.error.FFmpegError, OSError, ValueError) as error:
            waited_in_vain = time.monotonic() - started_s >= timeout_s
            raise explain(TimeoutError() if waited_in_vain else error, self._address) from None


class Sampler:
    """Thins a stream to a frame rate by the frames' own times, evenly, whatever the stream's rate."""

    def __init__(self, fps: float) -> None:
        """Keep at most `fps` frames a second."""
        self._interval_s = 1.0 / fps
        self._due_s = -np.inf

    def wants(self, time_s: float) -> bool:
        """Say whether to keep the frame at `time_s`; a clock that jumps back starts anew."""
        tolerance_s = 0.1 * self._interval_s
        jumped_back = time_s < self._due_s - 2 * self._interval_s
        if time_s + tolerance_s < self._due_s and not jumped_back:
            return False
        behind = jumped_back or time_s - self._due_s > self._interval_s
        self._due_s = (time_s if behind else self._due_s) + self._interval_s
        return True


class _StreamClock:
    """Seconds since the first frame; frames without a time stamp follow at the stream's rate."""

    def __init__(self, stream: VideoStream) -> None:
        self._rate = float(stream.average_rate or stream.guessed_rate or 25)
        self._first: float | None = None
        self._last_s = -1.0 / self._rate

    @property
    def started(self) -> bool:
        """Whether there has been a frame."""
        return self._last_s >= 0

    def read(self, picture: VideoFrame) -> float:
        if picture.time is None:
            self._last_s += 1.0 / self._rate
        else:
            self._first = picture.time if self._first is None else self._first
            self._last_s = picture.time - self._first
        return self._last_s


def _open(address: str, *, hardware: bool) -> av.container.InputContainer:
    scheme = scheme_of(address)
    settings: dict[str, Any] = {"timeout": (OPEN_TIMEOUT_S, READ_TIMEOUT_S)}
    settings["options"] = _OPTIONS[scheme.removesuffix("s")]
    if scheme == "device":
        settings |= {"format": "v4l2", "timeout": (READ_TIMEOUT_S, READ_TIMEOUT_S)}
        address = f"/dev/video{address}" if address.isdigit() else address
    container: av.container.InputContainer = av.open(
        address, "r", hwaccel=accelerator() if hardware else None, **settings
    )
    return container


def explain(error: Exception, address: str) -> SourceError:
    """Turn what FFmpeg says into a reason and a sentence that tells how to mend it, without credentials."""
    where = redacted(address)
    kinds: list[tuple[type[Exception] | tuple[type[Exception], ...], str, str]] = [
        (av.error.ArgumentError, "broken", f"{where} sends no kind of stream that is read: choose its RTSP stream"),
        (av.error.HTTPUnauthorizedError, "unauthorized", f"{where} refused user name or password: check both"),
        (av.error.HTTPForbiddenError, "unauthorized", f"{where} refused access: check user name, password and rights"),
        (av.error.HTTPNotFoundError, "not_found", f"{where} has no such stream: check the path of the address"),
        (ConnectionRefusedError, "refused", f"{where} refused the connection: is the camera on, and the port right?"),
        (FileNotFoundError, "not_found", f"there is no {where}: check path or number"),
        (STALLS, "stalled", f"{where} sends nothing: {_replug(address)}"),
        (PermissionError, "unauthorized", f"{where} may not be read: check its permissions"),
        (OSError, "broken", f"{where} broke off ({_plain(error)}): check the camera and the network"),
    ]
    for kind, reason, message in kinds:
        if isinstance(error, kind):
            return SourceError(reason, message)
    mend = "restart the camera, or choose another of its streams"
    return SourceError("broken", f"{where} cannot be read as video ({_plain(error)}): {mend}")


def _replug(address: str) -> str:
    webcam = scheme_of(address) == "device"
    return "unplug the camera and plug it in again" if webcam else "check the camera and the network"


def _plain(error: Exception) -> str:
    text = getattr(error, "strerror", None) or type(error).__name__
    return str(text)
