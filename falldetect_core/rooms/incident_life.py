"""The life of one incident, as a function of what has been seen of the person since.

`suspected` (impact seen) becomes `fall` when the person is still down after the confirmation time, twice as long where
the poses since make a fall less likely than not, or ends as `near_fall` when up again before. Who moves on the floor,
and seems up for moments, is told later, but told. `fall` and `person_down` become `long_lie`, and end by `recovered`,
`acknowledged` or `dismissed`.
"""

import math
from dataclasses import dataclass, replace

from falldetect_core.kinds import After, Event
from falldetect_core.records import Incident, Transition
from falldetect_core.settings import LifeSettings

ALARMS = frozenset({Event.FALL, Event.PERSON_DOWN, Event.LONG_LIE})
OPEN = ALARMS | {Event.SUSPECTED}
FADE_S = 10.0
"""A suspicion that is neither confirmed nor refuted for this long has faded, unless the person is down."""
FADED_S = 3.0
"""Who hasn't been seen down for so long isn't: who moves on the floor is taken for somebody up for moments only."""
UNLIKELY_TIMES = 2.0
"""Who fell, though the poses since speak against it, has so many times as long to get up."""


@dataclass(frozen=True, slots=True)
class DwellTimes:
    """How long, in seconds without a break, the person has been seen down, seen upright, and not seen down by now.

    `likely` says whether a camera that sees them down still thinks that they fell.
    """

    time_s: float
    down_s: float
    upright_s: float
    likely: bool = True
    not_down_s: float = math.inf


def next_event(incident: Incident, seen: DwellTimes, times: LifeSettings) -> Event | None:
    """Say which step follows from what is seen, or None while the incident stays as it is."""
    if incident.state is Event.SUSPECTED:
        return _after_suspicion(incident, seen, times)
    if seen.upright_s >= times.recovery_s:
        return Event.RECOVERED
    if incident.state is not Event.LONG_LIE and seen.time_s - incident.onset_s >= times.long_lie_s:
        return Event.LONG_LIE
    return None


def _after_suspicion(incident: Incident, seen: DwellTimes, times: LifeSettings) -> Event | None:
    if seen.upright_s > 0:
        return Event.NEAR_FALL
    needed_s = times.confirmation_s * (1.0 if seen.likely else UNLIKELY_TIMES)
    if seen.down_s >= needed_s:
        return Event.FALL
    suspected_s = seen.time_s - incident.since_s
    if seen.down_s <= 0 and seen.not_down_s >= FADED_S and suspected_s >= FADE_S:
        return Event.NEAR_FALL
    return Event.FALL if suspected_s >= needed_s + FADE_S else None


def step(
    incident: Incident,
    event: Event,
    time_s: float,
    *,
    by: str | None = None,
    reason: str | None = None,
    after: After | None = None,
) -> Transition:
    """Move the incident on to `event` and number the step, so that it is told only once."""
    doing = incident.after if after is None else after
    moved = replace(incident, state=event, since_s=time_s, steps=incident.steps + 1, after=doing)
    return Transition(time_s, event, moved, by, reason)


def seriousness(incident: Incident) -> tuple[bool, int, float]:
    """Sort key: long lies first, then falls and people found down, then suspicions; older before newer, tests last."""
    order = (Event.LONG_LIE, Event.FALL, Event.PERSON_DOWN, Event.SUSPECTED)
    return incident.test, order.index(incident.state), incident.onset_s
