"""Triggers: a step of an incident, an alarm, too little movement, a camera without pictures."""

import asyncio
from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar, override

from homeassistant.components.binary_sensor.const import DOMAIN as BINARY_SENSOR_DOMAIN
from homeassistant.components.event import DOMAIN as EVENT_DOMAIN
from homeassistant.const import ATTR_ENTITY_ID, STATE_OFF, STATE_ON
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, State, callback
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA,
    EntityTargetStateTriggerBase,
    EntityTriggerBase,
    NotTriggeredReasonReporter,
    StatelessEntityTriggerBase,
    Trigger,
    TriggerActionRunner,
    TriggerNotTriggeredReporter,
)
from homeassistant.util import dt as dt_util

from .const import DOWN, ENDED, Transition
from .targets import only_ours

CATCH_UP_S = 1.0
"""After so long an automation that begins has a state of its own, which its templates may need."""
MISSED_S = 600
"""An end that nobody could hear of is told for so long after it was found out."""


class OurEntityTrigger(EntityTriggerBase):
    """A trigger of one kind of entity of this integration, whatever else is in the area, floor or label."""

    _translation_key: ClassVar[str]

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return those entities that the trigger is of."""
        return only_ours(self._hass, entities, next(iter(self._domain_specs)), self._translation_key)


class StepTrigger(OurEntityTrigger, StatelessEntityTriggerBase):
    """Triggers when an incident takes one of some steps."""

    _domain_specs: Mapping[str, DomainSpec] = {EVENT_DOMAIN: DomainSpec()}
    _translation_key = "incident"
    _steps: ClassVar[frozenset[str]]

    @override
    def is_valid_state(self, state: State, report_not_triggered: NotTriggeredReasonReporter) -> bool:
        """Return whether the newest step is one of them."""
        return state.attributes.get("event_type") in self._steps


class CatchingUpTrigger(OurEntityTrigger):
    """A trigger that looks, as an automation begins, at what happened while nobody could listen."""

    @abstractmethod
    def is_news(self, state: State) -> bool:
        """Return whether the automation should be told now of what is so already."""

    @override
    async def async_attach_runner(
        self, run_action: TriggerActionRunner, did_not_trigger: TriggerNotTriggeredReporter | None = None
    ) -> CALLBACK_TYPE:
        """Attach the trigger, and run it for what is so already once the automation is all there."""
        detach = await super().async_attach_runner(run_action, did_not_trigger)
        stop = async_call_later(self._hass, CATCH_UP_S, partial(self._catch_up, run_action))

        @callback
        def async_remove() -> None:
            """Detach the trigger."""
            stop()
            detach()

        return async_remove

    @callback
    def _catch_up(self, run_action: TriggerActionRunner, _now: datetime) -> None:
        """Run the automation for what is so already."""
        selected = async_extract_referenced_entity_ids(self._hass, TargetSelection(self._target or {}))
        for entity_id in sorted(self.entity_filter(selected.referenced | selected.indirectly_referenced)):
            if (state := self._hass.states.get(entity_id)) and self.is_news(state):
                payload = {ATTR_ENTITY_ID: entity_id, "from_state": None, "to_state": state, "for": None}
                run_action(payload, f"state of {entity_id}", state.context)


class AlarmRaisedTrigger(CatchingUpTrigger):
    """Triggers once for each incident that has somebody on the floor, also for one that was open before the automation.

    An alarm must not get lost because Home Assistant restarts in the middle of it, nor start again because the app was
    away for a moment.
    """

    _schema = ENTITY_STATE_TRIGGER_SCHEMA
    _domain_specs: Mapping[str, DomainSpec] = {BINARY_SENSOR_DOMAIN: DomainSpec()}
    _translation_key = "fall"
    _excluded_from_states: ClassVar[frozenset[str]] = frozenset()
    _told: set[str]

    @override
    async def async_attach_runner(
        self, run_action: TriggerActionRunner, did_not_trigger: TriggerNotTriggeredReporter | None = None
    ) -> CALLBACK_TYPE:
        """Attach the trigger with nothing told yet; the automation runs for each incident, whatever else is open."""
        self._told = set()

        @callback
        def run(
            extra_trigger_payload: dict[str, Any], description: str, context: Context | None = None
        ) -> asyncio.Task[Any]:
            """Run the automation for each incident, whose attributes the state then has."""
            state: State = extra_trigger_payload["to_state"]
            for alarm in self._untold(state):
                self._told.add(alarm["incident"])
                of_one = _with_attributes(state, alarm)
                task = run_action(extra_trigger_payload | {"to_state": of_one}, description, context)
            return task

        return await super().async_attach_runner(run, did_not_trigger)

    @override
    def is_valid_state(self, state: State, report_not_triggered: NotTriggeredReasonReporter) -> bool:
        """Return whether somebody is on the floor of whom nothing has been told yet."""
        return any(alarm["stage"] in DOWN for alarm in self._untold(state))

    @override
    def is_valid_transition(self, from_state: State, to_state: State) -> bool:
        """Return true, as every change may bring another incident."""
        return True

    @override
    def is_news(self, state: State) -> bool:
        """Return whether an alarm is open, also one that waits for somebody while the person is up again."""
        return bool(self._untold(state))

    def _untold(self, state: State) -> list[dict[str, Any]]:
        """Return the open alarms that have not been told yet."""
        alarms = state.attributes.get("incidents", []) if state.state == STATE_ON else []
        return [alarm for alarm in alarms if alarm["incident"] not in self._told]


def _with_attributes(state: State, attributes: dict[str, Any]) -> State:
    """Return a state with some attributes changed."""
    changed = dict(state.attributes) | attributes
    times = (state.last_changed, state.last_reported, state.last_updated)
    return State(state.entity_id, state.state, changed, *times, context=state.context)


class AlarmEndedTrigger(CatchingUpTrigger, StepTrigger):
    """Triggers when an incident has ended, also if it did so while Home Assistant was away."""

    _steps = ENDED

    @override
    def is_news(self, state: State) -> bool:
        """Return whether an end was found out a short time ago."""
        if not (state.attributes.get("missed") and state.attributes["event_type"] in self._steps):
            return False
        fired = dt_util.parse_datetime(state.state)
        return fired is not None and dt_util.utcnow() - fired < timedelta(seconds=MISSED_S)


class InactivityStartedTrigger(CatchingUpTrigger, EntityTargetStateTriggerBase):
    """Triggers when somebody has not moved for long, outside the quiet hours.

    A spell that began while the app, the broker or Home Assistant was away is told too, and none again after a blip.
    """

    _domain_specs: Mapping[str, DomainSpec] = {BINARY_SENSOR_DOMAIN: DomainSpec()}
    _translation_key = "inactivity"
    _to_states = {STATE_ON}
    _excluded_from_states: ClassVar[frozenset[str]] = frozenset()
    _told: set[tuple[str, object]]

    @override
    async def async_attach_runner(
        self, run_action: TriggerActionRunner, did_not_trigger: TriggerNotTriggeredReporter | None = None
    ) -> CALLBACK_TYPE:
        """Attach the trigger with nothing told yet; a spell counts as told once the automation has run for it."""
        self._told = set()

        @callback
        def run(
            extra_trigger_payload: dict[str, Any], description: str, context: Context | None = None
        ) -> asyncio.Task[Any]:
            """Run the automation, and take the spell as told."""
            self._told.add(_spell(extra_trigger_payload["to_state"]))
            return run_action(extra_trigger_payload, description, context)

        return await super().async_attach_runner(run, did_not_trigger)

    @override
    def is_valid_transition(self, from_state: State, to_state: State) -> bool:
        """Return whether a spell begins, as it also does at the end of the quiet hours, or was not told yet."""
        began = super().is_valid_transition(from_state, to_state)
        return began and (from_state.state == STATE_OFF or _spell(to_state) not in self._told)

    @override
    def is_news(self, state: State) -> bool:
        """Return whether a spell goes on, and has for as long as the automation asks for."""
        long = dt_util.utcnow() - state.last_changed >= (self._duration or timedelta())
        return state.state == STATE_ON and long and _spell(state) not in self._told


def _spell(state: State) -> tuple[str, object]:
    """Return what tells one quiet spell from another."""
    return state.entity_id, state.attributes.get("since") or state.last_changed


class CameraLostTrigger(OurEntityTrigger, EntityTargetStateTriggerBase):
    """Triggers when a camera delivers no pictures, also if it had none when its app came back."""

    _domain_specs: Mapping[str, DomainSpec] = {BINARY_SENSOR_DOMAIN: DomainSpec()}
    _translation_key = "camera_connection"
    _to_states = {STATE_OFF}
    _excluded_from_states: ClassVar[frozenset[str]] = frozenset()
    _primary_entities_only: ClassVar[bool] = False


def step_trigger(*steps: Transition) -> type[Trigger]:
    """Return a trigger of some steps of an incident."""

    class CustomStepTrigger(StepTrigger):
        """Triggers when an incident takes one of some steps."""

        _steps = frozenset(steps)

    return CustomStepTrigger


TRIGGERS: dict[str, type[Trigger]] = {
    "alarm_ended": AlarmEndedTrigger,
    "alarm_raised": AlarmRaisedTrigger,
    "camera_lost": CameraLostTrigger,
    "fall_detected": step_trigger(Transition.FALL),
    "fall_suspected": step_trigger(Transition.SUSPECTED),
    "inactivity_started": InactivityStartedTrigger,
    "long_lie": step_trigger(Transition.LONG_LIE),
    "near_fall": step_trigger(Transition.NEAR_FALL),
    "person_down": step_trigger(Transition.PERSON_DOWN),
    "recovered": step_trigger(Transition.RECOVERED),
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers of fall detection."""
    return TRIGGERS
