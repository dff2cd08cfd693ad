"""A room: merges what its cameras see into incidents, so that one fall seen by three cameras is one incident."""

import math
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from falldetect_core.evidence import after_of
from falldetect_core.kinds import After, Event, Kind, Quiet
from falldetect_core.nanstats import likeliest
from falldetect_core.records import Box, Incident, Observation, Person, Transition, Verdict
from falldetect_core.rooms.hour_profile import MissedActivity
from falldetect_core.rooms.inactivity import Inactivity
from falldetect_core.rooms.incident_life import ALARMS, OPEN, DwellTimes, next_event, seriousness, step
from falldetect_core.settings import RoomSettings
from falldetect_core.since import lasted, since

SAME_FALL_S = 5.0
"""Two cameras that see a fall begin within this time see the same fall."""
NEAR_SIZES = 1.0
"""A body within this many of its own sizes of where an incident was last seen belongs to it."""
STOOD_S = 0.6
"""Whom a camera sees upright for so long stands; a stray pose is shorter."""
FORGET_S = 3.0
"""What a camera saw longer ago than this says nothing about now."""
MOST_OPEN = 20
"""Incidents that may be open in a room, beside tests: above it, the one whose person was seen longest ago gives way."""
GAVE_WAY = f"nobody answered, and {MOST_OPEN} others are open in this room"
RETAKEN_S = 120.0
"""A body found lying is that of an incident whose person was seen so long before it lay there, and of none before..."""
RESTART_S = 3600.0
"""...but of one that was open at a restart, of whose person nothing is known since, for so long after its last step."""
TEST_S = 600.0
"""A test that nobody ends does so by itself: forgotten, it must not stand in the way of anything."""
TEST_OVER = f"nobody ended this test within {TEST_S / 60:.0f} minutes"
UNSEEN_S = 600.0
"""Somebody in good hands who has not been seen for so long has been helped up out of sight."""


def random_id() -> str:
    """Make an incident id that no other incident of any home has."""
    return uuid.uuid4().hex


@dataclass(slots=True)
class _Case:
    """An incident and how its person has been seen: by which cameras as which track, where, and since when."""

    incident: Incident
    seen: dict[str, "_Sight"] = field(default_factory=dict)
    down_since_s: float = math.nan
    upright_since_s: float = math.nan
    not_down_since_s: float = -math.inf
    restored_s: float = -math.inf
    """When the last step was taken before a restart, if one was: nothing else is known of the person since."""

    def sighting(self, time_s: float) -> DwellTimes:
        """Count the unbroken seconds down or not, and upright up to the last sight: unseen is no sign of recovery."""
        upright_s = lasted(self.upright_since_s, min(time_s, self.last_s))
        likely = any(sight.likely for sight in self.seen.values() if sight.down)
        not_down_s = lasted(self.not_down_since_s, time_s)
        return DwellTimes(time_s, lasted(self.down_since_s, time_s), upright_s, likely=likely, not_down_s=not_down_s)

    @property
    def last_s(self) -> float:
        """When a camera last saw the person; minus infinity for nobody seen."""
        return max((sight.time_s for sight in self.seen.values()), default=-math.inf)

    def after(self, event: Event) -> After:
        """Say what the person does as a step is taken, by the camera that saw them last."""
        if event is Event.RECOVERED:
            return After.RECOVERED
        return max(self.seen.values(), key=lambda sight: sight.time_s).after if self.seen else After.UNKNOWN

    def note(self, camera: str, sight: "_Sight") -> None:
        """Take what a camera sees now: down while any camera sees it lately, upright only when none does."""
        self.seen[camera] = sight
        lately = [other for other in self.seen.values() if sight.time_s - other.time_s <= FORGET_S]
        down = any(other.down for other in lately)
        upright = not down and any(other.upright for other in lately)
        self.down_since_s = since(self.down_since_s, sight.time_s, holds=down)
        self.not_down_since_s = since(self.not_down_since_s, sight.time_s, holds=not down)
        self.upright_since_s = since(self.upright_since_s, sight.time_s, holds=upright)

    def in_good_hands(self, time_s: float, recovery_s: float) -> bool:
        """Say whether the person, whom somebody takes care of, is still down as far as is known."""
        return self.sighting(time_s).upright_s < recovery_s and time_s - self.last_s <= UNSEEN_S


