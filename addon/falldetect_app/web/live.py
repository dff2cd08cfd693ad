"""What the app sees now, as skeletons, with its state in figures and words; a picture only where the setting allows."""

import math
from typing import Any

import cv2
import numpy as np
from aiohttp import web
from pydantic import RootModel

from falldetect_app.cameras.watch import CameraWatch
from falldetect_app.contract.commands import Acknowledge, AnyCommand, Dismiss, Set, Test
from falldetect_app.home_assistant.announcement import APP_VERSION
from falldetect_app.incidents.replay import skeleton
from falldetect_app.service import Service
from falldetect_app.settings.options import Camera, LiveChoice
from falldetect_app.web.context import RequestError, body, runner_of, service_of
from falldetect_core.drawing.snapshot import Privacy, background
from falldetect_core.records import Frame, Image, Kinematics, Observation, Person

ROUTES = web.RouteTableDef()
FRESH_S = 3.0
"""What was seen longer ago is not shown as now."""
WIDEST_PX = 640
JPEG_QUALITY = 70
LONGEST_NAME = 64
HANGS = "a part of the app hangs: if it lasts a minute, the app writes to its log which, and starts anew"
OUTLINES_SHARE = 0.013
"""Blur radius as a share of the width: a face of a tenth of the picture's width keeps some eight pixels."""


class PageCommand(RootModel[Acknowledge | Dismiss | Test | Set]):
    """What may be asked of a room on the page."""


@ROUTES.get("/api/live")
async def live(request: web.Request) -> web.Response:
    """Tell the rooms, their cameras and the people there."""
    runner = runner_of(request)
    service = runner.service
    if service is None:
        return web.json_response({"running": False, "trouble": runner.trouble, "rooms": []})
    now_s = runner.clock()
    rooms = [
        {
            "name": controller.config.name,
            "state": controller.state().model_dump(mode="json"),
            "cameras": [_camera(service.cameras[camera], now_s) for camera in controller.config.cameras],
        }
        for controller in service.rooms.values()
    ]
    return web.json_response(
        {
            "running": True,
            "connected": service.connected,
            "picture": runner.settings.options.privacy.live,
            "rooms": rooms,
        }
    )


@ROUTES.get("/api/cameras/{camera}/picture")
async def picture(request: web.Request) -> web.Response:
    """Return what a camera shows now, as the privacy setting allows; 204 where it allows none or there is none."""
    runner = runner_of(request)
    choice = runner.settings.options.privacy.live
    seen = fresh(watch_of(request), runner.clock())
    if seen is None or choice is LiveChoice.SKELETON:
        return web.Response(status=204)
    return web.Response(body=jpeg(seen[0].image, Privacy(choice.value)), content_type="image/jpeg")


@ROUTES.post("/api/rooms/{room}/command")
async def command(request: web.Request) -> web.Response:
    """Do what somebody asks of a room."""
    asked: AnyCommand = (await body(request, PageCommand)).root
    controller = service_of(request).rooms.get(request.match_info["room"])
    if controller is None:
        raise RequestError("there is no such room; load the page again")
    if isinstance(asked, Acknowledge | Dismiss):
        asked = asked.model_copy(update={"by": _signed_in(request) or asked.by})
    controller.execute(asked)
    return web.json_response(controller.state().model_dump(mode="json"))


@ROUTES.get("/api/status")
async def status(request: web.Request) -> web.Response:
    """Tell the health of every part."""
    runner = runner_of(request)
    service = runner.service
    options = runner.settings.options
    now_s = runner.clock()
    works = service is not None and service.works
    return web.json_response(
        {
            "version": APP_VERSION,
            "running": works,
            "trouble": runner.trouble or _trouble(service, works=works),
            "broker": service is not None and service.connected,
            "integration": service is not None and service.discovery.claimed,
            "disk": runner.store.durable,
            "newer": bool(runner.store.newer),
            "settings": not runner.settings.trouble,
            "waiting": len(runner.store.outbox()),
            "pose_model": options.pose_model,
            "off": [] if service is None else _off(service),
            "cameras": [] if service is None else [_health(watch, now_s) for watch in service.cameras.values()],
        }
    )


