"""The image as it ships: started as Supervisor starts it, and driven from outside."""

import json
import os
import re
import signal
from pathlib import Path

from tests.app.helpers.broker import Listener
from tests.app.helpers.waiting import wait_until
from tests.package.app import ADDON, CONFIG, VERSION

from .conftest import MakeContainer
from .container import image_config
from .profile import missing, needs, rules
from .supervisor import Supervisor

STATUS = "falldetect/home/status"
STATE = "falldetect/home/room/living_room/state"
EVENT = "falldetect/home/room/living_room/event"
ALARMS = {"fall", "person_down"}
"""A machine that is busy with something else sees too few pictures of the fall itself, and then who lies there."""
START_S = 240.0
FILM_S = 150.0
HANG_S = 150.0
"""Longer than an app that hangs may look healthy."""


def up(listener: Listener) -> None:
    listener.wait(STATUS, lambda message: message.payload == b"online", patience_s=START_S)


def rights(process: int) -> dict[str, str]:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


def test_the_image_says_what_it_is() -> None:
    config = image_config()
    assert config["Labels"]["io.hass.type"] == "app"
    assert config["Labels"]["io.hass.version"] == VERSION
    assert config["Entrypoint"] == ["/init"]


def test_a_fall_before_a_camera_is_told(
    supervisor: Supervisor, listener: Listener, run: MakeContainer, camera: str
) -> None:
    """Services found, discovery posted, a fall seen over RTSP and told over MQTT, nothing else asked of Supervisor."""
    container = run(cameras=[{"name": "Window", "url": camera, "room": "Living room"}])
    up(listener)
    wait_until(lambda: supervisor.discovered)
    assert supervisor.discovered[0]["config"]["app_version"] == VERSION
    listener.wait(EVENT, lambda message: message.data["event"] in ALARMS, patience_s=FILM_S)
    listener.wait_for_state(STATE, fall=True)
    assert (set(supervisor.asked), supervisor.refused) == ({"/services/mqtt", "/discovery"}, [])
    assert "Tok3n-77" not in container.said
    assert "Geheim-42" not in container.said
    assert container.stop() == 0
    listener.wait(STATUS, lambda message: message.payload == b"offline")


def test_the_page_is_open_to_ingress_alone(supervisor: Supervisor, listener: Listener, run: MakeContainer) -> None:
    run()
    up(listener)
    status, page = supervisor.page("")
    assert (status, b"<html" in page) == (200, True)
    assert supervisor.page("app.js")[0] == 200
    assert json.loads(supervisor.page("api/settings")[1])
    assert supervisor.page("", source="127.0.0.1")[0] == 403


def test_it_runs_without_rights(supervisor: Supervisor, listener: Listener, run: MakeContainer, tmp_path: Path) -> None:
    container = run()
    up(listener)
    mine = rights(container.app)
    assert mine["Uid"].split() == ["990"] * 4
    assert {int(mine[kind], 16) for kind in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {0}
    assert container.execute(CONFIG["backup_pre"]).returncode == 0
    kept = {file.name: file.stat() for file in (tmp_path / "data").iterdir()}
    assert {stat.st_uid for stat in kept.values()} == {990}
    assert [name for name in kept if name.endswith(".backup") or "backup" in name] != []
    assert supervisor.discovered


def test_the_profile_allows_what_the_app_does(
    supervisor: Supervisor, listener: Listener, run: MakeContainer, camera: str, tmp_path: Path
) -> None:
    """Watched from its first file on, with a camera, an alarm and the page; this machine's kernel may lack AppArmor."""
    trace = tmp_path / "trace"
    container = run(trace=trace, cameras=[{"name": "Window", "url": camera, "room": "Living room"}])
    up(listener)
    wait_until(lambda: "pictures flow" in container.said, patience_s=START_S)
    listener.publish("falldetect/home/room/living_room/command", '{"command": "test"}')
    listener.wait(EVENT, lambda message: message.data["event"] == "fall", patience_s=FILM_S)
    assert supervisor.page("")[0] == 200
    root = container.root
    did = needs(trace, root, "/opt/falldetect/bin/falldetect-app")
    assert container.stop() == 0
    assert len(did) > 200
    assert missing(did, rules(ADDON / "apparmor.txt", "app")) == []
    families = set(re.findall(r"\bsocket\((AF_\w+)", trace.read_text()))
    assert families <= {"AF_UNIX", "AF_INET", "AF_INET6", "AF_NETLINK"}


def test_the_report_has_letters_of_any_script(
    supervisor: Supervisor, listener: Listener, run: MakeContainer, tmp_path: Path
) -> None:
    run(cameras=[{"name": "Window", "url": "/media/none.mp4", "room": "Living room 居間"}])
    up(listener)
    listener.publish("falldetect/home/room/living_room/command", '{"command": "test"}')
    listener.wait(EVENT, lambda message: message.data["event"] == "fall")
    [incident] = json.loads(supervisor.page("api/incidents")[1])["incidents"]
    status, report = supervisor.page(f"api/incidents/{incident['incident']}/report.pdf?lang=ja&zone=Asia/Tokyo")
    (tmp_path / "report.pdf").write_bytes(report)
    assert (status, report[:5]) == (200, b"%PDF-")
    assert set(re.findall(rb"/FontName /[A-Z]+[+](\w+)", report)) == {b"DejaVuSans", b"DroidSansFallback"}


def test_supervisor_may_restart(supervisor: Supervisor, listener: Listener, run: MakeContainer) -> None:
    container = run(cameras=[{"name": "Window", "url": "/media/none.mp4", "room": "Living room"}])
    up(listener)
    supervisor.stop()
    listener.publish("falldetect/home/room/living_room/command", '{"command": "test"}')
    listener.wait(EVENT, lambda message: message.data["event"] == "fall")
    assert container.healthy()
    supervisor.start()
    assert supervisor.page("")[0] == 200
    assert container.app == container.app


def test_it_waits_for_supervisor_in_good_health(supervisor: Supervisor, listener: Listener, run: MakeContainer) -> None:
    supervisor.stop()
    container = run()
    wait_until(container.healthy, patience_s=START_S)
    wait_until(lambda: "Supervisor does not answer" in container.said)
    supervisor.start()
    up(listener)
    assert supervisor.discovered


def test_a_crash_is_mended(supervisor: Supervisor, listener: Listener, run: MakeContainer) -> None:
    container = run()
    up(listener)
    first = container.app
    os.kill(first, signal.SIGKILL)
    listener.wait(STATUS, lambda message: message.payload == b"offline")
    wait_until(
        lambda: len([heard for heard in listener.on(STATUS) if heard.payload == b"online"]) == 2, patience_s=START_S
    )
    assert container.app != first
    assert len(supervisor.discovered) == 2


def test_an_app_that_hangs_is_unhealthy(supervisor: Supervisor, listener: Listener, run: MakeContainer) -> None:
    container = run()
    up(listener)
    wait_until(container.healthy)
    os.kill(container.app, signal.SIGSTOP)
    assert container.healthy(), "not at once"
    wait_until(lambda: not container.healthy(), patience_s=HANG_S)
    os.kill(container.app, signal.SIGCONT)
    wait_until(container.healthy, patience_s=START_S)
    assert supervisor.discovered


def test_what_the_user_has_to_mend_ends_the_container(supervisor: Supervisor, run: MakeContainer) -> None:
    container = run(expect_running=False, cameras=[{"name": "Window", "url": "htp://192.0.2.1", "room": "Hall"}])
    assert container.wait() == 2
    assert 'cameras[0].url: "htp://…" is not a camera address' in container.said
    assert supervisor.asked == []
