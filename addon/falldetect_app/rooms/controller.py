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
from falldetect_app.incidents.history import answer_history
from falldetect_app.incidents.replay import ReplayRecorder
from falldetect_app.mqtt.publisher import Publisher
from falldetect_app.rooms.activity import ActivityCounter
from falldetect_app.rooms.snapshots import SnapshotPublisher
from falldetect_app.storage.store import OutboxEntry, RoomMemory, Store
from falldetect_core.errors import FallDetectError
from falldetect_core.kinds import Event
from falldetect_core.records import Frame, Incident, Observation, Transition
from falldetect_core.rooms.incident_life import ALARMS, OPEN
from falldetect_core.rooms.room import Room
from falldetect_core.settings import RoomSettings, Sensitivity

_LOGGER = logging.getLogger(__name__)

MOST_TESTS = 10
"""Test incidents that may be open in a room: who asks for more fills history and state."""


@dataclass(frozen=True, slots=True)
class RoomConfig:
    """A room's id, name and cameras."""

    id: str
    name: str
    cameras: tuple[str, ...]


class RoomController:
    """Keeps one room; every method may be called from any thread."""

    def __init__(
        self,
        config: RoomConfig,
        settings: RoomSettings,
        *,
        store: Store,
        publisher: Publisher,
        topics: Topics,
        snapshots: SnapshotPublisher,
        recorder: ReplayRecorder,
        activity: ActivityCounter,
        clock: Callable[[], float],
    ) -> None:
        """Go on where the last run stopped."""
        self.config = config
        self.settings = settings
        self._store = store
        self._publisher = publisher
        self._topics = topics
        self.snapshots = snapshots
        self.recorder = recorder
        self.activity = activity
        self._clock = clock
        self._lock = threading.RLock()
        now_s = clock()
        self._memory = _resumed(store.room(config.id), now_s)
        self._room = Room(settings, incidents=[_reopened(incident, now_s) for incident in store.incidents(config.id)])
        self._live_cameras: set[str] = set()
        self._published: RoomState | None = None
        self._closed = False

    @property
    def monitoring(self) -> bool:
        """Whether anything may be detected now."""
        return self._memory.monitoring

    @property
    def sensitivity(self) -> Sensitivity:
        """How much evidence a fall needs: what was set for the room, else the home's."""
        return self._memory.sensitivity or self.settings.sensitivity

    @property
    def has_open_incident(self) -> bool:
        """Whether an incident is open."""
        return bool(self._room.incidents)

    def adjust(self, settings: RoomSettings) -> None:
        """Go by other settings from now on."""
        with self._lock:
            self.settings = settings
            self._room.adjust(settings)
            self._publish_state()

    def observe(self, frame: Frame, seen: Observation) -> None:
        """Take what a camera sees; the alarm goes out first, then its picture."""
        with self._lock:
            if self._closed or not self.monitoring:
                return
            self._live_cameras.add(seen.camera)
            self.snapshots.observe(frame, seen)
            self._best_effort(partial(self.recorder.observe, frame, seen))
            self._best_effort(partial(self.activity.observe, seen))
            steps = self._room.update(seen)
            self._publish_steps(steps)
        self._capture(steps, seen.camera)

    def camera_lost(self, camera: str) -> None:
        """Forget what a camera saw that delivers no more pictures."""
        with self._lock:
            if self._closed:
                return
            self._room.forget_camera(camera)
            self._live_cameras.discard(camera)
            self._publish_state()

    def execute(self, command: AnyCommand) -> None:
        """Do what somebody asks; raises FallDetectError once closed."""
        with self._lock:
            if self._closed:
                raise FallDetectError("the app is starting; wait a moment")
            steps = self._execute(command, self._clock())
            self._publish_steps(steps)
        self._capture(steps, "")

    def tick(self, now_s: float) -> None:
        """Let time pass for open incidents, and resume monitoring when its pause is over."""
        self._best_effort(partial(self.recorder.tick, now_s))
        self._best_effort(partial(self.activity.tick, now_s))
        with self._lock:
            if self._closed:
                return
            steps = self._room.tick(now_s)
            missed = self.activity.missed(now_s) if self.monitoring else None
            if missed is not None:
                steps += self._room.expect(now_s, missed)
            self._publish_steps(steps)
            resume_s = self._memory.resume_s
            if resume_s is not None and now_s >= resume_s:
                self._set(Set(command="set", monitoring=True), now_s)
                self._publish_steps([])
        self._capture(steps, "")

    def close(self) -> None:
        """Keep what was recorded and counted so far; whoever comes too late tells and keeps nothing any more."""
        with self._lock:
            self._closed = True
        self._best_effort(self.recorder.close)
        self._best_effort(self.activity.close)

    def forget_pictures(self) -> None:
        """Drop the pictures that are held for snapshots, here and at the broker."""
        with self._lock:
            self.snapshots.withdraw()
            self.recorder.clear()

    def republish(self) -> None:
        """Tell all state anew, changed or not."""
        with self._lock:
            self._published = None
            self._publish_state()

    def state(self) -> RoomState:
        """Describe the room as it is now."""
        quiet_s = self._room.inactive_since_s
        people = self._room.people if self._live_cameras else None
        off_s = self._memory.off_since_s
        return RoomState(
            room=self.config.id,
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
            monitoring_off_since=None if off_s is None else utc(off_s),
        )

    @property
    def _camera(self) -> str:
        return next(iter(self.config.cameras), "")

    def _execute(self, command: AnyCommand, now_s: float) -> list[Transition]:
        match command:
            case Acknowledge(incident=incident, by=by):
                return self._warn_if_none(self._room.acknowledge(now_s, incident, by=by), incident)
            case Dismiss(incident=incident, by=by, reason=reason):
                return self._warn_if_none(self._room.dismiss(now_s, incident, by=by, reason=reason), incident)
            case Test():
                return self._test(now_s)
            case History():
                self._publisher.publish(
                    self._topics.history(self.config.id), answer_history(self._store, self.config.id, command)
                )
            case Set():
                self._set(command, now_s)
        return []

    def _test(self, now_s: float) -> list[Transition]:
        if sum(incident.test for incident in self._room.incidents) >= MOST_TESTS:
            _LOGGER.warning("%s: no more tests while %d are open: acknowledge them", self.config.name, MOST_TESTS)
            return []
        return self._room.test(now_s)

    def _warn_if_none(self, steps: list[Transition], incident: str | None) -> list[Transition]:
        if not steps:
            _LOGGER.warning("%s: there is no open incident %s to end", self.config.name, (incident or "")[:64])
        return steps

    def _set(self, command: Set, now_s: float) -> None:
        changes: dict[str, object] = {}
        if command.sensitivity is not None:
            changes["sensitivity"] = command.sensitivity.own
        if command.monitoring is not None:
            changes["monitoring"] = command.monitoring
            changes["resume_s"] = None if command.for_s is None else now_s + command.for_s
            changes["pause_s"] = command.for_s
            off_s = now_s if self._memory.off_since_s is None else self._memory.off_since_s
            changes["off_since_s"] = None if command.monitoring else off_s
        self._memory = self._memory.model_copy(update=changes)
        _LOGGER.info("%s: monitoring %s, sensitivity %s", self.config.name, self.monitoring, self.sensitivity)
        self._store.save(self.config.id, self._memory, self._room.unfinished, [])
        if not self.monitoring:
            self._stop_observing()

    def _stop_observing(self) -> None:
        for camera in self.config.cameras:
            self._room.forget_camera(camera)
        self._live_cameras.clear()
        self.snapshots.clear()
        self.recorder.clear()

    def _publish_steps(self, steps: Sequence[Transition]) -> None:
        """Keep the steps first, so that nothing is lost if the program ends here; then tell them."""
        if steps:
            entries = [self._outbox_entry(step) for step in steps]
            self._store.save(self.config.id, self._memory, self._room.unfinished, entries)
        self._publish_state()
        if steps:
            self._publisher.deliver_outbox()

    def _outbox_entry(self, step: Transition) -> OutboxEntry:
        incident, last = step.incident, self._memory.last_fall
        known = last is not None and last.incident == incident.id
        newer = last is None or not utc(incident.onset_s) < last.onset <= utc(self._clock())
        if known or (incident.state in ALARMS and newer):
            self._memory = self._memory.model_copy(update={"last_fall": incident_state(incident, self._camera)})
        words = (self.config.name, step.event, incident.kind, incident.confidence, " (a test)" if incident.test else "")
        _LOGGER.info("%s: %s (%s, %.2f)%s", *words)
        return OutboxEntry(step.id, self._topics.event(self.config.id), incident_event(step, self._camera).payload())

    def _publish_state(self) -> None:
        state = self.state()
        if self._published is None or self._published.model_copy(update={"time": state.time}) != state:
            self._published = state
            self._publisher.publish(self._topics.state(self.config.id), state.payload(), retain=True)

    def _capture(self, steps: Sequence[Transition], camera: str) -> None:
        """Picture and record what has been told: that may take its time, or fail, and ends nothing else."""
        pictured = [step for step in steps if step.event in OPEN]
        if pictured:
            newest = pictured[-1]
            self._best_effort(partial(self.snapshots.publish, newest.incident.camera or camera, newest.time_s))
        for step in steps:
            self._best_effort(partial(self.recorder.on_step, step))

    def _best_effort(self, work: Callable[[], None]) -> None:
        """Do what is worth less than the alarm that goes on."""
        try:
            work()
        except Exception:
            _LOGGER.exception("%s: a picture or record is lost", self.config.name)


def _reopened(incident: Incident, now_s: float) -> Incident:
    """Take up an incident of the last run: none began later than now, and a suspicion gets its time to be confirmed."""
    since_s = now_s if incident.state is Event.SUSPECTED else min(incident.since_s, now_s)
    return replace(incident, onset_s=min(incident.onset_s, now_s), since_s=since_s)


def _resumed(memory: RoomMemory, now_s: float) -> RoomMemory:
    """Take up what was off in the last run: a clock that was set back since makes no pause longer than it was to be."""
    if not memory.monitoring:
        off_s = now_s if memory.off_since_s is None else min(memory.off_since_s, now_s)
        memory = memory.model_copy(update={"off_since_s": off_s})
    if memory.resume_s is None or memory.pause_s is None:
        return memory
    return memory.model_copy(update={"resume_s": min(memory.resume_s, now_s + memory.pause_s)})
