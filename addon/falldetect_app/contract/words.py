"""The page's words in the languages that it speaks; a file a language, as the browser reads it too."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "web" / "static" / "words"
USUAL = "en"
REASON = "reason."
OTHER = "other"


def words(language: str) -> dict[str, str]:
    """Return the words of a language; English where there is none of that name, or a word is missing."""
    return _words(language if language in {file.stem for file in FOLDER.glob("*.json")} else USUAL)


@cache
def _words(language: str) -> dict[str, str]:
    own: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return own if language == USUAL else _words(USUAL) | own


def reason_in(words_of: Mapping[str, str], reason: str) -> str:
    """Return one of the app's reasons, which are English, in the language of `words_of`; as it is if not known."""
    code, figures = reason_code(reason)
    if code == OTHER:
        return reason
    state = words_of.get(f"moved.{figures.get('state')}", "")
    return words_of[f"{REASON}{code}"].format(**figures | {"state": state})


def reason_code(reason: str) -> tuple[str, dict[str, str]]:
    """Return the code of one of the app's reasons, and its figures by name; `other` without figures if not known."""
    for key, pattern in _reasons():
        if found := pattern.fullmatch(reason):
            return key.removeprefix(REASON), found.groupdict()
    return OTHER, {}


@cache
def _reasons() -> list[tuple[str, re.Pattern[str]]]:
    """Return how reasons are recognised: by their English words, with anything where they have braces."""
    found = ((key, text) for key, text in words(USUAL).items() if key.startswith(REASON))
    return [(key, re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>\\S+)", re.escape(text)))) for key, text in found]
