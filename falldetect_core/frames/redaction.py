"""What of an address may be shown: host and plain words; never a login, a password, a token or a key."""

import re
from collections.abc import Iterator
from itertools import pairwise

MASK = "***"
_LOGIN = re.compile(r"(?s)(?<=://).*@|^(?![a-zA-Z][a-zA-Z0-9+.-]*://).*:.*@")
"""All up to the last @, as a password that nobody escaped may hold any other character."""
_PLACE = re.compile(r"(?s)^([a-zA-Z][a-zA-Z0-9+.-]*://|\*\*\*@)[^/?#;&]*")
_KEY_IS_PATH = re.compile(r":74(?:41|47)$")
"""UniFi Protect's ports."""
_PIECE = re.compile(r"([/?&;#]|_(?=[A-Za-z]+=)|^)((?:(?!_[A-Za-z]+=)[^/?&;#])*)")
"""What parts the pieces of an address, and a piece."""
_HARMLESS = re.compile(
    r"(?i)(app|cam|camera|ch|channel|chn|codec|enable\w*|fps|height|port|profile|proto|quality|res|resolution|size|src"
    r"|stream|sub_?type|transport\w*|type|unicast|video\w*|width)"
)
"""Names whose values nobody needs to hide."""
MOST_CAPITALS = 3
"""Words that are written together have so many, as in `unicastStreamMain`."""
_WORD = re.compile(r"[A-Za-z]{0,14}|(?=.{1,11}$)[A-Za-z]*\d{1,5}[A-Za-z]*|\d{2,4}x\d{2,4}")
"""What people call a stream; a key is longer, or has digits here and there."""


def redacted(address: str) -> str:
    """Return the address without user name, password, token or key, fit for a log."""
    return "".join(MASK if secret else text for text, secret in _pieces(_LOGIN.sub(f"{MASK}@", address)))


def secrets_of(address: str) -> Iterator[str]:
    """Yield what `redacted` hides, apart from user name and password before the host."""
    return (text for text, secret in _pieces(_LOGIN.sub(f"{MASK}@", address)) if secret)


def _pieces(shown: str) -> Iterator[tuple[str, bool]]:
    """Cut an address without login into pieces, and say of each whether it is a secret; a file's path is none."""
    place = _PLACE.match(shown)
    host = place[0] if place else ""
    yield host, False
    for separator, piece in _PIECE.findall(shown.removeprefix(host)):
        name, equals, value = piece.rpartition("=")
        yield separator + name + equals, False
        known = bool(_HARMLESS.fullmatch(name)) if equals else not _KEY_IS_PATH.search(host)
        yield value, not (known and _is_word(value)) if place or equals else False


def _is_word(text: str) -> bool:
    changes = sum(one.islower() and other.isupper() for one, other in pairwise(text))
    return changes <= MOST_CAPITALS and all(_WORD.fullmatch(chunk) for chunk in re.split(r"[._~:+,-]|%20", text))
