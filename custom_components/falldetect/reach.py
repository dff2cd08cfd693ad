"""Reach: whether the phones, lamps and speakers that our blueprints count on are there; a repair names who isn't."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from homeassistant.components.automation import DATA_COMPONENT
from homeassistant.components.notify.const import DOMAIN as NOTIFY_DOMAIN
from homeassistant.const import (
    ATTR_DOMAIN,
    CONF_ACTION,
    EVENT_SERVICE_REGISTERED,
    EVENT_SERVICE_REMOVED,
    STATE_UNAVAILABLE,
)
from homeassistant.core import Event, HomeAssistant, callback, split_entity_id, valid_entity_id
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.event import async_call_later, async_track_time_change
from homeassistant.helpers.start import async_at_started

from .const import DOMAIN, LOGGER, PROJECT_URL
from .phones import notify_action, phone_name

ISSUE = "unreachable"
ALIKE = "phones_alike"
HELP_URL = f"{PROJECT_URL}/blob/main/docs/automations.md#who-cannot-be-reached"
BLUEPRINTS = "falldetect/"
PHONE_INPUTS = frozenset({"phones", "own_phones", "first_phones", "second_phones", "third_phones"})
ENTITY_DOMAINS = frozenset(
    {"ai_task", "assist_satellite", "light", "media_player", "person", "scene", "script", "switch", "tts"}
)
"""Of what automations use, that which is told or asked something."""
ACTION_DOMAINS = frozenset({"notify", "rest_command", "script", "shell_command"})
"""Actions that somebody has made, and may have removed."""
SETTLE_S = 120.0
"""After a start, integrations that come late are waited for."""
CHANGE_S = 30.0
"""After a phone came or went: Home Assistant makes its actions anew, one after the other."""
CHECK_HOUR = 10
"""Every day at this hour, when somebody is awake to see to it."""


class Reach:
    """Keeps a repair for whatever can't be reached."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Check at the start, each day, and when a phone comes or goes."""
        self._hass = hass
        self._names: dict[str, str] = {}
        self._missed: set[str] = set()
        changed = Debouncer(hass, LOGGER, cooldown=CHANGE_S, immediate=False, function=self.check)

        @callback
        def on_service(event: Event[Any]) -> None:
            if event.data[ATTR_DOMAIN] == NOTIFY_DOMAIN:
                changed.async_schedule_call()

        @callback
        def on_started(_hass: HomeAssistant) -> None:
            async_call_later(hass, SETTLE_S, self._check_at)
            for event in (EVENT_SERVICE_REGISTERED, EVENT_SERVICE_REMOVED):
                hass.bus.async_listen(event, on_service)

        async_at_started(hass, on_started)
        async_track_time_change(hass, self._check_at, hour=CHECK_HOUR, minute=0, second=0)

    @callback
    def check(self) -> None:
        """Look whether everything that automations of our blueprints count on is there."""
        needed = _needed(self._hass)
        gone = {target: users for target, users in needed.items() if not self._is_there(target)}
        issues = {f"{ISSUE}/{target}": self._of_one(target, users) for target, users in gone.items()}
        self._show(issues | self._alike(needed))

    @callback
    def note(self, phones: Iterable[str], missed: set[str]) -> None:
        """Take note of which phones a message was for just now, and which it did not reach."""
        before = self._missed
        self._missed = (before - set(phones)) | missed
        if self._missed != before:
            self.check()

    @callback
    def name(self, target: str) -> str:
        """Return what a phone or an entity is called, also when it is gone by now."""
        if "." in target:
            state = self._hass.states.get(target)
            return state.name if state else target
        if name := phone_name(self._hass, target):
            self._names[target] = name
        return self._names.get(target, "?")

    @callback
    def unreachable(self) -> list[str]:
        """Return the names of all that could not be reached when last looked at."""
        issues = ir.async_get(self._hass).issues
        found = [issue_id for domain, issue_id in issues if domain == DOMAIN and issue_id.startswith(f"{ISSUE}/")]
        return sorted(self.name(issue_id.partition("/")[2]) for issue_id in found)

    @callback
    def _check_at(self, _now: datetime) -> None:
        self.check()

    @callback
    def _is_there(self, target: str) -> bool:
        """Return whether a phone takes messages, an entity is available, or an action exists."""
        domain, _, name = target.partition(".")
        if not name:
            self.name(target)
            return target not in self._missed and notify_action(self._hass, target) is not None
        if self._hass.services.has_service(domain, name):
            return True
        state = self._hass.states.get(target)
        return state is not None and state.state != STATE_UNAVAILABLE

    @callback
    def _alike(self, needed: dict[str, set[str]]) -> dict[str, dict[str, str]]:
        """Return an issue for each two phones that share one action: Home Assistant reaches the later one only."""
        by_action = defaultdict[str, list[str]](list)
        for target in needed:
            if "." not in target and (action := notify_action(self._hass, target)):
                by_action[action].append(target)
        return {
            f"{ALIKE}/{action}": {"name": self.name(phones[0]), "count": str(len(phones))}
            for action, phones in by_action.items()
            if len(phones) > 1
        }

    @callback
    def _of_one(self, target: str, users: set[str]) -> dict[str, str]:
        names = sorted(self.name(user) for user in users)
        return {"name": self.name(target), "automations": ", ".join(names)}

    @callback
    def _show(self, issues: dict[str, dict[str, str]]) -> None:
        """Create these issues and delete those of before."""
        for domain, issue_id in tuple(ir.async_get(self._hass).issues):
            ours = domain == DOMAIN and issue_id.startswith((f"{ISSUE}/", f"{ALIKE}/"))
            if ours and issue_id not in issues:
                ir.async_delete_issue(self._hass, DOMAIN, issue_id)
        for issue_id, placeholders in issues.items():
            self._create(issue_id, placeholders)

    @callback
    def _create(self, issue_id: str, placeholders: dict[str, str]) -> None:
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            issue_id,
            is_fixable=False,
            learn_more_url=HELP_URL,
            severity=ir.IssueSeverity.ERROR,
            translation_key=issue_id.partition("/")[0],
            translation_placeholders=placeholders,
        )