def _off(service: Service) -> list[dict[str, object]]:
    """Return the rooms whose monitoring is off, and since when."""
    states = [(room.config.name, room.state().model_dump(mode="json")) for room in service.rooms.values()]
    return [{"room": name, "since": state["monitoring_off_since"]} for name, state in states if not state["monitoring"]]


def _trouble(service: Service | None, *, works: bool) -> str:
    if service is None:
        return ""
    return service.problem if works else HANGS


def _signed_in(request: web.Request) -> str:
    """Return who is signed in to Home Assistant, as its ingress says; empty without it."""
    name = request.headers.get("X-Remote-User-Display-Name", "")
    return name.encode(errors="replace").decode()[:LONGEST_NAME]


def watch_of(request: web.Request) -> CameraWatch:
    """Return the camera that a request names; raises RequestError for none."""
    watch = service_of(request).cameras.get(request.match_info["camera"])
    if watch is None:
        raise RequestError("there is no such camera; load the page again")
    return watch


def fresh(watch: CameraWatch, now_s: float) -> tuple[Frame, Observation] | None:
    """Return the newest picture and what was seen in it, unless that is long ago."""
    recent = watch.recent
    return recent if recent is not None and now_s - recent[0].time_s <= FRESH_S else None


def zones_of(camera: Camera) -> list[dict[str, Any]]:
    """Return a camera's zones and fence, each with its kind, and corners in shares of the picture."""
    kinds = {"rest": camera.rest_zones, "ignore": camera.ignore_zones, "fence": (camera.fence,) if camera.fence else ()}
    return [{"kind": kind, "corners": zone} for kind, zones in kinds.items() for zone in zones]


def jpeg(image: Image, privacy: Privacy) -> bytes:
    """Return a picture for the page, as much of it as `privacy` allows."""
    return _encoded(background(_small(image), privacy))


def still(image: Image) -> bytes:
    """Return a picture to set a camera up by: blurred so far that beds can be told, and faces can't."""
    return _encoded(cv2.GaussianBlur(_small(image), (0, 0), OUTLINES_SHARE * WIDEST_PX).astype(np.uint8, copy=False))


def _small(image: Image) -> Image:
    scale = min(1.0, WIDEST_PX / image.shape[1])
    if scale == 1.0:
        return image
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _encoded(shown: Image) -> bytes:
    return cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1].tobytes()


def _health(watch: CameraWatch, now_s: float) -> dict[str, Any]:
    return {"name": watch.camera.name, "room_name": watch.camera.room, **watch.state(now_s).model_dump(mode="json")}


def _camera(watch: CameraWatch, now_s: float) -> dict[str, Any]:
    seen = fresh(watch, now_s)
    return _health(watch, now_s) | {
        "size": None if seen is None else list(seen[0].size),
        "motion": None if seen is None else round(seen[1].motion, 4),
        "zones": zones_of(watch.camera),
        "people": [] if seen is None else [_person(person, seen[1].size) for person in seen[1].people],
    }


def _person(person: Person, size: tuple[int, int]) -> dict[str, Any]:
    return skeleton(person, size) | {
        "posture": person.kinematics.posture,
        "support": person.seen_by,
        "falling": person.verdict.falling,
        "upright": person.verdict.upright,
        "confidence": round(person.verdict.confidence, 2),
        "probability": round(min(1.0, max(0.0, person.verdict.probability)), 2),
        "reasons": [{"code": r.code, "figures": dict(r.figures), "text": str(r)} for r in person.verdict.reasons],
        "measures": _measures(person.kinematics),
    }


def _measures(measured: Kinematics) -> dict[str, float]:
    """Return what was measured of a body now: degrees, shares of the standing height, seconds and metres."""
    values = {
        "tilt_deg": measured.tilt_deg,
        "height_ratio": measured.height_ratio,
        "still_s": measured.still_s,
        "neck_height_m": measured.neck_height_m,
    }
    return {name: round(value, 2) for name, value in values.items() if math.isfinite(value)}
