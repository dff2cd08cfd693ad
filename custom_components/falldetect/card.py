"""The dashboard card: served by Home Assistant and known to every dashboard, without a resource to add.

The frontend is told of an extra module rather than of a dashboard resource: that works for dashboards in YAML as well,
leaves nothing in the user's storage, and is gone with the integration.
"""

from hashlib import sha256
from pathlib import Path

from homeassistant.components.frontend import DOMAIN as FRONTEND_DOMAIN
from homeassistant.components.frontend import add_extra_js_url
from homeassistant.components.http import StaticPathConfig  # type: ignore[attr-defined]  # exported from 2026.11 on
from homeassistant.core import HomeAssistant

from .const import DOMAIN

CARD = Path(__file__).parent / "frontend" / "falldetect-card.js"
URL = f"/{DOMAIN}/{CARD.name}"


async def async_setup_card(hass: HomeAssistant) -> None:
    """Serve the card under an address that changes with it, so that browsers may keep it for long."""
    if FRONTEND_DOMAIN not in hass.config.components:
        return
    content = await hass.async_add_executor_job(CARD.read_bytes)
    await hass.http.async_register_static_paths([StaticPathConfig(URL, str(CARD), cache_headers=True)])
    add_extra_js_url(hass, f"{URL}?v={sha256(content).hexdigest()[:8]}")
