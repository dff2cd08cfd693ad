"""How a camera's question for user name and password is answered: Basic, and Digest with MD5 or SHA-256 (RFC 7616)."""

import base64
import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

HASHES = {"MD5": "md5", "SHA-256": "sha256"}
STRENGTHS = ("BASIC", "MD5", "MD5-SESS", "SHA-256", "SHA-256-SESS")
"""The ways that are known, the weakest first."""
_CHALLENGE = re.compile(r"(?i)(?:^|,)\s*(basic|digest)\s+(.*?)(?=,\s*(?:basic|digest)\s|$)", re.DOTALL)
_FIELD = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')


@dataclass(slots=True)
class Challenge:
    """What the camera wants to be convinced with; counts how often its nonce has been used."""

    way: str
    fields: dict[str, str]
    uses: int = field(default=0)

    def answer(self, login: tuple[str, str], method: str, uri: str) -> str:
        """Return the value of the Authorization header for one request."""
        user, password = login
        if self.way == "BASIC":
            return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        self.uses += 1
        return "Digest " + ", ".join(f"{name}={value}" for name, value in self._digest(user, password, method, uri))

    def _digest(self, user: str, password: str, method: str, uri: str) -> Iterable[tuple[str, str]]:
        realm, nonce, count, own = (
            self.fields.get("realm", ""),
            self.fields.get("nonce", ""),
            f"{self.uses:08x}",
            _own(),
        )
        secret = self._hash(user, realm, password)
        if self.way.endswith("-SESS"):
            secret = self._hash(secret, nonce, own)
        guarded = "auth" in re.split(r"[\s,]+", self.fields.get("qop", ""))
        between = (nonce, count, own, "auth") if guarded else (nonce,)
        response = self._hash(secret, *between, self._hash(method, uri))
        quoted = {"username": user, "realm": realm, "nonce": nonce, "uri": uri, "response": response}
        quoted |= {"opaque": self.fields["opaque"]} if "opaque" in self.fields else {}
        quoted |= {"cnonce": own} if guarded or self.way.endswith("-SESS") else {}
        yield from ((name, '"' + re.sub(r'(["\\])', r"\\\1", value) + '"') for name, value in quoted.items())
        if "algorithm" in self.fields:
            yield "algorithm", self.fields["algorithm"]
        if guarded:
            yield from (("qop", "auth"), ("nc", count))

    def _hash(self, *words: str) -> str:
        return hashlib.new(
            HASHES[self.way.removesuffix("-SESS")], ":".join(words).encode(), usedforsecurity=False
        ).hexdigest()


def strongest(headers: Iterable[str]) -> Challenge | None:
    """Choose among what WWW-Authenticate headers offer; None where nothing is known."""
    known = [challenge for challenge in _challenges(headers) if challenge.way in STRENGTHS]
    return max(known, key=lambda challenge: STRENGTHS.index(challenge.way), default=None)


def ways_of(headers: Iterable[str]) -> set[str]:
    """Name all ways that WWW-Authenticate headers offer."""
    return {challenge.way for challenge in _challenges(headers)}


def _challenges(headers: Iterable[str]) -> Iterable[Challenge]:
    for kind, rest in (found for header in headers for found in _CHALLENGE.findall(header)):
        fields = {name.lower(): re.sub(r"\\(.)", r"\1", quoted) or bare for name, quoted, bare in _FIELD.findall(rest)}
        yield Challenge("BASIC" if kind.lower() == "basic" else fields.get("algorithm", "MD5").upper(), fields)


def _own() -> str:
    return secrets.token_hex(8)
