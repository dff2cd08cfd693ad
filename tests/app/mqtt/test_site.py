"""A site is one app's: whoever comes second harms nobody, is told so, and has it when the first one is gone."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from falldetect_app.contract import commands
from falldetect_app.contract.messages import Hello, Info
from falldetect_app.home_assistant.announcement import home_info
from falldetect_app.mqtt import site
from falldetect_app.mqtt.site import Claimant, SiteGuard
from falldetect_app.settings.validation import check_options
from hypothesis import given
from hypothesis import strategies as st

from ..helpers.broker import Listener, Mosquitto
from ..helpers.home import Home
from ..helpers.waiting import wait_until

OLD, NEW = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
INFO, STATUS, HELLO = (f"falldetect/home/{topic}" for topic in ("info", "status", "hello"))
PATIENCE_S = 15.0

type MakeApp = Callable[..., Home]


@pytest.fixture
def make_app(tmp_path: Path, broker: Mosquitto) -> Iterator[MakeApp]:
    """Make apps of one site, each with a folder and a room of its own."""
    made: list[Home] = []

    def make(room: str, installed: datetime, **options: Any) -> Home:
        folder = tmp_path / room
        folder.mkdir(exist_ok=True)
        number = folder / "installation_id"
        number.write_text(format(len(made), "x") * 32)
        os.utime(number, (installed.timestamp(),) * 2)
        camera = {"name": room, "url": "rtsp://192.0.2.1/", "room": room}
        home = Home(folder, {"cameras": [camera], "name": room, "mqtt": broker.options()} | options)
        made.append(home)
        return home

    yield make
    for home in made:
        if home.running:
            home.stop()
        else:
            home.store.close()


def rooms_told(listener: Listener) -> list[str]:
    return [message.data["rooms"][0]["name"] for message in listener.on(INFO)]


def test_the_second_app_stands_back_and_both_say_so(make_app: MakeApp, listener: Listener) -> None:
    first = make_app("Kitchen", OLD).start()
    wait_until(lambda: rooms_told(listener) == ["Kitchen"])
    second = make_app("Study", NEW).start()
    wait_until(lambda: "wants the site" in str([message.data for message in listener.on("falldetect/home/app/state")]))
    wait_until(lambda: second.service.problem != "")
    assert "“Kitchen” (00000000), has the site “home”" in second.service.problem
    assert "give this one another `site`" in second.service.problem
    assert not second.service.connected
    assert first.service.connected
    assert first.service.problem == ""
    second.stop()
    assert set(rooms_told(listener)) == {"Kitchen"}
    assert {message.payload for message in listener.on(STATUS)} == {b"online"}


def test_an_app_that_is_killed_while_it_stands_back_takes_nobody_away(make_app: MakeApp, listener: Listener) -> None:
    make_app("Kitchen", OLD).start()
    wait_until(lambda: rooms_told(listener))
    second = make_app("Study", NEW).start()
    wait_until(lambda: second.service.problem != "")
    link = second.service.publisher.connection.link
    assert link
    second.service.publisher.connection.ended.set()
    link.give_up("killed")
    wait_until(lambda: listener.on(STATUS)[-1].payload == b"online")


def test_the_first_app_takes_its_site_back_however_late_it_comes(make_app: MakeApp, listener: Listener) -> None:
    second = make_app("Study", NEW).start()
    wait_until(lambda: rooms_told(listener) == ["Study"])
    first = make_app("Kitchen", OLD).start()
    wait_until(lambda: rooms_told(listener)[-1] == "Kitchen")
    wait_until(lambda: "has the site" in second.service.problem)
    assert first.service.connected


def test_a_command_is_obeyed_by_the_owner_alone(make_app: MakeApp, listener: Listener) -> None:
    make_app("Hall", OLD).start()
    wait_until(lambda: rooms_told(listener))
    second = make_app("Study", NEW).start()
    wait_until(lambda: second.service.problem != "")
    listener.publish("falldetect/home/room/study/command", '{"command": "test"}')
    listener.publish("falldetect/home/room/hall/command", '{"command": "test"}')
    listener.wait("falldetect/home/room/hall/event")
    assert not second.service.has_open_incident


def test_events_of_an_app_that_stands_back_wait(
    make_app: MakeApp, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are told when it has the site, as when the other one has been moved."""
    monkeypatch.setattr(site, "GIVEN_UP_S", 1.0)
    first = make_app("Kitchen", OLD).start()
    wait_until(lambda: rooms_told(listener))
    second = make_app("Study", NEW).start()
    wait_until(lambda: second.service.problem != "")
    second.service.rooms["study"].execute(commands.Test(command="test"))
    assert not listener.on("falldetect/home/room/study/event")
    first.stop()
    listener.wait("falldetect/home/room/study/event")
    wait_until(lambda: second.service.problem == "")


def test_another_site_is_left_as_it_was(make_app: MakeApp, listener: Listener, broker: Mosquitto) -> None:
    """Whoever takes the advice clears nothing of the owner's."""
    second = make_app("Kitchen", NEW).start()
    wait_until(lambda: rooms_told(listener))
    make_app("Kitchen ", OLD, name="First").start()
    wait_until(lambda: "has the site" in second.service.problem)
    second.stop()
    moved = make_app("Kitchen", NEW, site="flat").start()
    wait_until(lambda: listener.on("falldetect/flat/info"))
    wait_until(lambda: moved.service.publisher.state_published)
    late = Listener(broker).start().ready()
    late.wait(INFO)
    late.stop()
    assert all(message.payload for message in listener.on(INFO))


