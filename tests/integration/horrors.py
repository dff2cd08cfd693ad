"""A house of horrors: a Home Assistant, a mosquitto and an app to which everything happens, and who knows every fall.

Time is made: the app's clock, Home Assistant's and the people's go on together, a second at a time, and what one
publishes has reached the others before the next second.
"""

import asyncio
import contextlib
import json
import random
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from app.helpers.broker import Heard, Listener, Mosquitto
from app.helpers.home import NoPose, Scripted
from app.helpers.people import frame, observation, person
from app.helpers.waiting import wait_until
from falldetect_app.mqtt.broker import Broker as BrokerAddress
from falldetect_app.mqtt.link import Link, Protocol
from falldetect_app.service import Service
from falldetect_app.settings.options import Camera
from falldetect_app.settings.settings_file import SettingsFile
from falldetect_app.storage.store import Store
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.mqtt import MQTT_CONNECTION_STATE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_send
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_mqtt_message,
    async_fire_time_changed,
)

from custom_components.falldetect.const import CONF_SITE, DOMAIN
from custom_components.falldetect.devices import async_room_device
from falldetect_core.records import Box

from .blueprints import House
from .conftest import Broker

BEGIN = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ROOMS = {"kitchen": "Kitchen", "hall": "Hall"}
PHONES = ("Anna", "Ben")
DOWN = ("fall", "person_down", "long_lie")
RUNG_WITHIN_S = 300.0
"""Seconds in which all parts were there, after which a fall that nobody has ended has rung somebody."""
FOUND_S = 15.0
"""So long after its start the app takes note of somebody who lies there."""
STEP_S = 2
"""Time goes on in steps of so many seconds."""
MOMENTARY = ("event", "history", "command", "hello")


def _refuse(_protocol: Protocol) -> Link:
    raise ConnectionRefusedError


async def _settle() -> None:
    """Let everything run that can run without time passing."""
    for _ in range(60):
        await asyncio.sleep(0)


@dataclass
class Fall:
    """What the house knows of a fall."""

    room: str
    track: int
    began_s: float
    seen: bool
    """Whether the app was there; else the person may be taken for who lay there before."""
    waited_s: float = 0.0
    """For how long all parts have been there since."""


@dataclass
class Incident:
    """What was heard of an incident."""

    room: str
    onset_s: float
    test: bool
    steps: list[str] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        return self.steps[-1] in ("recovered", "acknowledged", "dismissed")

    @property
    def alarmed(self) -> bool:
        return any(step in DOWN for step in self.steps)


