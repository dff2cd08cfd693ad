"""Write the messages' JSON schemas to the end of the contract: `python -m falldetect_app.contract.schemas FILE`."""

import json
import sys
from pathlib import Path
from typing import Any

from falldetect_app.contract.commands import COMMAND
from falldetect_app.contract.messages import (
    AppState,
    CameraState,
    Discovery,
    Hello,
    HistoryAnswer,
    IncidentEvent,
    Info,
    Message,
    RoomState,
)

HEADING = "## JSON schemas"
INTRO = "Made from the app's own models by `python -m falldetect_app.contract.schemas docs/mqtt.md`; a test compares."
DIALECT = "https://json-schema.org/draft/2020-12/schema"
WIDTH = 120
PUBLISHED: dict[str, type[Message]] = {
    "Discovery": Discovery,
    "Info": Info,
    "Hello": Hello,
    "Room state": RoomState,
    "Event": IncidentEvent,
    "Camera state": CameraState,
    "App state": AppState,
    "History": HistoryAnswer,
}


def schemas() -> dict[str, dict[str, Any]]:
    """Make the schema of every payload, by the name that it has in the contract."""
    made = {name: model.model_json_schema(mode="serialization") for name, model in PUBLISHED.items()}
    made["Command"] = COMMAND.json_schema()
    return {name: {"$schema": DIALECT, **_lean(schema)} for name, schema in made.items()}


def _lean(schema: Any) -> Any:
    """Leave out the titles, which only repeat the names."""
    if isinstance(schema, list):
        return [_lean(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: _lean(part) for key, part in schema.items() if not (key == "title" and isinstance(part, str))}


def with_schemas(page: str) -> str:
    """Return the contract's page with its section of schemas made anew."""
    text = page.partition(f"\n{HEADING}\n")[0].rstrip()
    sections = [f"### {name}\n```json\n{_laid_out(schema)}\n```" for name, schema in schemas().items()]
    return "\n\n".join([text, f"{HEADING}\n{INTRO}", *sections]) + "\n"


def _laid_out(part: Any, indent: str = "") -> str:
    """Write JSON with what fits on a line on one line."""
    line = json.dumps(part)
    if len(indent + line) <= WIDTH - 1 or not isinstance(part, dict | list):
        return line
    inner = indent + " "
    if isinstance(part, list):
        return "[" + ",".join(f"\n{inner}{_laid_out(value, inner)}" for value in part) + f"\n{indent}]"
    rows = (f"\n{inner}{json.dumps(key)}: {_laid_out(value, inner)}" for key, value in part.items())
    return "{" + ",".join(rows) + f"\n{indent}}}"


if __name__ == "__main__":
    contract = Path(sys.argv[1])
    contract.write_text(with_schemas(contract.read_text(encoding="utf-8")), encoding="utf-8")
