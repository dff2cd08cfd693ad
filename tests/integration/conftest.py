"""A Home Assistant with a broker that retains, and the app of the contract's examples publishing to it."""

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest.mock import Mock, patch

import pytest
from homeassistant.components import mqtt
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.dispatcher import async_dispatcher_send
from paho.mqtt.matcher import MQTTMatcher
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_mqtt_message
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

from custom_components.falldetect.const import CONF_SITE, DOMAIN

from .payloads import INSTALLATION_ID, camera_state, info, room_state

BASE = "falldetect/home"


@pytest.fixture(autouse=True)
def _custom_integrations(enable_custom_integrations: None) -> None:
    """Let Home Assistant load this integration."""


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Allow the loop that Home Assistant's MQTT client keeps until the end."""
    return True


@pytest.fixture(autouse=True)
def _no_waiting() -> Generator[None]:
    """Subscribe at once, and be patient with a machine that is busy."""
    with (
        patch("custom_components.falldetect.hub.INFO_TIMEOUT_S", 60.0),
        patch("custom_components.falldetect.probe.INFO_TIMEOUT_S", 60.0),
        patch("homeassistant.components.mqtt.client.INITIAL_SUBSCRIBE_COOLDOWN", 0),
        patch("homeassistant.components.mqtt.client.SUBSCRIBE_COOLDOWN", 0),
        patch("homeassistant.components.mqtt.client.UNSUBSCRIBE_COOLDOWN", 0),
    ):
        yield


@pytest.fixture
def every_entity_enabled() -> Generator[None]:
    """Enable what is disabled until somebody wants it."""
    with patch("homeassistant.helpers.entity.Entity.entity_registry_enabled_default", new=True):
        yield


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Return snapshots that leave out what differs from run to run."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@contextmanager
def impatience() -> Generator[None]:
    """Give up soon on what will not come."""
    with (
        patch("custom_components.falldetect.hub.INFO_TIMEOUT_S", 0.3),
        patch("custom_components.falldetect.probe.INFO_TIMEOUT_S", 0.3),
    ):
        yield


class Broker:
    """A broker: what is retained reaches later subscribers, the rest only present ones."""

    def __init__(self, hass: HomeAssistant, mqtt_mock: Mock) -> None:
        self.hass = hass
        self.mqtt_mock = mqtt_mock
        self.retained: dict[str, str | bytes] = {}
        client = mqtt_mock._mqttc
        self._subscribe = client.subscribe.side_effect
        client.subscribe.side_effect = self._on_subscribe

    def _on_subscribe(self, topics: str | list[tuple[str, int]], *args: Any, **kwargs: Any) -> tuple[int, int]:
        for topic in [topics] if isinstance(topics, str) else [topic for topic, _ in topics]:
            matcher = MQTTMatcher()
            matcher[topic] = True
            for name, payload in self.retained.items():
                if next(matcher.iter_match(name), False):
                    self.hass.loop.call_soon(partial(async_fire_mqtt_message, self.hass, name, payload, 1, retain=True))
        return self._subscribe(topics, *args, **kwargs)

    def retain(self, topic: str, payload: object) -> None:
        """Publish a retained message below the base."""
        self.retained[f"{BASE}/{topic}"] = self.publish(topic, payload)

    def publish(self, topic: str, payload: object, *, retain: bool = False) -> str | bytes:
        """Publish a message below the base."""
        encoded = payload if isinstance(payload, str | bytes) else json.dumps(payload)
        async_fire_mqtt_message(self.hass, f"{BASE}/{topic}", encoded, 1, retain)
        return encoded

    def published(self, topic: str) -> list[tuple[Any, bool]]:
        """Return what Home Assistant published below the base, and whether it is retained."""
        calls = self.mqtt_mock.async_publish.call_args_list
        return [(call.args[1], call.args[3]) for call in calls if call.args[0] == f"{BASE}/{topic}"]

    async def remove(self) -> None:
        """Remove the MQTT integration."""
        self.mqtt_mock.connected = False
        for entry in self.hass.config_entries.async_entries(mqtt.DOMAIN):
            await self.hass.config_entries.async_remove(entry.entry_id)

    async def connect(self, *, connected: bool) -> None:
        """Take Home Assistant's connection away, or give it back."""
        self.mqtt_mock.connected = connected
        async_dispatcher_send(self.hass, mqtt.MQTT_CONNECTION_STATE, connected)
        await self.hass.async_block_till_done()


@pytest.fixture
def mqtt_mock(_no_waiting: None, mqtt_mock: Mock) -> Mock:
    """Return the MQTT client, which was made without its pauses."""
    return mqtt_mock


@pytest.fixture
def broker(hass: HomeAssistant, mqtt_mock: Mock) -> Broker:
    """Return a broker on which nothing was published yet."""
    return Broker(hass, mqtt_mock)


@pytest.fixture
def app(broker: Broker) -> Broker:
    """Return a broker on which the app has published its state: one room, quiet and watched by one camera."""
    broker.retain("status", "online")
    broker.retain("info", info())
    broker.retain("room/living_room/state", room_state())
    broker.retain("camera/living_room_window/state", camera_state())
    return broker


@pytest.fixture
def entry(hass: HomeAssistant) -> MockConfigEntry:
    """Return an entry of the app."""
    entry = MockConfigEntry(domain=DOMAIN, title="Fall detection", unique_id=INSTALLATION_ID, data={CONF_SITE: "home"})
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
async def setup(hass: HomeAssistant, app: Broker, entry: MockConfigEntry) -> MockConfigEntry:
    """Return the entry, set up with the app on line."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    return entry


@pytest.fixture
def state_of(hass: HomeAssistant) -> Callable[[str], str]:
    """Return a function that tells the state of an entity."""

    def state_of(entity_id: str) -> str:
        state = hass.states.get(entity_id)
        assert state, f"{entity_id} is not there"
        return state.state

    return state_of
