"""Answers: what somebody said of an incident while the app could not be told waits, over restarts, until it can be."""

from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store

from .const import DOMAIN, LOGGER

VERSION = 1
TRUSTED_S = 60.0
"""An app that was told and shows an incident as open for longer hasn't understood: then the alarm goes on."""
ANSWERING = frozenset({"acknowledge", "dismiss"})
"""The commands that answer an incident."""


class Answers:
    """The answers that wait, by incident: the room and the command."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Start without any."""
        self._store = Store[dict[str, tuple[str, dict[str, Any]]]](hass, VERSION, f"{DOMAIN}.{entry_id}.answers")
        self._waiting: dict[str, tuple[str, dict[str, Any]]] = {}

    async def async_load(self) -> None:
        """Take up those of before a restart; a file that can't be read, as of a newer version, is left as it is."""
        try:
            kept = await self._store.async_load()
        except HomeAssistantError as err:
            LOGGER.warning("Answers that wait for the app are kept until a restart only: %s", err)
            self._store.make_read_only()
            return
        for incident, answer in (kept or {}).items():
            match answer:
                case [str(room), {"command": str()} as command]:
                    self._waiting[incident] = (room, command)
                case _:
                    LOGGER.warning("An answer to an incident that waited for the app is not understood")

    async def async_remove(self) -> None:
        """Leave nothing behind."""
        await self._store.async_remove()

    @property
    def waiting(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Return incidents, rooms and commands."""
        return [(incident, room, command) for incident, (room, command) in self._waiting.items()]

    @callback
    def keep(self, incident: str, room: str, command: dict[str, Any]) -> None:
        """Let an answer wait; the first one counts."""
        self._waiting.setdefault(incident, (room, {**command, "incident": incident}))
        self._save()

    @callback
    def to(self, incident: str) -> dict[str, Any] | None:
        """Return the answer to an incident that waits."""
        return self._waiting[incident][1] if incident in self._waiting else None

    @callback
    def forget(self, incidents: set[str]) -> None:
        """Let answers go that have arrived."""
        for incident in incidents:
            self._waiting.pop(incident, None)
        if incidents:
            self._save()

    @callback
    def _save(self) -> None:
        self._store.async_delay_save(lambda: self._waiting, 0)
