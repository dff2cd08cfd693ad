"""The app's configuration page: it knows the same options as the program, in ten languages."""

from typing import Any

import pytest
from falldetect_app.settings.options import Camera, DiscoveryMode, Mqtt, Options, PrivacyOptions, SnapshotChoice
from falldetect_app.settings.validation import check_options
from pydantic import BaseModel

from falldetect_core.settings import Sensitivity

from .app import ADDON, CONFIG, LANGUAGES, yaml

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


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_is_explained(language: str) -> None:
    told = yaml.safe_load((ADDON / "translations" / f"{language}.yaml").read_text())["configuration"]
    assert list(told) == list(Options.model_fields)
    for name, section in (("cameras", Camera), ("mqtt", Mqtt), ("privacy", PrivacyOptions)):
        assert list(told[name]["fields"]) == list(section.model_fields)
    texts = [option for top in told.values() for option in (top, *top.get("fields", {}).values())]
    assert all(set(text) - {"fields"} == {"name", "description"} for text in texts)
    assert all(text["name"] and text["description"] for text in texts)


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_description_is_translated(language: str) -> None:
    english, told = (
        yaml.safe_load((ADDON / "translations" / f"{name}.yaml").read_text())["configuration"]
        for name in ("en", language)
    )
    same = [name for name in english if english[name]["description"] == told[name]["description"]]
    assert same == []


def test_no_other_language_is_there() -> None:
    assert {file.stem for file in (ADDON / "translations").iterdir()} == set(LANGUAGES)


def test_the_documentation_names_every_option() -> None:
    page = (ADDON / "DOCS.md").read_text()
    assert [name for name in Options.model_fields if f"`{name}" not in page] == []
