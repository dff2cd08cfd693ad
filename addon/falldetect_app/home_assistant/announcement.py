"""The home as the options describe it: its rooms, and what the app says of itself."""

from collections.abc import Iterable
from datetime import datetime
from importlib.metadata import version

from falldetect_app.contract.messages import CameraInfo, Discovery, Feature, Info, RoomInfo
from falldetect_app.contract.topics import Topics
from falldetect_app.mqtt.presence import STATUS_EVERY_S
from falldetect_app.rooms.controller import RoomConfig
from falldetect_app.settings.identities import Identities, KnownCamera
from falldetect_app.settings.options import Options, SnapshotChoice

APP_VERSION = version("falldetect")
FEATURES: tuple[Feature, ...] = ("acknowledge", "dismiss", "test", "monitoring", "sensitivity", "history")


def room_configs(options: Options) -> list[RoomConfig]:
    """List the rooms, each with its cameras, in the order of the options."""
    names: dict[str, str] = {}
    for camera in options.cameras:
        names.setdefault(camera.room_id, camera.room)
    return [
        RoomConfig(room, name, tuple(camera.id for camera in options.cameras if camera.room_id == room))
        for room, name in names.items()
    ]


def kept_rooms(rooms: Iterable[str], known: Identities) -> list[RoomConfig]:
    """List rooms that no camera watches now, by the names that they had."""
    names = {room.id: room.names[0] for room in known.rooms}
    return [RoomConfig(room, names.get(room, room), ()) for room in sorted(rooms)]


def home_info(
    options: Options,
    installation_id: str,
    installed_at: datetime,
    kept: Iterable[RoomConfig] = (),
    unread: Iterable[KnownCamera] = (),
) -> Info:
    """Say who publishes, with which rooms and cameras, those that are only `kept` or `unread` after the others."""
    pictured: tuple[Feature, ...] = () if options.privacy.snapshot is SnapshotChoice.OFF else ("snapshot",)
    cameras = [CameraInfo(id=camera.id, name=camera.name, room=camera.room_id) for camera in options.cameras]
    cameras += [CameraInfo(id=camera.id, name=camera.names[0], room=camera.room) for camera in unread]
    return Info(
        app_version=APP_VERSION,
        site=options.site,
        installation_id=installation_id,
        name=options.name,
        rooms=tuple(
            RoomInfo(id=room.id, name=room.name, cameras=tuple(one.id for one in cameras if one.room == room.id))
            for room in (*room_configs(options), *kept)
        ),
        cameras=tuple(cameras),
        features=FEATURES + pictured,
        status_every_s=STATUS_EVERY_S,
        installed_at=installed_at,
    )


def announcement(options: Options, installation_id: str) -> Discovery:
    """Say what an integration needs to set itself up."""
    return Discovery(
        site=options.site,
        installation_id=installation_id,
        name=options.name,
        base=Topics(options.site).base,
        app_version=APP_VERSION,
    )