@dataclass(frozen=True, slots=True)
class _Sight:
    """What one camera saw of an incident's person, and when; `place` is in units of the picture's width."""

    time_s: float
    track: int
    place: Box
    down: bool
    upright: bool
    after: After
    likely: bool


class _Known(NamedTuple):
    """Since when a camera has seen somebody, minus infinity once they stood, and since when upright without a break."""

    came_s: float
    upright_since_s: float = math.nan


class Room:
    """The incidents of one room; feed it what its cameras observe, in any order of cameras."""

    def __init__(
        self,
        settings: RoomSettings,
        incidents: Iterable[Incident] = (),
        new_id: Callable[[], str] = random_id,
    ) -> None:
        """Start with what was `unfinished` when the program last ran, if anything."""
        self.settings = settings
        self._new_id = new_id
        known = list(incidents)
        self._cases = [_Case(incident, restored_s=incident.since_s) for incident in known if incident.state in OPEN]
        self._handled: list[_Case] = []
        self._latest: dict[str, Observation] = {}
        self._known: dict[str, dict[int, _Known]] = {}
        spells = [incident for incident in known if incident.state is Event.INACTIVITY_STARTED]
        self._inactivity = Inactivity(settings, new_id, spells[-1] if spells else None)

    @property
    def incidents(self) -> tuple[Incident, ...]:
        """The open incidents, the most serious first."""
        return tuple(sorted((case.incident for case in self._cases), key=seriousness))

    @property
    def unfinished(self) -> tuple[Incident, ...]:
        """All that has to outlive a restart: the open incidents, and the spell of inactivity if there is one."""
        spell = self._inactivity.spell
        return self.incidents if spell is None else (*self.incidents, spell)

    @property
    def alarm(self) -> bool:
        """Whether somebody is known to be down and nobody has taken charge."""
        return any(case.incident.state in ALARMS for case in self._cases)

    @property
    def people(self) -> int:
        """How many people the camera that sees most of them sees."""
        return max((len(seen.people) for seen in self._latest.values()), default=0)

    @property
    def inactive_since_s(self) -> float | None:
        """Since when somebody present has not moved for too long, in seconds of the frames' clock."""
        return self._inactivity.since_s

    @property
    def quiet(self) -> Quiet | None:
        """Why the room is inactive, None while it isn't."""
        spell = self._inactivity.spell
        return None if spell is None else spell.quiet or Quiet.STILL

    def adjust(self, settings: RoomSettings) -> None:
        """Go by other settings from now on; what is open stays open."""
        self.settings = self._inactivity.settings = settings

    def update(self, seen: Observation) -> list[Transition]:
        """Take one camera's observation and return the steps that follow from it, in order."""
        self._latest[seen.camera] = seen
        known = self._known.get(seen.camera, {})
        self._known[seen.camera] = {p.track: _know(known.get(p.track), p, seen.time_s) for p in seen.people}
        told = [t for person in seen.people if (t := self._notice(seen, person))]
        told += self._advance(seen.time_s)
        told += self._inactivity.update(self._recent(seen.time_s))
        return told

    def tick(self, time_s: float) -> list[Transition]:
        """Let time pass without a picture: a camera that died in the middle of a fall doesn't stop its alarm."""
        return self._advance(time_s)

    def expect(self, time_s: float, missed: MissedActivity) -> list[Transition]:
        """Tell that activity is missed; who lies on the floor is told of already."""
        told = any(not case.incident.test for case in self._cases)
        return [] if told else self._inactivity.expect(time_s, missed)

    def forget_camera(self, camera: str) -> None:
        """Forget a camera that went away: what it saw last says nothing about now."""
        self._latest.pop(camera, None)
        self._known.pop(camera, None)

    def acknowledge(self, time_s: float, incident: str | None = None, *, by: str | None = None) -> list[Transition]:
        """End one incident, or all open ones: a person took charge."""
        return self._close(Event.ACKNOWLEDGED, time_s, incident, by, None)

    def dismiss(
        self, time_s: float, incident: str | None = None, *, by: str | None = None, reason: str | None = None
    ) -> list[Transition]:
        """End one incident, or all open ones: a false alarm."""
        return self._close(Event.DISMISSED, time_s, incident, by, reason)

    def test(self, time_s: float) -> list[Transition]:
        """Run a test incident through `suspected` and `fall`; it is open until somebody ends it, `TEST_S` at most."""
        incident = self._new_incident(time_s, camera="", track=0, test=True)
        suspected = step(incident, Event.SUSPECTED, time_s)
        fall = step(suspected.incident, Event.FALL, time_s)
        self._cases.append(_Case(fall.incident))
        return [suspected, fall]

    def _close(
        self, event: Event, time_s: float, incident: str | None, by: str | None, reason: str | None
    ) -> list[Transition]:
        chosen = [case for case in self._cases if incident in (None, case.incident.id)]
        told = [step(case.incident, event, time_s, by=by, reason=reason) for case in chosen]
        for case, transition in zip(chosen, told, strict=True):
            case.incident = transition.incident
        self._cases = [case for case in self._cases if case not in chosen]
        self._handled += [case for case in chosen if case.seen]
        return told

    def _notice(self, seen: Observation, person: Person) -> Transition | None:
        """Open an incident for a person who falls or is found down, unless one is known already."""
        verdict = person.verdict
        case = self._case_of(seen, person)
        if case is not None:
            self._learn(case, seen, person)
            return None
        found = verdict.found_down and seen.time_s - verdict.onset_s >= self.settings.life.person_down_s
        return self._open(seen, person) if verdict.falling or verdict.down or found else None

    def _open(self, seen: Observation, person: Person) -> Transition:
        verdict = person.verdict
        incident = _told_by(verdict, self._new_incident(verdict.onset_s, seen.camera, person.track))
        event = Event.PERSON_DOWN if verdict.found_down else Event.SUSPECTED
        opened = step(incident, event, seen.time_s)
        case = _Case(opened.incident)
        self._cases.append(case)
        self._learn(case, seen, person)
        return opened

    def _new_incident(self, onset_s: float, camera: str, track: int, *, test: bool = False) -> Incident:
        state = Event.SUSPECTED
        return Incident(self._new_id(), self.settings.id, camera, track, state, onset_s, onset_s, test=test)

    def _case_of(self, seen: Observation, person: Person) -> _Case | None:
        """Find the incident, open or in good hands, that this person is the body of."""
        cases = [*self._cases, *(case for case in self._handled if not _fell_again(case, person.verdict))]
        for case in cases:
            if seen.camera in case.seen and case.seen[seen.camera].track == person.track:
                return case
        if person.verdict.upright:
            return None
        came_s = self._known[seen.camera][person.track].came_s
        # who was there before the fall, or stood since, isn't whom this camera has lost
        cases = [case for case in cases if not (seen.camera in case.seen and came_s < case.incident.onset_s)]
        return next((case for case in cases if _same_body(case, seen, person)), None)

    def _learn(self, case: _Case, seen: Observation, person: Person) -> None:
        """Note whether the person is down or up, and the better account of the fall."""
        verdict = person.verdict
        down = verdict.down or verdict.found_down
        after = after_of(person.kinematics)
        place = _place(seen, person)
        sight = _Sight(verdict.time_s, person.track, place, down, verdict.upright, after, likely=verdict.likely)
        case.note(seen.camera, sight)
        if verdict.confidence > case.incident.confidence:
            case.incident = _told_by(verdict, case.incident)

    def _advance(self, time_s: float) -> list[Transition]:
        told = []
        for case in self._cases:
            event = None if case.incident.test else next_event(case.incident, case.sighting(time_s), self.settings.life)
            if event is not None:
                told.append(step(case.incident, event, time_s, after=case.after(event)))
                case.incident = told[-1].incident
        self._cases = [case for case in self._cases if case.incident.state in OPEN]
        told += self._end_tests(time_s)
        told += self._give_way(time_s)
        told += self._remind(time_s)
        recovery_s = self.settings.life.recovery_s
        self._handled = [case for case in self._handled if case.in_good_hands(time_s, recovery_s)]
        return told

    def _remind(self, time_s: float) -> list[Transition]:
        """Tell anew, as an incident of its own, of whoever is still seen down long after somebody took charge."""
        told: list[Transition] = []
        for case in self._handled:
            taken, seen = case.incident, case.sighting(time_s)
            due = time_s - taken.since_s >= self.settings.life.reminder_s and time_s - case.last_s <= FORGET_S
            if taken.state is Event.ACKNOWLEDGED and due and seen.down_s > 0:
                anew = replace(taken, id=self._new_id(), steps=0, state=Event.SUSPECTED)
                told.append(step(anew, Event.PERSON_DOWN, time_s, after=case.after(Event.PERSON_DOWN)))
                case.incident = told[-1].incident
        self._cases += [case for case in self._handled if case.incident.state in OPEN]
        self._handled = [case for case in self._handled if case.incident.state not in OPEN]
        return told

    def _end_tests(self, time_s: float) -> list[Transition]:
        """End the tests that nobody ended."""
        told: list[Transition] = []
        tests = [case.incident for case in self._cases if case.incident.test]
        for incident in tests:
            if time_s - incident.since_s >= TEST_S:
                told += self._close(Event.ACKNOWLEDGED, time_s, incident.id, None, TEST_OVER)
        return told

    def _give_way(self, time_s: float) -> list[Transition]:
        """End what is open beyond measure; whom it was about stays in good hands, so that nobody is told of anew."""
        told: list[Transition] = []
        real = sorted((case for case in self._cases if not case.incident.test), key=_oldest_first)
        for case in real[: max(0, len(real) - MOST_OPEN)]:
            told += self._close(Event.ACKNOWLEDGED, time_s, case.incident.id, None, GAVE_WAY)
        return told

    def _recent(self, time_s: float) -> list[Observation]:
        return [seen for seen in self._latest.values() if time_s - seen.time_s <= FORGET_S]


