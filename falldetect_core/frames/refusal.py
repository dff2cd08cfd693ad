"""What a camera's status number means, over HTTP and RTSP alike, and how to mend it."""

from collections.abc import Sequence

from falldetect_core.errors import SourceError
from falldetect_core.frames.address import Parts
from falldetect_core.frames.login import strongest
from falldetect_core.frames.redaction import redacted

OK, UNAUTHORIZED = 200, 401
MOVED = (301, 302, 303, 307, 308)
MOST_HOPS = 5
WORDS = {
    401: ("unauthorized", "refused user name or password: check both"),
    403: ("unauthorized", "refused access: check user name, password and rights"),
    404: ("not_found", "has no such stream: check the path of the address"),
    429: ("refused", "is asked too often, or by too many: close other viewers, or wait"),
    453: ("refused", "has no bandwidth left: close other viewers, or choose its smaller stream"),
    461: ("broken", "sends over UDP only: allow TCP (RTP over RTSP) in its settings, or put go2rtc between"),
    503: ("refused", "is busy: close other viewers, or restart it"),
}
NO_LOGIN = "asks for user name and password: write them into the address, before the host, as user:password@"
UNKNOWN_LOGIN = "asks for a login of a kind that is not spoken here: choose Digest (MD5) in the camera's settings"


def refusal(parts: Parts, status: int, phrase: str, challenges: Sequence[str]) -> SourceError:
    """Put a status other than OK into words; `challenges` are the WWW-Authenticate headers."""
    reason, words = WORDS.get(status, ("broken", f"answers {status} {phrase}: check the path, or restart the camera"))
    if status == UNAUTHORIZED and not parts.login:
        words = NO_LOGIN
    elif status == UNAUTHORIZED and not strongest(challenges):
        words = UNKNOWN_LOGIN
    return SourceError(reason, f"{redacted(parts.bare)} {words}")


def elsewhere(parts: Parts, target: Parts | None) -> SourceError:
    """Say that a camera leads to another host: no login and no reader goes there by itself."""
    place = f"{target.scheme}://{target.host}" if target else "an address that names no host"
    return SourceError("broken", f"{redacted(parts.bare)} leads to {place}, which is not followed: use that address")


def same_host(parts: Parts, target: Parts | None) -> bool:
    """Whether a camera may lead there: to its own host, in its own language, and never from TLS to open text."""
    kin = {parts.scheme, parts.scheme.removesuffix("s") + "s"}
    return target is not None and target.host == parts.host and target.scheme in kin
