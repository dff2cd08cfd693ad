"""Cameras that speak ONVIF: asked who they are (WS-Discovery), and where their stream is (media service).

WS-Discovery is a multicast, which does not leave the network of a container; so the cameras of a network can also be
asked one by one. Only private networks are asked, and only answers from there are taken.
"""

import base64
import hashlib
import http.client
import re
import secrets
import select
import socket
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv4Network, ip_address
from itertools import islice
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from falldetect_app.camera_search.http_deadline import Deadline, fetch
from falldetect_core.errors import FallDetectError

GROUP, PORT = "239.255.255.250", 3702
WAIT_S = 3.0
LARGEST_NETWORK = 256
MOST_ANSWERS = 1000
LARGEST_BYTES = 200_000
LONGEST_S = 15.0
"""All that a camera is asked has to be answered within this time."""
LEAST_WIDTH = 480
"""The smallest stream that is at least so wide is what detection needs."""
PROBE = """<?xml version="1.0" encoding="UTF-8"?>
<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing"
 xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:n="http://www.onvif.org/ver10/network/wsdl">
<e:Header><w:MessageID>uuid:{id}</w:MessageID><w:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To>
<w:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action></e:Header>
<e:Body><d:Probe><d:Types>n:NetworkVideoTransmitter</d:Types></d:Probe></e:Body></e:Envelope>"""
ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>
<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:t="http://www.onvif.org/ver10/schema">
<s:Header>{security}</s:Header><s:Body>{body}</s:Body></s:Envelope>"""
WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss"
SECURITY = """<Security s:mustUnderstand="1" xmlns="{wss}-wssecurity-secext-1.0.xsd"><UsernameToken>
<Username>{username}</Username>
<Password Type="{wss}-username-token-profile-1.0#PasswordDigest">{digest}</Password>
<Nonce EncodingType="{wss}-soap-message-security-1.0#Base64Binary">{nonce}</Nonce>
<Created xmlns="{wss}-wssecurity-utility-1.0.xsd">{created}</Created></UsernameToken></Security>"""
_WIDTH = re.compile(r"[0-9]{1,5}")
MEDIA = "http://www.onvif.org/ver10/media/wsdl"
DEVICE = "http://www.onvif.org/ver10/device/wsdl"


class OnvifError(FallDetectError):
    """Nothing can be asked there, or the camera does not answer as ONVIF says."""


@dataclass(frozen=True, slots=True)
class OnvifCamera:
    """A camera that was found: what it calls itself, and the address of its device service."""

    name: str
    service: str


def discover(network: str = "", wait_s: float = WAIT_S) -> list[OnvifCamera]:
    """Ask the own network, and each address of another private one; raises OnvifError for a network that isn't."""
    targets = [GROUP, *(str(host) for host in _hosts(network))]
    probe = PROBE.format(id=uuid.uuid4()).encode()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 2)
        asking.setblocking(False)  # noqa: FBT003 - the socket's own signature
        for target in targets:
            try:
                asking.sendto(probe, (target, PORT))
            except OSError:  # nobody is there, or no way leads there: the others are asked all the same
                continue
        found = {camera.service: camera for camera in islice(_answers(asking, wait_s), MOST_ANSWERS)}
    return sorted(found.values(), key=lambda camera: camera.name)


def stream_of(service: str, username: str, password: str) -> str:
    """Ask a camera for its stream, and return its address with the credentials; raises OnvifError."""
    _check_private(service)
    login = _Login(username, password, Deadline(LONGEST_S))
    media = _ask(service, login, f'<GetCapabilities xmlns="{DEVICE}"><Category>Media</Category></GetCapabilities>')
    media_service = _at_home(_text(media, "XAddr") or service, service)
    token = _choose(_ask(media_service, login, f'<GetProfiles xmlns="{MEDIA}"/>'))
    answer = _ask(media_service, login, _stream_request(token))
    uri = _text(answer, "Uri")
    if not uri or not uri.startswith(("rtsp://", "rtsps://")):
        raise OnvifError("the camera names no RTSP stream: give its address by hand")
    return login.in_address(_at_home(uri, service))


@dataclass(frozen=True, slots=True)
class _Login:
    username: str
    password: str
    deadline: Deadline

    def header(self) -> str:
        """Return the header of a request: SHA-1 of nonce, time and password, as WS-Security says."""
        if not self.username:
            return ""
        nonce, created = secrets.token_bytes(16), datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        digest = hashlib.sha1(nonce + created.encode() + self.password.encode()).digest()  # noqa: S324 - the protocol's
        return SECURITY.format(
            wss=WSS,
            username=escape(self.username),
            digest=base64.b64encode(digest).decode(),
            nonce=base64.b64encode(nonce).decode(),
            created=created,
        )

    def in_address(self, address: str) -> str:
        scheme, _, rest = address.partition("://")
        login = f"{quote(self.username, safe='')}:{quote(self.password, safe='')}@" if self.username else ""
        return f"{scheme}://{login}{rest}"


