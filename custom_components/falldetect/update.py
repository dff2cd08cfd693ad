"""Updates: whether the app is as new as this integration."""

from typing import override

from homeassistant.components.update import UpdateEntity, UpdateEntityDescription
from homeassistant.components.update.const import UpdateDeviceClass
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.loader import async_get_loaded_integration

from .const import DOMAIN, PROJECT_URL
from .entity import HubEntity
from .hub import FalldetectConfigEntry, FalldetectHub
from .versions import newest

PARALLEL_UPDATES = 0

APP = UpdateEntityDescription(key="app", translation_key="app", device_class=UpdateDeviceClass.FIRMWARE)


async def async_setup_entry(
    hass: HomeAssistant, entry: FalldetectConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the update of the app."""
    known = str(async_get_loaded_integration(hass, DOMAIN).version)
    async_add_entities([AppUpdate(entry.runtime_data, known)])


class AppUpdate(HubEntity, UpdateEntity):
    """Whether the app is as new as this integration: both are released together, under one number.

    It is updated where it runs: Supervisor or Docker. Nothing is asked of the internet.
    """

    _attr_title = "Fall detection app"

    def __init__(self, hub: FalldetectHub, known: str) -> None:
        """Know the version that this integration was released with."""
        super().__init__(hub, APP)
        self._known = known

    @override
    async def async_added_to_hass(self) -> None:
        """Follow what the app tells of itself."""
        await super().async_added_to_hass()
        self.async_on_remove(self.hub.listen_info(self._on_news))

    @property
    @override
    def installed_version(self) -> str:
        """Return the version of the app that runs."""
        return self.hub.info.app_version

    @property
    @override
    def latest_version(self) -> str:
        """Return the newest version that is known here."""
        return newest(self.installed_version, self._known)

    @property
    @override
    def release_url(self) -> str:
        """Return where the release is described."""
        return f"{PROJECT_URL}/releases/tag/v{self.latest_version}"
