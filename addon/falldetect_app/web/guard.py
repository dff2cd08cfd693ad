"""Who may speak to the page: Supervisor's ingress, which lets in only who is signed in to Home Assistant.

Without Home Assistant it is this machine alone. What changes something has to come from the page itself, not from
another that the browser has open: the browser says so (Sec-Fetch-Site, or Origin where that is missing), and a header
that no foreign page may send has to be there.
"""

import os
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

WEB_PORT = 8099
"""Where Supervisor looks for the page of an app that names no other port."""
INGRESS = "172.30.32.2"
"""Supervisor's address on the network that it makes for apps."""
HEADER = "X-Falldetect"
SAFE_METHODS = {hdrs.METH_GET, hdrs.METH_HEAD}
LOOPBACK_NAMES = {"localhost", "127.0.0.1", "::1"}
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class PageAccess:
    """Where the page listens, and whom it lets in; None lets in this machine."""

    port: int
    host: str = "127.0.0.1"
    allowed_peer: str | None = None

    @classmethod
    def for_environment(cls, port: int) -> Self:
        """Open to Supervisor where it is there, else to this machine alone."""
        return cls(port, "0.0.0.0", INGRESS) if os.environ.get("SUPERVISOR_TOKEN") else cls(port)  # noqa: S104

    def allows(self, request: web.Request) -> bool:
        """Say whether a request comes from where it may."""
        peer = request.transport and request.transport.get_extra_info("peername")
        if not peer:
            return False
        if self.allowed_peer is not None:
            return bool(peer[0] == self.allowed_peer)
        # A name that somebody else lets point here must not open the page to another site's script.
        return ip_address(peer[0]).is_loopback and _name(request.host) in LOOPBACK_NAMES


def guarded_application(access: PageAccess) -> web.Application:
    """Make an application that answers nobody else, and says to browsers what its page may do."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not access.allows(request):
            raise web.HTTPForbidden(text="this page is open to Home Assistant alone")
        if request.method not in SAFE_METHODS and not is_from_the_page(request):
            raise web.HTTPForbidden(text="changes come from the page itself alone")
        return await handler(request)

    async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(HEADERS)
        response.headers.setdefault("Cache-Control", "no-store")

    app = web.Application(middlewares=[guard], client_max_size=256 * 1024)
    app.on_response_prepare.append(add_headers)
    return app


def is_from_the_page(request: web.Request) -> bool:
    """Say whether the browser sent a change from the page itself."""
    if request.headers.get(HEADER) != "1":
        return False
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get(hdrs.ORIGIN, "")
    return urlsplit(origin).netloc in {request.headers.get("X-Forwarded-Host"), request.host} - {None, ""}


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
