"""First steps on the page: a camera is tried, named, kept, looked at and calibrated."""

import asyncio
import base64
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from aiohttp import web
from pydantic import AfterValidator, BaseModel, Field

from falldetect_app.camera_search.stream_tickets import StreamTickets
from falldetect_app.cameras.advice import findings, progress
from falldetect_app.settings.options import Camera, LiveChoice
from falldetect_app.settings.settings_file import SettingsFile
from falldetect_app.settings.slug import name_key, slug
from falldetect_app.settings.zones import check_ignored
from falldetect_app.web.context import RequestError, body, restarted, runner_of
from falldetect_app.web.live import fresh, jpeg, still, watch_of, zones_of
from falldetect_core.drawing.snapshot import Privacy
from falldetect_core.errors import CalibrationError, SourceError
from falldetect_core.frames import open_frames, redacted
from falldetect_core.records import Frame
from falldetect_core.world import CameraPlace, ControlMap, fit_control_points, read_control_points

ROUTES = web.RouteTableDef()
TICKETS = web.AppKey("tickets", StreamTickets)
RATE_S = 1.5
"""A stream that is tried is watched so long to tell its rate."""
MOST_TRIES = 2
TRIES = web.AppKey("tries", asyncio.Semaphore)


class Source(BaseModel):
    """Where pictures come from: an address, the ticket of one that was found, or a camera that is there already."""

    url: Annotated[str, Field(max_length=2000)] = ""
    found: str = ""
    camera: str = ""


class Change(Source):
    """What the page says of a camera; left out stays as it was."""

    name: str | None = None
    room: str | None = None
    renames_room: bool | None = None
    """Whether a new name of the room is another name for it, or another room; left out: its only camera renames it."""
    rest_zones: str | None = None
    ignore_zones: Annotated[str, AfterValidator(check_ignored)] | None = None
    fence: str | None = None


@ROUTES.post("/api/cameras/try")
async def attempt(request: web.Request) -> web.Response:
    """Open a stream and return its first picture, blurred unless the page may show all."""
    source = await body(request, Source)
    address = _address(request, source)
    async with request.app[TRIES]:
        frame, fps = await asyncio.to_thread(_look, address)
    full = runner_of(request).settings.options.privacy.live is LiveChoice.FULL
    shown = base64.b64encode(jpeg(frame.image, Privacy.FULL) if full else still(frame.image)).decode()
    width, height = frame.size
    return web.json_response(
        {
            "picture": f"data:image/jpeg;base64,{shown}",
            "width": width,
            "height": height,
            "fps": round(fps, 1),
            "found": request.app[TICKETS].issue(address),
            "shown": redacted(address),
        }
    )


@ROUTES.get("/api/cameras")
async def cameras(request: web.Request) -> web.Response:
    """Tell the cameras as they are set, without credentials."""
    settings = runner_of(request).settings
    return web.json_response(
        {"cameras": [_told(camera) for camera in settings.options.cameras], "own": "cameras" in settings.overrides}
    )


@ROUTES.post("/api/cameras")
async def add(request: web.Request) -> web.Response:
    """Keep a new camera and watch it."""
    change = await body(request, Change)
    settings = runner_of(request).settings
    made = {"name": change.name or "", "room": change.room or "", "url": _address(request, change)}
    made |= {"id": _free_id(settings, made["name"]), "room_id": settings.identities.room_called(made["room"])}
    await keep_cameras(request, [*given_cameras(settings), _zoned(made, change)])
    return web.json_response({"id": made["id"]})


@ROUTES.put("/api/cameras/{camera}")
async def change(request: web.Request) -> web.Response:
    """Change a camera."""
    asked = await body(request, Change)
    changed = {} if asked.name is None else {"name": asked.name}
    if asked.url or asked.found:
        changed["url"] = _address(request, asked)
    camera = _known(request)
    given = given_cameras(runner_of(request).settings)
    if asked.room is not None:
        given = _in_room(request, given, camera, asked)
    await keep_cameras(request, [_zoned(one | changed, asked) if one["id"] == camera.id else one for one in given])
    return web.json_response({"id": camera.id})


def _in_room(request: web.Request, given: list[dict[str, Any]], camera: Camera, asked: Change) -> list[dict[str, Any]]:
    """Move a camera to a room, or give its room another name."""
    name, here = asked.room or "", camera.room_id
    rooms = {name_key(one["room"]): one["room_id"] for one in given}
    known = rooms.get(name_key(name))
    only = sum(one["room_id"] == here for one in given) == 1
    if asked.renames_room and known not in (None, here):
        raise RequestError("room: there is a room of that name; move its cameras there one by one instead")
    if known == here or (known is None and (only if asked.renames_room is None else asked.renames_room)):
        return [one | {"room": name} if one["room_id"] == here else one for one in given]
    room = known or runner_of(request).settings.identities.room_called(name)
    return [one | {"room": name, "room_id": room} if one["id"] == camera.id else one for one in given]


