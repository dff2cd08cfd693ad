"""Troubles: what keeps falls from being noticed, as it stands now."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from homeassistant.util import dt as dt_util

from .const import MINIMUM_APP_VERSION
from .hub import FalldetectHub
from .models import Camera, CameraState
from .versions import is_older

PATIENCE_S = 300.0
"""What mends itself sooner is no trouble: a restart, a reconnection."""
OFF_FOR_LONG = timedelta(hours=24)
"""Monitoring that was off for so long was forgotten."""
SLOW_FPS = 5.0
"""Below this a fall lasts fewer pictures than it takes to tell it from sitting down."""
SLOW_DELAY_S = 2.0


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """One trouble, and what its description and its mend need to know."""

    key: str
    subject: str = ""
    placeholders: dict[str, str] = field(default_factory=dict)
    data: dict[str, str | int | float | None] = field(default_factory=dict)
    patience_s: float = field(default=PATIENCE_S, compare=False)
    fixable: bool = True


APP_PROBLEMS = ("settings", "storage", "newer", "site")
"""What an app may say is wrong with itself; a newer one may know more."""
TOO_NEW = Trouble(key="app_too_new", patience_s=0, fixable=False)


def troubles(hub: FalldetectHub) -> Iterator[Trouble]:
    """Yield all troubles of an app; while it can't be heard, nothing is known of its cameras."""
    app = {"name": hub.info.name, "site": hub.site}
    if hub.speaks_later:
        yield replace(TOO_NEW, placeholders={"site": hub.site})
    if not hub.broker_connected:
        yield Trouble(key="broker_gone", placeholders=app)
    elif not hub.app_online:
        yield Trouble(key="app_gone", placeholders=app)
    else:
        if is_older(hub.info.app_version, MINIMUM_APP_VERSION):
            versions = {"version": hub.info.app_version, "minimum": MINIMUM_APP_VERSION}
            yield Trouble(key="app_too_old", placeholders=app | versions, patience_s=0, fixable=False)
        for problem in hub.problems:
            if problem.problem in APP_PROBLEMS:
                yield Trouble(key=problem.problem, placeholders=app | {"message": problem.message}, fixable=False)
        yield from _of_monitoring(hub)
        yield from _of_cameras(hub)


def _of_monitoring(hub: FalldetectHub) -> Iterator[Trouble]:
    """Yield the rooms whose monitoring is off; each is told once that lasts for long."""
    for room in hub.info.rooms:
        state = hub.rooms.get(room.id)
        if state and not state.monitoring:
            since = state.monitoring_off_since
            named = {"room": room.name, "since": _local(since) if since else "?"}
            left = OFF_FOR_LONG - (dt_util.utcnow() - since) if since else OFF_FOR_LONG
            patience_s = max(0.0, left.total_seconds())
            data: dict[str, str | int | float | None] = {"room": room.id}
            yield Trouble(key="monitoring_off", subject=room.id, placeholders=named, data=data, patience_s=patience_s)


def _local(time: datetime) -> str:
    """Return a time as the home's clock and calendar show it."""
    return f"{dt_util.as_local(time):%Y-%m-%d %H:%M}"


def _of_cameras(hub: FalldetectHub) -> Iterator[Trouble]:
    """Yield the troubles of the cameras whose room is watched."""
    rooms = {room.id: room.name for room in hub.info.rooms}
    for camera in hub.info.cameras_in_rooms:
        state, room = hub.cameras.get(camera.id), hub.rooms.get(camera.room)
        if state and room and room.monitoring and (key := _of_camera(state)):
            figures = {"fps": f"{state.fps or 0:.1f}", "delay": f"{state.latency_s or 0:.1f}"}
            named = {"camera": camera.name, "room": rooms[camera.room], "message": state.message or ""}
            yield Trouble(key=key, subject=camera.id, placeholders=named | figures, data=_whose(camera))


def _of_camera(state: CameraState) -> str | None:
    """Return what is wrong with a camera."""
    if not state.connected or state.view == "frozen":
        return "camera_lost"
    if state.view in ("dark", "covered"):
        return "camera_covered"
    if state.view == "moved":
        return "camera_moved"
    if (state.fps is not None and state.fps < SLOW_FPS) or (state.latency_s or 0) > SLOW_DELAY_S:
        return "too_slow"
    if state.sight in ("dark", "small", "hidden"):
        return "camera_sight"
    return None


def _whose(camera: Camera) -> dict[str, str | int | float | None]:
    """Return what a mend needs to know of a camera."""
    return {"camera": camera.id, "room": camera.room}
