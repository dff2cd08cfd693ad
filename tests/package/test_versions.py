"""One version: that of pyproject.toml, and the same wherever a version has to be written out."""

import json
import re

import pytest

from .app import ADDON, CONFIG, DOCKERFILE, ROOT, VERSION


def test_the_version_is_a_release() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("addon/config.yaml", CONFIG["version"]),
        (
            "the integration's manifest.json",
            json.loads((ROOT / "custom_components" / "falldetect" / "manifest.json").read_text())["version"],
        ),
        ("the Dockerfile's BUILD_VERSION", re.search(r"^ARG BUILD_VERSION=(.*)$", DOCKERFILE, re.MULTILINE)),
        (
            "the newest entry of CHANGELOG.md",
            re.search(r"^## (\S+)", (ADDON / "CHANGELOG.md").read_text(), re.MULTILINE),
        ),
    ],
)
def test_every_place_names_the_same_version(place: str, told: str | re.Match[str] | None) -> None:
    assert (told if isinstance(told, str) else told and told[1]) == VERSION, place