def _hosts(network: str) -> list[IPv4Address]:
    if not network:
        return []
    try:
        asked = IPv4Network(network, strict=False)
    except ValueError:
        raise OnvifError(f"{network[:40]} is no network: write it like 192.168.1.0/24") from None
    if not asked.is_private or asked.num_addresses > LARGEST_NETWORK:
        raise OnvifError("only private networks of at most 256 addresses are asked: write it like 192.168.1.0/24")
    return list(asked.hosts())


def _answers(asking: socket.socket, wait_s: float) -> Iterator[OnvifCamera]:
    end_s = time.monotonic() + wait_s
    while (left_s := end_s - time.monotonic()) > 0:
        if not select.select([asking], [], [], left_s)[0]:
            return
        try:
            answer, (sender, _) = asking.recvfrom(65_535)
        except OSError:  # somebody who isn't there said so
            continue
        camera = _camera(answer, sender)
        if camera is not None and ip_address(sender).is_private:
            yield camera


def _camera(answer: bytes, sender: str) -> OnvifCamera | None:
    root = _parse(answer)
    addresses = [] if root is None else (_text(root, "XAddrs") or "").split()
    own = [address for address in addresses if _host(address) == sender]
    if root is None or not own:
        return None
    scopes = dict(re.findall(r"onvif://www\.onvif\.org/(name|hardware)/(\S+)", _text(root, "Scopes") or ""))
    name = " ".join(dict.fromkeys(unquote(scopes[key]) for key in ("name", "hardware") if key in scopes))
    return OnvifCamera(f"{name} ({sender})" if name else sender, own[0])


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _at_home(address: str, service: str) -> str:
    """Return an address that a camera named, on the host that was asked: no other one gets requests or a password."""
    try:
        parts, host = urlsplit(address), urlsplit(service).hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise OnvifError("the camera names an address that is none: give its stream's address by hand") from None
    shown = f"[{host}]" if ":" in host else host
    return parts._replace(netloc=f"{shown}{port}", fragment="").geturl()


def _check_private(service: str) -> None:
    try:
        parts = urlsplit(service)
        private = parts.scheme in ("http", "https") and ip_address(parts.hostname or "").is_private and parts.port != 0
    except ValueError:
        private = False
    if not private:
        raise OnvifError("only cameras of the own network are asked: give the stream's address by hand")


def _ask(service: str, login: _Login, body: str) -> ET.Element:
    parts = urlsplit(service)
    text = ENVELOPE.format(security=login.header(), body=body).encode()
    request = ("POST", parts.path or "/", text, {"Content-Type": "application/soap+xml"})
    try:
        status, answer = fetch((parts.scheme, parts.hostname or "", parts.port), request, LARGEST_BYTES, login.deadline)
    except (OSError, http.client.HTTPException) as error:
        raise OnvifError(f"the camera at {parts.hostname} does not answer ({error})") from None
    root = _parse(answer)
    if status == http.HTTPStatus.OK and root is not None:
        return root
    said = "" if root is None else (_text(root, "Text") or "")
    refused = status == http.HTTPStatus.UNAUTHORIZED or "authori" in said.lower()
    why = "refuses user name or password: check both" if refused else f"says {status} {said[:100]}"
    raise OnvifError(f"the camera at {parts.hostname} {why}")


def _choose(profiles: ET.Element) -> str:
    """Return the token of the profile with the smallest picture that is large enough, else of the largest."""
    sizes = []
    for profile in (one for one in profiles.iter() if _name(one) == "Profiles"):
        widths = [
            int(one.text or "") for one in profile.iter() if _name(one) == "Width" and _WIDTH.fullmatch(one.text or "")
        ]
        sizes.append((max(widths, default=0), profile.get("token", "")))
    if not sizes:
        raise OnvifError("the camera has no video profile: give its stream's address by hand")
    enough = [size for size in sizes if size[0] >= LEAST_WIDTH]
    return (min(enough) if enough else max(sizes))[1]


def _stream_request(token: str) -> str:
    setup = "<t:Stream>RTP-Unicast</t:Stream><t:Transport><t:Protocol>RTSP</t:Protocol></t:Transport>"
    return (
        f'<GetStreamUri xmlns="{MEDIA}"><StreamSetup>{setup}</StreamSetup>'
        f"<ProfileToken>{escape(token)}</ProfileToken></GetStreamUri>"
    )


def _parse(answer: bytes) -> ET.Element | None:
    """Read XML of a device of the own network, as UTF-8 whatever it says; entities, which it doesn't need, are none."""
    text = answer.decode(errors="replace").removeprefix("\ufeff")
    if "<!" in text.replace("<![CDATA[", "").replace("<!--", ""):
        return None
    try:
        return ET.fromstring(text)  # noqa: S314 - no entities, and short
    except (ET.ParseError, ValueError):
        return None


def _text(root: ET.Element, name: str) -> str | None:
    return next((one.text for one in root.iter() if _name(one) == name and one.text), None)


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
