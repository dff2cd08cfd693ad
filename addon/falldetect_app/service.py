"""The whole app: wires cameras, rooms, store and broker together, and keeps time."""

import logging
import random
import time
from collections.abc import Callable

from falldetect_app.cameras.calibration_store import Places
from falldetect_app.cameras.watch import CameraWatch, Opener, live
from falldetect_app.clock import Clock
from falldetect_app.contract.commands import CommandError, read_command
from falldetect_app.contract.conversion import incident_event
from falldetect_app.contract.messages import AppProblem, AppState
from falldetect_app.contract.topics import HOME_ASSISTANT_STATUS, Topics
from falldetect_app.home_assistant.announcement import announcement, describe, plans
from falldetect_app.home_assistant.device_config import config_topic, room_device
from falldetect_app.home_assistant.mqtt_discovery import Discovery
from falldetect_app.incidents.feedback import shift_of
from falldetect_app.incidents.replay import Recorder
from falldetect_app.mqtt.broker import Broker
from falldetect_app.mqtt.connection import Received
from falldetect_app.mqtt.publisher import Courier
from falldetect_app.rooms.activity import Activity
from falldetect_app.rooms.controller import RoomKeeper, RoomPlan
from falldetect_app.rooms.snapshots import Album
from falldetect_app.settings.options import Camera, Options, SnapshotChoice
from falldetect_app.storage.encryption import Vault
from falldetect_app.storage.store import Letter, Store
from falldetect_core.camera import InferenceScheduler, LiveCamera
from falldetect_core.kinds import Event
from falldetect_core.pose import PoseEstimator
from falldetect_core.rooms.incident import OPEN, step
from falldetect_core.settings import CameraSettings, RoomSettings

_LOGGER = logging.getLogger(__name__)

GONE = "this room is not watched any more"
REPEAT_WAIT_S = (1.0, 5.0)
"""After Home Assistant's birth all state is repeated within this time, not at the very moment when everybody does."""

LEARN_S = 600.0
"""Feedback that comes over MQTT, as a dismissal, counts this soon."""

DELIVER_S = 30.0
"""Events that the broker has refused are handed over again this often, as its rights may be mended at any time."""

HANGS_S = 10.0
"""Without a tick for so long the app hangs."""

LAST_FRAME_S = 1.0
"""So long may detection take to finish what it does when the app stops."""


