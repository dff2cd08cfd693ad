"""The page's words in the languages that it speaks; a file a language, as the browser reads it too."""

import json
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("static") / "words"
USUAL = "en"


@cache
def words(language: str) -> dict[str, str]:
    """Return the words of a language; English where there is none of that name, or a word is missing."""
    known = {file.stem for file in FOLDER.glob("*.json")}
    usual: dict[str, str] = json.loads((FOLDER / f"{USUAL}.json").read_text(encoding="utf-8"))
    if language == USUAL or language not in known:
        return usual
    own: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return usual | own