@ROUTES.delete("/api/cameras/{camera}")
async def remove(request: web.Request) -> web.Response:
    """Watch a camera no more."""
    camera, runner = _known(request), runner_of(request)
    runner.settings.save({"cameras": [one for one in given_cameras(runner.settings) if one["id"] != camera.id]})
    await restarted(request, lambda: runner.store.archive.keep_calibration(camera.id, None))
    return web.json_response({})


@ROUTES.get("/api/cameras/{camera}/check")
async def check(request: web.Request) -> web.Response:
    """Tell how good a camera's view is, and how far it is with its calibration."""
    watch, runner = watch_of(request), runner_of(request)
    now_s = runner.clock()
    seen = fresh(watch, now_s)
    place = runner.store.archive.calibration(watch.camera.id)
    control = place if isinstance(place, ControlMap) else None
    state, frame = watch.state(now_s), seen and seen[0]
    found = findings(state, frame, watch.world, control, sight_known=watch.sight_known)
    return web.json_response(
        {"findings": [asdict(finding) for finding in found], "calibration": progress(watch.world, control)}
    )


@ROUTES.delete("/api/cameras/{camera}/place")
async def forget_calibration(request: web.Request) -> web.Response:
    """Let a camera find out anew where it stands."""
    camera, runner = _known(request), runner_of(request)
    await restarted(request, lambda: runner.store.archive.keep_calibration(camera.id, None))
    return web.json_response({})


class Points(BaseModel):
    """Control points as a table: CSV or JSON, as docs/calibration.md says."""

    table: Annotated[str, Field(max_length=100_000)]


@ROUTES.put("/api/cameras/{camera}/place")
async def set_calibration(request: web.Request) -> web.Response:
    """Calibrate a camera by control points; raises CalibrationError that says what is wrong with them."""
    camera, runner = _known(request), runner_of(request)
    table = (await body(request, Points)).table
    found = await asyncio.to_thread(_fit, table)
    place: CameraPlace = found
    await restarted(request, lambda: runner.store.archive.keep_calibration(camera.id, place))
    return web.json_response({"rms_m": round(found.rms_m, 3), "rejected": int(found.rejected.sum())})


def _fit(table: str) -> ControlMap:
    kind = "json" if table.lstrip().startswith("[") else "csv"
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"points.{kind}"
        file.write_text(table, encoding="utf-8")
        try:
            return fit_control_points(read_control_points(file))
        except CalibrationError as error:
            raise CalibrationError(str(error).replace(str(file), "the table")) from None


def _look(address: str) -> tuple[Frame, float]:
    """Return a stream's first picture and its pictures a second; raises SourceError."""
    with open_frames(address, fps=30.0) as frames:
        first, count, last_s = None, 0, 0.0
        for frame in frames:
            first, count, last_s = first or frame, count + 1, frame.time_s
            if last_s >= RATE_S:
                break
    if first is None:
        raise SourceError("broken", f"{redacted(address)} sends no pictures")
    return first, (count - 1) / last_s if last_s else 0.0


def _address(request: web.Request, source: Source) -> str:
    if source.url:
        return Camera.model_validate({"name": "x", "room": "x", "url": source.url.strip()}).url.get_secret_value()
    if source.found:
        address = request.app[TICKETS].address(source.found)
        if address is None:
            raise RequestError("too much time has passed; find the camera again")
        return address
    for camera in runner_of(request).settings.options.cameras:
        if camera.id == source.camera:
            return camera.url.get_secret_value()
    raise RequestError("url: is missing; give the camera's address")


def _known(request: web.Request) -> Camera:
    wanted = request.match_info["camera"]
    for camera in runner_of(request).settings.options.cameras:
        if camera.id == wanted:
            return camera
    raise RequestError("there is no such camera; load the page again")


def given_cameras(settings: SettingsFile) -> list[dict[str, Any]]:
    """Return all cameras as they were written, each with its id and its room's."""
    written = settings.given.get("cameras", [])
    return [
        one | {"id": camera.id, "room_id": camera.room_id}
        for one, camera in zip(written, settings.options.cameras, strict=True)
    ]


def _free_id(settings: SettingsFile, name: str) -> str:
    taken = {camera.id for camera in settings.options.cameras}
    made = slug(name, "camera")[:60]
    return next(found for n in range(len(taken) + 1) if (found := f"{made}_{n + 1}" if n else made) not in taken)


def _zoned(camera: dict[str, Any], change: Change) -> dict[str, Any]:
    return camera | change.model_dump(include={"rest_zones", "ignore_zones", "fence"}, exclude_none=True)


async def keep_cameras(request: web.Request, given: list[dict[str, Any]]) -> None:
    """Set all cameras and watch them; raises OptionsError."""
    runner_of(request).settings.save({"cameras": given})
    await restarted(request)


def _told(camera: Camera) -> dict[str, Any]:
    return {
        "id": camera.id,
        "name": camera.name,
        "room": camera.room,
        "room_id": camera.room_id,
        "address": redacted(camera.url.get_secret_value()),
        "zones": zones_of(camera),
    }
