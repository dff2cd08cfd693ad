"""Keeps what is said again and again from filling the log."""

import logging
import time
from collections import OrderedDict
from dataclasses import dataclass

AGAIN_S = 600.0
OFTEN = 5
"""A text is logged so often within `AGAIN_S`, then no more until that is over."""
OFTEN_ALIKE = 100
"""The same for texts that differ in a name or a figure only: what others send can't fill the log either."""
KNOWN = 200
"""Texts that are remembered."""


@dataclass(slots=True)
class _Count:
    since_s: float
    times: int = 0


class RepeatFilter(logging.Filter):
    """Lets a record pass unless its text, or texts of its kind, have been logged often lately; the last one says so."""

    def __init__(self) -> None:
        """Start with nothing said."""
        super().__init__()
        self.texts: OrderedDict[str, _Count] = OrderedDict()
        self.kinds: OrderedDict[str, _Count] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool | logging.LogRecord:
        """Pass, keep back, or pass with a note."""
        text = record.getMessage()
        times, alike = _count(self.texts, text), _count(self.kinds, str(record.msg))
        if times > OFTEN or alike > OFTEN_ALIKE:
            return False
        if times < OFTEN and alike < OFTEN_ALIKE:
            return True
        said = f"said {OFTEN} times" if times == OFTEN else f"the like said {OFTEN_ALIKE} times"
        record = logging.makeLogRecord(record.__dict__)
        record.msg, record.args = f"{text} ({said}, not repeated for {AGAIN_S / 60:.0f} min)", ()
        return record


def _count(known: OrderedDict[str, _Count], text: str) -> int:
    """Count a text; returns how often it was logged lately, this time with it."""
    now_s = time.monotonic()
    counted = known.pop(text, None)
    if counted is None or now_s - counted.since_s >= AGAIN_S:
        counted = _Count(now_s)
    known[text] = counted
    if len(known) > KNOWN:
        known.popitem(last=False)
    counted.times += 1
    return counted.times
