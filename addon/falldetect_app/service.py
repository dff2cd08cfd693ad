"""The whole app: wires cameras, rooms, store and broker together, and keeps time."""

import logging
import random
import time
from collections.abc import Callable

from falldetect_app.cameras.calibration_store import CalibrationStore
from falldetect_app.cameras.watch import CameraWatch, Opener, live
from falldetect_app.clock import Clock
from falldetect_app.contract.commands import Acknowledge, CommandError, Dismiss, read_command
from falldetect_app.contract.messages import AppProblem, AppState, Hello, Info
from falldetect_app.contract.topics import HOME_ASSISTANT_STATUS, Topics
from falldetect_app.home_assistant.announcement import announcement, home_info, kept_rooms, room_configs
from falldetect_app.home_assistant.discovery_claim import MqttDiscovery
from falldetect_app.home_assistant.discovery_entities import config_topic, room_device
from falldetect_app.incidents.feedback import home_threshold_shift
from falldetect_app.incidents.replay import ReplayRecorder
from falldetect_app.mqtt.broker import AskForBroker, Broker, ask_nobody
from falldetect_app.mqtt.link import Received
from falldetect_app.mqtt.presence import Presence
from falldetect_app.mqtt.publisher import Publisher
from falldetect_app.mqtt.site import Claimant, SiteGuard
from falldetect_app.rooms.activity import ActivityCounter
from falldetect_app.rooms.controller import RoomConfig, RoomController
from falldetect_app.rooms.snapshots import SnapshotPublisher
from falldetect_app.settings.identities import NOBODY, Identities
from falldetect_app.settings.options import Camera, Options, SnapshotChoice
from falldetect_app.storage.encryption import PictureCipher
from falldetect_app.storage.store import Store
from falldetect_core.camera import InferenceScheduler, LiveCamera
from falldetect_core.camera.scheduler import seats
from falldetect_core.pose import PoseEstimator
from falldetect_core.rooms.incident_life import OPEN
from falldetect_core.settings import CameraSettings, RoomSettings

