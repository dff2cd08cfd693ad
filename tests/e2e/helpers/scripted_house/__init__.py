"""What blueprints need of a house, played inside a real Home Assistant: a lamp, and a model that looks at pictures."""

from homeassistant.const import Platform

PLATFORMS = [Platform.AI_TASK, Platform.LIGHT]


async def async_setup_entry(hass, entry):
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True
