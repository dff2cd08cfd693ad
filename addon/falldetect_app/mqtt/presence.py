"""That the app is there, said again and again: what is said once stays for ever when app and broker die together."""

from falldetect_app.mqtt.publisher import Publisher

STATUS_EVERY_S = 30
"""Readers hear from the app this often; who has heard nothing for three times as long knows that it is away."""
SAY_S = 20.0
"""It is said sooner than promised: each time the broker proves by its confirmation that it is there, too."""
EXPIRES_S = 3 * STATUS_EVERY_S
"""So long the broker keeps `online` (MQTT 5)."""
ONLINE, OFFLINE = "online", "offline"


class Presence:
    """Says `online` while all goes well."""

    def __init__(self, publisher: Publisher, topic: str) -> None:
        """Say it on a topic."""
        self._publisher = publisher
        self._topic = topic
        self._said_s = 0.0
        self._leaving = False

    def say(self, now_s: float) -> None:
        """Say that the app is there."""
        self._said_s = now_s
        self._publisher.publish(self._topic, ONLINE, retain=True, expires_s=EXPIRES_S)

    def tick(self, now_s: float) -> None:
        """Say it anew when it is time to; call it only while every part of the app works."""
        if self._publisher.state_published and not 0 <= now_s - self._said_s < SAY_S:
            self.say(now_s)

    def hear(self, payload: bytes, now_s: float) -> None:
        """Contradict who says that the app is away: the will of a connection that is long replaced by this one."""
        if payload == OFFLINE.encode() and self._publisher.state_published and not self._leaving:
            self.say(now_s)

    def leave(self) -> None:
        """Contradict nobody any more, as it is about to be true."""
        self._leaving = True
