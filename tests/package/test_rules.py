"""The store's rules, as Home Assistant's documentation, Supervisor and the linter of apps state them in 2026."""

import re
import subprocess
from dataclasses import dataclass, field
from typing import Any

import pytest

from .app import ADDON, CONFIG, ROOT, yaml

NONE: Any = object()
KEYS: dict[str, tuple[type | tuple[type, ...], Any]] = {
    "name": (str, NONE),
    "version": (str, NONE),
    "slug": (str, NONE),
    "description": (str, NONE),
    "arch": (list, NONE),
    "url": (str, NONE),
    "image": (str, NONE),
    "homeassistant": (str, NONE),
    "startup": (str, "application"),
    "boot": (str, "auto"),
    "init": (bool, True),
    "stage": (str, "stable"),
    "services": (list, NONE),
    "discovery": (list, NONE),
    "ingress": (bool, False),
    "ingress_port": (int, 8099),
    "ingress_entry": (str, NONE),
    "ingress_stream": (bool, False),
    "panel_icon": (str, "mdi:puzzle"),
    "panel_title": (str, NONE),
    "panel_admin": (bool, True),
    "map": (list, NONE),
    "video": (bool, False),
    "tmpfs": (bool, False),
    "timeout": (int, 10),
    "backup": (str, "hot"),
    "backup_pre": (str, NONE),
    "backup_post": (str, NONE),
    "backup_exclude": (list, NONE),
    "breaking_versions": (list, NONE),
    "options": (dict, {}),
    "schema": (dict, {}),
}
"""The keys that this app may have, with their types and defaults. No right that it does without is among them."""
FOLDERS = {
    "app_config",
    "homeassistant_config",
    "all_app_configs",
    "local_apps",
    "backup",
    "share",
    "media",
    "ssl",
    "data",
}
ELEMENT = re.compile(
    r"(bool|email|url|port|str(\(\d*,\d*\))?|password(\(\d*,\d*\))?|int(\(-?\d*,-?\d*\))?"
    r"|float(\(-?\d*\.?\d*,-?\d*\.?\d*\))?|match\(.+\)|list\(.+\)|device(\(subsystem=[a-z]+\))?)\??"
)
"""What Supervisor takes as the type of an option."""


def test_the_linter_finds_nothing() -> None:
    assert {"name", "version", "slug", "description", "arch"} <= set(CONFIG) <= set(KEYS)
    assert {key: value for key, value in CONFIG.items() if not isinstance(value, KEYS[key][0])} == {}
    assert [key for key, value in CONFIG.items() if value == KEYS[key][1]] == [], "keys at their default"
    assert set(CONFIG["arch"]) == {"aarch64", "amd64"}
    assert re.fullmatch(r"[-_.A-Za-z0-9]+", CONFIG["slug"])
    assert not list(ADDON.glob("build.*")), "the builder reads the Dockerfile alone"


def test_supervisor_takes_what_the_app_asks_for() -> None:
    assert all(re.fullmatch(r"(mqtt|mysql):(provide|want|need)", service) for service in CONFIG["services"])
    assert all(set(volume) <= {"type", "read_only", "path"} and volume["type"] in FOLDERS for volume in CONFIG["map"])
    assert re.fullmatch(r"20\d\d\.\d+\.\d+", CONFIG["homeassistant"])
    assert CONFIG["discovery"] == [re.search(r'"domain": "(\w+)"', manifest())[1]]  # type: ignore[index]


def manifest() -> str:
    return (ROOT / "custom_components" / "falldetect" / "manifest.json").read_text()


def elements(schema: Any) -> list[str]:
    """List the types in a schema; a list must not hold a list."""
    if isinstance(schema, dict):
        return [found for value in schema.values() for found in elements(value)]
    if isinstance(schema, list):
        assert len(schema) == 1
        assert not isinstance(schema[0], list)
        return elements(schema[0])
    return [schema]


def test_supervisor_knows_the_types_of_all_options() -> None:
    assert [found for found in elements(CONFIG["schema"]) if not ELEMENT.fullmatch(found)] == []


