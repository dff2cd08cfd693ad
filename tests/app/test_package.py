"""The app as a package: the store's linter has nothing to say, and its configuration page knows the same options."""

import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from falldetect_app.options import Camera, DiscoveryMode, Mqtt, Options, PrivacyOptions, SnapshotChoice
from falldetect_app.reading import check_options
from pydantic import BaseModel

from falldetect_core.settings import Sensitivity

yaml = pytest.importorskip("yaml")

ROOT = Path(__file__).parents[2]
ADDON = ROOT / "addon"
CONFIG: dict[str, Any] = yaml.safe_load((ADDON / "config.yaml").read_text())
SERVICES = ADDON / "rootfs" / "etc" / "s6-overlay" / "s6-rc.d"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
DEFAULTS = {
    "advanced": False,
    "apparmor": True,
    "boot": "auto",
    "init": True,
    "panel_admin": True,
    "panel_icon": "mdi:puzzle",
    "stage": "stable",
    "startup": "application",
    "timeout": 10,
    "options": {},
    "schema": {},
}
KNOWN = set(DEFAULTS) | {
    *(
        "name",
        "version",
        "slug",
        "description",
        "url",
        "image",
        "arch",
        "homeassistant",
        "services",
        "map",
        "discovery",
        "ingress",
        "panel_title",
        "backup_pre",
        "backup_exclude",
    ),
}


def test_the_linter_finds_nothing() -> None:
    assert {"name", "version", "slug", "description", "arch"} <= set(CONFIG) <= KNOWN
    assert [key for key, default in DEFAULTS.items() if CONFIG.get(key) == default] == []
    assert set(CONFIG["arch"]) == {"aarch64", "amd64"}
    assert CONFIG["services"] == ["mqtt:want"]
    assert not list(ADDON.glob("build.*"))


def test_no_other_file_looks_like_an_app() -> None:
    """Supervisor would try to load every config.yaml, config.yml or config.json of the repository as an app."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout  # noqa: S607
    named = re.findall(r"^(?!.*rootfs/)(?:.*/)?config\.(?:yaml|yml|json)$", tracked, re.MULTILINE)
    assert set(named) <= {"addon/config.yaml"}


def test_the_version_is_that_of_the_project() -> None:
    assert CONFIG["version"] == PROJECT["version"]
    assert f"ARG BUILD_VERSION={PROJECT['version']}\n" in (ADDON / "Dockerfile").read_text()
    assert f"## {PROJECT['version']}\n" in (ADDON / "CHANGELOG.md").read_text()


SECTIONS: list[tuple[dict[str, Any], type[BaseModel]]] = [
    (CONFIG["schema"], Options),
    (CONFIG["schema"]["cameras"][0], Camera),
    (CONFIG["schema"]["mqtt"], Mqtt),
    (CONFIG["schema"]["privacy"], PrivacyOptions),
]


@pytest.mark.parametrize(("schema", "model"), SECTIONS)
def test_the_page_knows_the_same_options(schema: dict[str, Any], model: type[BaseModel]) -> None:
    assert list(schema) == list(model.model_fields)


@pytest.mark.parametrize("choice", [("sensitivity", Sensitivity), ("discovery", DiscoveryMode)])
def test_the_page_knows_the_same_choices(choice: tuple[str, type[Sensitivity]]) -> None:
    name, kinds = choice
    assert CONFIG["schema"][name] == f"list({'|'.join(kinds)})"
    assert CONFIG["schema"]["privacy"]["snapshot"] == f"list({'|'.join(SnapshotChoice)})"


@pytest.mark.parametrize("name", ["confirmation_s", "long_lie_s", "person_down_s", "inactivity_min"])
def test_the_page_knows_the_same_limits(name: str) -> None:
    limits = Options.model_json_schema()["properties"][name]
    assert CONFIG["schema"][name] == f"float({limits['minimum']:g},{limits['maximum']:g})"


def test_the_defaults_are_those_of_the_program() -> None:
    camera = {"name": "Window", "url": "rtsp://192.0.2.1/stream", "room": "Living room"}
    assert CONFIG["options"]["cameras"] == []
    assert check_options(CONFIG["options"] | {"cameras": [camera]}) == check_options({"cameras": [camera]})


def test_every_option_is_explained() -> None:
    told = yaml.safe_load((ADDON / "translations" / "en.yaml").read_text())["configuration"]
    assert list(told) == list(Options.model_fields)
    for name, section in (("cameras", Camera), ("mqtt", Mqtt), ("privacy", PrivacyOptions)):
        assert list(told[name]["fields"]) == list(section.model_fields)
    page = (ADDON / "DOCS.md").read_text()
    assert [name for name in told if f"`{name}" not in page] == []


def test_the_service_is_complete() -> None:
    assert (SERVICES / "falldetect" / "type").read_text() == "longrun\n"
    assert (SERVICES / "user" / "contents.d" / "falldetect").exists()
    for script in ("run", "finish"):
        file = SERVICES / "falldetect" / script
        assert file.read_text().startswith("#!/command/with-contenv bashio\n")
        assert os.access(file, os.X_OK)


def test_the_image_is_built_from_what_is_there() -> None:
    dockerfile = (ADDON / "Dockerfile").read_text()
    assert "FROM ghcr.io/home-assistant/base-debian:trixie\n" in dockerfile
    copied = [word for line in re.findall(r"^COPY (.*) \S+$", dockerfile, re.MULTILINE) for word in line.split()]
    assert "requirements/app.txt" in copied
    ours = [name for name in copied if name.startswith("addon")]
    assert [name for name in ours if not (ROOT / name).exists()] == []


@pytest.mark.parametrize(("name", "size"), [("icon", (128, 128)), ("logo", (250, 100))])
def test_the_store_shows_a_picture(name: str, size: tuple[int, int]) -> None:
    header = (ADDON / f"{name}.png").read_bytes()[:24]
    assert (int.from_bytes(header[16:20]), int.from_bytes(header[20:24])) == size


def test_the_profile_guards_the_program_that_runs() -> None:
    profile = (ADDON / "apparmor.txt").read_text()
    assert f"profile {CONFIG['slug']} " in profile
    assert "/opt/falldetect/bin/falldetect-app cx" in profile
    assert profile.count("{") == profile.count("}")


def test_the_repository_names_itself() -> None:
    assert set(yaml.safe_load((ROOT / "repository.yaml").read_text())) == {"name", "url", "maintainer"}
