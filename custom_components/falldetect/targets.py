"""Targets: which of the entities in an area, on a floor or with a label are ours, and of which kind."""

from homeassistant.core import HomeAssistant, split_entity_id
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN


def only_ours(hass: HomeAssistant, entity_ids: set[str], domain: str, translation_key: str) -> set[str]:
    """Return the entities of this integration that are of one domain and kind."""
    registry = er.async_get(hass)
    return {
        entity_id
        for entity_id in entity_ids
        if split_entity_id(entity_id)[0] == domain
        and (entry := registry.async_get(entity_id)) is not None
        and (entry.platform, entry.translation_key) == (DOMAIN, translation_key)
    }
