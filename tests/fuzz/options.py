"""Files of options: each is used, or refused with a sentence that shows no secret."""

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from falldetect_app.contract.topics import Topics
from falldetect_app.home_assistant.announcement import announcement, home_info, room_configs
from falldetect_app.home_assistant.discovery_entities import room_device
from falldetect_app.logs.masking import secrets_of
from falldetect_app.mqtt.broker import Broker
from falldetect_app.settings.options import Camera, Mqtt, Options, PrivacyOptions
from falldetect_app.settings.validation import OptionsError, check_options, read_options

from .tape import Tape

SECRET = "Geheim-42"  # noqa: S105 - made up
NAMES = sorted({name for part in (Options, Camera, Mqtt, PrivacyOptions) for name in part.model_fields} | {"more"})
WORDS: tuple[Any, ...] = (
    f"rtsp://viewer:{SECRET}@192.0.2.1/live",
    f"http://192.0.2.1/{SECRET}@[::1",
    "concat:/etc/passwd|/etc/hosts",
    f"file:///{SECRET}@",
    "/dev/video0",
    "Living room",
    "0.1,0.6 0.5,0.6 0.5,0.9; 0,0 1,0 1,1",
    "0,0.9 1,0.9",
    "skeleton",
    "off",
    "5",
    "low",
    2.5,
    60,
    True,
)


def shaped(tape: Tape) -> dict[str, Any]:
    """Make options that are nearly right."""
    given: dict[str, Any] = {"mqtt": {"host": "localhost"}}
    cameras = [
        {"name": tape.text() or "a", "room": tape.text() or "b", "url": tape.pick(WORDS)}
        for _ in range(tape.byte() % 3)
    ]
    for _ in range(tape.byte() % 4):
        given[tape.pick(NAMES)] = tape.value(NAMES, WORDS)
    for camera in cameras:
        camera[tape.pick(NAMES)] = tape.value(NAMES, WORDS)
    return given | {"cameras": cameras} if cameras else given


def use(options: Options) -> None:
    """Do with options what the app does at its start."""
    topics, info = Topics(options.site), home_info(options, "0" * 32, datetime.now(UTC))
    assert str(Broker.of(options.mqtt))
    named = "".join((options.site, options.name, *(camera.name + camera.room for camera in options.cameras)))
    if SECRET not in named:
        assert SECRET not in f"{info.payload()}{announcement(options, '0' * 32).payload()}"
    assert info.payload().encode()
    assert len(room_configs(options)) == len(info.rooms) <= len(options.cameras)
    assert all(json.dumps(room_device(topics, info, room)) for room in info.rooms)
    assert all(secrets_of(options))


def once(data: bytes) -> None:
    tape = Tape(data)
    try:
        if tape.byte() % 4:
            options = check_options(shaped(tape))
        else:
            with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
                file = Path(folder) / "options.json"
                file.write_bytes(tape.rest())
                options = read_options(file)
    except OptionsError as error:
        says = str(error)
    else:
        use(options)
        return
    assert says
    assert SECRET not in says
    assert says.encode()
