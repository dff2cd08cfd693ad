"""The files around the code say the same as the code."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from custom_components.falldetect import const
from falldetect_core import kinds

FOLDER = Path(const.__file__).parent


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
    assert set(entity["sensor"]["kind"]["state"]) == set(const.Kind) - {"unknown"}
    assert set(entity["select"]["sensitivity"]["state"]) == set(const.Sensitivity)
    assert set(entity["binary_sensor"]["fall"]["state_attributes"]["stage"]["state"]) == {*const.DOWN, "recovered"}


def test_every_field_that_is_asked_for_is_described() -> None:
    for step in read("translations/en.json")["config"]["step"].values():
        assert set(step.get("data", {})) == set(step.get("data_description", {}))


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
    for rule, answer in rules.items():
        status = answer if isinstance(answer, str) else answer["status"]
        assert status in {"done", "exempt", "todo"}, rule
        assert status != "exempt" or answer["comment"], rule