def complaints(schema: Any, given: Any, path: str = "") -> list[str]:
    """Say what Supervisor would not start the app with."""
    if isinstance(schema, list):
        return [told for element in given for told in complaints(schema[0], element, f"{path}[]")]
    if not isinstance(schema, dict):
        pattern = re.fullmatch(r"match\((.*)\)\??", schema)
        return [path] if pattern and not re.match(pattern[1], str(given)) else []
    missing = [name for name, kind in schema.items() if name not in given and not str(kind).endswith("?")]
    told = [f"{path}.{name} is missing" for name in missing]
    return told + [line for name, value in given.items() for line in complaints(schema[name], value, f"{path}.{name}")]


def test_the_app_starts_with_the_options_it_comes_with() -> None:
    assert complaints(CONFIG["schema"], CONFIG["options"]) == []
    assert complaints(CONFIG["schema"], CONFIG["options"] | {"cameras": [{"name": "Hall"}]}) == [
        ".cameras[].url is missing",
        ".cameras[].room is missing",
    ]


def test_no_other_file_looks_like_an_app() -> None:
    """Supervisor would try to load every config.yaml, config.yml or config.json of the repository as an app."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout  # noqa: S607
    named = re.findall(r"^(?!.*rootfs/)(?:.*/)?config\.(?:yaml|yml|json)$", tracked, re.MULTILINE)
    assert set(named) <= {"addon/config.yaml"}


def test_the_repository_names_itself() -> None:
    assert set(yaml.safe_load((ROOT / "repository.yaml").read_text())) == {"name", "url", "maintainer"}


PRIVILEGED = {
    "BPF",
    "CHECKPOINT_RESTORE",
    "DAC_READ_SEARCH",
    "NET_ADMIN",
    "NET_RAW",
    "PERFMON",
    "SYS_ADMIN",
    "SYS_MODULE",
    "SYS_PTRACE",
    "SYS_RAWIO",
}


@dataclass
class Rated:
    """An app as Supervisor rates its security, from 1 to 8; a signature counts nothing, as it is not checked yet."""

    config: dict[str, Any]
    own_profile: bool = True
    rating: int = field(init=False)

    def __post_init__(self) -> None:
        self.rating = 1 if self.has("docker_api") or self.has("full_access") else max(1, min(8, 5 + self.sum()))

    def has(self, key: str) -> bool:
        return bool(self.config.get(key))

    def sum(self) -> int:
        config = self.config
        armoured = config.get("apparmor", True)
        hidden = not self.has("host_network") and not any(port for port in config.get("ports", {}).values())
        admin = PRIVILEGED & set(config.get("privileged", ()))
        return sum(
            (
                -1 if not armoured else 1 if self.own_profile else 0,
                2 if self.has("ingress") or hidden else 1 if self.has("auth_api") else 0,
                -1 if admin or self.has("kernel_modules") else 0,
                {"manager": -1, "admin": -2}.get(config.get("hassio_role", ""), 0),
                -1 if self.has("host_network") else 0,
                -2 if self.has("host_pid") else 0,
                -1 if self.has("host_uts") and "SYS_ADMIN" in admin else 0,
            )
        )


def test_its_security_is_rated_as_high_as_can_be() -> None:
    assert Rated(CONFIG, own_profile=(ADDON / "apparmor.txt").exists()).rating == 8


@pytest.mark.parametrize(
    ("more", "rating"),
    [
        ({"apparmor": False}, 6),
        ({"host_network": True}, 7),
        ({"privileged": ["NET_ADMIN"]}, 7),
        ({"hassio_role": "admin"}, 6),
        ({"host_pid": True}, 6),
        ({"ingress": False, "ports": {"8099/tcp": 8099}}, 6),
        ({"ingress": False, "host_network": True, "auth_api": True}, 6),
        ({"full_access": True}, 1),
    ],
)
def test_the_rating_falls_with_each_right(more: dict[str, Any], rating: int) -> None:
    assert Rated(CONFIG | more).rating == rating
