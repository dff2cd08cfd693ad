"""The past of a room: the app's events put together as incidents."""

from collections.abc import Iterable

from homeassistant.util.json import JsonArrayType, JsonObjectType

from .const import ENDED
from .models import RoomEvent


def incidents_of(events: Iterable[RoomEvent]) -> JsonArrayType:
    """Return one record an incident, oldest first, with its steps and how it ended."""
    by_incident: dict[str, list[RoomEvent]] = {}
    for event in events:
        by_incident.setdefault(event.incident, []).append(event)
    return [_incident(steps) for steps in by_incident.values()]


def _incident(steps: list[RoomEvent]) -> JsonObjectType:
    """Return what is to be said of an incident; its last step knows most."""
    last = steps[-1]
    return {
        "incident": last.incident,
        "kind": last.kind,
        "direction": last.direction,
        "confidence": last.confidence,
        "camera": last.camera,
        "test": last.test,
        "onset": last.onset.isoformat() if last.onset else None,
        "ended": last.time.isoformat() if last.event in ENDED else None,
        "outcome": last.event,
        "by": last.by,
        "reason": last.reason,
        "reasons": list(last.reasons),
        "before": last.before,
        "after": last.after,
        "inactivity": last.inactivity,
        "steps": [{"event": step.event, "time": step.time.isoformat()} for step in steps],
    }
