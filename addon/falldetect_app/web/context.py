"""What all of the page's answers need."""

import asyncio
from typing import Any

from aiohttp import web
from pydantic import BaseModel

from falldetect_app.runner import Runner, Work, no_work
from falldetect_app.service import Service
from falldetect_core.errors import FallDetectError

RUNNER = web.AppKey("runner", Runner)
RESTART_S = 15.0


class RequestError(FallDetectError):
    """What the page asks can't be done; the message says why."""


def runner_of(request: web.Request) -> Runner:
    """Return what runs the service."""
    return request.app[RUNNER]


def service_of(request: web.Request) -> Service:
    """Return the service; raises RequestError while there is none."""
    service = runner_of(request).service
    if service is None:
        raise RequestError("the app is starting; wait a moment")
    return service


async def restarted(request: web.Request, work: Work = no_work) -> None:
    """Do `work` and wait until the service runs on the newest settings."""
    done = runner_of(request).restart(work)
    await asyncio.to_thread(done.wait, RESTART_S)


async def body[T: BaseModel](request: web.Request, kind: type[T]) -> T:
    """Read what was sent; raises ValidationError, or RequestError for no JSON."""
    return kind.model_validate(await json_body(request))


async def json_body(request: web.Request) -> Any:
    """Read JSON; raises RequestError for anything else."""
    try:
        return await request.json()
    except ValueError:
        raise RequestError("what was sent is no JSON") from None
