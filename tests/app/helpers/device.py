"""A camera's ONVIF services and the API of Frigate and go2rtc, as far as they are asked."""

import base64
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

SOAP = '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>{}</s:Body></s:Envelope>'
PROFILES = "".join(
    f'<Profiles token="{token}"><Width>{width}</Width></Profiles>'
    for token, width in (("main", 1920), ("small", 640), ("tiny", 320))
)


class Camera(BaseHTTPRequestHandler):
    """A camera's ONVIF services, as far as they are asked: they check the login as WS-Security says."""

    asked: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        Camera.asked.append(text)
        host, port = self.server.server_address[:2]
        if "GetCapabilities" in text:
            body = f"<Media><XAddr>http://{host}:{port}/media</XAddr></Media>"
        elif "GetProfiles" in text:
            body = PROFILES
        else:
            token = re.search(r"<ProfileToken>(.*)</ProfileToken>", text)
            body = f"<Uri>rtsp://{host}:554/{token and token[1]}</Uri>"
        self.answer(200 if self.may(text) else 401, SOAP.format(body))

    def may(self, text: str) -> bool:
        found = {name: re.search(rf"<{name}[^>]*>(.*?)</{name}>", text) for name in ("Password", "Nonce", "Created")}
        if not all(found.values()):
            return False
        digest, nonce, created = (match[1] for match in found.values() if match)
        wanted = hashlib.sha1(base64.b64decode(nonce) + created.encode() + b"p@ss/wort").digest()  # noqa: S324
        return base64.b64encode(wanted).decode() == digest

    def do_GET(self) -> None:
        known: dict[str, Any] = self.server.known  # type: ignore[attr-defined]
        if self.path in known:
            self.answer(200, json.dumps(known[self.path]))
        else:
            self.answer(404, "not here")

    def answer(self, status: int, text: str) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@contextmanager
def device() -> Iterator[HTTPServer]:
    """Run a device on loopback; `known` holds what it answers to GET."""
    made = HTTPServer(("127.0.0.1", 0), Camera)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
