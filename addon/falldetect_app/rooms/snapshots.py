"""The pictures of a room's incidents: no more of the room than its people agreed to."""

from falldetect_app.mqtt.publisher import Publisher
from falldetect_app.mqtt.send_queue import Lane
from falldetect_app.settings.options import PrivacyOptions, SnapshotChoice
from falldetect_core.drawing.snapshot import Privacy, snapshot
from falldetect_core.records import Frame, Observation

NEWEST_S = 10.0
"""A camera's picture older than this is no picture of the incident; one that died in a fall has none newer."""


class SnapshotPublisher:
    """The newest picture of each of a room's cameras, and what is published of them."""

    def __init__(self, topic: str, privacy: PrivacyOptions, publisher: Publisher) -> None:
        """Publish on `topic` as `privacy` allows."""
        self._topic = topic
        self._retain = privacy.retain
        self._privacy = None if privacy.snapshot is SnapshotChoice.OFF else Privacy(privacy.snapshot.value)
        self._publisher = publisher
        self._newest: dict[str, tuple[Frame, Observation]] = {}

    def observe(self, frame: Frame, seen: Observation) -> None:
        """Note what a camera sees now."""
        if self._privacy is not None:
            self._newest[seen.camera] = (frame, seen)

    def clear(self) -> None:
        """Drop all pictures: nobody may look now."""
        self._newest.clear()

    def withdraw(self) -> None:
        """Drop all pictures, and the one that the broker keeps."""
        self.clear()
        self._publisher.clear_retained(self._topic)

    def publish(self, camera: str, time_s: float) -> None:
        """Publish a snapshot from the incident's camera, or from the one with the newest picture."""
        seen = self.choose(camera, time_s)
        if seen is None or self._privacy is None:
            return
        frame, observation = seen
        picture = snapshot(frame, observation.people, self._privacy)
        self._publisher.publish(self._topic, picture, retain=self._retain, lane=Lane.PICTURE)

    def choose(self, camera: str, time_s: float) -> tuple[Frame, Observation] | None:
        """Return the incident camera's newest picture, else the newest of all; None if that is long ago."""
        recent = [seen for seen in self._newest.copy().values() if time_s - seen[0].time_s <= NEWEST_S]
        own = [seen for seen in recent if seen[1].camera == camera]
        return max(own or recent, key=lambda seen: seen[0].time_s, default=None)
