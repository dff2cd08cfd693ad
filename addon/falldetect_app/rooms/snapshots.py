"""The pictures of a room's incidents: no more of the room than its people agreed to."""

from functools import partial

from falldetect_app.mqtt.publisher import Courier
from falldetect_app.settings.options import PrivacyOptions, SnapshotChoice
from falldetect_core.drawing.snapshot import Privacy, snapshot
from falldetect_core.records import Frame, Observation

NEWEST_S = 10.0
"""A camera's picture older than this is no picture of the incident; one that died in a fall has none newer."""


class Album:
    """The newest picture of each of a room's cameras, and the snapshot that the broker doesn't have yet."""

    def __init__(self, topic: str, privacy: PrivacyOptions, courier: Courier) -> None:
        """Publish on `topic` as `privacy` allows."""
        self._topic = topic
        self._retain = privacy.retain
        self._privacy = None if privacy.snapshot is SnapshotChoice.OFF else Privacy(privacy.snapshot.value)
        self._courier = courier
        self._newest: dict[str, tuple[Frame, Observation]] = {}
        self._waiting: bytes | None = None

    def see(self, frame: Frame, seen: Observation) -> None:
        """Note what a camera sees now."""
        if self._privacy is not None:
            self._newest[seen.camera] = (frame, seen)

    def forget(self) -> None:
        """Drop all pictures: nobody may look now."""
        self._newest.clear()

    def take_back(self) -> None:
        """Drop all pictures, and the one that the broker keeps."""
        self.forget()
        self._waiting = None
        self._courier.clear(self._topic)

    def publish(self, camera: str, time_s: float) -> None:
        """Publish a snapshot from the incident's camera, or from the one with the newest picture."""
        seen = self._choose(camera, time_s)
        if seen is None or self._privacy is None:
            return
        frame, observation = seen
        self._send(snapshot(frame, observation.people, self._privacy))

    def repeat(self) -> None:
        """Publish what the broker, away then, has not got."""
        if self._waiting is not None:
            self._send(self._waiting)

    def _choose(self, camera: str, time_s: float) -> tuple[Frame, Observation] | None:
        recent = [seen for seen in self._newest.copy().values() if time_s - seen[0].time_s <= NEWEST_S]
        own = [seen for seen in recent if seen[1].camera == camera]
        return max(own or recent, key=lambda seen: seen[0].time_s, default=None)

    def _send(self, picture: bytes) -> None:
        self._waiting = picture
        self._courier.publish(self._topic, picture, retain=self._retain, delivered=partial(self._delivered, picture))

    def _delivered(self, picture: bytes) -> None:
        if self._waiting is picture:
            self._waiting = None
