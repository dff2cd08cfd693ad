"""Look whether an app is there, before an entry is made for it."""

import asyncio
from contextlib import suppress

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant, callback

from .const import INFO_TIMEOUT_S
from .messages import INFO, base_topic, parse
from .models import Info


async def async_probe(hass: HomeAssistant, site: str) -> Info | None:
    """Return what the app of a site says of itself, or None if it says nothing in time."""
    found: asyncio.Future[Info] = hass.loop.create_future()

    @callback
    def receive(message: mqtt.ReceiveMessage) -> None:
        with suppress(ValueError, asyncio.InvalidStateError):
            found.set_result(parse(INFO, message.payload))

    unsubscribe = await mqtt.async_subscribe(hass, f"{base_topic(site)}/info", receive, qos=1)
    try:
        async with asyncio.timeout(INFO_TIMEOUT_S):
            return await found
    except TimeoutError:
        return None
    finally:
        unsubscribe()
