"""Incidents on the page: what happened and why, its replay, what people say of it, and it as a file."""

import asyncio
import json
from typing import Any

from aiohttp import web
from pydantic import BaseModel

from falldetect_app.clock import utc
from falldetect_app.contract.words import words
from falldetect_app.incidents.replay import unpack
from falldetect_app.storage.archive import Judgement, PastIncident
from falldetect_app.storage.encryption import PictureCipher
from falldetect_app.web.context import RequestError, body, runner_of

ROUTES = web.RouteTableDef()
PAGE = 30
MOST_DIGITS = 18


class Feedback(BaseModel):
    """What somebody says of an incident; null takes it back."""

    verdict: Judgement | None


@ROUTES.get("/api/incidents")
async def incidents(request: web.Request) -> web.Response:
    """Tell the newest incidents, or those before a number."""
    before = request.query.get("before", "")
    number = int(before) if before.isdecimal() and len(before) <= MOST_DIGITS else None
    found = runner_of(request).store.archive.incidents(PAGE + 1, number)
    told = [summary(request, incident) for _, incident in found[:PAGE]]
    return web.json_response({"incidents": told, "before": found[PAGE - 1][0] if len(found) > PAGE else None})


@ROUTES.get("/api/incidents/{incident}")
async def incident(request: web.Request) -> web.Response:
    """Tell all of one incident."""
    return web.json_response(detail(request, _found(request)))


@ROUTES.put("/api/incidents/{incident}/feedback")
async def judge(request: web.Request) -> web.Response:
    """Take what somebody says of an incident."""
    said, known, runner = await body(request, Feedback), _found(request), runner_of(request)
    runner.store.archive.judge(known.newest.incident, said.verdict, utc(runner.clock()))
    if runner.service:
        runner.service.apply_feedback()
    return web.json_response(summary(request, _found(request)))


@ROUTES.get("/api/incidents/{incident}/replay/{camera}")
async def replay(request: web.Request) -> web.Response:
    """Return the skeletons around an incident."""
    data = runner_of(request).store.archive.replay(request.match_info["incident"], request.match_info["camera"])
    if data is None:
        raise RequestError("nothing was recorded of this incident")
    return web.json_response(unpack(data))


@ROUTES.get("/api/incidents/{incident}/picture")
async def picture(request: web.Request) -> web.Response:
    """Return the picture of an incident."""
    store, name = runner_of(request).store, request.match_info["incident"]
    encrypted = store.archive.picture(name)
    if encrypted is None:
        raise RequestError("no picture was kept of this incident")
    return web.Response(body=PictureCipher(store.folder).decrypt(name, encrypted), content_type="image/jpeg")


@ROUTES.get("/api/incidents/{incident}/data.json")
async def data(request: web.Request) -> web.Response:
    """Return an incident as data, with its replays."""
    known, archive = _found(request), runner_of(request).store.archive
    name = known.newest.incident
    replays = {camera: unpack(archive.replay(name, camera) or b"") for camera in known.recorded}
    text = json.dumps(detail(request, known) | {"replays": replays}, ensure_ascii=False, indent=1)
    return _file(text.encode(), "application/json", f"incident-{known.newest.onset:%Y-%m-%d-%H%M}.json")


@ROUTES.get("/api/incidents/{incident}/report.pdf")
async def pdf(request: web.Request) -> web.Response:
    """Return an incident as a page for the family doctor."""
    from falldetect_app.incidents.report import report  # noqa: PLC0415 - drawing PDF takes a second to load, and 20 MB

    known, runner = _found(request), runner_of(request)
    name = known.newest.incident
    data = runner.store.archive.replay(name, known.recorded[0]) if known.recorded else None
    room = summary(request, known)["room_name"]
    language, zone = request.query.get("lang", ""), request.query.get("zone", "UTC")
    made = await asyncio.to_thread(report, known, room, unpack(data) if data else None, words(language), zone)
    return _file(made, "application/pdf", f"incident-{known.newest.onset:%Y-%m-%d-%H%M}.pdf")


def summary(request: web.Request, known: PastIncident) -> dict[str, Any]:
    """Put an incident into a line of a list."""
    newest = known.newest
    shown = {"incident", "room", "camera", "onset", "kind", "direction", "inactivity", "test"}
    told = newest.model_dump(mode="json", include=shown)
    names = {camera.room_id: camera.room for camera in runner_of(request).settings.options.cameras}
    alarms = [event.event for event in known.events]
    return told | {
        "room_name": names.get(newest.room, newest.room),
        "state": newest.event,
        "steps": alarms,
        "alarmed": known.alarmed,
        "confidence": known.surest.confidence,
        "down_s": known.down_s,
        "feedback": known.feedback,
        "judgement": known.judgement,
        "recorded": list(known.recorded),
        "pictured": known.pictured,
    }


def detail(request: web.Request, known: PastIncident) -> dict[str, Any]:
    """Put all of an incident together."""
    surest = known.surest
    return summary(request, known) | {
        "events": [event.model_dump(mode="json") for event in known.events],
        "reasons": [why.model_dump() | {"text": reason} for reason, why in surest.coded_reasons],
        "before": surest.before,
        "after": known.after,
        "kinds": {kind: share for kind, share in surest.kinds.items() if share >= 0.05},  # noqa: PLR2004 - 5 %
    }


def _found(request: web.Request) -> PastIncident:
    known = runner_of(request).store.archive.incident(request.match_info["incident"])
    if known is None:
        raise RequestError("this incident is not known any more")
    return known


def _file(content: bytes, kind: str, name: str) -> web.Response:
    return web.Response(
        body=content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
