"""When to set entities up by Home Assistant's MQTT discovery: never beside the integration, which shows the same."""

import logging
import threading
from collections.abc import Callable

from falldetect_app.mqtt.publisher import Publisher
from falldetect_app.settings.options import DiscoveryMode

_LOGGER = logging.getLogger(__name__)

CLAIM_WAIT_S = 30.0
"""An integration that starts together with the app has this long to say that it is there."""
CLAIMED = b"claimed"


class MqttDiscovery:
    """Shows or withdraws the descriptions of the rooms."""

    def __init__(
        self, mode: DiscoveryMode, devices: dict[str, str], publisher: Publisher, clock: Callable[[], float]
    ) -> None:
        """Take the descriptions by their topics."""
        self._mode = mode
        self._devices = devices
        self._publisher = publisher
        self._clock = clock
        self._due_s: float | None = None
        self._claimed = False
        self._shown = False
        self._lock = threading.Lock()

    @property
    def topics(self) -> set[str]:
        """Topics that may hold a description now."""
        return set() if self._mode is DiscoveryMode.OFF else set(self._devices)

    @property
    def claimed(self) -> bool:
        """Whether the integration has said that it is there."""
        return self._claimed

    def replace(self, devices: dict[str, str]) -> None:
        """Take other descriptions; those of topics that are left out are no longer told."""
        with self._lock:
            self._devices = devices

    def on_connected(self) -> None:
        """Show what is to be shown; a claim, being retained, comes right after this."""
        with self._lock:
            if self._mode is DiscoveryMode.ON or self._shown:
                self._publish()
            elif self._mode is DiscoveryMode.AUTO and self._due_s is None:
                self._due_s = self._clock() + CLAIM_WAIT_S

    def on_claim(self, payload: bytes) -> None:
        """Hear from the integration that it is there, or gone."""
        with self._lock:
            self._claimed = payload == CLAIMED
            if self._mode is DiscoveryMode.AUTO and self._claimed:
                self._withdraw()

    def tick(self, now_s: float) -> None:
        """Show the rooms when nobody has claimed them in time."""
        with self._lock:
            if self._due_s is not None and now_s >= self._due_s and not (self._claimed or self._shown):
                _LOGGER.info("No integration has claimed the rooms: showing them by Home Assistant's MQTT discovery")
                self._publish()

    def _publish(self) -> None:
        self._shown = True
        for topic, device in self._devices.items():
            self._publisher.publish(topic, device, retain=True)

    def _withdraw(self) -> None:
        self._shown = False
        for topic in self._devices:
            self._publisher.clear_retained(topic)
