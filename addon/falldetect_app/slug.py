"""Make ids for topics out of the names that people give."""

import re
import unicodedata
import zlib


def slug(name: str, fallback: str) -> str:
    """Turn a name into lower-case letters, digits and underscores; `fallback` and a checksum where it has none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    return "_".join(words) or f"{fallback}_{zlib.crc32(name.encode()):08x}"
