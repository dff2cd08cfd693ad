"""News of an app: who wants to hear of what, each kind of news with a type of its own."""

from collections import defaultdict
from collections.abc import Callable

from homeassistant.core import CALLBACK_TYPE, callback

from .models import RoomEvent

ALL = ""
"""What news of the whole app is about."""


class Listeners[*What]:
    """Those who listen to one kind of news, by the room or camera that it is about."""

    def __init__(self) -> None:
        """Start without anybody."""
        self._listeners: defaultdict[str, list[Callable[[*What], None]]] = defaultdict(list)

    @callback
    def add(self, about: str, listener: Callable[[*What], None]) -> CALLBACK_TYPE:
        """Add a listener, and return what removes it."""
        self._listeners[about].append(listener)
        return lambda: self._listeners[about].remove(listener)

    @callback
    def tell(self, about: str, *what: *What) -> None:
        """Call everybody who listens."""
        for listener in tuple(self._listeners[about]):
            listener(*what)


class News:
    """What changes, and who is told; every listener is removed by what it gets back."""

    def __init__(self) -> None:
        """Start without anybody to tell."""
        self._changes = Listeners[()]()
        self._connections = Listeners[()]()
        self._infos = Listeners[()]()
        self._room_states = Listeners[()]()
        self._kept_room_states = Listeners[()]()
        self._room_events = Listeners[RoomEvent]()
        self._commands = Listeners[str, str | None]()
        self._snapshots = Listeners[()]()
        self._camera_states = Listeners[()]()

    @callback
    def listen_change(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call a listener whatever changes."""
        return self._changes.add(ALL, listener)

    @callback
    def listen_connection(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call a listener when the broker or the app comes or goes."""
        return self._connections.add(ALL, listener)

    @callback
    def listen_info(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call a listener when the app tells of its rooms and cameras."""
        return self._infos.add(ALL, listener)

    @callback
    def listen_room_state(self, room_id: str, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call a listener when the state of a room comes."""
        return self._room_states.add(room_id, listener)

    @callback
    def listen_kept_room_state(self, room_id: str, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call a listener when the state of a room comes that the broker had kept while nobody could listen."""
        return self._kept_room_states.add(room_id, listener)

    @callback
    def listen_room_event(self, room_id: str, listener: Callable[[RoomEvent], None]) -> CALLBACK_TYPE:
        """Call a listener with each step of each incident in a room."""
        return self._room_events.add(room_id, listener)

    @callback
    def listen_command(self, room_id: str, listener: Callable[[str, str | None], None]) -> CALLBACK_TYPE:
        """Call a listener with the name of each command that was sent for a room, and the incident that it names."""
        return self._commands.add(room_id, listener)

    @callback
    def listen_snapshot(self, room_id: str, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call a listener when a picture of a room comes or goes."""
        return self._snapshots.add(room_id, listener)

    @callback
    def listen_camera_state(self, camera_id: str, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call a listener when the state of a camera comes."""
        return self._camera_states.add(camera_id, listener)

    @callback
    def _tell[*What](self, listeners: Listeners[*What], about: str, *what: *What) -> None:
        """Call the listeners of one kind of news, then those of any."""
        listeners.tell(about, *what)
        self._changes.tell(ALL)
