"""What FFmpeg says of a camera or file, in words that tell what is wrong and how to mend it, without credentials."""

import socket
import ssl

import av.error

from falldetect_core.errors import SourceError
from falldetect_core.frames.address import is_live, scheme_of
from falldetect_core.frames.decoder import Decoder
from falldetect_core.frames.redaction import redacted

STALLS = (av.error.ExitError, TimeoutError)


def explain(error: Exception, address: str) -> SourceError:
    """Turn an error into a reason and a sentence."""
    where, live = redacted(address), scheme_of(address) != "file"
    kinds: list[tuple[type[Exception] | tuple[type[Exception], ...], str, str]] = [
        (av.error.HTTPUnauthorizedError, "unauthorized", f"{where} refused user name or password: check both"),
        (av.error.HTTPForbiddenError, "unauthorized", f"{where} refused access: check user name, password and rights"),
        (av.error.HTTPNotFoundError, "not_found", f"{where} has no such stream: check the path of the address"),
        (ConnectionRefusedError, "refused", f"{where} refused the connection: is the camera on, and the port right?"),
        (FileNotFoundError, "not_found", f"there is no {where}: check path or number"),
        (STALLS, "stalled", f"{where} sends nothing: {_replug(address)}"),
        (socket.gaierror, "refused", f"{where} names a host that nobody knows: check it, or write its IP address"),
        (ssl.SSLError, "broken", f"{where} does not speak TLS: write it without the s, as {_without_tls(address)}"),
        (PermissionError, "unauthorized", f"{where} may not be read: check its permissions"),
    ]
    for kind, reason, message in kinds:
        if isinstance(error, kind):
            return SourceError(reason, message)
    if isinstance(error, OSError) and not isinstance(error, ValueError) and live:
        return SourceError("broken", f"{where} broke off ({plain(error)}): check the camera and the network")
    return SourceError("broken", f"{where} cannot be read as video ({plain(error)}): {_mend(address)}")


def no_pictures(address: str, decoder: Decoder) -> SourceError:
    """Say why a stream gives no picture, or none any more."""
    where = redacted(address)
    if decoder.too_large:
        mend = f"sends pictures of {decoder.too_large}: choose its smaller stream"
        return SourceError("broken", f"{where} {mend}")
    if (decoder.fault and not decoder.started) or decoder.hopeless:
        return explain(decoder.fault or ValueError("no key frame"), address)
    if is_live(address):
        return SourceError("ended", f"{where} stopped sending pictures")
    return SourceError("broken", f"{where} holds no pictures: record it again")


def _without_tls(address: str) -> str:
    return f"{scheme_of(address).removesuffix('s')}://"


def plain(error: Exception) -> str:
    """Say in a few words what FFmpeg or the system says."""
    return str(getattr(error, "strerror", None) or type(error).__name__)


def _mend(address: str) -> str:
    if scheme_of(address) == "file":
        return "is it a recording, and complete? Record or copy it again"
    if scheme_of(address).startswith("http"):
        return "choose its RTSP stream"
    return "choose another of the camera's streams (H.264), or restart the camera"


def _replug(address: str) -> str:
    webcam = scheme_of(address) == "device"
    return "unplug the camera and plug it in again" if webcam else "check the camera and the network"
