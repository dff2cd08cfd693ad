"""The hub: all that is known of one app, kept up to date by its MQTT messages."""

import asyncio
from collections import deque
from datetime import datetime
from typing import Any
from uuid import uuid4

from homeassistant.components import mqtt
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.json import json_dumps
from homeassistant.util import dt as dt_util
from probatio import DataclassSchema

from .answers import ANSWERING, TRUSTED_S, Answers
from .claim import CLAIMED, RELEASED, async_publish_claim
from .const import ANSWER_TIMEOUT_S, CONF_SITE, DOMAIN, INFO_TIMEOUT_S, LOGGER, SILENT_STATUSES, Feature
from .messages import (
    APP_STATE,
    CAMERA_STATE,
    HISTORY,
    INFO,
    JPEG_START,
    ROOM_EVENT,
    ROOM_STATE,
    MessageReader,
    base_topic,
    is_later,
)
from .models import AppProblem, AppState, CameraState, History, Info, RoomEvent, RoomState, Snapshot
from .news import ALL, Listeners, News

type FalldetectConfigEntry = ConfigEntry[FalldetectHub]

REMEMBERED_EVENTS = 500
CONTRADICTION_S = 60.0
"""An app contradicts another one on its site within seconds."""
ALL_WELL = AppState(schema=1, problems=[])


