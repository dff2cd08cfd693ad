"""Versions of the app and of this integration."""

from awesomeversion import AwesomeVersion, AwesomeVersionException


def is_older(version: str, than: str) -> bool:
    """Return whether a version is older than another; one that can't be compared is not."""
    try:
        return AwesomeVersion(version) < AwesomeVersion(than)
    except AwesomeVersionException:
        return False


def newest(version: str, other: str) -> str:
    """Return the newer of two versions, the first where they can't be compared."""
    return other if is_older(version, other) else version
