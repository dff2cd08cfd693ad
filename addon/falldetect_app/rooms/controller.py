"""A room of the app: its cameras' observations and people's commands go in, messages come out."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from falldetect_app.clock import utc
from falldetect_app.contract.commands import Acknowledge, AnyCommand, Dismiss, History, Set, Test
from falldetect_app.contract.conversion import incident_event, incident_state
from falldetect_app.contract.messages import RoomState
from falldetect_app.contract.topics import Topics
from falldetect_app.incidents.history import past
from falldetect_app.incidents.replay import Recorder
from falldetect_app.mqtt.publisher import Courier
from falldetect_app.rooms.activity import Activity
from falldetect_app.rooms.snapshots import Album
from falldetect_app.storage.store import Letter, RoomMemory, Store
from falldetect_core.errors import FallDetectError
from falldetect_core.kinds import Event
from falldetect_core.records import Frame, Incident, Observation, Transition
from falldetect_core.rooms.incident import ALARMS
from falldetect_core.rooms.room import Room
from falldetect_core.settings import RoomSettings, Sensitivity

_LOGGER = logging.getLogger(__name__)

MOST_TESTS = 10
"""Test incidents that may be open in a room: who asks for more fills history and state."""
PICTURED = ALARMS | {Event.SUSPECTED}


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """A room's id, name and cameras."""

    id: str
    name: str
    cameras: tuple[str, ...]


