"""The way to the app's page as through Home Assistant: below a path, by a server that adds ingress's headers.

Home Assistant itself passes requests on only where there is a Supervisor.
"""

import contextlib
from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web

from scripts.hass import free_port

PATH = "/api/hassio_ingress/a8d0c5"
HOP_BY_HOP = {"host", "connection", "transfer-encoding", "content-length", "content-encoding"}


@contextlib.asynccontextmanager
async def ingress(port: int) -> AsyncIterator[str]:
    """Pass on to the app's port while the block lasts; yields the page's address."""
    own_port = free_port()
    async with aiohttp.ClientSession(auto_decompress=False) as session:

        async def forward(request: web.Request) -> web.Response:
            headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP}
            headers |= {"X-Ingress-Path": PATH, "X-Forwarded-Host": request.host, "X-Remote-User-Display-Name": "Anna"}
            url = f"http://127.0.0.1:{port}/{request.match_info['path']}"
            try:
                answer = await session.request(
                    request.method, url, params=request.query, headers=headers, data=await request.read()
                )
            except aiohttp.ClientConnectionError:
                return web.Response(status=502, text="502: Bad Gateway")
            kept = {name: value for name, value in answer.headers.items() if name.lower() not in HOP_BY_HOP}
            return web.Response(status=answer.status, headers=kept, body=await answer.read())

        app = web.Application()
        app.router.add_route("*", PATH + "/{path:.*}", forward)
        runner = web.AppRunner(app, shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", own_port).start()
        try:
            yield f"http://127.0.0.1:{own_port}{PATH}/"
        finally:
            await runner.cleanup()
