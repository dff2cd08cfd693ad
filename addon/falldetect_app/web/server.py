"""The page's server: a thread of its own, so that nobody who looks holds up detection."""

import asyncio
import logging
import threading
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import ValidationError

from falldetect_app.camera_search.stream_tickets import StreamTickets
from falldetect_app.runner import Runner
from falldetect_app.settings.validation import problems_of
from falldetect_app.web import camera_search, cameras, incidents, live, settings
from falldetect_app.web.context import RUNNER
from falldetect_app.web.guard import PageAccess, guarded_application
from falldetect_core.errors import FallDetectError

_LOGGER = logging.getLogger(__name__)

STATIC = Path(__file__).with_name("static")
PATIENCE_S = 5.0


class WebServer:
    """Serves the page."""

    def __init__(self, runner: Runner, access: PageAccess) -> None:
        """Prepare a thread."""
        self.access = access
        self._runner = runner
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="page", daemon=True)

    def start(self) -> None:
        """Open the door; a port that is taken is logged, as detection goes on without a page."""
        self._thread.start()
        self._ready.wait(PATIENCE_S)

    def stop(self) -> None:
        """Close it."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_S)

    def _run(self) -> None:
        site = web.AppRunner(
            application(self._runner, self.access), handle_signals=False, access_log=None, shutdown_timeout=1.0
        )
        try:
            self._loop.run_until_complete(site.setup())
            listener = web.TCPSite(site, self.access.host, self.access.port)
            self._loop.run_until_complete(listener.start())
        except OSError as error:
            _LOGGER.warning("There is no page: port %d cannot be used (%s)", self.access.port, error.strerror)
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(site.cleanup())
        self._loop.close()


def application(runner: Runner, access: PageAccess) -> web.Application:
    """Put the page together."""
    app = guarded_application(access)
    app.middlewares.append(tell_errors)
    app[RUNNER] = runner
    app[cameras.TICKETS] = StreamTickets()
    app[cameras.TRIES] = asyncio.Semaphore(cameras.MOST_TRIES)
    for part in (live, cameras, camera_search, incidents, settings):
        app.add_routes(part.ROUTES)
    app.router.add_get("/", index)
    app.router.add_static("/", STATIC)
    return app


async def index(_: web.Request) -> web.FileResponse:
    """Answer with the page."""
    return web.FileResponse(STATIC / "index.html")


@web.middleware
async def tell_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer with a sentence for people where something is wrong."""
    try:
        return await handler(request)
    except ValidationError as error:
        return web.json_response({"error": "\n".join(problems_of(error))}, status=400)
    except FallDetectError as error:
        return web.json_response({"error": str(error)}, status=400)
    except web.HTTPException:
        raise
    except Exception:
        _LOGGER.exception("The page's request %s %s failed", request.method, request.path)
        return web.json_response({"error": "something went wrong in the app: see its log"}, status=500)
