"""The Fall detection integration: entities of what the Fall detection app sees."""

from homeassistant.components import mqtt
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.device_registry import AnyDeviceEntry
from homeassistant.helpers.typing import ConfigType

from .answers import Answers
from .card import async_setup_card
from .claim import RELEASED, async_publish_claim
from .const import CONF_SITE, DOMAIN
from .devices import async_follow_devices, is_lost
from .hub import FalldetectConfigEntry, FalldetectHub
from .issues import async_follow_troubles, async_tell_of_newer_app
from .reach import async_setup_reach
from .services import async_setup_services

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
    Platform.UPDATE,
]


CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up the actions and the dashboard card."""
    async_setup_reach(hass)
    async_setup_services(hass)
    await async_setup_card(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: FalldetectConfigEntry) -> bool:
    """Set up Fall detection from a config entry."""
    if not await mqtt.async_wait_for_mqtt_client(hass):
        raise ConfigEntryNotReady(translation_domain=DOMAIN, translation_key="mqtt_unavailable")
    entry.runtime_data = hub = FalldetectHub(hass, entry)
    try:
        await hub.async_start()
    except TimeoutError as err:
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN,
            translation_key="app_not_announced",
            translation_placeholders={"site": hub.site},
        ) from err
    if hub.speaks_later:
        async_tell_of_newer_app(hass, entry)
        raise ConfigEntryNotReady(translation_domain=DOMAIN, translation_key="app_too_new")
    async_follow_devices(hass, entry)
    async_follow_troubles(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: FalldetectConfigEntry) -> bool:
    """Unload a config entry, and let go of an app whose site it has left."""
    if (site := entry.runtime_data.site) != entry.data[CONF_SITE]:
        await async_publish_claim(hass, site, RELEASED)
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: FalldetectConfigEntry) -> None:
    """Let the app make its own entities again, and leave no issue behind."""
    await Answers(hass, entry.entry_id).async_remove()
    issues = ir.async_get(hass).issues
    own = [issue_id for domain, issue_id in issues if domain == DOMAIN and f"/{entry.entry_id}/" in issue_id]
    for issue_id in own:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
    if await mqtt.async_wait_for_mqtt_client(hass):
        await async_publish_claim(hass, entry.data[CONF_SITE], RELEASED)


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: FalldetectConfigEntry, device: AnyDeviceEntry
) -> bool:
    """Allow a device to be removed when the app no longer has it."""
    return is_lost(entry.runtime_data, device)
