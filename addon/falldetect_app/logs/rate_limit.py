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
class _Said:
    since_s: float
    times: int = 0


class Repeats(logging.Filter):
    """Lets a record pass unless its text, or texts of its kind, have been logged often lately; the last one says so."""

    def __init__(self) -> None:
        """Start with nothing said."""
        super().__init__()
        self._texts: OrderedDict[str, _Said] = OrderedDict()
        self._kinds: OrderedDict[str, _Said] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool | logging.LogRecord:
        """Pass, keep back, or pass with a note."""
        text = record.getMessage()
        times, alike = _times(self._texts, text), _times(self._kinds, str(record.msg))
        if times > OFTEN or alike > OFTEN_ALIKE:
            return False
        if times < OFTEN and alike < OFTEN_ALIKE:
            return True
        said = f"said {OFTEN} times" if times == OFTEN else f"the like said {OFTEN_ALIKE} times"
        record = logging.makeLogRecord(record.__dict__)
        record.msg, record.args = f"{text} ({said}, not repeated for {AGAIN_S / 60:.0f} min)", ()
        return record


def _times(known: OrderedDict[str, _Said], text: str) -> int:
    """Count a text; returns how often it was logged lately, this time with it."""
    now_s = time.monotonic()
    said = known.pop(text, None)
    if said is None or now_s - said.since_s >= AGAIN_S:
        said = _Said(now_s)
    known[text] = said
    if len(known) > KNOWN:
        known.popitem(last=False)
    said.times += 1
    return said.times
