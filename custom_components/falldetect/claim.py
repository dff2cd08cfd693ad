"""The claim: while this integration makes the entities, the app withdraws its own Home Assistant discovery."""

from typing import Final

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .const import LOGGER
from .messages import base_topic

CLAIMED: Final = "claimed"
RELEASED: Final = ""


async def async_publish_claim(hass: HomeAssistant, site: str, claim: str) -> None:
    """Claim or release the app of a site; it goes on without if the broker can't be reached."""
    try:
        await mqtt.async_publish(hass, f"{base_topic(site)}/integration", claim, qos=1, retain=True)
    except HomeAssistantError as err:
        LOGGER.warning("The app of site %s could not be told who makes its entities: %s", site, err)
