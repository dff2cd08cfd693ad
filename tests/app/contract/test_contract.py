"""docs/mqtt.md says what is really published: its examples and its schemas are those of the models."""

import functools
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from falldetect_app.contract.commands import read_command
from falldetect_app.contract.schemas import HEADING, PUBLISHED, schemas, with_schemas

CONTRACT = Path(__file__).parents[3] / "docs" / "mqtt.md"
PAGE = CONTRACT.read_text(encoding="utf-8")


def examples() -> dict[str, list[str]]:
    """Return the JSON blocks of each heading of the page above the schemas."""
    sections = re.split(r"^## ", PAGE.partition(HEADING)[0], flags=re.MULTILINE)[1:]
    return {part.partition(":")[0]: re.findall(r"```json\n(.*?)```", part, re.DOTALL) for part in sections}


def check(name: str, payload: Any) -> None:
    checker(name).validate(payload)


@functools.cache
def checker(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schemas()[name], format_checker=jsonschema.FormatChecker())


def test_the_page_is_written_by_a_command(tmp_path: Path) -> None:
    page = tmp_path / "mqtt.md"
    page.write_text(PAGE.partition(HEADING)[0], encoding="utf-8")
    subprocess.run([sys.executable, "-m", "falldetect_app.contract.schemas", page], check=True)  # noqa: S603
    assert page.read_text(encoding="utf-8") == PAGE


def test_the_schemas_on_the_page_are_those_of_the_models() -> None:
    assert with_schemas(PAGE) == PAGE, "run python -m falldetect_app.contract.schemas docs/mqtt.md"


@pytest.mark.parametrize("name", PUBLISHED)
def test_examples_fit_their_schemas_and_models(name: str) -> None:
    blocks = examples()[name]
    assert blocks
    for block in blocks:
        payload = json.loads(block)
        check(name, payload)
        again = json.loads(PUBLISHED[name].model_validate_json(block).payload())
        assert again == payload


def test_examples_of_commands_are_understood() -> None:
    lines = examples()["Command"][0].splitlines()
    assert len(lines) == 7
    for line in lines:
        check("Command", json.loads(line))
        read_command(line.encode())


@pytest.mark.parametrize("name", schemas())
def test_a_schema_is_one(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schemas()[name])
    assert "title" not in schemas()[name]


def test_a_message_without_its_schema_number_does_not_fit() -> None:
    payload = json.loads(examples()["Camera state"][0])
    del payload["schema"]
    with pytest.raises(jsonschema.ValidationError):
        check("Camera state", payload)
