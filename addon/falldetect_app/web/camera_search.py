"""Finding cameras, only when somebody asks: on the local network by ONVIF, or at Frigate and go2rtc."""

import asyncio
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, Field

from falldetect_app.camera_search.onvif import discover, stream_of
from falldetect_app.camera_search.stream_servers import streams_at
from falldetect_app.web.cameras import TICKETS
from falldetect_app.web.context import body
from falldetect_core.frames import redacted

ROUTES = web.RouteTableDef()


class Network(BaseModel):
    """Where to look beyond the app's own network: an IPv4 network such as 192.168.1.0/24, or nothing."""

    network: Annotated[str, Field(max_length=64)] = ""


class StreamServer(BaseModel):
    """The address of Frigate or go2rtc."""

    url: Annotated[str, Field(max_length=500)]


class Login(BaseModel):
    """A camera that was found, and how to log in to it."""

    service: Annotated[str, Field(max_length=500)]
    username: Annotated[str, Field(max_length=200)] = ""
    password: Annotated[str, Field(max_length=200)] = ""


@ROUTES.post("/api/find/cameras")
async def find_cameras(request: web.Request) -> web.Response:
    """Ask the network which cameras speak ONVIF."""
    asked = await body(request, Network)
    found = await asyncio.to_thread(discover, asked.network.strip())
    return web.json_response({"cameras": [{"name": one.name, "service": one.service} for one in found]})


@ROUTES.post("/api/find/stream")
async def find_stream(request: web.Request) -> web.Response:
    """Ask a camera for the address of its smallest stream that is large enough."""
    asked = await body(request, Login)
    address = await asyncio.to_thread(stream_of, asked.service, asked.username, asked.password)
    return web.json_response({"found": request.app[TICKETS].issue(address), "shown": redacted(address)})


@ROUTES.post("/api/find/streams")
async def find_streams(request: web.Request) -> web.Response:
    """Ask Frigate or go2rtc for its streams."""
    asked = await body(request, StreamServer)
    found = await asyncio.to_thread(streams_at, asked.url.strip())
    keep = request.app[TICKETS].issue
    streams = [{"name": name, "found": keep(address), "shown": redacted(address)} for name, address in found]
    return web.json_response({"streams": streams})
