"""What another version of the app wrote: what is not understood of it is left out, wherever something may be."""

from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails


def read_tolerantly[T](read: Callable[[Any], T], given: Any) -> tuple[T, Any, tuple[str, ...]]:
    """Read what is understood; returns it, what was given without the rest, and where that stood.

    Raises ValidationError where what is not understood cannot be left out.
    """
    given, left_out = deepcopy(given), list[str]()
    while True:
        try:
            return read(given), given, tuple(left_out)
        except ValidationError as error:
            place = _leave_out(given, error.errors(include_url=False)[0])
            if not place:
                raise
            left_out.append(place)


def _leave_out(given: Any, wrong: ErrorDetails) -> str:
    """Remove the field that is wrong, or what lacks one; returns where that is, empty for all of it."""
    way: list[tuple[Any, int | str]] = []
    for part in wrong["loc"]:
        holder = way[-1][0][way[-1][1]] if way else given
        there = isinstance(holder, dict) and part in holder
        if not there and not (isinstance(holder, list) and isinstance(part, int) and part < len(holder)):
            break
        way.append((holder, part))
    while way and wrong["type"] != "missing" and not isinstance(way[-1][0], dict):
        way.pop()
    if not way:
        return ""
    holder, part = way[-1]
    del holder[part]
    return path(part for _, part in way)


def path(way: Iterable[int | str]) -> str:
    """Name a field as its user would: `cameras[0].name`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in way).lstrip(".")
