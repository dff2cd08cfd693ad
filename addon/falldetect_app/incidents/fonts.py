"""The report's fonts, which it carries in itself as far as it uses them: every reader then shows every name.

The app's image brings DejaVu Sans (Latin, Greek, Cyrillic and more) and Droid Sans Fallback (Chinese, Japanese and
Korean). Where they are missing, Vera takes their place, which comes with ReportLab and knows western European letters,
and beside it a font that readers of PDF may have for the language.
"""

import sys
import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

FOLDERS = (Path(sys.prefix, "share/fonts"), Path("/usr/share/fonts"), Path("/usr/share/fonts-droid-fallback"))
WESTERN, ASIAN = "DejaVuSans", "DroidSansFallback"
SHIPPED = "Vera"
NAMED = {"zh-Hans": "STSong-Light", "ja": "HeiseiKakuGo-W5", "ko": "HYGothic-Medium"}
FIRST_ASIAN = 0x2E80
"""From this letter on a text is broken between any two letters, and fonts of readers are trusted to have it."""


class Fonts:
    """Chooses for each letter a font that has it."""

    def __init__(self, language: str, folders: tuple[Path, ...] = FOLDERS) -> None:
        """Take the fonts that are there."""
        self.usual = _embedded(WESTERN, folders) or _made(SHIPPED, f"{SHIPPED}.ttf")
        self._asian = _embedded(ASIAN, folders) or _named(NAMED.get(language, NAMED["zh-Hans"]))

    def marked(self, text: str) -> str:
        """Return the text as ReportLab's paragraphs take it; a letter that no font has as it is without its accents."""
        runs = groupby(map(self._known, text), key=self.of)
        return "".join(f'<font name="{font}">{escape("".join(run))}</font>' for font, run in runs)

    def of(self, letter: str) -> str:
        """Return the font of a letter."""
        return self.usual if _has(self.usual, letter) or not _has(self._asian, letter) else self._asian

    def _known(self, letter: str) -> str:
        forms = (letter, unicodedata.normalize("NFKD", letter)[0])
        return next((form for form in forms if _has(self.usual, form) or _has(self._asian, form)), "?")


def is_asian(text: str) -> bool:
    """Return whether a text may be broken anywhere."""
    return any(ord(letter) >= FIRST_ASIAN for letter in text)


@cache
def _embedded(name: str, folders: tuple[Path, ...]) -> str | None:
    found = [file for folder in folders for file in folder.rglob(f"{name}.ttf")]
    return _made(name, str(found[0])) if found else None


def _made(name: str, file: str) -> str:
    pdfmetrics.registerFont(TTFont(name, file))
    return name


@cache
def _named(name: str) -> str:
    pdfmetrics.registerFont(UnicodeCIDFont(name))
    return name


def _has(font: str, letter: str) -> bool:
    made = pdfmetrics.getFont(font)
    return ord(letter) in made.face.charToGlyph if isinstance(made, TTFont) else ord(letter) >= FIRST_ASIAN
