"""Why it alarmed, in the language of the house."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import async_get_cached_translations

from .const import DOMAIN
from .models import RoomEvent

WORDS = f"component.{DOMAIN}.entity.event.incident.state_attributes.reasons.state."


@callback
def reasons_of(hass: HomeAssistant, event: RoomEvent) -> list[str]:
    """Return the reasons of a step; one whose code or figures are not known stays English, as the app says it."""
    if len(event.why) != len(event.reasons):
        return event.reasons
    texts = async_get_cached_translations(hass, hass.config.language, "entity", DOMAIN)
    told: list[str] = []
    for reason, why in zip(event.reasons, event.why, strict=True):
        try:
            told.append(texts[WORDS + why.code].format(**why.figures))
        except KeyError:
            told.append(reason)
    return told