_LOGGER = logging.getLogger(__name__)

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
        known: Identities = NOBODY,
        unread_rooms: frozenset[str] = frozenset(),
        ask_for_broker: AskForBroker = ask_nobody,
    ) -> None:
        """Build everything; nothing runs yet.

        `settings_trouble` says what is wrong with the settings themselves; `unread_rooms` are `known` to be in those
        that could not be read.
        """
        self._options = options
        self._settings_trouble = settings_trouble
        self._store = store
        self._announcement = announcement(options, store.installation_id)
        self._clock = clock or Clock()
        self._topics = Topics(options.site)
        self._scheduler = InferenceScheduler(seats=seats())
        self._cipher = PictureCipher(store.folder)
        self._republish_s: float | None = None
        self._learned_s = -LEARN_S
        self._delivered_s = 0.0
        self._published: AppState | None = None
        self._ticked_s = self._clock()
        topics = self._topics
        subscriptions = [
            topics.hello,
            topics.info,
            topics.status,
            topics.command("+"),
            topics.claim,
            HOME_ASSISTANT_STATUS,
        ]
        self.publisher = Publisher(
            broker,
            topics,
            store,
            subscriptions,
            on_connected=self._on_connected,
            on_message=self.on_message,
            on_disconnected=self._on_disconnected,
            hushed=True,
            ask_for_broker=ask_for_broker,
        )
        self._site = SiteGuard(
            options.site,
            Claimant(store.installed_at, store.installation_id, options.name),
            say_hello=self._say_hello,
            begin=self._begin,
            end=self.publisher.hush,
        )
        self._presence = Presence(self.publisher, self._topics.status)
        self._known, self._unread_rooms = known, unread_rooms
        configs = room_configs(options)
        self._kept = kept_rooms(unread_rooms | self._rooms_left_open({config.id for config in configs}), known)
        self.rooms = {config.id: self._make_room(config) for config in (*configs, *self._kept)}
        self.cameras = {camera.id: self._make_camera(camera, estimator, opener) for camera in options.cameras}
        self.calibrations = CalibrationStore(store.archive, self.cameras.values())
        self._info = self._describe()
        self.discovery = MqttDiscovery(options.discovery, self._devices(), self.publisher, self._clock)

    def _describe(self) -> Info:
        unread = (one for one in self._known.cameras if one.present and one.room in self._unread_rooms)
        return home_info(self._options, self._store.installation_id, self._store.installed_at, self._kept, unread)

    def _devices(self) -> dict[str, str]:
        key = self._store.installation_id
        return {config_topic(key, room.id): room_device(self._topics, self._info, room) for room in self._info.rooms}

    def _rooms_left_open(self, configured: set[str]) -> set[str]:
        """Return rooms that are gone, but have open incidents; one whose camera is in another room now follows it."""
        room_of = {camera.id: camera.room_id for camera in self._options.cameras}
        left = self._store.rooms_with_incidents() - configured
        for room in left:
            for incident in self._store.incidents(room):
                if incident.state in OPEN and incident.camera in room_of:
                    self._store.move_incident(incident, room_of[incident.camera])
        return {room for room in left if any(incident.state in OPEN for incident in self._store.incidents(room))}

    def _drop_answered_rooms(self) -> None:
        """Let rooms go that were kept for an open incident alone, once all are ended."""
        gone = {room.id for room in self._kept if not self.rooms[room.id].has_open_incident} - self._unread_rooms
        if not gone:
            return
        for room in gone:
            _LOGGER.info("%s is not watched any more, and nothing is open there", self.rooms[room].config.name)
            self.rooms[room].close()
        self.rooms = {room: controller for room, controller in self.rooms.items() if room not in gone}
        self._kept = [room for room in self._kept if room.id not in gone]
        self._info = self._describe()
        self.discovery.replace(self._devices())
        self.publisher.publish(self._topics.info, self._info.payload(), retain=True)
        self.publisher.clear_retained_except(self._kept_topics())

    def start(self) -> None:
        """Begin to watch and to publish; returns at once."""
        self.publisher.start()
        for camera in self.cameras.values():
            camera.start()

    @property
    def works(self) -> bool:
        """Whether all threads that should run do, this one too."""
        ticks = self._clock() - self._ticked_s <= HANGS_S
        return ticks and self.publisher.works and all(camera.works for camera in self.cameras.values())

    @property
    def connected(self) -> bool:
        """Whether the broker is there, and the site this app's."""
        return self.publisher.connected and self._site.ours

    @property
    def problem(self) -> str:
        """Why nobody is told, empty while all are."""
        return self.publisher.problem or (self._site.problem if self._site.taken else "")

    @property
    def has_open_incident(self) -> bool:
        """Whether an incident is open in any room."""
        return any(room.has_open_incident for room in self.rooms.values())

    def apply_feedback(self) -> None:
        """Let every camera need what the home's feedback says."""
        self._learned_s = self._clock()
        shift = home_threshold_shift(self._store.archive, self._options)
        for camera in self.cameras.values():
            camera.learn(shift)

    def adjust(self, options: Options) -> None:
        """Go by the thresholds of other options from now on; nothing is interrupted."""
        self._options = options
        for config in room_configs(options):
            self.rooms[config.id].adjust(RoomSettings(config.id, options.sensitivity, options.life))
        self.apply_feedback()

    def tick(self) -> None:
        """Do what is due; call it a few times a second."""
        self._ticked_s = now_s = self._clock()
        if now_s - self._learned_s >= LEARN_S:
            self.apply_feedback()
        for room in self.rooms.values():
            room.tick(now_s)
        self._drop_answered_rooms()
        self.calibrations.tick(now_s)
        for camera in self.cameras.values():
            state = camera.tick(now_s)
            if state is not None:
                self.publisher.publish(self._topics.camera(state.camera), state.payload(), retain=True)
        self._site.tick(now_s)
        if self.works:
            self._presence.tick(now_s)
        self._store.probe()
        if self._app_state() != self._published:
            self._publish_app_state()
        self.discovery.tick(now_s)
        if now_s - self._delivered_s >= DELIVER_S:
            self._delivered_s = now_s
            self.publisher.deliver_outbox()
        if self._republish_s is not None and now_s >= self._republish_s:
            self._republish_s = None
            self.publish_all()

    def stop(self) -> None:
        """Say goodbye and end; the store stays open."""
        for camera in self.cameras.values():
            camera.close()
        end_s = time.monotonic() + LAST_FRAME_S
        for camera in self.cameras.values():
            camera.join(max(0.0, end_s - time.monotonic()))
        self._presence.leave()
        self.publisher.stop()  # until then commands come
        for room in self.rooms.values():
            room.close()
        self.calibrations.close()

    def _make_room(self, config: RoomConfig) -> RoomController:
        return RoomController(
            config,
            RoomSettings(config.id, self._options.sensitivity, self._options.life),
            store=self._store,
            publisher=self.publisher,
            topics=self._topics,
            snapshots=SnapshotPublisher(self._topics.snapshot(config.id), self._options.privacy, self.publisher),
            recorder=ReplayRecorder(self._store.archive, self._options.privacy.record, self._cipher),
            activity=ActivityCounter(config.id, self._store.archive),
            clock=self._clock,
        )

    def _make_camera(self, camera: Camera, estimator: PoseEstimator, opener: Opener) -> CameraWatch:
        place = self._store.archive.calibration(camera.id)
        settings = CameraSettings(camera.id, camera.rest_zones, camera.ignore_zones, camera.fence, place)
        detection = LiveCamera.of(settings, estimator, sensitivity=self._options.sensitivity)
        return CameraWatch(camera, detection, self.rooms[camera.room_id], self._scheduler, self._clock, opener=opener)

    def _app_state(self) -> AppState:
        problems = []
        if trouble := self._settings_trouble():
            problems.append(AppProblem(problem="settings", message=trouble))
        if trouble := self._store.trouble:
            mend = "alarms go on, but are forgotten by a restart; free the disk or replace it"
            problems.append(AppProblem(problem="storage", message=f"{trouble}: {mend}"))
        if trouble := self._store.newer:
            problems.append(AppProblem(problem="newer", message=trouble))
        if trouble := self.publisher.picture_problem:
            problems.append(AppProblem(problem="pictures", message=trouble))
        if trouble := self._site.problem:
            problems.append(AppProblem(problem="site", message=trouble))
        return AppState(problems=tuple(problems))

    def _publish_app_state(self) -> None:
        self._published = self._app_state()
        self.publisher.publish(self._topics.app, self._published.payload(), retain=True)

    def _on_connected(self) -> None:
        self._site.on_connected(self._clock())

    def _on_disconnected(self) -> None:
        self._site.on_disconnected()

    def _say_hello(self) -> None:
        own = Hello(
            installation_id=self._store.installation_id, name=self._options.name, installed_at=self._store.installed_at
        )
        self.publisher.publish(self._topics.hello, own.payload())

    def _begin(self) -> None:
        """Tell all, as the site is ours."""
        self.publisher.speak()
        try:
            self.publisher.clear_retained_except(self._kept_topics())
            self.publish_all()
        finally:  # whatever is wrong with the state of a room, events have to go out
            self.publisher.deliver_outbox(after_state=True)

    def _kept_topics(self) -> set[str]:
        """Name the topics on which the broker is to keep messages."""
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
        return kept

    def publish_all(self) -> None:
        """Tell all state, then that the app is there, then the events that nobody has heard of."""
        self.publisher.publish(self._topics.info, self._info.payload(), retain=True)
        self._publish_app_state()
        for room in self.rooms.values():
            room.republish()
        for watch in self.cameras.values():
            state = watch.state(self._clock())
            self.publisher.publish(self._topics.camera(state.camera), state.payload(), retain=True)
        self._presence.say(self._clock())
        self.publisher.publish(self._topics.discovery, self._announcement.payload(), retain=True)
        self.discovery.on_connected()

    def on_message(self, message: Received) -> None:
        """Take a message of the topics that the app reads: a claim, Home Assistant's birth, or a command."""
        if message.topic == self._topics.claim:
            self.discovery.on_claim(message.payload)
        elif message.topic == self._topics.hello:
            self._site.on_hello(message.payload, self._clock())
        elif message.topic == self._topics.info:
            self._site.on_info(message.payload, self._clock(), retained=message.retained)
        elif message.topic == self._topics.status:
            self._site.on_status(message.payload, self._clock(), retained=message.retained)
            self._presence.hear(message.payload, self._clock())
        elif message.topic == HOME_ASSISTANT_STATUS:
            if message.payload == b"online" and not message.retained:
                self._republish_s = self._clock() + random.uniform(*REPEAT_WAIT_S)  # noqa: S311 - spreads load
        elif (room := self._topics.commanded_room(message.topic)) is not None:
            self._execute(room, message)

    def _execute(self, name: str, message: Received) -> None:
        room = self.rooms.get(name)
        if self._site.taken:
            return  # it is for whoever has the site
        if message.retained:
            _LOGGER.warning("A retained command is ignored, it may be old: publish commands without retain")
            return
        try:
            command = read_command(message.payload)
        except CommandError as error:
            _LOGGER.warning("A command on %s is not understood: %s", message.topic, error)
            return
        if message.late and isinstance(command, Acknowledge | Dismiss) and command.incident is None:
            _LOGGER.warning(
                "An answer that names no incident came while the app was away, and may mean another: ignored"
            )
            return
        if room is None:
            _LOGGER.warning("A command for a room that is not there: %s", message.topic)
            return
        room.execute(command)