class FalldetectHub(News):
    """State of an app, and the way to it."""

    info: Info
    device_id: str

    def __init__(self, hass: HomeAssistant, entry: FalldetectConfigEntry) -> None:
        """Start with nothing known."""
        super().__init__()
        self.hass = hass
        self.entry = entry
        self.site: str = entry.data[CONF_SITE]
        self.installation_id = str(entry.unique_id)
        self.broker_connected = False
        self.app_online = False
        self.speaks_later = False
        self.reloading = False
        self.rooms: dict[str, RoomState] = {}
        self.cameras: dict[str, CameraState] = {}
        self.snapshots: dict[str, Snapshot] = {}
        self.problems: list[AppProblem] = []
        self.reader = MessageReader()
        self._base = base_topic(self.site)
        self._announced = asyncio.Event()
        self._events: deque[str] = deque(maxlen=REMEMBERED_EVENTS)
        self._stop_waiting: CALLBACK_TYPE | None = None
        self._cancel_doubt: CALLBACK_TYPE | None = None
        self._questions: dict[str, asyncio.Future[History]] = {}
        self.answers = Answers(hass, entry.entry_id)

    @property
    def available(self) -> bool:
        """Return whether the app can be heard."""
        return self.broker_connected and self.app_online

    async def async_start(self) -> None:
        """Subscribe, wait until the app has announced its rooms, and claim it if it can be understood."""
        await self.answers.async_load()
        await self._async_subscribe()
        async with asyncio.timeout(INFO_TIMEOUT_S):
            await self._announced.wait()
        if not self.speaks_later:
            await self._async_claim()

    async def async_send(self, room_id: str, command: dict[str, Any]) -> None:
        """Ask something of the app, which answers by its state; for one that is away an answer to an incident waits."""
        answered = [] if self.available else self._answered_by(room_id, command)
        if answered:
            for incident in answered:
                self.answers.keep(incident, room_id, command)
            self._tell(self._commands, room_id, command["command"], command.get("incident"))
            return
        if not self.broker_connected:
            raise HomeAssistantError(translation_domain=DOMAIN, translation_key="broker_disconnected")
        if not self.app_online:
            raise HomeAssistantError(translation_domain=DOMAIN, translation_key="app_offline")
        topic = f"{self._base}/room/{room_id}/command"
        await mqtt.async_publish(self.hass, topic, json_dumps(command), qos=1, retain=False)
        self._tell(self._commands, room_id, command["command"], command.get("incident"))

    def _answered_by(self, room_id: str, command: dict[str, Any]) -> list[str]:
        """Return the incidents that a command answers, as far as is known of them."""
        if command["command"] not in ANSWERING:
            return []
        if "incident" in command:
            return [command["incident"]]
        room = self.rooms.get(room_id)
        return [incident.incident for incident in room.incidents] if room else []

    async def _async_tell_answers(self) -> None:
        """Tell an app that is back what was answered meanwhile, and believe in it for a while."""
        waiting = self.answers.waiting
        for _, room_id, command in waiting:
            await self.async_send(room_id, command)

        @callback
        def forget(_now: datetime) -> None:
            """Let the answers go, and show what the app shows."""
            self.answers.forget({incident for incident, _, _ in waiting})
            for room_id in tuple(self.rooms):
                self._tell(self._room_states, room_id)

        self.entry.async_on_unload(async_call_later(self.hass, TRUSTED_S, forget))

    async def async_ask_history(self, room_id: str, since: datetime | None, until: datetime | None) -> History:
        """Ask the app what happened in a room."""
        if Feature.HISTORY not in self.info.features:
            raise HomeAssistantError(translation_domain=DOMAIN, translation_key="history_not_kept")
        request = uuid4().hex
        times = {"since": since, "until": until}
        command = {"command": "history", "request": request} | {key: time for key, time in times.items() if time}
        answer: asyncio.Future[History] = self.hass.loop.create_future()
        self._questions[request] = answer
        try:
            await self.async_send(room_id, command)
            async with asyncio.timeout(ANSWER_TIMEOUT_S):
                return await answer
        except TimeoutError as err:
            raise HomeAssistantError(translation_domain=DOMAIN, translation_key="no_answer") from err
        finally:
            del self._questions[request]

    @callback
    def async_remember(self, event_id: str) -> bool:
        """Remember an event, and return whether it is new."""
        if event_id in self._events:
            return False
        self._events.append(event_id)
        return True

    async def _async_subscribe(self) -> None:
        """Subscribe to what the app publishes, until the entry is unloaded."""
        unload = self.entry.async_on_unload
        unload(self._stop)
        unload(self._stop_doubting)
        unload(mqtt.async_subscribe_connection_status(self.hass, self._on_connection))
        self.broker_connected = mqtt.is_connected(self.hass)
        for topic, receive, encoding in (
            ("status", self._on_status, "utf-8"),
            ("integration", self._on_claim, "utf-8"),
            ("info", self._on_info, "utf-8"),
            ("room/+/state", self._on_room_state, "utf-8"),
            ("room/+/event", self._on_room_event, "utf-8"),
            ("room/+/history", self._on_history, "utf-8"),
            ("room/+/snapshot", self._on_snapshot, None),
            ("camera/+/state", self._on_camera_state, "utf-8"),
            ("app/state", self._on_app_state, "utf-8"),
        ):
            unload(await mqtt.async_subscribe(self.hass, f"{self._base}/{topic}", receive, qos=1, encoding=encoding))

    async def _async_claim(self) -> None:
        """Tell the app that this integration makes the entities."""
        await async_publish_claim(self.hass, self.site, CLAIMED)

    @callback
    def _on_connection(self, connected: bool) -> None:  # noqa: FBT001
        """Follow the connection to the broker, which may come back without what it retained."""
        self.broker_connected = connected
        if connected:
            self.entry.async_create_task(self.hass, self._async_claim(), f"Claim {self._base}")
        else:
            self._stop()
            self.app_online = False
        self._tell(self._connections, ALL)

    @callback
    def _on_claim(self, message: mqtt.ReceiveMessage) -> None:
        """Claim the app again when another Home Assistant has let go of it."""
        if message.payload == RELEASED and not message.retain and not self.speaks_later:
            self.entry.async_create_task(self.hass, self._async_claim(), f"Claim {self._base}")

    @callback
    def _on_status(self, message: mqtt.ReceiveMessage) -> None:
        """Follow the app's last will."""
        if message.payload not in ("online", "offline", ""):
            self.reader.reject(message.topic, "expected online or offline")
        else:
            self._set_online(online=message.payload == "online")

    @callback
    def _set_online(self, *, online: bool) -> None:
        """Take that the app can be heard, or not; wait for its next statuses."""
        self._wait_for_status(online=online)
        if online is not self.app_online:
            LOGGER.info("The app of site %s is %s", self.site, "online" if online else "offline")
            self.app_online = online
            if online and self.answers.waiting:
                self.entry.async_create_task(self.hass, self._async_tell_answers(), f"Answers for {self._base}")
            self._tell(self._connections, ALL)

    @callback
    def _wait_for_status(self, *, online: bool) -> None:
        """Take an app as gone when it is silent for too long: it may have died together with the broker."""
        self._stop()
        every_s = self.info.status_every_s if self._announced.is_set() and not self.speaks_later else None
        if online and every_s:
            self._stop_waiting = async_call_later(self.hass, SILENT_STATUSES * every_s, self._on_silence)

    @callback
    def _on_silence(self, _now: datetime) -> None:
        """Take the app as gone."""
        self._stop_waiting = None
        self._set_online(online=False)

    @callback
    def _stop(self) -> None:
        """Wait for no status any more."""
        if self._stop_waiting:
            self._stop_waiting()
            self._stop_waiting = None

    @callback
    def _on_info(self, message: mqtt.ReceiveMessage) -> None:
        """Take what the app says of itself, its rooms and cameras."""
        if not message.payload:
            return
        info = self.reader.read(INFO, message.topic, message.payload)
        self.speaks_later = info is None and is_later(message.payload)
        if info and self._is_strange(info):
            self._wait_for_owner(info)
        elif info:
            self._stop_doubting()
            self.info = info
            self._announced.set()
            self._wait_for_status(online=self.app_online)
            self._tell(self._infos, ALL)
        elif self.speaks_later:
            self._announced.set()
            self._tell(self._connections, ALL)

    def _is_strange(self, info: Info) -> bool:
        """Return whether another app than so far speaks."""
        return self._announced.is_set() and info.installation_id != self.info.installation_id

    @callback
    def _wait_for_owner(self, info: Info) -> None:
        """Take another app's words only if the one that is known doesn't contradict: it may be its successor."""

        @callback
        def take(_now: datetime) -> None:
            """Go by the other one from now on."""
            LOGGER.warning("The site %s is another app's now: %s", self.site, info.name)
            self._stop_doubting()
            self.info = info
            self._tell(self._infos, ALL)

        self._stop_doubting()
        self._cancel_doubt = async_call_later(self.hass, CONTRADICTION_S, take)

    @callback
    def _stop_doubting(self) -> None:
        """Go by the app that is known."""
        if self._cancel_doubt:
            self._cancel_doubt()
            self._cancel_doubt = None

    @callback
    def _on_room_state(self, message: mqtt.ReceiveMessage) -> None:
        """Take the state of a room."""
        self._keep(self.rooms, ROOM_STATE, message, self._room_states)
        if self.available:
            room_id = _id_in_topic(message)
            still_open = {one.incident for one in self.rooms[room_id].incidents} if room_id in self.rooms else set()
            self.answers.forget({one for one, room, _ in self.answers.waiting if room == room_id} - still_open)
        if message.retain:
            self._tell(self._kept_room_states, _id_in_topic(message))

    @callback
    def _on_camera_state(self, message: mqtt.ReceiveMessage) -> None:
        """Take the state of a camera."""
        self._keep(self.cameras, CAMERA_STATE, message, self._camera_states)

    @callback
    def _on_app_state(self, message: mqtt.ReceiveMessage) -> None:
        """Take what is wrong with the app itself."""
        if state := self.reader.read(APP_STATE, message.topic, message.payload) if message.payload else ALL_WELL:
            self.problems = state.problems
            self._changes.tell(ALL)

    @callback
    def _on_room_event(self, message: mqtt.ReceiveMessage) -> None:
        """Pass a step of an incident on, once; what was retained against the contract happened long ago."""
        event: RoomEvent | None = None
        if not message.retain:
            event = self.reader.read(ROOM_EVENT, message.topic, message.payload)
        if event and self.async_remember(event.event_id):
            self._tell(self._room_events, _id_in_topic(message), event)

    @callback
    def _on_history(self, message: mqtt.ReceiveMessage) -> None:
        """Hand an answer to whoever asked."""
        history = self.reader.read(HISTORY, message.topic, message.payload)
        if history and (question := self._questions.get(history.request)) and not question.done():
            question.set_result(history)

    @callback
    def _on_snapshot(self, message: mqtt.ReceiveMessage) -> None:
        """Take the picture of an incident, or forget it when the topic was cleared."""
        room_id, content = _id_in_topic(message), bytes(message.payload)  # type: ignore[arg-type]
        if not content:
            self.snapshots.pop(room_id, None)
        elif content.startswith(JPEG_START):
            self.snapshots[room_id] = Snapshot(content=content, received=dt_util.utcnow())
        else:
            self.reader.reject(message.topic, "expected a JPEG picture")
            return
        self._tell(self._snapshots, room_id)

    @callback
    def _keep[RecordT](
        self,
        records: dict[str, RecordT],
        schema: DataclassSchema[RecordT],
        message: mqtt.ReceiveMessage,
        listeners: Listeners[()],
    ) -> None:
        """Keep the newest record of a room or camera, or forget it when its topic was cleared.

        Who tells it now is there, whatever the last will said of a connection that was lost, or of another app.
        """
        if message.payload and not (message.retain or self.app_online or self.speaks_later):
            self._set_online(online=True)
        if not message.payload:
            records.pop(_id_in_topic(message), None)
        elif record := self.reader.read(schema, message.topic, message.payload):
            records[_id_in_topic(message)] = record
        else:
            return
        self._tell(listeners, _id_in_topic(message))


def _id_in_topic(message: mqtt.ReceiveMessage) -> str:
    """Return the room or camera that a message is of."""
    return message.topic.split("/")[-2]
