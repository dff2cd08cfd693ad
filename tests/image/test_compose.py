"""The image as compose.yaml runs it: the program alone, without Supervisor and without rights."""

import json
import os
import re
from pathlib import Path
from typing import Any

from tests.app.helpers.broker import Listener, Mosquitto
from tests.app.helpers.waiting import wait_until
from tests.package.app import DOCKERFILE, ROOT, yaml

from .container import Container
from .test_image import START_S, up

SERVICE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["falldetect"]
COMMAND = "falldetect/home/room/living_room/command"
EVENT = "falldetect/home/room/living_room/event"


def test_it_runs_as_compose_says(tmp_path: Path, broker: Mosquitto, listener: Listener) -> None:
    camera = {"name": "Window", "url": "/config/none.mp4", "room": "Living room"}
    options, data = tmp_path / "options.json", tmp_path / "data"
    options.write_text(json.dumps({"cameras": [camera], "mqtt": broker.options()}))
    data.mkdir()
    [user] = {int(uid) for uid in re.findall(r"--uid (\d+)", DOCKERFILE)}
    for file in (options, data):
        os.chown(file, user, user)
    options.chmod(0o400)
    folders = [volume.split(":")[1] for volume in SERVICE["volumes"]]
    container = Container(
        tmp_path / "app.log",
        volumes=dict(zip(folders, (options, data), strict=True)),
        environment={},
        words=("--user", SERVICE["user"], "--cap-drop", SERVICE["cap_drop"][0]),
        command=SERVICE["entrypoint"] + SERVICE["command"],
    )
    try:
        container.start()
        up(listener)
        listener.publish(COMMAND, '{"command": "test"}')
        assert listener.wait(EVENT, lambda message: message.data["event"] == "fall").data["test"] is True
        wait_until(container.healthy, patience_s=START_S)
        assert {file.stat().st_uid for file in data.iterdir()} == {user}
        assert container.stop() == 0
    finally:
        container.remove()
