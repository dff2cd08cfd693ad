"""An MQTT broker in this process, on loopback only, and a client that hears all that the app publishes."""

import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass

from amqtt.broker import Broker  # type: ignore[import-untyped]
from amqtt.client import MQTTClient  # type: ignore[import-untyped]
from amqtt.contexts import BrokerConfig, ListenerConfig  # type: ignore[import-untyped]

HOST = "127.0.0.1"
PROTOCOL = "3.1.1"
"""What this broker speaks."""
ANYBODY = {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}}


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it came."""

    topic: str
    payload: bytes


def free_port() -> int:
    """Return a TCP port of the loopback interface that nothing uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.asynccontextmanager
async def broker() -> AsyncIterator[int]:
    """Run a broker while the block lasts; yields its port."""
    port = free_port()
    listeners = {"default": ListenerConfig(bind=f"{HOST}:{port}")}
    running = Broker(BrokerConfig(listeners=listeners, plugins=ANYBODY))
    await running.start()
    try:
        yield port
    finally:
        await running.shutdown()


@contextlib.asynccontextmanager
async def listener(port: int) -> AsyncIterator[AsyncIterator[Heard]]:
    """Subscribe to all of the app's topics while the block lasts; yields the messages as they come."""
    client = MQTTClient(config={"auto_reconnect": False})
    await client.connect(f"mqtt://{HOST}:{port}")
    await client.subscribe([("falldetect/#", 1)])

    async def messages() -> AsyncIterator[Heard]:
        while True:
            message = await client.deliver_message()
            if message is not None:
                yield Heard(message.topic, bytes(message.data))

    try:
        yield messages()
    finally:
        await client.disconnect()
