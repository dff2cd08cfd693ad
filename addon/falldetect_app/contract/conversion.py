"""Turn the core's records into messages of the contract."""

from falldetect_app.clock import utc
from falldetect_app.contract.messages import IncidentEvent, IncidentState, Why
from falldetect_core.kinds import Before
from falldetect_core.nanstats import likeliest
from falldetect_core.records import Incident, Transition


def incident_state(incident: Incident, camera: str) -> IncidentState:
    """Describe an incident; `camera` stands in where it has none of its own, as in a test."""
    return IncidentState(
        incident=incident.id,
        state=incident.state,
        kind=incident.kind,
        direction=incident.direction,
        confidence=_share(incident.confidence),
        reasons=tuple(map(str, incident.reasons)),
        onset=utc(incident.onset_s),
        since=utc(incident.since_s),
        camera=incident.camera or camera,
        test=incident.test,
        before=likeliest(incident.before, Before.UNKNOWN),
        after=incident.after,
    )


def incident_event(transition: Transition, camera: str) -> IncidentEvent:
    """Describe one step of an incident; `camera` stands in where it has none of its own."""
    incident = transition.incident
    return IncidentEvent(
        event_id=transition.id,
        incident=incident.id,
        event=transition.event,
        room=incident.room,
        camera=incident.camera or camera,
        time=utc(transition.time_s),
        onset=utc(incident.onset_s),
        kind=incident.kind,
        kinds={kind: _share(share) for kind, share in incident.kinds.items()},
        direction=incident.direction,
        confidence=_share(incident.confidence),
        reasons=tuple(map(str, incident.reasons)),
        why=tuple(Why(code=reason.code, figures=dict(reason.figures)) for reason in incident.reasons),
        by=transition.by,
        reason=transition.reason,
        test=incident.test,
        before=likeliest(incident.before, Before.UNKNOWN),
        after=incident.after,
        inactivity=incident.quiet,
    )


def _share(value: float) -> float:
    """Round a probability, and never fail an alarm because a sum came out at 1.0000001 or NaN."""
    return round(min(value, 1.0), 3) if value > 0 else 0.0
