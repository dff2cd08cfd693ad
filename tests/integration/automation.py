"""Automations that note what triggered them."""

from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component


class Noted(list[ServiceCall]):
    """What automations did, in order."""

    @property
    def entities(self) -> list[str]:
        """Return which entities triggered them."""
        return [call.data["entity_id"] for call in self]


async def automate(
    hass: HomeAssistant, trigger: dict[str, Any], conditions: list[dict[str, Any]] | None = None
) -> Noted:
    """Set up an automation, and return what it will do."""
    noted = Noted()
    hass.services.async_register("test", "note", noted.append)
    action = {"action": "test.note", "data": {"entity_id": "{{ trigger.entity_id }}"}}
    config = {"alias": "test", "triggers": [trigger], "conditions": conditions or [], "actions": [action]}
    assert await async_setup_component(hass, "automation", {"automation": config})
    await hass.async_block_till_done()
    return noted