class Service:
    """Runs the cameras of a home."""

    def __init__(
        self,
        options: Options,
        broker: Broker,
        store: Store,
        estimator: PoseEstimator,
        *,
        clock: Callable[[], float] | None = None,
        opener: Opener = live,
        settings_trouble: Callable[[], str] = str,
    ) -> None:
        """Build everything; nothing runs yet. `settings_trouble` says what is wrong with the settings themselves."""
        self._options = options
        self._settings_trouble = settings_trouble
        self._store = store
        self._announcement = announcement(options, store.installation_id)
        self._clock = clock or Clock()
        self._topics = Topics(options.site)
        self._scheduler = InferenceScheduler()
        self._vault = Vault(store.folder)
        self._repeat_s: float | None = None
        self._learned_s = -LEARN_S
        self._delivered_s = 0.0
        self._told: AppState | None = None
        self._ticked_s = self._clock()
        subscriptions = [self._topics.command("+"), self._topics.claim, HOME_ASSISTANT_STATUS]
        self._courier = Courier(
            broker, self._topics, store, subscriptions, on_up=self._connected, on_message=self._receive
        )
        self.rooms = {plan.id: self._room(plan) for plan in plans(options)}
        self._end_elsewhere()
        self.cameras = {camera.id: self._camera(camera, estimator, opener) for camera in options.cameras}
        self._places = Places(store.archive, self.cameras.values())
        self._info = describe(options, store.installation_id)
        devices = {
            config_topic(store.installation_id, room.id): room_device(self._topics, self._info, room)
            for room in self._info.rooms
        }
        self.discovery = Discovery(options.discovery, devices, self._courier, self._clock)

    def _end_elsewhere(self) -> None:
        """End what was open in rooms that are gone, or have another name now: nothing can end it any more."""
        for room in self._store.rooms_with_incidents() - set(self.rooms):
            open_ones = [incident for incident in self._store.incidents(room) if incident.state in OPEN]
            steps = [step(incident, Event.ACKNOWLEDGED, self._clock(), reason=GONE) for incident in open_ones]
            letters = [Letter(it.id, self._topics.event(room), incident_event(it, "").payload()) for it in steps]
            _LOGGER.warning("%s is not watched any more: %d open incidents are ended", room, len(steps))
            self._store.save(room, self._store.room(room), [], letters)

    def start(self) -> None:
        """Begin to watch and to publish; returns at once."""
        self._courier.start()
        for camera in self.cameras.values():
            camera.start()

    @property
    def works(self) -> bool:
        """Whether all threads that should run do, this one too."""
        ticks = self._clock() - self._ticked_s <= HANGS_S
        return ticks and self._courier.works and all(camera.works for camera in self.cameras.values())

    @property
    def connected(self) -> bool:
        """Whether the broker is there."""
        return self._courier.up

    @property
    def complaint(self) -> str:
        """Why the broker is not there, empty while it is."""
        return self._courier.complaint

    @property
    def alarmed(self) -> bool:
        """Whether an incident is open in any room."""
        return any(room.alarmed for room in self.rooms.values())

    def learn(self) -> None:
        """Let every camera need what the home's feedback says."""
        self._learned_s = self._clock()
        shift = shift_of(self._store.archive, self._options)
        for camera in self.cameras.values():
            camera.learn(shift)

    def adjust(self, options: Options) -> None:
        """Go by the thresholds of other options from now on; nothing is interrupted."""
        self._options = options
        for plan in plans(options):
            self.rooms[plan.id].adjust(RoomSettings(plan.id, options.sensitivity, options.life))
        self.learn()

    def tick(self) -> None:
        """Do what is due; call it a few times a second."""
        self._ticked_s = now_s = self._clock()
        if now_s - self._learned_s >= LEARN_S:
            self.learn()
        for room in self.rooms.values():
            room.tick(now_s)
        self._places.tick(now_s)
        for camera in self.cameras.values():
            state = camera.tick(now_s)
            if state is not None:
                self._courier.publish(self._topics.camera(state.camera), state.payload(), retain=True)
        self._store.look_after()
        if self._state() != self._told:
            self._tell_app()
        self.discovery.tick(now_s)
        if now_s - self._delivered_s >= DELIVER_S:
            self._delivered_s = now_s
            self._courier.deliver_events()
        if self._repeat_s is not None and now_s >= self._repeat_s:
            self._repeat_s = None
            self._tell_all()

    def stop(self) -> None:
        """Say goodbye and end; the store stays open."""
        for camera in self.cameras.values():
            camera.close()
        end_s = time.monotonic() + LAST_FRAME_S
        for camera in self.cameras.values():
            camera.join(max(0.0, end_s - time.monotonic()))
        self._courier.stop()  # until then commands come
        for room in self.rooms.values():
            room.close()
        self._places.close()

    def _room(self, plan: RoomPlan) -> RoomKeeper:
        return RoomKeeper(
            plan,
            RoomSettings(plan.id, self._options.sensitivity, self._options.life),
            store=self._store,
            courier=self._courier,
            topics=self._topics,
            album=Album(self._topics.snapshot(plan.id), self._options.privacy, self._courier),
            recorder=Recorder(self._store.archive, self._options.privacy.record, self._vault),
            activity=Activity(plan.id, self._store.archive),
            clock=self._clock,
        )

    def _camera(self, camera: Camera, estimator: PoseEstimator, opener: Opener) -> CameraWatch:
        place = self._store.archive.place(camera.id)
        settings = CameraSettings(camera.id, camera.rest_zones, camera.ignore_zones, camera.fence, place)
        detection = LiveCamera.of(settings, estimator, sensitivity=self._options.sensitivity)
        return CameraWatch(camera, detection, self.rooms[camera.room_id], self._scheduler, self._clock, opener=opener)

    def _state(self) -> AppState:
        problems = []
        if trouble := self._settings_trouble():
            problems.append(AppProblem(problem="settings", message=trouble))
        if trouble := self._store.trouble:
            mend = "alarms go on, but are forgotten by a restart; free the disk or replace it"
            problems.append(AppProblem(problem="storage", message=f"{trouble}: {mend}"))
        return AppState(problems=tuple(problems))

    def _tell_app(self) -> None:
        self._told = self._state()
        self._courier.publish(self._topics.app, self._told.payload(), retain=True)

    def _connected(self) -> None:
        kept = {
            self._topics.status,
            self._topics.info,
            self._topics.app,
            self._topics.discovery,
        } | self.discovery.topics
        kept |= {self._topics.state(room) for room in self.rooms}
        kept |= {self._topics.camera(watch.camera.id) for watch in self.cameras.values()}
        if self._options.privacy.retain and self._options.privacy.snapshot is not SnapshotChoice.OFF:
            kept |= {self._topics.snapshot(room) for room in self.rooms}
        try:
            self._courier.clear_all_but(kept)
            self._tell_all()
        finally:  # whatever is wrong with the state of a room, events have to go out
            self._courier.deliver_events(opening=True)

    def _tell_all(self) -> None:
        """Tell all state, then that the app is there, then the events that nobody has heard of."""
        self._courier.publish(self._topics.info, self._info.payload(), retain=True)
        self._tell_app()
        for room in self.rooms.values():
            room.repeat()
        for watch in self.cameras.values():
            state = watch.state(self._clock())
            self._courier.publish(self._topics.camera(state.camera), state.payload(), retain=True)
        self._courier.publish(self._topics.status, "online", retain=True)
        self._courier.publish(self._topics.discovery, self._announcement.payload(), retain=True)
        self.discovery.connected()

    def _receive(self, message: Received) -> None:
        if message.topic == self._topics.claim:
            self.discovery.claim(message.payload)
        elif message.topic == HOME_ASSISTANT_STATUS:
            if message.payload == b"online" and not message.retained:
                self._repeat_s = self._clock() + random.uniform(*REPEAT_WAIT_S)  # noqa: S311 - spreads load
        elif message.retained:
            _LOGGER.warning("A retained command is ignored, it may be old: publish commands without retain")
        else:
            self._command(message)

    def _command(self, message: Received) -> None:
        room = self.rooms.get(self._topics.commanded_room(message.topic) or "")
        try:
            command = read_command(message.payload)
        except CommandError as error:
            _LOGGER.warning("A command on %s is not understood: %s", message.topic, error)
            return
        if room is None:
            _LOGGER.warning("A command for a room that is not there: %s", message.topic)
            return
        room.obey(command)