def _know(known: _Known | None, person: Person, time_s: float) -> _Known:
    """Bring up to date what is known of somebody a camera sees."""
    came_s, upright_since_s = known or _Known(time_s)
    upright_since_s = since(upright_since_s, time_s, holds=person.verdict.upright)
    return _Known(-math.inf if lasted(upright_since_s, time_s) >= STOOD_S else came_s, upright_since_s)


def _oldest_first(case: _Case) -> tuple[float, float]:
    return case.last_s, case.incident.onset_s


def _fell_again(case: _Case, verdict: Verdict) -> bool:
    """Say whether a fall was seen that began after somebody took charge of the one before."""
    return (verdict.falling or verdict.down) and verdict.onset_s > case.incident.since_s


def _same_body(case: _Case, seen: Observation, person: Person) -> bool:
    """Say whether a body that isn't known yet is that of the case: where this camera lost it, or down like it."""
    verdict, last = person.verdict, case.seen.get(seen.camera)
    if last is not None:
        lost_here = last.track not in {p.track for p in seen.people} and _near(last.place, _place(seen, person))
        return lost_here and (case.incident.state in OPEN or verdict.onset_s - case.last_s <= RETAKEN_S)
    if verdict.found_down:  # nobody saw when it fell: not this camera, or not this run of the program
        lately = verdict.onset_s <= (case.last_s + RETAKEN_S if case.seen else case.restored_s + RESTART_S)
        return lately and not case.incident.test and case.incident.state is not Event.DISMISSED
    fell = verdict.falling or verdict.down
    return fell and not case.incident.test and abs(verdict.onset_s - case.incident.onset_s) <= SAME_FALL_S


def _place(seen: Observation, person: Person) -> Box:
    """Return where somebody is in units of the picture's width: a camera may change its resolution."""
    width = seen.size[0]
    return Box(*(side / width for side in person.box))


def _near(place: Box, box: Box) -> bool:
    size = max(place.width, place.height)
    return math.dist(place.centre, box.centre) <= NEAR_SIZES * size


def _told_by(verdict: Verdict, incident: Incident) -> Incident:
    """Give an incident the verdict's account of the fall."""
    return replace(
        incident,
        kind=likeliest(verdict.kinds, Kind.UNKNOWN),
        kinds=verdict.kinds,
        direction=verdict.direction,
        directions=verdict.directions,
        before=verdict.before,
        confidence=verdict.confidence,
        reasons=verdict.reasons,
    )
