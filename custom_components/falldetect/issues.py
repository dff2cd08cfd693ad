"""Issues: troubles that last become repairs, and vanish with the trouble."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_call_later

from .const import DOMAIN, PROJECT_URL
from .hub import FalldetectConfigEntry
from .troubles import TOO_NEW, Trouble, troubles

HELP_URL = f"{PROJECT_URL}/blob/main/docs/home-assistant.md#troubleshooting"


class IssueKeeper:
    """Keeps the issues of one app."""

    def __init__(self, hass: HomeAssistant, entry: FalldetectConfigEntry) -> None:
        """Start without issues."""
        self._hass = hass
        self._entry = entry
        self._known: dict[str, Trouble] = {}
        self._waiting: dict[str, CALLBACK_TYPE] = {}

    @callback
    def follow(self) -> None:
        """Look at the troubles of now: wait with a new one, show what changed in one, forget what is over."""
        now = {self.id(trouble): trouble for trouble in troubles(self._entry.runtime_data)}
        for issue_id in self._known.keys() - now.keys():
            self._forget(issue_id)
        for issue_id, trouble in now.items():
            if issue_id not in self._known:
                raise_it = partial(self._on_patience_over, issue_id)
                self._waiting[issue_id] = async_call_later(self._hass, trouble.patience_s, raise_it)
            elif issue_id not in self._waiting and trouble != self._known[issue_id]:
                self.show(trouble)
        self._known = now

    @callback
    def clear(self) -> None:
        """Forget all."""
        for issue_id in tuple(self._known):
            self._forget(issue_id)
        self._known = {}

    def id(self, trouble: Trouble) -> str:
        """Return the id of the issue of a trouble."""
        return f"{trouble.key}/{self._entry.entry_id}/{trouble.subject}"

    @callback
    def _on_patience_over(self, issue_id: str, _now: datetime) -> None:
        """Make an issue of a trouble that lasted."""
        del self._waiting[issue_id]
        self.show(self._known[issue_id])

    @callback
    def show(self, trouble: Trouble) -> None:
        """Create or update an issue."""
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            self.id(trouble),
            data={"entry_id": self._entry.entry_id, "key": trouble.key, **trouble.data},
            is_fixable=trouble.fixable,
            learn_more_url=HELP_URL,
            severity=ir.IssueSeverity.WARNING
            if trouble.key in ("too_slow", "monitoring_off")
            else ir.IssueSeverity.ERROR,
            translation_key=trouble.key,
            translation_placeholders=trouble.placeholders,
        )

    @callback
    def _forget(self, issue_id: str) -> None:
        """Stop waiting for a trouble to last, or delete its issue."""
        if stop := self._waiting.pop(issue_id, None):
            stop()
        ir.async_delete_issue(self._hass, DOMAIN, issue_id)


@callback
def async_follow_troubles(hass: HomeAssistant, entry: FalldetectConfigEntry) -> None:
    """Keep the issues of an app while its entry is loaded."""
    keeper = IssueKeeper(hass, entry)
    ir.async_delete_issue(hass, DOMAIN, keeper.id(TOO_NEW))
    keeper.follow()
    entry.async_on_unload(entry.runtime_data.listen_change(keeper.follow))
    entry.async_on_unload(keeper.clear)


@callback
def async_tell_of_newer_app(hass: HomeAssistant, entry: FalldetectConfigEntry) -> None:
    """Tell that an app can't be set up because it speaks a later version of the contract."""
    site = {"site": entry.runtime_data.site}
    IssueKeeper(hass, entry).show(replace(TOO_NEW, placeholders=site))
