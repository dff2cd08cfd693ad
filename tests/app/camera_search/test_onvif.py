"""ONVIF cameras on loopback, each as odd as real ones: their clocks, logins, lists of services, words and profiles."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from core.helpers.servers import QuietHandler, http_server
from falldetect_app.camera_search.onvif import MEDIA, MEDIA2, OnvifError, cameras_in, stream_of

SOAP = '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>{}</s:Body></s:Envelope>'
FAULT = "<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text>{}</s:Text></s:Reason></s:Fault>"
USER, PASSWORD = "viewer", "p@ss/wort"
REALM, NONCE = "camera", "once"


def profile(token: str, width: int, *, fps: int = 15, between: int = 30, space: str = "") -> str:
    size = f"<Resolution><Width>{space}{width}{space}</Width></Resolution>"
    rate = f"<FrameRateLimit>{fps}</FrameRateLimit><H264><GovLength>{between}</GovLength></H264>"
    return f'<Profiles token="{token}"><VideoEncoderConfiguration>{size}{rate}</VideoEncoderConfiguration></Profiles>'


@dataclass
class OnvifServer:
    """What a camera is like, and what it was asked: pairs of path and request."""

    profiles: str = profile("main", 2560) + profile("sub", 640)
    behind: timedelta = timedelta(0)
    clock: bool = True
    digest: str | None = None
    services: str | None = None
    capabilities: str = "<Media><XAddr>{at}/media</XAddr></Media>"
    uri: str = "rtsp://127.0.0.1:554/{token}"
    still: str = ""
    refusal: tuple[int, str] = (400, FAULT.format("Sender not Authorized"))
    asked: list[tuple[str, str]] = field(default_factory=list)
    tries: int = 0

    def answer(self, path: str, text: str, authorization: str, at: str) -> tuple[int, str]:
        request = re.search(r"Body>\s*<(\w+)", text)
        assert request
        self.asked.append((path, request[1]))
        if request[1] == "GetSystemDateAndTime" and self.clock:
            now = datetime.now(UTC) - self.behind
            names = ("Year", "Month", "Day", "Hour", "Minute", "Second")
            words = "".join(f"<{name}>{getattr(now, name.lower())}</{name}>" for name in names)
            return 200, f"<UTCDateTime>{words}</UTCDateTime><LocalDateTime><Hour>3</Hour></LocalDateTime>"
        if not (self._digest_holds(authorization) if self.digest else self._token_holds(text)):
            self.tries += 1
            return (401, "") if self.digest else self.refusal
        return self._serve(request[1], path, text, at)

    def _serve(self, request: str, path: str, text: str, at: str) -> tuple[int, str]:
        token = re.search("ProfileToken>([^<]*)<", text)
        answers = {
            "GetServices": self.services,
            "GetCapabilities": self.capabilities,
            "GetProfiles": self.profiles if path == "/media" else None,
            "GetStreamUri": f"<Uri>{self.uri}</Uri>" if self.uri and path == "/media" else None,
            "GetSnapshotUri": f"<Uri>{self.still}</Uri>" if self.still and path == "/media" else None,
        }
        body = answers.get(request)
        if body is None:
            return 400, FAULT.format("Optional Action Not Implemented")
        return 200, body.replace("{at}", at).replace("{token}", token[1] if token else "")

    def _token_holds(self, text: str) -> bool:
        found = [re.search(rf"<{name}[^>]*>(.*?)</{name}>", text) for name in ("Password", "Nonce", "Created")]
        if not all(found):
            return False
        digest, nonce, created = (one[1] for one in found if one)
        wanted = hashlib.sha1(base64.b64decode(nonce) + created.encode() + PASSWORD.encode()).digest()  # noqa: S324
        age = datetime.now(UTC) - self.behind - datetime.fromisoformat(created)
        return base64.b64encode(wanted).decode() == digest and abs(age) < timedelta(seconds=30)

    def _digest_holds(self, authorization: str) -> bool:
        fields = dict(re.findall(r'(\w+)="?([^",]+)', authorization))
        if not fields:
            return False

        def hashed(*words: str) -> str:
            return hashlib.new("md5" if self.digest == "MD5" else "sha256", ":".join(words).encode()).hexdigest()

        secret, asked = hashed(USER, REALM, PASSWORD), hashed("POST", fields["uri"])
        return fields["response"] == hashed(secret, NONCE, fields["nc"], fields["cnonce"], "auth", asked)


@contextmanager
def serving(camera: OnvifServer) -> Iterator[str]:
    """Run a camera on loopback; yields the address of its device service."""

    class Handler(QuietHandler):
        def do_POST(self) -> None:  # noqa: N802 - http.server's name
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            at = f"http://192.0.2.7:{self.server.server_address[1]}"
            status, body = camera.answer(self.path, text, self.headers.get("Authorization", ""), at)
            self.send_response(status)
            if status == 401 and camera.digest:
                way = f'realm="{REALM}", qop="auth", nonce="{NONCE}", algorithm={camera.digest}'
                self.send_header("WWW-Authenticate", f"Digest {way}")
            self.end_headers()
            self.wfile.write(SOAP.format(body).encode())

    with http_server(Handler) as port:
        yield f"http://127.0.0.1:{port}/onvif/device_service"


def stream(camera: OnvifServer, password: str = PASSWORD) -> str:
    with serving(camera) as service:
        return stream_of(service, USER, password).replace("viewer:p%40ss%2Fwort@", "")


SUB = "rtsp://127.0.0.1:554/sub"
SPACE = "\n      "
SERVICE = "<Service><Namespace>{}</Namespace><XAddr>{{at}}/{}</XAddr></Service>"
EVERY = "".join(f"<{name}><XAddr>{{at}}/{name.lower()}</XAddr></{name}>" for name in ("Analytics", "Device", "Media"))


@pytest.mark.parametrize(
    "camera",
    [
        OnvifServer,
        lambda: OnvifServer(behind=timedelta(hours=1)),
        lambda: OnvifServer(behind=timedelta(days=-9000)),
        lambda: OnvifServer(clock=False),
        lambda: OnvifServer(digest="MD5"),
        lambda: OnvifServer(digest="SHA-256"),
        lambda: OnvifServer(capabilities=EVERY),
        lambda: OnvifServer(
            capabilities=f"<Media><XAddr>{SPACE}{{at}}/media{SPACE}</XAddr></Media>", uri=f"{SPACE}{SUB}\n"
        ),
        lambda: OnvifServer(profiles=profile("main", 2560, space=SPACE) + profile("sub", 640, space=SPACE)),
        lambda: OnvifServer(services=SERVICE.format(MEDIA2, "newer") + SERVICE.format(MEDIA, "media"), capabilities=""),
        lambda: OnvifServer(services=SERVICE.format(MEDIA2, "media"), capabilities=""),
    ],
    ids=[
        *("plain", "an hour behind", "years ahead", "no clock", "digest MD5", "digest SHA-256", "all services"),
        *("pretty-printed", "numbers among spaces", "both media services", "the newer media service alone"),
    ],
)
def test_a_camera_that_others_can_ask_tells_its_stream(camera: Callable[[], OnvifServer]) -> None:
    assert stream(camera()) == SUB


@pytest.mark.parametrize(
    ("profiles", "token"),
    [
        (profile("tiny", 320) + profile("large", 1920) + profile("sub", 640), "sub"),
        (profile("tiny", 160) + profile("less tiny", 320), "less tiny"),
        (profile("main", 1920) + profile("slow", 640, fps=2), "main"),
        (profile("main", 1920) + profile("seldom", 640, between=600), "main"),
        (profile("sub", 640, fps=2) + profile("tiny", 320), "sub"),
        ('<Profiles token="sound"/>' + profile("main", 1920), "main"),
        ('<Profiles token="old"><Width>704</Width></Profiles>' + profile("main", 1920), "old"),
    ],
)
def test_the_smallest_profile_with_enough_width_pictures_and_key_frames_is_chosen(profiles: str, token: str) -> None:
    assert stream(OnvifServer(profiles=profiles)) == f"rtsp://127.0.0.1:554/{token}"


def test_single_pictures_are_taken_where_there_is_no_stream() -> None:
    assert stream(OnvifServer(uri="", still="http://192.0.2.1/snap?{token}")) == "http://127.0.0.1/snap?sub"
    assert stream(OnvifServer(uri="udp://x", still="http://192.0.2.1/snap")) == "http://127.0.0.1/snap"


def test_a_camera_without_stream_and_pictures_says_what_to_do() -> None:
    with pytest.raises(OnvifError, match="neither an RTSP stream nor single pictures: give its stream's address"):
        stream(OnvifServer(uri=""))
    with pytest.raises(OnvifError, match="no video profile: give its stream's address"):
        stream(OnvifServer(profiles=""))
    with pytest.raises(OnvifError, match="Not Implemented: give its stream's address"):
        stream(OnvifServer(capabilities=""))


@pytest.mark.parametrize("refusal", [(400, FAULT.format("Sender not Authorized")), (401, ""), (403, "")])
def test_a_wrong_password_is_tried_no_more_often_than_needed(refusal: tuple[int, str]) -> None:
    camera = OnvifServer(refusal=refusal)
    with pytest.raises(OnvifError, match="refuses user name or password"):
        stream(camera, "wrong")
    assert camera.tries == 1


def test_a_wrong_password_is_told_where_http_asks_for_it() -> None:
    camera = OnvifServer(digest="MD5")
    with pytest.raises(OnvifError, match="users of its own"):
        stream(camera, "wrong")
    assert camera.tries == 2


@pytest.mark.parametrize(
    ("addresses", "services"),
    [
        ("http://camera.local/onvif", ["http://192.168.1.5/onvif"]),
        ("http://[fe80::1]:8000/onvif", ["http://192.168.1.5:8000/onvif"]),
        ("http://[fe80::1]/v6 http://192.168.1.5:2020/onvif", ["http://192.168.1.5:2020/onvif"]),
        ("http://192.0.2.1/elsewhere", []),
        ("urn:uuid:1", []),
        ("", []),
    ],
)
def test_a_camera_is_asked_where_it_answered_from(addresses: str, services: list[str]) -> None:
    answer = SOAP.format(f"<ProbeMatch><XAddrs>\n {addresses} </XAddrs></ProbeMatch>")
    assert [one.service for one in cameras_in(answer.encode(), "192.168.1.5")] == services


def test_a_recorder_that_names_several_cameras_in_one_answer_gives_all() -> None:
    matches = "".join(f"<ProbeMatch><XAddrs>http://192.168.1.5/{name}</XAddrs></ProbeMatch>" for name in "ab")
    found = cameras_in(SOAP.format(matches).encode(), "192.168.1.5")
    assert [one.service for one in found] == ["http://192.168.1.5/a", "http://192.168.1.5/b"]
