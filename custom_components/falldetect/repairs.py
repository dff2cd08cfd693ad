"""Repairs: what Home Assistant can do about a trouble itself."""

from typing import Any

from homeassistant.components import mqtt
from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from probatio import Schema

from .hub import FalldetectConfigEntry, FalldetectHub
from .troubles import troubles

type IssueData = dict[str, str | int | float | None]


class FalldetectRepairFlow(RepairsFlow):
    """A flow that mends a trouble of an app."""

    def __init__(self, data: IssueData) -> None:
        """Know what the trouble is of."""
        super().__init__()
        self._data = data

    @property
    def _hub(self) -> FalldetectHub | None:
        """Return the hub of the app, unless its entry is gone."""
        entry: FalldetectConfigEntry | None
        entry = self.hass.config_entries.async_get_known_entry(str(self._data["entry_id"]))
        return getattr(entry, "runtime_data", None)

    @property
    def _placeholders(self) -> dict[str, str]:
        """Return what the description of the issue names."""
        issue = ir.async_get(self.hass).async_get_issue(self.handler, self.issue_id)
        return dict(issue.translation_placeholders or {}) if issue else {}

    def _lasts(self) -> bool:
        """Return whether the trouble is still there."""
        about = (self._data["key"], self._data.get("camera") or "")
        hub = self._hub
        return hub is not None and any((trouble.key, trouble.subject) == about for trouble in troubles(hub))

    async def async_step_check(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Look whether the trouble is over, once the user has seen to it."""
        if user_input is not None and not self._lasts():
            return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="check",
            data_schema=Schema({}),
            description_placeholders=self._placeholders,
            errors={} if user_input is None else {"base": "lasts"},
        )


class AppRepairFlow(FalldetectRepairFlow):
    """An app that is gone: its user starts it."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Say what to do, then look."""
        return await self.async_step_check()


class BrokerRepairFlow(FalldetectRepairFlow):
    """A broker that is gone: connect anew."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Say what to do."""
        return await self.async_step_reconnect()

    async def async_step_reconnect(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Set MQTT up anew."""
        if user_input is not None:
            for entry in self.hass.config_entries.async_entries(mqtt.DOMAIN):
                self.hass.config_entries.async_schedule_reload(entry.entry_id)
            return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="reconnect", data_schema=Schema({}), description_placeholders=self._placeholders
        )


class MonitoringRepairFlow(FalldetectRepairFlow):
    """A room whose monitoring was left off: it is watched again."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Say what to do."""
        return await self.async_step_watch()

    async def async_step_watch(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Switch the monitoring of the room on."""
        if user_input is not None and (hub := self._hub):
            await hub.async_send(str(self._data["room"]), {"command": "set", "monitoring": True})
            return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="watch", data_schema=Schema({}), description_placeholders=self._placeholders
        )


class CameraRepairFlow(FalldetectRepairFlow):
    """A camera in trouble: it is seen to, or its room, where no other camera looks, is not to be watched."""

    @property
    def _is_alone(self) -> bool:
        """Return whether no other camera looks at the room."""
        cameras = self._hub.info.cameras if self._hub else []
        return sum(camera.room == self._data["room"] for camera in cameras) == 1

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask what to do."""
        if not self._is_alone:
            return await self.async_step_check()
        return self.async_show_menu(
            step_id="init", menu_options=["check", "stop_watching"], description_placeholders=self._placeholders
        )

    async def async_step_stop_watching(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Switch the monitoring of the room off, which its switch turns on again."""
        if not self._is_alone:
            return await self.async_step_check()
        if user_input is not None and (hub := self._hub):
            await hub.async_send(str(self._data["room"]), {"command": "set", "monitoring": False})
            return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="stop_watching", data_schema=Schema({}), description_placeholders=self._placeholders
        )


async def async_create_fix_flow(hass: HomeAssistant, issue_id: str, data: IssueData | None) -> RepairsFlow:
    """Create the flow that mends an issue."""
    data = data or {}
    flows: dict[str, type[FalldetectRepairFlow]] = {
        "broker_gone": BrokerRepairFlow,
        "app_gone": AppRepairFlow,
        "monitoring_off": MonitoringRepairFlow,
    }
    return flows.get(str(data.get("key")), CameraRepairFlow)(data)
