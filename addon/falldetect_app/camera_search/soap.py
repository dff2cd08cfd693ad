"""One ONVIF device that is asked one thing after another: its clock, the login in both ways, and its faults in words.

Requests and password go to the host that was asked, whatever other host its answers name.
"""

import base64
import hashlib
import http.client
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from falldetect_app.camera_search.http_deadline import Deadline, Reply, fetch
from falldetect_core.errors import FallDetectError
from falldetect_core.frames.login import Challenge, strongest

LARGEST_BYTES = 200_000
LONGEST_S = 15.0
"""All that a camera is asked has to be answered within this time."""
DEVICE = "http://www.onvif.org/ver10/device/wsdl"
ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>
<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:t="http://www.onvif.org/ver10/schema">
<s:Header>{security}</s:Header><s:Body>{body}</s:Body></s:Envelope>"""
WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss"
SECURITY = """<Security s:mustUnderstand="1" xmlns="{wss}-wssecurity-secext-1.0.xsd"><UsernameToken>
<Username>{username}</Username>
<Password Type="{wss}-username-token-profile-1.0#PasswordDigest">{digest}</Password>
<Nonce EncodingType="{wss}-soap-message-security-1.0#Base64Binary">{nonce}</Nonce>
<Created xmlns="{wss}-wssecurity-utility-1.0.xsd">{created}</Created></UsernameToken></Security>"""
REFUSALS = (http.HTTPStatus.UNAUTHORIZED, http.HTTPStatus.FORBIDDEN)
REFUSED = "refuses user name or password: check both, and whether ONVIF is on and has users of its own in its settings"


class OnvifError(FallDetectError):
    """Nothing can be asked there, or the camera does not answer as ONVIF says."""


class OnvifRefusalError(OnvifError):
    """The camera does not take the login; further tries may lock the user out."""


class OnvifDevice:
    """A camera's services: a login by WS-Security in the camera's own time, or by HTTP digest where it asks for it."""

    def __init__(self, service: str, username: str, password: str) -> None:
        """Ask later."""
        self._service = service
        self._username, self._password = username, password
        self._deadline = Deadline(LONGEST_S)
        self._ahead = timedelta(0)
        self._challenge: Challenge | None = None

    def set_clock(self) -> None:
        """Read the camera's clock, which everybody may: it takes no login that is older or newer than seconds."""
        root = parse(self._post(self._service, f'<GetSystemDateAndTime xmlns="{DEVICE}"/>', {}, security="").text)
        utc = None if root is None else next(named(root, "UTCDateTime"), None)
        if utc is None:
            return
        try:
            words = [int(text(utc, name) or "") for name in ("Year", "Month", "Day", "Hour", "Minute", "Second")]
            self._ahead = datetime(*words, tzinfo=UTC) - datetime.now(UTC)  # type: ignore[misc, arg-type]
        except ValueError:  # a clock that nobody has set: ours is as good
            return

    def ask(self, body: str, service: str | None = None) -> ET.Element:
        """Return what a service answers; raises OnvifRefusalError for a login, OnvifError for anything else."""
        service = self.at_home(service or self._service)
        reply = self._post(service, body, self._authorization(service), self._security())
        challenge = strongest(reply.challenges)
        if reply.status == http.HTTPStatus.UNAUTHORIZED and self._username and challenge and challenge.way != "BASIC":
            self._challenge = challenge
            reply = self._post(service, body, self._authorization(service), self._security())
        root = parse(reply.text)
        if reply.status == http.HTTPStatus.OK and root is not None and next(named(root, "Fault"), None) is None:
            return root
        host = urlsplit(service).hostname
        said = "" if root is None else (text(root, "Text") or "")
        codes = "" if root is None else " ".join(one.text or "" for one in named(root, "Value"))
        if reply.status in REFUSALS or "NotAuthorized" in codes or "authori" in said.lower():
            raise OnvifRefusalError(f"the camera at {host} {REFUSED}")
        raise OnvifError(f"the camera at {host} says {reply.status} {said[:100]}: give its stream's address by hand")

    def at_home(self, address: str) -> str:
        """Return an address that a camera named, on the host that was asked."""
        try:
            parts, host = urlsplit(address), urlsplit(self._service).hostname or ""
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            raise OnvifError("the camera names an address that is none: give its stream's address by hand") from None
        shown = f"[{host}]" if ":" in host else host
        return parts._replace(netloc=f"{shown}{port}", fragment="").geturl()

    def with_login(self, address: str) -> str:
        """Return a stream's address on the host that was asked, with user name and password."""
        scheme, _, rest = self.at_home(address).partition("://")
        login = f"{quote(self._username, safe='')}:{quote(self._password, safe='')}@" if self._username else ""
        return f"{scheme}://{login}{rest}"

    def _authorization(self, service: str) -> dict[str, str]:
        if self._challenge is None:
            return {}
        return {"Authorization": self._challenge.answer((self._username, self._password), "POST", _target(service))}

    def _security(self) -> str:
        """Return the header of a request: SHA-1 of nonce, time and password, as WS-Security says."""
        if not self._username or self._challenge:
            return ""
        nonce, created = secrets.token_bytes(16), (datetime.now(UTC) + self._ahead).strftime("%Y-%m-%dT%H:%M:%SZ")
        digest = hashlib.sha1(nonce + created.encode() + self._password.encode()).digest()  # noqa: S324 - the protocol's
        return SECURITY.format(
            wss=WSS,
            username=escape(self._username),
            digest=base64.b64encode(digest).decode(),
            nonce=base64.b64encode(nonce).decode(),
            created=created,
        )

    def _post(self, service: str, body: str, headers: dict[str, str], security: str) -> Reply:
        parts = urlsplit(service)
        envelope = ENVELOPE.format(security=security, body=body).encode()
        request = (
            "POST",
            _target(service),
            envelope,
            {"Content-Type": "application/soap+xml; charset=utf-8"} | headers,
        )
        try:
            return fetch((parts.scheme, parts.hostname or "", parts.port), request, LARGEST_BYTES, self._deadline)
        except (OSError, http.client.HTTPException) as error:
            raise OnvifError(
                f"the camera at {parts.hostname} does not answer ({error}): is it on, and ONVIF in its settings?"
            ) from None


def parse(answer: bytes) -> ET.Element | None:
    """Read XML of a device of the own network, as UTF-8 whatever it says; entities, which it doesn't need, are none."""
    words = answer.decode(errors="replace").removeprefix("\ufeff").strip()
    if "<!" in words.replace("<![CDATA[", "").replace("<!--", ""):
        return None
    try:
        return ET.fromstring(words)  # noqa: S314 - no entities, and short
    except (ET.ParseError, ValueError):
        return None


def named(root: ET.Element, name: str) -> Iterator[ET.Element]:
    """Yield the elements of a name, in whatever namespace."""
    return (one for one in root.iter() if one.tag.rpartition("}")[2] == name)


def text(root: ET.Element, name: str) -> str | None:
    """Return the first words that stand in an element of this name, without the space around them."""
    return next((words for one in named(root, name) if (words := (one.text or "").strip())), None)


def _target(service: str) -> str:
    parts = urlsplit(service)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
