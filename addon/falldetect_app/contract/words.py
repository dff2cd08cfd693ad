"""The page's words in the languages that it speaks; a file a language, as the browser reads it too."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from falldetect_app.contract.messages import Why
from falldetect_core.reasons import ReasonCode

FOLDER = Path(__file__).parents[1] / "web" / "static" / "words"
USUAL = "en"
REASON = "reason."


def words(language: str) -> dict[str, str]:
    """Return the words of a language; English where there is none of that name, or a word is missing."""
    return _words(language if language in {file.stem for file in FOLDER.glob("*.json")} else USUAL)


@cache
def _words(language: str) -> dict[str, str]:
    own: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return own if language == USUAL else _words(USUAL) | own


def reason_in(words_of: Mapping[str, str], reason: str, why: Why) -> str:
    """Put a reason, which the contract tells in English, into the language of `words_of` by its code and figures."""
    if why.code not in ReasonCode or why.code == ReasonCode.OTHER:
        return reason
    state = words_of.get(f"moved.{why.figures.get('state')}", "")
    return words_of[f"{REASON}{why.code}"].format(**why.figures | {"state": state})
