"""Somebody is present and has not moved for too long."""

from collections.abc import Callable, Sequence

from falldetect_core.incident import step
from falldetect_core.kinds import Event
from falldetect_core.records import Incident, Observation, Transition
from falldetect_core.settings import RoomSettings


class Inactivity:
    """Tells when a spell of stillness begins and ends, once each.

    A spell begins when everybody in the room has been still for the set time, and ends when somebody moves. While
    nobody is seen nothing is known: an empty room neither begins nor ends a spell.
    """

    def __init__(self, settings: RoomSettings, new_id: Callable[[], str], spell: Incident | None = None) -> None:
        """Take the time that is too long from the room's settings, and the spell that was on when the program ended."""
        self._settings = settings
        self._new_id = new_id
        self.spell = spell

    @property
    def since_s(self) -> float | None:
        """When the spell's stillness began, or None while there is no spell."""
        return None if self.spell is None else self.spell.onset_s

    def update(self, room: str, seen: Sequence[Observation]) -> list[Transition]:
        """Take the cameras' newest observations and return the beginning or end of a spell."""
        people = [(observation, person) for observation in seen for person in observation.people]
        if not people:
            return []
        observation, liveliest = min(people, key=lambda pair: pair[1].kinematics.still_s)
        still_s, time_s = liveliest.kinematics.still_s, observation.time_s
        if self.spell is None and still_s >= self._settings.life.inactivity_s:
            onset_s = time_s - still_s
            spell = Incident(
                self._new_id(), room, observation.camera, liveliest.track, Event.INACTIVITY_STARTED, onset_s, onset_s
            )
            return [self._told(step(spell, Event.INACTIVITY_STARTED, time_s))]
        if self.spell is not None and still_s < self._settings.life.inactivity_s:
            return [self._told(step(self.spell, Event.INACTIVITY_ENDED, time_s))]
        return []

    def _told(self, transition: Transition) -> Transition:
        self.spell = transition.incident if transition.event is Event.INACTIVITY_STARTED else None
        return transition