class Apps:
    """Apps on a broker that brings all at once, by a clock of their own."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.retained: tuple[str, bytes] | None = None
        self.apps: dict[str, SiteGuard] = {}
        self.alive: set[str] = set()
        self._said: list[tuple[str, bytes]] = []

    def add(self, name: str, installed_at: datetime) -> None:
        claim = Claimant(installed_at, name * 32, name)
        hello = Hello(installation_id=claim.installation_id, name=name, installed_at=installed_at).payload().encode()
        options = check_options({"cameras": [], "name": name})
        info: Info = home_info(options, claim.installation_id, installed_at)

        def begin() -> None:
            self.retained = ("info", info.payload().encode())
            self._said.append(self.retained)

        self.apps[name] = SiteGuard(
            "home", claim, say_hello=lambda: self._said.append(("hello", hello)), begin=begin, end=lambda: None
        )

    def connect(self, name: str) -> None:
        self.alive.add(name)
        guard = self.apps[name]
        guard.on_connected(self.now_s)
        if self.retained:
            guard.on_info(self.retained[1], self.now_s, retained=True)
        self.settle()

    def leave(self, name: str) -> None:
        self.alive.discard(name)
        self.apps[name].on_disconnected()

    def settle(self) -> None:
        for _ in range(100):
            if not self._said:
                return
            topic, payload = self._said.pop(0)
            for name in sorted(self.alive):
                if topic == "hello":
                    self.apps[name].on_hello(payload, self.now_s)
                else:
                    self.apps[name].on_info(payload, self.now_s, retained=False)
        raise AssertionError("they never come to rest")

    def live(self, seconds: float) -> None:
        for _ in range(int(seconds)):
            self.now_s += 1.0
            for name in sorted(self.alive):
                self.apps[name].tick(self.now_s)
                if self.apps[name].ours and self.now_s % 20 == 0:
                    for other in sorted(self.alive):
                        self.apps[other].on_status(b"online", self.now_s, retained=False)
            self.settle()

    def owners(self) -> list[str]:
        return [name for name in sorted(self.alive) if self.apps[name].ours]


STEPS = st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.integers(0, 400)), max_size=12)


@given(STEPS)
def test_whoever_comes_and_goes_the_site_is_soon_one_apps(steps: list[tuple[str, bool, int]]) -> None:
    """The oldest of those that are there has it, or whoever has had it while that one was away and is older."""
    apps = Apps()
    for age, name in enumerate("abc"):
        apps.add(name, OLD + timedelta(days=age))
    for name, comes, seconds in steps:
        if comes and name not in apps.alive:
            apps.connect(name)
        elif not comes and name in apps.alive:
            apps.leave(name)
        apps.live(seconds)
    apps.live(site.GIVEN_UP_S + site.SIGN_S)
    assert apps.owners() == sorted(apps.alive)[:1]
    assert not apps.retained or not apps.alive or f'"{min(apps.alive) * 32}"'.encode() in apps.retained[1]


def test_an_app_that_was_installed_anew_has_the_site_of_its_predecessor_soon() -> None:
    apps = Apps()
    apps.add("a", OLD)
    apps.connect("a")
    apps.leave("a")
    apps.add("b", NEW)
    apps.connect("b")
    assert apps.owners() == []
    apps.live(site.SIGN_S + 1)
    assert apps.owners() == ["b"]
    assert apps.apps["b"].problem == ""


def test_an_older_version_is_contradicted_and_told_of() -> None:
    """It doesn't ask, and doesn't say when it was installed."""
    apps = Apps()
    apps.add("a", OLD)
    apps.connect("a")
    apps.live(10)
    apps.retained = ("info", b'{"installation_id": "zz", "name": "Trial"}')
    apps.apps["a"].on_info(apps.retained[1], apps.now_s, retained=False)
    apps.live(1)
    assert b"a" * 32 in apps.retained[1]
    assert "“Trial” (zz), wants the site" in apps.apps["a"].problem
    apps.live(site.REMEMBERED_S + 1)
    assert apps.apps["a"].problem == ""


def test_what_somebody_has_cleared_is_told_anew() -> None:
    apps = Apps()
    apps.add("a", OLD)
    apps.connect("a")
    apps.live(10)
    apps.retained = None
    apps.apps["a"].on_info(b"", apps.now_s, retained=False)
    apps.live(1)
    assert apps.retained
    assert apps.apps["a"].problem == ""


def test_a_broker_that_brings_no_hello_back_is_not_waited_for() -> None:
    began: list[bool] = []
    guard = SiteGuard(
        "home", Claimant(OLD, "a" * 32, "a"), say_hello=lambda: None, begin=lambda: began.append(True), end=lambda: None
    )
    guard.on_connected(5.0)
    guard.tick(5.5)
    assert not began
    guard.tick(5.0 + site.HELLO_S + 0.1)
    assert began
    guard.on_hello(b"not JSON", 7.0)
    assert guard.problem == ""
