"""The ways to run it without Home Assistant: compose file, systemd unit, and what docs/install.md says of them."""

import configparser
import json
import re
import shlex
from typing import Any

import pytest
from falldetect_app import main as app
from falldetect_app.settings.validation import check_options
from falldetect_app.web import WEB_PORT

from falldetect_core.cli.main import build_parser

from .app import CONFIG, DOCKERFILE, PROJECT, ROOT, VERSION, yaml

PAGE = (ROOT / "docs" / "install.md").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
UNIT_FILE = ROOT / "deploy" / "falldetect.service"
MODELS = "FALLDETECT_MODELS"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


class _Unit(configparser.ConfigParser):
    def optionxform(self, optionstr: str) -> str:
        return optionstr


UNIT = _Unit(strict=False, interpolation=None)
UNIT.read(UNIT_FILE)
SERVICE = UNIT["Service"]


def test_the_options_of_the_page_work_everywhere() -> None:
    [text] = blocks("json")
    options = check_options(json.loads(text))
    assert [camera.room_id for camera in options.cameras] == ["living_room"]
    assert "falldetect/home/room/living_room/command" in PAGE
    assert options.site == "home"


def test_compose_runs_the_released_image() -> None:
    service = COMPOSE["services"]["falldetect"]
    assert service["image"] == f"{CONFIG['image']}:{VERSION}"
    assert service["entrypoint"][0] in PROJECT["scripts"]
    given = app.argument_parser().parse_args(service["command"])
    folders = {volume.split(":")[1] for volume in service["volumes"]}
    assert {str(given.options), str(given.data), "/etc/localtime"} == folders
    assert f"find {given.heartbeat} " in DOCKERFILE, "the image's health check looks there"


def test_compose_gives_the_app_no_rights() -> None:
    service = COMPOSE["services"]["falldetect"]
    made = re.search(r"useradd .*--uid (\d+) .* (\w+) ", DOCKERFILE)
    assert made
    assert service["user"] == made[2]
    assert service["tmpfs"] == ["/tmp"], "the heartbeat's place too"  # noqa: S108
    assert f"chown {made[1]} options.json" in PAGE
    assert (service["read_only"], service["cap_drop"], service["init"]) == (True, ["ALL"], True)
    assert service["security_opt"] == ["no-new-privileges"]
    assert "privileged" not in service
    ports = [port for each in COMPOSE["services"].values() for port in each.get("ports", ())]
    assert all(port.startswith("127.0.0.1:") for port in ports), "nothing is open to the network"


def test_the_volumes_of_compose_are_declared() -> None:
    used = {volume.split(":")[0] for each in COMPOSE["services"].values() for volume in each["volumes"]}
    assert {name for name in used if not name.startswith((".", "/"))} == set(COMPOSE["volumes"])


def test_the_service_starts_the_program() -> None:
    program, *words = shlex.split(SERVICE["ExecStart"])
    assert program.removeprefix("/opt/falldetect/bin/") in PROJECT["scripts"]
    given = app.argument_parser().parse_args(words)
    assert (str(given.options), str(given.data)) == ("%d/options.json", f"%S/{SERVICE['StateDirectory']}")
    assert SERVICE["LoadCredential"] == "options.json:/etc/falldetect/options.json"
    assert SERVICE["RestartPreventExitStatus"] == str(app.USER_ERROR)
    assert SERVICE["Environment"] in PAGE, "where the page fetches the weights to"


@pytest.mark.parametrize(
    "key",
    ["DynamicUser", "NoNewPrivileges", "MemoryDenyWriteExecute", "PrivateTmp", "RestrictNamespaces", "LockPersonality"],
)
def test_the_service_has_no_rights(key: str) -> None:
    assert SERVICE[key] == "yes"
    assert (SERVICE["CapabilityBoundingSet"], SERVICE["ProtectSystem"]) == ("", "strict")


def test_the_commands_of_the_page_are_right() -> None:
    """Commands are split as a shell would; those of this project take the words they are given."""
    lines = [line for block in blocks("sh") for line in block.replace("\\\n", " ").splitlines()]
    assert len(lines) > 12
    for line in lines:
        words = shlex.split(re.sub(r"^(sudo |env \w+=\S+ )*", "", line))
        if words[0].rpartition("/")[2] == "falldetect":
            build_parser().parse_args(
                [re.sub(r"recording\.mp4", str(ROOT / "docs/demo/fall.mp4"), word) for word in words[1:]]
            )
        for extra in re.findall(r"falldetect\[(\w+)\]", line):
            assert extra in PROJECT["optional-dependencies"]
        for version in re.findall(r"falldetect:(\d+\.\d+\.\d+)", line):
            assert version == VERSION
    assert f"localhost:{WEB_PORT}" in PAGE
    assert PROJECT["requires-python"] == ">=3.13"
