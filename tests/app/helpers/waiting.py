"""Wait for something that happens in another thread or process."""

import time
from collections.abc import Callable

PATIENCE_S = 60.0
"""What is waited for takes milliseconds; a machine that has much else to do gets much more."""


def wait_until[T](found: Callable[[], T], what: str = "", patience_s: float = PATIENCE_S) -> T:
    """Return the first true answer; fail when none comes in time."""
    end_s = time.monotonic() + patience_s
    while not (answer := found()):
        if time.monotonic() > end_s:
            raise AssertionError(f"waited {patience_s} s in vain {what}")
        time.sleep(0.002)
    return answer