@callback
def _needed(hass: HomeAssistant) -> dict[str, set[str]]:
    """Return what automations of our blueprints count on, each with the automations that do."""
    needed = defaultdict[str, set[str]](set)
    for automation in hass.data[DATA_COMPONENT].entities if DATA_COMPONENT in hass.data else ():
        if automation.enabled and (automation.referenced_blueprint or "").startswith(BLUEPRINTS):
            for target in _targets(hass, automation.raw_config):
                needed[target].add(automation.entity_id)
    return dict(needed)


@callback
def _targets(hass: HomeAssistant, config: object) -> Iterator[str]:
    """Yield the phones, entities and own actions that a part of a configuration names."""
    if isinstance(config, str) and _is_told(hass, config):
        yield config
    elif isinstance(config, list):
        for part in config:
            yield from _targets(hass, part)
    elif isinstance(config, dict):
        for key, part in config.items():
            if key in PHONE_INPUTS and isinstance(part, list):
                yield from part
            elif key != CONF_ACTION:
                yield from _targets(hass, part)
            elif isinstance(part, str) and part.partition(".")[0] in ACTION_DOMAINS:
                yield part


@callback
def _is_told(hass: HomeAssistant, text: str) -> bool:
    """Return whether a text is an entity that is told or asked something, and not one of ours."""
    if not valid_entity_id(text) or split_entity_id(text)[0] not in ENTITY_DOMAINS:
        return False
    entry = er.async_get(hass).async_get(text)
    return entry is None or entry.platform != DOMAIN


@callback
def async_setup_reach(hass: HomeAssistant) -> None:
    """Check by itself whether everybody can be reached."""
    hass.data[DOMAIN] = Reach(hass)


@callback
def async_reach(hass: HomeAssistant) -> Reach:
    """Return who looks after it."""
    reach: Reach = hass.data[DOMAIN]
    return reach
