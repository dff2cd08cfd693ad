"""Somebody is present and has not moved for too long, or the activity that is usual at this hour stays away."""

from collections.abc import Callable, Sequence

from falldetect_core.kinds import Event, Quiet
from falldetect_core.reasons import Reason, ReasonCode
from falldetect_core.records import Incident, Observation, Transition
from falldetect_core.rooms.hour_profile import MissedActivity
from falldetect_core.rooms.incident_life import step
from falldetect_core.settings import RoomSettings

MOVES_S = 1.0
"""Somebody who has been still for less moves."""


class Inactivity:
    """Tells when a spell of stillness begins and ends, once each, and one at a time.

    A spell begins when everybody in the room has been still for the set time, or when activity is missed, and ends when
    somebody moves. While nobody is seen nothing else is known: an empty room ends no spell.
    """

    def __init__(self, settings: RoomSettings, new_id: Callable[[], str], spell: Incident | None = None) -> None:
        """Take the time that is too long from the room's settings, and the spell that was on when the program ended."""
        self.settings = settings
        self._new_id = new_id
        self.spell = spell

    @property
    def since_s(self) -> float | None:
        """When the spell's stillness began, or None while there is no spell."""
        return None if self.spell is None else self.spell.onset_s

    def update(self, seen: Sequence[Observation]) -> list[Transition]:
        """Take the cameras' newest observations and return the beginning or end of a spell."""
        people = [(observation, person) for observation in seen for person in observation.people]
        if not people:
            return []
        observation, liveliest = min(people, key=lambda pair: pair[1].kinematics.still_s)
        still_s, time_s = liveliest.kinematics.still_s, observation.time_s
        if self.spell is None and still_s >= self.settings.life.inactivity_s:
            why = Reason.of(ReasonCode.STILL, n=still_s / 60)
            return self._begin(Quiet.STILL, time_s, still_s, why, camera=observation.camera, track=liveliest.track)
        if self.spell is not None and still_s < self._enough_s(self.spell):
            return [self._told(step(self.spell, Event.INACTIVITY_ENDED, time_s))]
        return []

    def expect(self, time_s: float, missed: MissedActivity) -> list[Transition]:
        """Begin a spell because activity is missed, unless there is one."""
        if self.spell is not None:
            return []
        return self._begin(Quiet.MISSED, time_s, missed.gap_s, missed.reason)

    def _enough_s(self, spell: Incident) -> float:
        """Stillness below which a spell is over, in seconds."""
        return MOVES_S if spell.quiet is Quiet.MISSED else self.settings.life.inactivity_s

    def _begin(
        self, quiet: Quiet, time_s: float, lasts_s: float, why: Reason, *, camera: str = "", track: int = 0
    ) -> list[Transition]:
        state, room, onset_s = Event.INACTIVITY_STARTED, self.settings.id, time_s - lasts_s
        spell = Incident(self._new_id(), room, camera, track, state, onset_s, onset_s, reasons=(why,), quiet=quiet)
        return [self._told(step(spell, state, time_s))]

    def _told(self, transition: Transition) -> Transition:
        self.spell = transition.incident if transition.event is Event.INACTIVITY_STARTED else None
        return transition
