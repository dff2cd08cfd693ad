"""Keeps what is said again and again from filling the log."""

import logging
import time
from collections import OrderedDict
from dataclasses import dataclass

AGAIN_S = 600.0
OFTEN = 5
"""A text is logged so often within `AGAIN_S`, then no more until that is over."""
KNOWN = 200
"""Texts that are remembered."""


@dataclass(slots=True)
class _Said:
    since_s: float
    times: int = 0


class Repeats(logging.Filter):
    """Lets a record pass unless the same text has been logged often lately; the last one says that it is the last."""

    def __init__(self) -> None:
        """Start with nothing said."""
        super().__init__()
        self._said: OrderedDict[str, _Said] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool | logging.LogRecord:
        """Pass, keep back, or pass with a note."""
        text, now_s = record.getMessage(), time.monotonic()
        said = self._said.pop(text, None)
        if said is None or now_s - said.since_s >= AGAIN_S:
            said = _Said(now_s)
        self._said[text] = said
        if len(self._said) > KNOWN:
            self._said.popitem(last=False)
        said.times += 1
        if said.times == OFTEN:
            record = logging.makeLogRecord(record.__dict__)
            record.msg, record.args = f"{text} (said {OFTEN} times, not repeated for {AGAIN_S / 60:.0f} min)", ()
            return record
        return said.times < OFTEN
