"""Cameras that speak ONVIF: asked who they are (WS-Discovery), and where their stream is (media service).

WS-Discovery is a multicast, which does not leave the network of a container; so the cameras of a network can also be
asked one by one. Only private networks are asked, and only answers from there are taken.
"""

import re
import select
import socket
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, ip_address
from itertools import islice
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from falldetect_app.camera_search.soap import DEVICE, OnvifDevice, OnvifError, OnvifRefusalError, named, parse, text

GROUP, PORT = "239.255.255.250", 3702
WAIT_S = 3.0
LARGEST_NETWORK = 256
MOST_ANSWERS = 1000
LEAST_WIDTH = 480
"""The smallest stream that is at least so wide is what detection needs."""
LEAST_FPS = 5.0
"""A stream of fewer pictures a second is taken only where there is no other."""
MOST_KEY_S = 10.0
"""So is one whose key frames are farther apart: it takes as long to its first picture, and to mend a damaged one."""
PROBE = """<?xml version="1.0" encoding="UTF-8"?>
<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing"
 xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:n="http://www.onvif.org/ver10/network/wsdl">
<e:Header><w:MessageID>uuid:{id}</w:MessageID><w:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To>
<w:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action></e:Header>
<e:Body><d:Probe><d:Types>n:NetworkVideoTransmitter</d:Types></d:Probe></e:Body></e:Envelope>"""
_NUMBER = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,9})?")
MEDIA = "http://www.onvif.org/ver10/media/wsdl"
MEDIA2 = "http://www.onvif.org/ver20/media/wsdl"
"""The newer media service, which some cameras have alone."""
BY_HAND = "give its stream's address by hand"


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
    """Ask a camera for its stream, else for its single pictures; return the address with the login, or OnvifError."""
    _check_private(service)
    device = OnvifDevice(service, username, password)
    device.set_clock()
    media, address = _media_service(device, service)
    token = _choose(device.ask(f'<GetProfiles xmlns="{media}">{_KINDS.get(media, "")}</GetProfiles>', address))
    for request, schemes in ((_stream_request(media, token), ("rtsp", "rtsps")), (_still(media, token), _STILL)):
        try:
            uri = text(device.ask(request, address), "Uri") or ""
        except OnvifRefusalError:
            raise
        except OnvifError:  # it has none of this kind
            continue
        if uri.partition("://")[0].lower() in schemes:
            return device.with_login(uri)
    raise OnvifError(f"the camera names neither an RTSP stream nor single pictures: {BY_HAND}")


_KINDS = {MEDIA2: "<Type>VideoEncoder</Type>"}
_STILL = ("http", "https")


def _media_service(device: OnvifDevice, service: str) -> tuple[str, str]:
    """Return the namespace and address of the media service, the older one where there are both."""
    try:
        listed = device.ask(f'<GetServices xmlns="{DEVICE}"><IncludeCapability>false</IncludeCapability></GetServices>')
    except OnvifRefusalError:
        raise
    except OnvifError:  # cameras of the first years have no such list
        listed = None
    if listed is not None:
        known = {text(one, "Namespace"): text(one, "XAddr") for one in named(listed, "Service")}
        for media in (MEDIA, MEDIA2):
            if address := known.get(media):
                return media, address
    capabilities = device.ask(f'<GetCapabilities xmlns="{DEVICE}"><Category>Media</Category></GetCapabilities>')
    addresses = [text(one, "XAddr") for one in named(capabilities, "Media")]
    return MEDIA, next((one for one in addresses if one), service)


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
        if ip_address(sender).is_private:
            yield from cameras_in(answer, sender)


def cameras_in(answer: bytes, sender: str) -> list[OnvifCamera]:
    """Read all matches of an answer; one that gives a name or an IPv6 address for itself is asked at the sender's."""
    root = parse(answer)
    matches = [] if root is None else (list(named(root, "ProbeMatch")) or [root])
    found = []
    for match in matches:
        addresses = (text(match, "XAddrs") or "").split()
        own = [address for address in addresses if _host(address) == sender]
        own += [_moved(address, sender) for address in addresses if _is_nickname(address)]
        if own:
            scopes = dict(re.findall(r"onvif://www\.onvif\.org/(name|hardware)/(\S+)", text(match, "Scopes") or ""))
            name = " ".join(dict.fromkeys(unquote(scopes[key]) for key in ("name", "hardware") if key in scopes))
            found.append(OnvifCamera(f"{name} ({sender})" if name else sender, own[0]))
    return found


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _is_nickname(address: str) -> bool:
    """Whether a web address names its host by anything but an IPv4 address."""
    host = _host(address)
    try:
        return ip_address(host or "").version != 4  # noqa: PLR2004 - Internet Protocol version 4
    except ValueError:
        return bool(host) and address.lower().startswith(("http://", "https://"))


def _moved(address: str, host: str) -> str:
    return OnvifDevice(f"http://{host}", "", "").at_home(address)


def _check_private(service: str) -> None:
    try:
        parts = urlsplit(service)
        private = parts.scheme in ("http", "https") and ip_address(parts.hostname or "").is_private and parts.port != 0
    except ValueError:
        private = False
    if not private:
        raise OnvifError(f"only cameras of the own network are asked: {BY_HAND}")


def _choose(profiles: ET.Element) -> str:
    """Return the token of the best profile: enough pictures, key frames, width, and then as small as can be."""
    found = list(named(profiles, "Profiles"))
    if not found:
        raise OnvifError(f"the camera has no video profile: {BY_HAND}")
    return min(found, key=_cost).get("token", "")


def _cost(profile: ET.Element) -> tuple[bool, bool, bool, float, str]:
    width = max(_numbers(profile, "Width"), default=0.0)
    fps = max(_numbers(profile, "FrameRateLimit"), default=0.0)
    attributes = (one.get("GovLength", "") for one in profile.iter())
    between = max([*_numbers(profile, "GovLength"), *map(_number, attributes)], default=0.0)
    small = width < LEAST_WIDTH
    seldom = fps > 0 and between / fps > MOST_KEY_S
    return small, 0 < fps < LEAST_FPS, seldom, -width if small else width, profile.get("token", "")


def _numbers(profile: ET.Element, name: str) -> list[float]:
    return [_number((one.text or "").strip()) for one in named(profile, name)]


def _number(words: str) -> float:
    return float(words) if _NUMBER.fullmatch(words) else 0.0


def _stream_request(media: str, token: str) -> str:
    token = f"<ProfileToken>{escape(token)}</ProfileToken>"
    if media == MEDIA2:
        return f'<GetStreamUri xmlns="{media}"><Protocol>RtspUnicast</Protocol>{token}</GetStreamUri>'
    setup = "<t:Stream>RTP-Unicast</t:Stream><t:Transport><t:Protocol>RTSP</t:Protocol></t:Transport>"
    return f'<GetStreamUri xmlns="{media}"><StreamSetup>{setup}</StreamSetup>{token}</GetStreamUri>'


def _still(media: str, token: str) -> str:
    return f'<GetSnapshotUri xmlns="{media}"><ProfileToken>{escape(token)}</ProfileToken></GetSnapshotUri>'
