"""Ids of rooms and cameras that outlive their names: who is who when the settings have changed.

What is written as `id` or `room_id` holds. Else a camera is known by its address or its name, a room by its name, or,
where that is new and another is gone, by its cameras. See docs/decisions/0011-identities.md.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Self

from pydantic import BaseModel, ConfigDict

from falldetect_app.settings.options import Camera, Options
from falldetect_app.settings.slug import name_key, slug

LONGEST_ID = 60
"""What is made of a name is cut here, so that a number fits behind it."""
MOST_GONE = 200
"""So many rooms and cameras that are gone are remembered: one that comes back is the same again."""


class _Known(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str
    names: tuple[str, ...]
    present: bool = True

    def is_called(self, name: str) -> bool:
        """Say whether this is, or last was, its name."""
        return name_key(name) in map(name_key, self.names)


class KnownCamera(_Known):
    """A camera, the digest of its address, and its room's id."""

    address: str
    room: str


class KnownRoom(_Known):
    """A room and how its name is spelled."""


class Identities(BaseModel):
    """All rooms and cameras that there were, those that are there first."""

    model_config = ConfigDict(frozen=True)

    cameras: tuple[KnownCamera, ...] = ()
    rooms: tuple[KnownRoom, ...] = ()
    unread: bool = False
    """Those that are there come from settings that could not be read, and nobody has looked over the cameras since."""
    by_slug: bool = False
    """Rooms are one if their slugs are, as in the first versions; only until the first settings are remembered."""

    def identify(self, options: Options) -> Options:
        """Return options in which every camera has its id and its room's."""
        ids = self._camera_ids(options.cameras)
        cameras = [camera.model_copy(update={"id": one}) for camera, one in zip(options.cameras, ids, strict=True)]
        if self.by_slug:
            cameras = [one.model_copy(update={"room_id": one.room_id or slug(one.room, "room")}) for one in cameras]
        rooms = self._room_ids(cameras)
        named = [camera.model_copy(update={"room_id": rooms[_room_key(camera)]}) for camera in cameras]
        return options.model_copy(update={"cameras": tuple(named)})

    def remember(self, options: Options) -> Self:
        """Return what is known once identified options hold."""
        cameras = {
            camera.id: KnownCamera(id=camera.id, names=(camera.name,), address=_digest(camera), room=camera.room_id)
            for camera in options.cameras
        }
        names: dict[str, dict[str, None]] = {}
        for camera in options.cameras:
            names.setdefault(camera.room_id, {})[camera.room] = None
        rooms = {room: KnownRoom(id=room, names=tuple(spelled)) for room, spelled in names.items()}
        return type(self)(
            cameras=(*cameras.values(), *_gone(self.cameras, cameras)),
            rooms=(*rooms.values(), *_gone(self.rooms, rooms)),
        )

    def room_called(self, name: str) -> str:
        """Return the id of a room by its name, a new one where there is none."""
        known = next((room.id for room in self.rooms if room.is_called(name)), None)
        return known or _free_id(slug(name, "room"), {room.id for room in self.rooms})

    def _camera_ids(self, cameras: tuple[Camera, ...]) -> list[str]:
        found = {index: camera.id for index, camera in enumerate(cameras) if camera.id}
        rules: tuple[Callable[[Camera, KnownCamera], bool], ...] = (
            lambda camera, known: known.address == _digest(camera) and known.is_called(camera.name),
            lambda camera, known: known.address == _digest(camera),
            lambda camera, known: known.is_called(camera.name),
        )
        for is_same in rules:
            for index, camera in enumerate(cameras):
                free = (known.id for known in self.cameras if known.id not in found.values() and is_same(camera, known))
                if index not in found and (one := next(free, None)):
                    found[index] = one
        for index, camera in enumerate(cameras):
            if index not in found:
                taken = {*found.values(), *(known.id for known in self.cameras)}
                found[index] = _free_id(slug(camera.name, "camera"), taken)
        return [found[index] for index in range(len(cameras))]

    def _room_ids(self, cameras: list[Camera]) -> dict[str, str]:
        """Return each room's id by its key: as written, by name, by cameras, or a new one."""
        written = {_room_key(camera): camera.room_id for camera in cameras if camera.room_id}
        found = {name_key(camera.room): camera.room_id for camera in reversed(cameras) if camera.room_id} | written
        names = {_room_key(camera): camera.room for camera in cameras}
        moved = self._moved(cameras)
        for key, name in names.items():
            called = (room.id for room in self.rooms if room.is_called(name) and room.id not in written.values())
            room = next(called, None)
            if key not in found and room and not self._passed_on(room, key, moved, names):
                found[key] = room
        for key, room in self._renamed(moved, found):
            found[key] = room
        for key, name in names.items():
            taken = {*found.values(), *(room.id for room in self.rooms)}
            found.setdefault(key, _free_id(slug(name, "room"), taken))
        return found

    def _moved(self, cameras: list[Camera]) -> Counter[tuple[str, str]]:
        """Count the cameras by the room in which they were and the key of the one in which they are."""
        room_of = {camera.id: camera.room for camera in self.cameras if camera.present}
        return Counter((room_of[one.id], _room_key(one)) for one in cameras if one.id in room_of)

    def _passed_on(self, room: str, key: str, moved: Counter[tuple[str, str]], names: dict[str, str]) -> bool:
        """Say whether a room got a new name and its old one went to another, whose own is gone: both were renamed."""
        before = {was for was, now in moved if now == key}
        after = {now for was, now in moved if was == room}
        called = {name_key(name) for known in self.rooms if known.present for name in known.names}
        own = {name_key(name) for known in self.rooms if known.id in before for name in known.names}
        return (
            len(before) == 1
            and room not in before
            and bool(after)
            and after.isdisjoint(called)
            and own.isdisjoint(names)
        )

    def _renamed(self, moved: Counter[tuple[str, str]], found: dict[str, str]) -> Iterator[tuple[str, str]]:
        """Pair new names with rooms whose names are gone, those that share most cameras first."""
        gone = {room.id for room in self.rooms if room.present} - set(found.values())
        keys = set(found)
        for (room, key), _ in moved.most_common():
            if key not in keys and room in gone:
                keys.add(key)
                gone.discard(room)
                yield key, room


NOBODY = Identities()


def _room_key(camera: Camera) -> str:
    """Return what cameras of the same room have in common; an id is no name's key, as it holds no capital."""
    return f"ID {camera.room_id}" if camera.room_id else name_key(camera.room)


def _gone[K: _Known](known: Iterable[K], now: dict[str, K]) -> list[K]:
    """List who is not there any more, the latest first."""
    return [one.model_copy(update={"present": False}) for one in known if one.id not in now][:MOST_GONE]


def _free_id(wanted: str, taken: set[str]) -> str:
    stem = wanted[:LONGEST_ID].rstrip("_")
    numbered = (f"{stem}_{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(one for one in numbered if one not in taken)


def _digest(camera: Camera) -> str:
    """Tell an address from others, whoever logs in there."""
    address = re.sub(r"(?s)(?<=://).*@", "", camera.url.get_secret_value())
    return hashlib.sha256(address.encode()).hexdigest()[:16]
