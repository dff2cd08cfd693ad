"""Phones: a message goes to each by itself, so that one that is gone costs nobody else theirs."""

import asyncio
from collections.abc import Iterable
from typing import Any

from homeassistant.components.notify.const import DOMAIN as NOTIFY_DOMAIN
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.util import slugify
from probatio import Invalid

from .const import LOGGER

PATIENCE_S = 20.0
"""A message that is not on its way after so long is not waited for."""


@callback
def notify_action(hass: HomeAssistant, phone: str) -> str | None:
    """Return the name of the action that notifies a phone, a device's id; None where there is none.

    Home Assistant names it by the phone's own name; there is none where the phone was deleted or its app lets nobody
    send it anything.
    """
    device = dr.async_get(hass).async_get(phone)
    action = slugify(f"mobile_app_{device.name}") if device and device.name else ""
    return action if hass.services.has_service(NOTIFY_DOMAIN, action) else None


@callback
def phone_name(hass: HomeAssistant, phone: str) -> str | None:
    """Return what a phone is called, None if it was deleted."""
    device = dr.async_get(hass).async_get(phone)
    return (device.name_by_user or device.name) if device else None


async def async_notify_phones(
    hass: HomeAssistant, phones: Iterable[str], message: dict[str, Any], context: Context
) -> set[str]:
    """Send a message to phones side by side, to each once; return those that could not be reached."""
    actions = {phone: notify_action(hass, phone) for phone in phones}
    sendable = {action for action in actions.values() if action}
    sent = await asyncio.gather(*(_async_send(hass, action, message, context) for action in sendable))
    reached = {action for action, went in zip(sendable, sent, strict=True) if went}
    return {phone for phone, action in actions.items() if action not in reached}


async def _async_send(hass: HomeAssistant, action: str, message: dict[str, Any], context: Context) -> bool:
    """Send a message by an action, and return whether it went."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            await hass.services.async_call(NOTIFY_DOMAIN, action, message, blocking=True, context=context)
    except (HomeAssistantError, Invalid, TimeoutError) as err:
        LOGGER.error("notify.%s could not send a message: %s", action, str(err) or "it took too long")
        return False
    return True