class HouseOfHorrors:
    """Two rooms, two phones, and all that can go wrong with them."""

    def __init__(
        self, hass: HomeAssistant, fake: Broker, freezer: FrozenDateTimeFactory, folder: Path, seed: int
    ) -> None:
        self.hass, self.fake, self.freezer, self.folder = hass, fake, freezer, folder
        self.random = random.Random(seed)
        self.now_s = BEGIN.timestamp()
        self.ahead_s = 0.0
        """How far the app's clock is ahead of Home Assistant's."""
        (folder / "broker").mkdir()
        self.mosquitto = Mosquitto(folder / "broker")
        self.mosquitto.keep()
        self.listener = Listener(self.mosquitto)
        self.names = dict(ROOMS)
        self.people: dict[str, dict[int, float | None]] = {room: {} for room in ROOMS}
        """Who is where; since when on the floor."""
        self.falls: list[Fall] = []
        self.incidents: dict[str, Incident] = {}
        self.answered: set[str] = set()
        self.sent: Counter[str] = Counter()
        self.story: list[str] = []
        self.service: Service | None = None
        self.there = {"app": False, "broker": False, "home_assistant": False}
        self._tracks = iter(range(1, 10_000))
        self._fences = iter(range(10_000))
        self.runs = 0
        self.run_s = self.now_s
        """When the app was started the last time."""
        self._told: set[str] = set()
        """The incidents that phones were told of."""
        self._read = 0

    async def start(self) -> None:
        self.hass.loop.set_debug(False)
        self.freezer.move_to(BEGIN)
        self.house = House(self.hass, self.folder / "hass")
        for action in ("light.turn_on", "tts.speak"):
            self.house.service(action)
        phones = {
            f"{step}_phones": [self.house.phone(name)] for step, name in zip(("first", "second"), PHONES, strict=True)
        }
        self.fake.mqtt_mock.async_publish.side_effect = self._publish
        self.mosquitto.start()
        self.listener.start().ready()
        self.there["broker"] = True
        self._start_app()
        wait_until(lambda: self.listener.last("falldetect/home/status"))
        await self.hear()
        info = json.loads(self.fake.retained["falldetect/home/info"])
        self.entry = MockConfigEntry(
            domain=DOMAIN, title="Fall detection", unique_id=info["installation_id"], data={CONF_SITE: "home"}
        )
        self.entry.add_to_hass(self.hass)
        assert await self._through(self.hass.config_entries.async_setup(self.entry.entry_id))
        self.there["home_assistant"] = True
        devices = [async_room_device(self.hass, self.entry, room) for room in ROOMS]
        assert all(devices)
        await self.house.automate("fall_response", rooms=[device.id for device in devices if device], **phones)

    async def close(self) -> None:
        await self._through(self.house.leave())
        if self.service:
            self._stop_app()
        self.listener.stop()
        self.mosquitto.stop()

    # what goes on all the time

    async def live(self, seconds: int) -> None:
        """Let time pass."""
        for second in range(0, seconds, STEP_S):
            self.now_s += STEP_S
            self._look(self.now_s)
            if self.service:
                self.service.tick()
            if second % 10 == 0:
                await self.hear()
            self.freezer.move_to(datetime.fromtimestamp(self.now_s, UTC))
            async_fire_time_changed(self.hass)
            await _settle()
            self._judge()
        await self.hear()

    async def _through[T](self, work: Coroutine[Any, Any, T]) -> T:
        """Let Home Assistant do what takes it time."""
        task = asyncio.ensure_future(work)
        while not task.done():
            self.now_s += 0.01
            self.freezer.move_to(datetime.fromtimestamp(self.now_s, UTC))
            await _settle()
        return task.result()

    async def _act(self, action: str, entity: str) -> None:
        domain, name = action.split(".")
        await self._through(self.hass.services.async_call(domain, name, {"entity_id": entity}, blocking=True))

    def _look(self, time_s: float, falling: int | None = None) -> None:
        """Show each room's people to its camera."""
        if not self.service:
            return
        seen_s = time_s + self.ahead_s
        for room, people in self.people.items():
            shown = []
            for track, since_s in people.items():
                place = 15 * (track % 4)
                number = 1000 * self.runs + track  # each run of the app counts anew
                if since_s is None:
                    shown.append((person(seen_s, track=number, upright=True), place))
                elif since_s < self.run_s:  # nobody saw the fall
                    onset_s = self.run_s + self.ahead_s
                    found = time_s - self.run_s > FOUND_S
                    still_s = seen_s - onset_s
                    shown.append(
                        (person(seen_s, track=number, onset_s=onset_s, found_down=found, still_s=still_s), place)
                    )
                else:
                    how = {"falling": True} if track == falling else {"down": True}
                    still_s = max(0.0, time_s - since_s - 1.0)
                    shown.append(
                        (person(seen_s, track=number, onset_s=since_s + self.ahead_s, still_s=still_s, **how), place)
                    )
            shown = [replace(one, box=Box(2.0 + place, 10, 14.0 + place, 30)) for one, place in shown]
            if room in self.service.rooms:
                self.service.rooms[room].observe(frame(seen_s), observation(room, seen_s, shown))

    async def hear(self) -> None:
        """Let everything that was published arrive."""
        if self.there["app"] and self.there["broker"] and self.service:
            service = self.service
            wait_until(lambda: (service.tick(), service.connected and service.publisher.state_published)[1])
            fence = f"fence {next(self._fences)}"
            room = next(iter(service.rooms))
            later = datetime.fromtimestamp(self.now_s + 1e6, UTC).isoformat()
            question = json.dumps({"command": "history", "request": fence, "since": later})
            self.listener.publish(f"falldetect/home/room/{room}/command", question)
            self.listener.wait(f"falldetect/home/room/{room}/history", lambda message: message.data["request"] == fence)
            wait_until(lambda: not self.service or not self.service._store.outbox())
        elif self.there["broker"]:
            self.listener.publish("falldetect/fence", f"{next(self._fences)}")
            self.listener.wait("falldetect/fence")
        number = len(self.listener.heard)
        for message in self.listener.heard[:number]:
            self._take(message)
        del self.listener.heard[:number]
        await _settle()

    def _take(self, message: Heard) -> None:
        """Bring a message to Home Assistant."""
        if not message.topic.startswith("falldetect/"):
            return
        last = message.topic.rsplit("/", 1)[-1]
        if last not in MOMENTARY:
            self.fake.retained[message.topic] = message.payload
        if last == "event":
            self._note(message.topic.split("/")[3], message.data)
        async_fire_mqtt_message(self.hass, message.topic, message.payload, 1, message.retained)

    async def _publish(self, topic: str, payload: Any, _qos: int, retain: bool, **_: Any) -> None:  # noqa: FBT001
        self._note_down(f"  Home Assistant: {topic} {payload}")
        if self.there["broker"]:
            text = payload if isinstance(payload, str | bytes) else str(payload)
            await self.hass.async_add_executor_job(partial(self.listener.publish, topic, text, retain=retain))

    def _note_down(self, what: str) -> None:
        self.story.append(f"{datetime.fromtimestamp(self.now_s, UTC):%H:%M:%S} {what}")

    # who knows every fall

    def _note(self, room: str, event: dict[str, Any]) -> None:
        onset_s = datetime.fromisoformat(event["onset"]).timestamp()
        known = self.incidents.setdefault(event["incident"], Incident(room, onset_s, event["test"]))
        assert event["event_id"] not in known.steps, f"{event['event_id']} came twice"
        known.steps.append(event["event"])
        self._note_down(f"  {room}: {event['event_id']} {event['event']}")
        if event["event"] in ("acknowledged", "dismissed") and not event["test"]:
            assert event["incident"] in self.answered, f"{event['incident']} was ended, but nobody answered it: {event}"

    def _judge(self) -> None:
        """Look whether each fall has rung somebody, or is over."""
        if not all(self.there.values()) or not self._phones():
            return
        self._read_phones()
        for fall in self.falls:
            fall.waited_s += STEP_S
            found = {
                number: one
                for number, one in self.incidents.items()
                if not one.test and one.room == fall.room and one.alarmed and self._is(one, fall)
            }
            if (
                any(number in self._told or one.ended for number, one in found.items())
                or fall.track not in self.people[fall.room]
            ):
                continue
            assert fall.waited_s < RUNG_WITHIN_S, f"{fall} rang nobody; {found}"

    def _is(self, incident: Incident, fall: Fall) -> bool:
        """Tell whether an incident is of a fall; one that was found lying later began later."""
        return not fall.seen or incident.onset_s >= fall.began_s - 200.0

    def _phones(self) -> list[str]:
        return [name for name in PHONES if self.hass.services.has_service("notify", f"mobile_app_{name.lower()}")]

    def _read_phones(self) -> None:
        """Take note of what phones were told since the last time."""
        for call in self.house.calls[self._read :]:
            tag = str(call.data.get("data", {}).get("tag", "")) if call.domain == "notify" else ""
            if "title" in call.data and tag.startswith("fall_"):
                self._told.add(tag.removeprefix("fall_"))
        self._read = len(self.house.calls)

    # what happens

    def steps(self) -> dict[str, Callable[[], Any]]:
        """Return what can happen now."""
        can: dict[str, Callable[[], Any]] = {"wait": self.wait, "walk in": self.walk_in}
        up = [(room, track) for room, people in self.people.items() for track, since in people.items() if since is None]
        lying = [(room, track) for room, people in self.people.items() for track, since in people.items() if since]
        if up:
            can |= {"fall": partial(self.fall, up), "leave": partial(self.leave, up)}
        if lying:
            can["get up"] = partial(self.get_up, lying)
        if self._buttons():
            can |= {"answer": self.answer, "answer late": partial(self.answer, late=True)}
        if self.there["home_assistant"]:
            can |= {"press": self.press, "test alarm": self.test_alarm}
        can["restart Home Assistant" if self.there["home_assistant"] else "Home Assistant is back"] = (
            self.home_assistant
        )
        can["broker goes" if self.there["broker"] else "broker is back"] = self.broker
        can["app goes" if self.there["app"] else "app is back"] = self.app
        if self.there["app"]:
            can["rename"] = self.rename
        can["phone goes" if len(self._phones()) == len(PHONES) else "phone is back"] = self.phone
        return can

    async def step(self) -> None:
        """Let something happen."""
        can = self.steps()
        name = self.random.choice(list(can))
        self._note_down(name)
        done = can[name]()
        if done is not None:
            await done
        await self.live(self.random.choice([2, 4, 10, 20, 44]))

    async def wait(self) -> None:
        await self.live(60)

    def walk_in(self) -> None:
        room = self.random.choice(list(self.people))
        if len(self.people[room]) < 3:
            self.people[room][next(self._tracks)] = None

    async def fall(self, up: list[tuple[str, int]]) -> None:
        room, track = self.random.choice(up)
        self.people[room][track] = self.now_s
        self.falls.append(Fall(room, track, self.now_s, seen=self.there["app"]))
        self.story[-1] += f" in the {room}: {track}"
        for step in range(5):
            self._look(self.now_s + step * 0.1, falling=track)
        for step in range(5, 40):
            self._look(self.now_s + step * 0.1)
        self.now_s += 4.0
        await self.hear()

    def leave(self, up: list[tuple[str, int]]) -> None:
        room, track = self.random.choice(up)
        del self.people[room][track]

    async def get_up(self, lying: list[tuple[str, int]]) -> None:
        room, track = self.random.choice(lying)
        self.people[room][track] = None
        self.falls = [fall for fall in self.falls if fall.track != track]
        self.story[-1] += f" in the {room}: {track}"
        for step in range(40):
            self._look(self.now_s + step * 0.1)
        self.now_s += 4.0
        await self.hear()

    def _buttons(self) -> list[tuple[str, str]]:
        """Return the incidents and actions of the buttons that phones have shown."""
        shown: list[tuple[str, str]] = []
        for call in self.house.calls:
            data = call.data.get("data", {}) if call.domain == "notify" else {}
            actions = [button["action"] for button in data.get("actions", [])]
            incident = str(data.get("tag", "")).removeprefix("fall_")
            shown += [(incident, action) for action in actions if action.startswith("falldetect|")]
        return shown

    async def answer(self, *, late: bool = False) -> None:
        shown = self._buttons()
        incident, action = self.random.choice(shown) if late else shown[-self.random.choice([1, 2])]
        self.answered.add(incident)
        self.story[-1] += f" {action}"
        self.hass.bus.async_fire("mobile_app_notification_action", {"action": action})
        await _settle()
        await self.hear()

    async def press(self) -> None:
        room = self.random.choice(list(ROOMS))
        open_ = {number for number, one in self.incidents.items() if one.room == room and not one.ended}
        self.answered |= open_
        self.story[-1] += f" {room} {sorted(open_)}"
        with contextlib.suppress(HomeAssistantError):
            await self._act("button.press", f"button.fall_detection_{room}_acknowledge")
        await self.hear()

    async def test_alarm(self) -> None:
        room = self.random.choice(list(ROOMS))
        with contextlib.suppress(HomeAssistantError):
            await self._act("button.press", f"button.fall_detection_{room}_test_alarm")
        await self.hear()

    async def home_assistant(self) -> None:
        if self.there["home_assistant"]:
            await self._act("automation.turn_off", "automation.fall_response")
            assert await self._through(self.hass.config_entries.async_unload(self.entry.entry_id))
            self.there["home_assistant"] = False
        else:
            self.there["home_assistant"] = await self._through(
                self.hass.config_entries.async_setup(self.entry.entry_id)
            )
            await _settle()
            if self.there["home_assistant"]:
                await self._act("automation.turn_on", "automation.fall_response")
        await _settle()

    async def broker(self) -> None:
        if self.there["broker"]:
            self.there["broker"] = False
            self.mosquitto.stop()
            if self.service:
                service = self.service
                wait_until(lambda: not service.connected)
        else:
            if self.service:
                link = vars(self.service.publisher.connection)
                link["open_link"] = _refuse  # so that the listener is there first
                self.listener.with_broker()
                del link["open_link"]
            else:
                self.listener.with_broker()
            self.there["broker"] = True
        self.fake.mqtt_mock.connected = self.there["broker"]
        async_dispatcher_send(self.hass, MQTT_CONNECTION_STATE, self.there["broker"])
        await _settle()
        await self.hear()

    async def app(self) -> None:
        if self.service:
            self._stop_app(kill=self.random.random() < 0.6)
            self.story[-1] += f", its clock {self.ahead_s:+.0f} s"
            return
        self.ahead_s = self.random.choice([0.0, 0.0, -90.0, 90.0])
        self._start_app()
        await self.hear()

    async def rename(self) -> None:
        room = self.random.choice(list(ROOMS))
        self.names[room] = f"{ROOMS[room]} {self.random.randrange(100)}"
        self._stop_app()
        self._start_app()
        await self.hear()

    def phone(self) -> None:
        gone = [name for name in PHONES if name not in self._phones()]
        if gone:
            self.house.service(f"notify.mobile_app_{gone[0].lower()}")
        else:
            name = self.random.choice(PHONES)
            self.hass.services.async_remove("notify", f"mobile_app_{name.lower()}")

    async def end(self) -> None:
        """Bring everything back, look that everybody is rung for, and that it ends when all are up and answered."""
        self._note_down("the end")
        while len(self._phones()) < len(PHONES):
            self.phone()
        for part, bring in (("broker", self.broker), ("app", self.app), ("home_assistant", self.home_assistant)):
            if not self.there[part]:
                await bring()
        assert all(self.there.values()), self.there
        await self.live(180)
        for people in self.people.values():
            for track in people:
                people[track] = None
        await self.live(20)
        for room in ROOMS:
            self.answered |= {number for number, one in self.incidents.items() if one.room == room}
            await self._act("button.press", f"button.fall_detection_{room}_acknowledge")
        await self.hear()
        await self.live(700)
        calls = len(self.house.calls)
        await self.live(300)
        assert len(self.house.calls) == calls, f"it rings on: {self.house.calls[-1]}"
        assert self.service
        assert not self.service.has_open_incident
        for room in ROOMS:
            state = self.hass.states.get(f"binary_sensor.fall_detection_{room}_fall")
            assert state
            assert state.state == "off"
        left = [number for number, one in self.incidents.items() if not one.ended]
        assert not left, f"never ended: {left}"
        automation = self.hass.states.get("automation.fall_response")
        assert automation
        assert automation.attributes["current"] == 0

    # the app

    def _start_app(self) -> None:
        folder = self.folder / "app"
        folder.mkdir(exist_ok=True)
        options = {
            "cameras": [{"name": room, "url": "rtsp://192.0.2.1/", "room": name} for room, name in self.names.items()],
            "mqtt": self.mosquitto.options(),
        }
        (folder / "options.json").write_text(json.dumps(options))
        settings = SettingsFile(folder / "options.json", folder)
        self.store = Store(folder)
        self.service = Service(
            settings.options,
            BrokerAddress.of(settings.options.mqtt),
            self.store,
            NoPose(),
            clock=lambda: self.now_s + self.ahead_s,
            opener=self._open,
            known=settings.identities,
        )
        self.service.start()
        self.there["app"] = True
        self.runs += 1
        self.run_s = self.now_s

    def _open(self, camera: Camera, *how: Any) -> Scripted:
        return Scripted(camera, *how)

    def _stop_app(self, *, kill: bool = False) -> None:
        assert self.service
        service, self.service = self.service, None
        self.there["app"] = False
        if kill:
            for camera in service.cameras.values():
                camera.close()
            connection = service.publisher.connection
            connection.ended.set()
            if connection.link:
                connection.link.give_up("killed")
            wait_until(lambda: not connection.works)
            service.publisher._queue.put(None)
        else:
            service.stop()
        self.store.close()
