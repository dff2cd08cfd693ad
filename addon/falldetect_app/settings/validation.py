"""Read the options file; all that is wrong with it is told at once, each with the field and the mend."""

import contextlib
import difflib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from falldetect_app.settings.identities import NOBODY, Identities
from falldetect_app.settings.options import Camera, Mqtt, Options, PrivacyOptions
from falldetect_app.tolerance import path, read_tolerantly
from falldetect_core.errors import FallDetectError

SECTIONS: dict[str, type[BaseModel]] = {"cameras": Camera, "mqtt": Mqtt, "privacy": PrivacyOptions}
NO_OBJECT = 'the options must be one JSON object: {"cameras": […], …}'
BEYOND = "holds a number or a nesting beyond reason; remove it"
_HALF = re.compile(r"[\ud800-\udfff]")
SECRETS = {"url", "password", "username"}


class OptionsError(FallDetectError):
    """The options cannot be used; one line of the message a problem."""


class UnreadableError(OptionsError):
    """A file of options is not there, or cannot be read."""


def read_options(file: Path) -> Options:
    """Read and check a file of options."""
    return check_options(read_json(file))


def read_json(file: Path) -> dict[str, Any]:
    """Read a file that holds one JSON object; raises OptionsError, an UnreadableError where the disk gives nothing."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise UnreadableError(
            f"{file}: {error.strerror}; write the options there or name another file with --options"
        ) from None
    except UnicodeDecodeError:
        raise OptionsError(f"{file}: is not text in UTF-8; save it as such") from None
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise OptionsError(f"{file}: is not JSON: {error.msg} in line {error.lineno}, column {error.colno}") from None
    except (ValueError, RecursionError):
        raise OptionsError(f"{file}: {BEYOND}") from None
    if not isinstance(given, dict):
        raise OptionsError(NO_OBJECT)
    return given


def check_options(given: object, known: Identities = NOBODY) -> Options:
    """Check options that were read already, and tell who their cameras and rooms are by those that are `known`."""
    if not isinstance(given, dict):
        raise OptionsError(NO_OBJECT)
    with _problems_in_words():
        return known.identify(Options.model_validate(_filled(given)))


def understood(given: dict[str, Any], over: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return what can be used of options that are set `over` those `given`, and where the rest of it stands.

    A newer version may set what this one doesn't know. Raises OptionsError where nothing can be used, or no camera.
    """
    with _problems_in_words():
        _, used, left_out = read_tolerantly(lambda some: Options.model_validate(_filled(given | some)), over)
    if left_out and ("cameras" in left_out or not used):
        check_options(given | over)
    return used, left_out


@contextlib.contextmanager
def _problems_in_words() -> Iterator[None]:
    try:
        yield
    except RecursionError:
        raise OptionsError(f"the options: {BEYOND}") from None
    except ValidationError as error:
        raise OptionsError("\n".join(problems_of(error))) from None


def _filled(given: object) -> object:
    """Leave out what a configuration page shows as an empty field; raises OptionsError for half a character."""
    if isinstance(given, dict):
        return {_filled(key): _filled(value) for key, value in given.items() if value not in ("", None)}
    if isinstance(given, str) and _HALF.search(given):
        raise OptionsError('the options hold half a character (like "\\ud800"): write it in full')
    return [_filled(value) for value in given] if isinstance(given, list) else given


def problems_of(error: ValidationError) -> Iterator[str]:
    """Tell what is wrong, a line a problem, each with the field and the mend."""
    for detail in error.errors(include_url=False):
        loc = tuple(part for part in detail["loc"] if part != "function-before[str()]")
        says = _says(detail, loc)
        yield f"{path(loc)}: {says}" if loc else says


def _says(detail: ErrorDetails, loc: tuple[int | str, ...]) -> str:
    section = SECTIONS.get(str(loc[0]), Options) if len(loc) > 1 else Options
    field = str(loc[-1]) if loc else ""
    match detail["type"]:
        case "value_error":
            return str(detail["ctx"]["error"])
        case "extra_forbidden":
            return _unknown(field, section)
        case "missing":
            return f"is missing; {_mend(section, field)}"
    return "; ".join(part for part in (_wrong(detail, field), _mend(section, field)) if part)


def _unknown(field: str, section: type[BaseModel]) -> str:
    close = difflib.get_close_matches(field, section.model_fields, 1)
    return f'is not an option; did you mean "{close[0]}"?' if close else "is not an option; remove it"


def _wrong(detail: ErrorDetails, field: str) -> str:
    kind, limits = detail["type"], detail.get("ctx", {})
    value = _shown(detail["input"], field)
    match kind:
        case "greater_than_equal":
            return f"{value} is too small, use {limits['ge']:g} or more"
        case "less_than_equal":
            return f"{value} is too large, use {limits['le']:g} or less"
        case "too_long" | "string_too_long":
            return f"is too long, use at most {limits['max_length']}"
        case "literal_error" | "enum":
            return f"{value} is not one of {limits['expected'].replace("'", '').replace(' or ', ', ')}"
        case "string_pattern_mismatch":
            return f"{value} does not fit"
    return f"{value} {_TYPES.get(kind, 'is not understood')}"


def _shown(value: object, field: str) -> str:
    """Repeat a wrong value, unless it is or may hold an address or a credential."""
    secret = field in SECRETS or not isinstance(value, str | int | float) or "://" in str(value)
    return "this" if secret else json.dumps(value, ensure_ascii=False)[:40]


_TYPES = {
    "string_type": "must be text",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "tuple_type": "must be a list",
    "path_type": "must be the path of a file",
    "model_type": "must be an object with named fields",
    "model_attributes_type": "must be an object with named fields",
}


def _mend(section: type[BaseModel], field: str) -> str:
    described = section.model_fields.get(field)
    return (described and described.description) or ""