class RoomKeeper:
    """Keeps one room; every method may be called from any thread."""

    def __init__(
        self,
        plan: RoomPlan,
        settings: RoomSettings,
        *,
        store: Store,
        courier: Courier,
        topics: Topics,
        album: Album,
        recorder: Recorder,
        activity: Activity,
        clock: Callable[[], float],
    ) -> None:
        """Go on where the last run stopped."""
        self.plan = plan
        self._store = store
        self._courier = courier
        self._topics = topics
        self._album = album
        self._recorder = recorder
        self.activity = activity
        self._clock = clock
        self._lock = threading.RLock()
        self._usual = settings.sensitivity
        now_s = clock()
        self._memory = _resumed(store.room(plan.id), now_s)
        self._room = Room(settings, incidents=[_reopened(incident, now_s) for incident in store.incidents(plan.id)])
        self._seeing: set[str] = set()
        self._told: RoomState | None = None
        self._closed = False

    @property
    def monitoring(self) -> bool:
        """Whether anything may be detected now."""
        return self._memory.monitoring

    @property
    def sensitivity(self) -> Sensitivity:
        """How much evidence a fall needs: what was set for the room, else the home's."""
        return self._memory.sensitivity or self._usual

    @property
    def alarmed(self) -> bool:
        """Whether an incident is open."""
        return bool(self._room.incidents)

    def adjust(self, settings: RoomSettings) -> None:
        """Go by other settings from now on."""
        with self._lock:
            self._usual = settings.sensitivity
            self._room.adjust(settings)
            self._tell_change()

    def observe(self, frame: Frame, seen: Observation) -> None:
        """Take what a camera sees; the alarm goes out first, then its picture."""
        with self._lock:
            if self._closed or not self.monitoring:
                return
            self._seeing.add(seen.camera)
            self._album.see(frame, seen)
            self._spare(partial(self._recorder.see, frame, seen))
            self._spare(partial(self.activity.see, seen))
            steps = self._room.update(seen)
            self._tell(steps)
        self._picture(steps, seen.camera)

    def lose(self, camera: str) -> None:
        """Forget what a camera saw that delivers no more pictures."""
        with self._lock:
            if self._closed:
                return
            self._room.forget_camera(camera)
            self._seeing.discard(camera)
            self._tell_change()

    def obey(self, command: AnyCommand) -> None:
        """Do what somebody asks; raises FallDetectError once closed."""
        with self._lock:
            if self._closed:
                raise FallDetectError("the app is starting; wait a moment")
            steps = self._do(command, self._clock())
            self._tell(steps)
        self._picture(steps, "")

    def tick(self, now_s: float) -> None:
        """Let time pass for open incidents, and resume monitoring when its pause is over."""
        self._spare(partial(self._recorder.tick, now_s))
        self._spare(partial(self.activity.tick, now_s))
        with self._lock:
            if self._closed:
                return
            steps = self._room.tick(now_s)
            missed = self.activity.missed(now_s) if self.monitoring else None
            if missed is not None:
                steps += self._room.expect(now_s, missed)
            self._tell(steps)
            resume_s = self._memory.resume_s
            if resume_s is not None and now_s >= resume_s:
                self._set(Set(command="set", monitoring=True), now_s)
                self._tell([])
        self._picture(steps, "")

    def close(self) -> None:
        """Keep what was recorded and counted so far; whoever comes too late tells and keeps nothing any more."""
        with self._lock:
            self._closed = True
        self._spare(self._recorder.close)
        self._spare(self.activity.close)

    def forget_pictures(self) -> None:
        """Drop the pictures that are held for snapshots, here and at the broker."""
        with self._lock:
            self._album.take_back()
            self._recorder.forget()

    def repeat(self) -> None:
        """Tell all state anew, changed or not."""
        with self._lock:
            self._told = None
            self._tell_change()
            self._album.repeat()

    def state(self) -> RoomState:
        """Describe the room as it is now."""
        quiet_s = self._room.inactive_since_s
        people = self._room.people if self._seeing else None
        return RoomState(
            room=self.plan.id,
            time=utc(self._clock()),
            occupied=None if people is None else people > 0,
            people=people,
            fall=self._room.alarm,
            incidents=tuple(incident_state(incident, self._camera) for incident in self._room.incidents),
            last_fall=self._memory.last_fall,
            inactive=quiet_s is not None,
            inactive_since=None if quiet_s is None else utc(quiet_s),
            inactivity=self._room.quiet,
            monitoring=self.monitoring,
            sensitivity=self.sensitivity,
            sensitivity_own=self._memory.sensitivity is not None,
        )

    @property
    def _camera(self) -> str:
        return self.plan.cameras[0]

    def _do(self, command: AnyCommand, now_s: float) -> list[Transition]:
        match command:
            case Acknowledge(incident=incident, by=by):
                return self._found(self._room.acknowledge(now_s, incident, by=by), incident)
            case Dismiss(incident=incident, by=by, reason=reason):
                return self._found(self._room.dismiss(now_s, incident, by=by, reason=reason), incident)
            case Test():
                return self._test(now_s)
            case History():
                self._courier.publish(self._topics.history(self.plan.id), past(self._store, self.plan.id, command))
            case Set():
                self._set(command, now_s)
        return []

    def _test(self, now_s: float) -> list[Transition]:
        if sum(incident.test for incident in self._room.incidents) >= MOST_TESTS:
            _LOGGER.warning("%s: no more tests while %d are open: acknowledge them", self.plan.name, MOST_TESTS)
            return []
        return self._room.test(now_s)

    def _found(self, steps: list[Transition], incident: str | None) -> list[Transition]:
        if not steps:
            _LOGGER.warning("%s: there is no open incident %s to end", self.plan.name, (incident or "")[:64])
        return steps

    def _set(self, command: Set, now_s: float) -> None:
        changes: dict[str, object] = {}
        if command.sensitivity is not None:
            changes["sensitivity"] = command.sensitivity.own
        if command.monitoring is not None:
            changes["monitoring"] = command.monitoring
            changes["resume_s"] = None if command.for_s is None else now_s + command.for_s
            changes["pause_s"] = command.for_s
        self._memory = self._memory.model_copy(update=changes)
        _LOGGER.info("%s: monitoring %s, sensitivity %s", self.plan.name, self.monitoring, self.sensitivity)
        self._store.save(self.plan.id, self._memory, self._room.unfinished, [])
        if not self.monitoring:
            self._look_away()

    def _look_away(self) -> None:
        for camera in self.plan.cameras:
            self._room.forget_camera(camera)
        self._seeing.clear()
        self._album.forget()
        self._recorder.forget()

    def _tell(self, steps: Sequence[Transition]) -> None:
        """Keep the steps first, so that nothing is lost if the program ends here; then tell them."""
        if steps:
            letters = [self._letter(step) for step in steps]
            self._store.save(self.plan.id, self._memory, self._room.unfinished, letters)
        self._tell_change()
        if steps:
            self._courier.deliver_events()

    def _letter(self, step: Transition) -> Letter:
        incident, last = step.incident, self._memory.last_fall
        known = last is not None and last.incident == incident.id
        newer = last is None or not utc(incident.onset_s) < last.onset <= utc(self._clock())
        if known or (incident.state in ALARMS and newer):
            self._memory = self._memory.model_copy(update={"last_fall": incident_state(incident, self._camera)})
        words = (self.plan.name, step.event, incident.kind, incident.confidence, " (a test)" if incident.test else "")
        _LOGGER.info("%s: %s (%s, %.2f)%s", *words)
        return Letter(step.id, self._topics.event(self.plan.id), incident_event(step, self._camera).payload())

    def _tell_change(self) -> None:
        state = self.state()
        if self._told is None or self._told.model_copy(update={"time": state.time}) != state:
            self._told = state
            self._courier.publish(self._topics.state(self.plan.id), state.payload(), retain=True)

    def _picture(self, steps: Sequence[Transition], camera: str) -> None:
        """Picture and record what has been told: that may take its time, or fail, and ends nothing else."""
        pictured = [step for step in steps if step.event in PICTURED]
        if pictured:
            newest = pictured[-1]
            self._spare(partial(self._album.publish, newest.incident.camera or camera, newest.time_s))
        for step in steps:
            self._spare(partial(self._recorder.note, step))

    def _spare(self, work: Callable[[], None]) -> None:
        """Do what is worth less than the alarm that goes on."""
        try:
            work()
        except Exception:
            _LOGGER.exception("%s: a picture or record is lost", self.plan.name)


def _reopened(incident: Incident, now_s: float) -> Incident:
    """Take up an incident of the last run: none began later than now, and a suspicion gets its time to be confirmed."""
    since_s = now_s if incident.state is Event.SUSPECTED else min(incident.since_s, now_s)
    return replace(incident, onset_s=min(incident.onset_s, now_s), since_s=since_s)


def _resumed(memory: RoomMemory, now_s: float) -> RoomMemory:
    """Take up a pause of the last run: a clock that was set back since makes it no longer than it was to be."""
    if memory.resume_s is None or memory.pause_s is None:
        return memory
    return memory.model_copy(update={"resume_s": min(memory.resume_s, now_s + memory.pause_s)})
