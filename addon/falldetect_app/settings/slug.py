"""Make ids for topics out of the names that people give."""

import re
import unicodedata
import zlib

LONGEST_STEM = 51
"""What stands before a checksum is cut here, so that an id of the longest name is short enough for a camera's."""


def name_key(name: str) -> str:
    """Return what two spellings of one name have in common: they may differ in case and spaces, in nothing else."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def slug(name: str, fallback: str) -> str:
    """Turn a name into lower-case letters, digits and underscores, with a checksum where any but accents are lost.

    Without it, names in another script would become one by what ASCII they have in common, as the 1 of two rooms;
    `fallback` stands before it where nothing is left.
    """
    plain = unicodedata.normalize("NFKD", name)
    stem = "_".join(re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower()))
    if stem and not any(letter.isalnum() and not letter.isascii() for letter in plain):
        return stem
    return f"{stem[:LONGEST_STEM].rstrip('_') or fallback}_{zlib.crc32(name.encode()):08x}"
