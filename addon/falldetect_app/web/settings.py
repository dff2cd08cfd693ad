"""Settings on the page, the home's own threshold, the hours of the rooms, and forgetting everything."""

import math
from datetime import timedelta
from typing import Any

from aiohttp import web
from pydantic import BaseModel

from falldetect_app.clock import utc
from falldetect_app.contract.messages import iso
from falldetect_app.incidents.feedback import SINCE, home_threshold_shift, judged_incidents
from falldetect_app.storage.archive import Judgement
from falldetect_app.web.context import RequestError, body, json_body, restarted, runner_of

ROUTES = web.RouteTableDef()
DAYS = 56
THRESHOLDS = {"sensitivity", "learn", "confirmation_s", "long_lie_s", "person_down_s", "reminder_min", "inactivity_min"}
"""What changes nothing else needs no restart, in which a second or two would go unseen."""
SHOWN = THRESHOLDS | {"privacy"}


@ROUTES.get("/api/settings")
async def settings(request: web.Request) -> web.Response:
    """Tell the settings that the page may change, and what has been learned."""
    return _told(request)


def _told(request: web.Request) -> web.Response:
    runner = runner_of(request)
    options, archive = runner.settings.options, runner.store.archive
    cases = judged_incidents(archive)
    counts = {verdict: sum(case.verdict is verdict for case in cases) for verdict in Judgement}
    learned = {"shift": home_threshold_shift(archive, options), "needed": options.needed, "counts": counts}
    return web.json_response(
        {
            "values": options.model_dump(mode="json", include=SHOWN),
            "own": list(runner.settings.overrides),
            "learned": learned,
        }
    )


@ROUTES.put("/api/settings")
async def change(request: web.Request) -> web.Response:
    """Change settings; what is not sent stays."""
    sent: Any = await json_body(request)
    if not isinstance(sent, dict) or not set(sent) <= SHOWN:
        raise RequestError("these are no settings of the page")
    runner = runner_of(request)
    if isinstance(sent.get("privacy"), dict):
        sent["privacy"] = runner.settings.given.get("privacy", {}) | sent["privacy"]
    options = runner.settings.save(sent)
    if runner.service and set(sent) <= THRESHOLDS:
        runner.service.adjust(options)
    else:
        await restarted(request)
    return _told(request)


@ROUTES.delete("/api/settings")
async def reset(request: web.Request) -> web.Response:
    """Take the settings of the app's configuration again, the cameras' too."""
    runner_of(request).settings.reset()
    await restarted(request)
    return _told(request)


class Learning(BaseModel):
    """Whether to begin anew."""

    anew: bool


@ROUTES.put("/api/learning")
async def learning(request: web.Request) -> web.Response:
    """Begin to learn anew: the feedback so far stays, but counts no more; or let it count again."""
    runner = runner_of(request)
    anew = (await body(request, Learning)).anew
    runner.store.archive.keep_note(SINCE, iso(utc(runner.clock())) if anew else "")
    if runner.service:
        runner.service.apply_feedback()
    return _told(request)


@ROUTES.delete("/api/data")
async def forget(request: web.Request) -> web.Response:
    """Delete all that was recorded; cameras and settings stay."""
    runner = runner_of(request)
    if runner.service:
        for room in runner.service.rooms.values():
            room.forget_pictures()
    await restarted(request, runner.store.archive.forget_everything)
    return web.json_response({})


@ROUTES.get("/api/activity")
async def activity(request: web.Request) -> web.Response:
    """Tell the hours of each room and the alarms of the past weeks."""
    runner = runner_of(request)
    now = utc(runner.clock())
    since = now - timedelta(days=DAYS)
    archive = runner.store.archive
    names = {camera.room_id: camera.room for camera in runner.settings.options.cameras}
    hours = [[hour.room, hour.hour, round(hour.present_s), round(hour.moving_s)] for hour in archive.hours(since)]
    happened = [
        {"room": one.newest.room, "onset": iso(one.newest.onset), "near": not one.alarmed, "down_s": one.down_s}
        for _, one in archive.incidents(1000)
        if one.newest.onset >= since and not one.newest.test and one.judgement is not Judgement.FALSE
    ]
    return web.json_response(
        {
            "rooms": names,
            "hours": hours,
            "incidents": happened,
            "inactivity_min": runner.settings.options.inactivity_min,
            "usual_s": _usual_gaps(request),
        }
    )


def _usual_gaps(request: web.Request) -> dict[str, float | None]:
    """Return which gap without activity is usual in each room now, in seconds; None before a week is known."""
    runner = runner_of(request)
    if runner.service is None:
        return {}
    now_s = runner.clock()
    gaps_s = {room: controller.activity.usual_gap_s(now_s) for room, controller in runner.service.rooms.items()}
    return {room: gap_s if math.isfinite(gap_s) else None for room, gap_s in gaps_s.items()}
