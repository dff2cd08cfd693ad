"""The files around the code say the same as the code."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from custom_components.falldetect import const
from custom_components.falldetect.condition import CONDITIONS
from custom_components.falldetect.services import SCHEMAS
from custom_components.falldetect.trigger import TRIGGERS
from falldetect_core import kinds
from falldetect_core.reasons import ENGLISH as REASONS
from falldetect_core.reasons import ReasonCode

FOLDER = Path(const.__file__).parent
LANGUAGES = ("de", "es", "fr", "it", "ja", "ko", "nl", "pt", "zh-Hans")


def read(name: str) -> dict[str, Any]:
    """Return a JSON file of the integration."""
    content: dict[str, Any] = json.loads((FOLDER / name).read_text())
    return content


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(const.Kind, kinds.Kind), (const.Direction, kinds.Direction), (const.Transition, kinds.Event)],
)
def test_the_vocabulary_is_that_of_the_core(ours: type, theirs: type) -> None:
    assert {str(word) for word in ours} == {str(word) for word in theirs}


def test_every_word_that_is_shown_is_translated() -> None:
    entity = read("translations/en.json")["entity"]
    event = entity["event"]["incident"]["state_attributes"]
    assert set(event["event_type"]["state"]) == set(const.Transition)
    assert set(event["kind"]["state"]) == set(const.Kind)
    assert set(event["direction"]["state"]) == set(const.Direction)
    assert set(event["before"]["state"]) == set(kinds.Before)
    assert set(event["after"]["state"]) == set(kinds.After)
    assert set(event["inactivity"]["state"]) == set(kinds.Quiet)
    assert set(event["reasons"]["state"]) == set(REASONS) - {ReasonCode.FENCE, ReasonCode.OTHER}, (
        "no incident has those"
    )
    for code, text in event["reasons"]["state"].items():
        assert set(re.findall(r"\{\w+\}", text)) <= set(re.findall(r"\{\w+\}", REASONS[code])), code
    assert set(entity["sensor"]["kind"]["state"]) == set(const.Kind) - {"unknown"}
    assert set(entity["select"]["sensitivity"]["state"]) == set(const.Sensitivity)
    assert set(entity["binary_sensor"]["fall"]["state_attributes"]["stage"]["state"]) == {*const.DOWN, "recovered"}


def test_every_field_that_is_asked_for_is_described() -> None:
    for step in read("translations/en.json")["config"]["step"].values():
        assert set(step.get("data", {})) == set(step.get("data_description", {}))


def words(texts: dict[str, Any], path: str = "") -> dict[str, str]:
    """Return each text by the path of its key."""
    found: dict[str, str] = {}
    for key, value in texts.items():
        found |= words(value, f"{path}/{key}") if isinstance(value, dict) else {f"{path}/{key}": value}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything_with_the_same_placeholders(language: str) -> None:
    english, translated = words(read("translations/en.json")), words(read(f"translations/{language}.json"))
    assert set(translated) == set(english)
    for path, text in translated.items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", english[path])), path
        assert text.strip() == text != "", path
    same = sum(translated[path] == text for path, text in english.items())
    assert same < len(english) / 5, "mostly English"


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_every_text_keeps_the_rules_of_hassfest(language: str) -> None:
    texts = read(f"translations/{language}.json")
    for path, text in words(texts).items():
        assert re.fullmatch(r"(/[a-z0-9]+([-_][a-z0-9]+)*)+", path), path
        assert not re.search(r"<[a-z/!]", text, re.IGNORECASE), f"{path}: HTML"
        assert not re.search(r"'\{\w+\}'", text), f"{path}: a placeholder in single quotes"
        assert not re.search(r"(://|www\.)\w", text), f"{path}: an address"
        assert "[%" not in text, f"{path}: a reference, which core alone resolves"
        assert text.count("{") == text.count("}") == len(re.findall(r"\{[a-z_]+\}", text)), path
    for key, issue in texts["issues"].items():
        assert set(issue) in ({"title", "description"}, {"title", "fix_flow"}), key
    for flow in (texts["config"], texts["options"], *(issue.get("fix_flow", {}) for issue in texts["issues"].values())):
        assert set(flow) <= {"abort", "error", "flow_title", "step"}
        for name, step in flow.get("step", {}).items():
            assert set(step) <= {"title", "description", "data", "data_description", "menu_options", "sections"}, name
    assert all(set(exception) == {"message"} for exception in texts["exceptions"].values())


def test_every_exception_that_is_raised_is_translated() -> None:
    code = "".join(file.read_text() for file in FOLDER.glob("*.py"))
    raised = set(re.findall(r'translation_domain=DOMAIN,\s+translation_key="(\w+)"', code))
    assert raised == set(read("translations/en.json")["exceptions"])


def test_what_hacs_asks_for_is_there() -> None:
    root = FOLDER.parents[1]
    hacs = json.loads((root / "hacs.json").read_text())
    assert set(hacs) <= {"name", "homeassistant", "render_readme", "hide_default_branch", "content_in_root", "country"}
    assert [folder.name for folder in FOLDER.parent.iterdir() if (folder / "manifest.json").is_file()] == ["falldetect"]
    assert (root / "README.md").is_file()
    assert (FOLDER / "brand" / "icon.png").is_file()


def test_the_languages_are_those_that_were_promised() -> None:
    assert {file.stem for file in (FOLDER / "translations").iterdir()} == {"en", *LANGUAGES}


@pytest.mark.parametrize(
    ("kind", "keys"), [("triggers", set(TRIGGERS)), ("conditions", set(CONDITIONS)), ("services", {*SCHEMAS, "notify"})]
)
def test_what_the_editor_offers_has_name_description_and_icon(kind: str, keys: set[str]) -> None:
    texts, icons = read("translations/en.json")[kind], read("icons.json")[kind]
    file = {"triggers": "triggers", "conditions": "conditions", "services": "services"}[kind]
    described = yaml.safe_load((FOLDER / f"{file}.yaml").read_text())
    described = {key: value for key, value in described.items() if not key.startswith(".")}
    assert set(texts) == set(icons) == set(described) == keys
    for key, text in texts.items():
        assert set(text.get("fields", {})) == set(described[key].get("fields", {})), key
        assert text["name"], key
        assert text["description"], key


def test_every_trouble_can_be_told() -> None:
    issues = read("translations/en.json")["issues"]
    cameras = {"camera_lost", "camera_covered", "camera_moved", "camera_sight", "too_slow"}
    told = {"app_too_new", "app_too_old", "settings", "storage", "newer", "site", "unreachable", "phones_alike"}
    assert set(issues) == {"app_gone", "broker_gone", "monitoring_off"} | told | cameras
    for key, issue in issues.items():
        assert ("fix_flow" in issue) is (key not in told), key


def test_every_icon_belongs_to_a_translated_entity() -> None:
    names = read("translations/en.json")["entity"]
    for platform, icons in read("icons.json")["entity"].items():
        assert set(icons) <= set(names[platform])


def test_the_manifest_is_sorted_and_complete() -> None:
    manifest = read("manifest.json")
    assert list(manifest) == ["domain", "name", *sorted(set(manifest) - {"domain", "name"})]
    assert {"documentation", "issue_tracker", "codeowners", "version"} <= set(manifest)


def test_the_brand_images_have_the_sizes_that_are_asked_for() -> None:
    for name, size in (("icon.png", 256), ("icon@2x.png", 512)):
        header = (FOLDER / "brand" / name).read_bytes()[:24]
        assert header.startswith(b"\x89PNG")
        assert (int.from_bytes(header[16:20]), int.from_bytes(header[20:24])) == (size, size)


def test_every_rule_of_the_quality_scale_has_an_answer() -> None:
    rules = yaml.safe_load((FOLDER / "quality_scale.yaml").read_text())["rules"]
    assert len(rules) == 54
    assert [rule for rule, answer in rules.items() if answer == "todo"] == []
    for rule, answer in rules.items():
        status = answer if isinstance(answer, str) else answer["status"]
        assert status in {"done", "exempt"}, rule
        assert status != "exempt" or answer["comment"], rule
