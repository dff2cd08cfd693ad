"""Progress bars on long work, where somebody looks; nothing when piped."""

import sys
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.progress import track


def shown[T](items: Iterable[T], words: str, count: int) -> Iterator[T]:
    """Yield the `count` items, with a bar on standard error when it is a terminal."""
    console = Console(stderr=True)
    bar: Iterable[T] = track(items, words, count, console=console, disable=not sys.stderr.isatty(), transient=True)
    yield from bar
