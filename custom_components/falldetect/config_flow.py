"""Config flow: found by itself over MQTT or through Supervisor, or by the name of its site."""

import re
from typing import Any, override

import probatio
from homeassistant.components import mqtt
from homeassistant.config_entries import ConfigEntry, ConfigFlow, ConfigFlowResult
from homeassistant.core import callback
from homeassistant.helpers.json import json_dumps
from homeassistant.helpers.selector import TextSelector
from homeassistant.helpers.service_info.hassio import HassioServiceInfo
from homeassistant.helpers.service_info.mqtt import MqttServiceInfo, ReceivePayloadType

from .const import CONF_SITE, DEFAULT_SITE, DOMAIN, SITE_PATTERN
from .messages import DISCOVERY, parse
from .models import Discovery, Info
from .options_flow import FalldetectOptionsFlow
from .probe import async_probe


class FalldetectConfigFlow(ConfigFlow, domain=DOMAIN):
    """Handle a config flow."""

    VERSION = 1

    _discovery: Discovery

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> FalldetectOptionsFlow:
        """Return the options flow."""
        return FalldetectOptionsFlow()

    @override
    async def async_step_mqtt(self, discovery_info: MqttServiceInfo) -> ConfigFlowResult:
        """Handle an app that announced itself."""
        return await self._async_found(discovery_info.payload)

    @override
    async def async_step_hassio(self, discovery_info: HassioServiceInfo) -> ConfigFlowResult:
        """Handle an app that Supervisor told of."""
        self.context["configuration_url"] = f"homeassistant://hassio/addon/{discovery_info.slug}/info"
        return await self._async_found(json_dumps(discovery_info.config))

    async def _async_found(self, announcement: ReceivePayloadType) -> ConfigFlowResult:
        """Handle what an app announced, on whichever way it came."""
        try:
            self._discovery = parse(DISCOVERY, announcement)
        except ValueError:
            return self.async_abort(reason="invalid_discovery_info")
        await self.async_set_unique_id(self._discovery.installation_id)
        self._abort_if_unique_id_configured(updates={CONF_SITE: self._discovery.site})
        self._async_abort_entries_match({CONF_SITE: self._discovery.site})
        self.context["title_placeholders"] = {"name": self._discovery.name, "site": self._discovery.site}
        return await self.async_step_discovery_confirm()

    async def async_step_discovery_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether to add the app."""
        if not await mqtt.async_wait_for_mqtt_client(self.hass):
            return self.async_abort(reason="mqtt_missing")
        if user_input is not None:
            return self._create_entry(self._discovery.name, self._discovery.site)
        self._set_confirm_only()
        return self.async_show_form(
            step_id="discovery_confirm",
            description_placeholders={"name": self._discovery.name, "site": self._discovery.site},
        )

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Handle a site named by the user."""
        if not await mqtt.async_wait_for_mqtt_client(self.hass):
            return self.async_abort(reason="mqtt_missing")
        errors: dict[str, str] = {}
        if user_input is not None and (info := await self._async_find(user_input[CONF_SITE], errors)):
            await self.async_set_unique_id(info.installation_id, raise_on_progress=False)
            self._abort_if_unique_id_configured(updates=user_input)
            return self._create_entry(info.name, user_input[CONF_SITE])
        return self._ask_for_site("user", (user_input or {}).get(CONF_SITE, DEFAULT_SITE), errors)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Handle an app that moved to another site."""
        if not await mqtt.async_wait_for_mqtt_client(self.hass):
            return self.async_abort(reason="mqtt_missing")
        entry = self._get_reconfigure_entry()
        errors: dict[str, str] = {}
        if user_input is not None and (info := await self._async_find(user_input[CONF_SITE], errors)):
            await self.async_set_unique_id(info.installation_id, raise_on_progress=False)
            self._abort_if_unique_id_mismatch(reason="another_app")
            return self.async_update_reload_and_abort(entry, data_updates=user_input)
        return self._ask_for_site("reconfigure", (user_input or entry.data)[CONF_SITE], errors)

    async def _async_find(self, site: str, errors: dict[str, str]) -> Info | None:
        """Return what the app of a site says of itself, or note why there is nothing."""
        info = None
        if not re.fullmatch(SITE_PATTERN, site):
            errors[CONF_SITE] = "invalid_site"
        elif (info := await async_probe(self.hass, site)) is None:
            errors["base"] = "cannot_connect"
        return info

    @callback
    def _ask_for_site(self, step_id: str, site: str, errors: dict[str, str]) -> ConfigFlowResult:
        """Show the form that asks for a site."""
        return self.async_show_form(
            step_id=step_id,
            data_schema=probatio.Schema({probatio.Required(CONF_SITE, default=site): TextSelector()}),
            errors=errors,
        )

    @callback
    def _create_entry(self, name: str, site: str) -> ConfigFlowResult:
        """Create the entry of an app; a second one goes by its site too."""
        title = name if site == DEFAULT_SITE else f"{name} ({site})"
        return self.async_create_entry(title=title, data={CONF_SITE: site})
