"""An app that says what a test wants it to say, on a real broker, and keeps what it was told."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

FEATURES = ["acknowledge", "dismiss", "test", "monitoring", "sensitivity", "snapshot", "history"]
REASONS = [
    "torso 82° from the vertical",
    "shoulders dropped 0.46 body heights in 0.5 s",
    "still down after 2.0 s",
    "came down at 1.4 body heights/s",
    "41% of the standing height",
]


def slug(name: str) -> str:
    """Return an id made of a name."""
    return name.lower().replace(" ", "_")


def utc(ago_s: float = 0.0) -> str:
    """Return the time that many seconds ago, as the contract writes it."""
    moment = datetime.now(UTC) - timedelta(seconds=ago_s)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class App:
    """What an installation of one site publishes; rooms and cameras go by their names."""

    def __init__(self, broker_port: int, site: str = "home") -> None:
        self.commands: list[tuple[str, dict[str, Any]]] = []
        self.rooms: dict[str, list[str]] = {}
        self._base = f"falldetect/{site}"
        self._site = site
        self._events = 0
        self._open: tuple[str, dict[str, Any]] | None = None
        self._run = uuid4().hex[:6]
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2)
        self._client.on_message = self._on_message
        self._client.on_connect = lambda client, *_: client.subscribe(f"{self._base}/room/+/command", qos=1)
        self._client.connect("127.0.0.1", broker_port)
        self._client.loop_start()

    def close(self) -> None:
        """Leave the broker."""
        self._client.loop_stop()
        self._client.disconnect()

    def announce(self, rooms: dict[str, list[str]], app_version: str = "0.1.0") -> None:
        """Come on line with rooms and the names of their cameras, all quiet."""
        self.rooms = rooms
        cameras = [(room, name) for room, names in rooms.items() for name in names]
        known = {"schema": 1, "app_version": app_version, "installation_id": self._site * 8, "name": "Fall detection"}
        self._say(f"falldetect/discovery/{self._site}", known | {"site": self._site, "base": self._base})
        described = [{"id": slug(room), "name": room} for room in rooms]
        seen = [{"id": self._camera(room, name), "name": name, "room": slug(room)} for room, name in cameras]
        self._say(f"{self._base}/info", known | {"rooms": described, "cameras": seen, "features": FEATURES})
        for room in rooms:
            self.room(room)
        for room, name in cameras:
            self.camera(room, name)
        self.online()

    def online(self, *, value: bool = True) -> None:
        """Come or go."""
        self._publish(f"{self._base}/status", "online" if value else "offline", retain=True)

    def camera(self, room: str, name: str, **changes: Any) -> None:
        """Say how a camera is; it works unless told otherwise."""
        state = {"schema": 1, "connected": True, "problem": None, "message": None, "fps": 10.0, "latency_s": 0.1}
        self._say(f"{self._base}/camera/{self._camera(room, name)}/state", state | {"view": "clear"} | changes)

    def room(self, room: str, **changes: Any) -> None:
        """Say how a room is; nobody is there unless told otherwise."""
        state: dict[str, Any] = {"schema": 1, "occupied": False, "people": 0, "fall": False, "incidents": []}
        state |= {"last_fall": None, "inactive": False, "monitoring": True, "sensitivity": "standard"}
        self._say(f"{self._base}/room/{slug(room)}/state", state | changes)

    def fall(self, room: str, ago_s: float = 0.0, **changes: Any) -> str:
        """Tell of a fall that lasts, state before event as the app does, and return its id."""
        incident = {
            "incident": f"{self._run}-{self._events}",
            "state": "fall",
            "kind": "trip",
            "direction": "forward",
            "confidence": 0.93,
            "reasons": REASONS,
            "onset": utc(ago_s),
            "since": utc(max(0.0, ago_s - 2)),
            "camera": self._camera(room, self.rooms[room][0]),
            "test": False,
        } | changes
        self.room(room, occupied=True, people=1, fall=True, incidents=[incident], last_fall=incident)
        self.event(room, incident["state"], **{key: incident[key] for key in incident if key not in ("state", "since")})
        self._open = room, incident
        return str(incident["incident"])

    def end(self, step: str, **changes: Any) -> None:
        """Tell that the open fall has ended."""
        assert self._open, "nobody is down"
        room, fall = self._open
        known = {key: fall[key] for key in ("incident", "onset", "kind", "direction", "reasons", "test")}
        self.room(room, occupied=True, people=1, last_fall=fall | {"state": step})
        self.event(room, step, **known, **changes)
        self._open = None

    def answer(self, command: str, **said: str) -> dict[str, str]:
        """Return the command that answers the open fall."""
        assert self._open, "nobody is down"
        return {"command": command, "incident": self._open[1]["incident"], **said}

    def recover(self) -> None:
        """Tell that whoever is down is up again."""
        if self._open:
            self.end("recovered")

    def event(self, room: str, step: str, ago_s: float = 0.0, **changes: Any) -> None:
        """Tell of one step of an incident."""
        self._events += 1
        event = {"schema": 1, "event_id": f"{self._run}.{self._events}", "event": step, "time": utc(ago_s)} | changes
        self._publish(f"{self._base}/room/{slug(room)}/event", json.dumps(event))

    def snapshot(self, room: str, content: bytes) -> None:
        """Send a picture, or take it back."""
        self._publish(f"{self._base}/room/{slug(room)}/snapshot", content)

    def heard(self, wanted: Callable[[str, dict[str, Any]], bool]) -> dict[str, Any] | None:
        """Return the newest command that is as wanted, of a room by its id."""
        return next((said for room, said in reversed(self.commands) if wanted(room, said)), None)

    def _camera(self, room: str, name: str) -> str:
        return f"{slug(room)}_{slug(name)}"

    def _say(self, topic: str, payload: dict[str, Any]) -> None:
        self._publish(topic, json.dumps(payload), retain=True)

    def _publish(self, topic: str, payload: str | bytes, *, retain: bool = False) -> None:
        self._client.publish(topic, payload, qos=1, retain=retain).wait_for_publish(5)

    def _on_message(self, _client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        self.commands.append((message.topic.split("/")[-2], json.loads(message.payload)))
