"""Hands frames from one thread to another: the latest wins."""

import threading

from falldetect_core.records import Frame


class LatestFrame:
    """Room for one frame: a newer one takes the place of one that nobody has looked at yet."""

    def __init__(self) -> None:
        """Start empty."""
        self._ready = threading.Condition()
        self._frame: Frame | None = None
        self._woken = False
        self._closed = False

    def put(self, frame: Frame) -> None:
        """Lay a frame down."""
        with self._ready:
            self._frame = frame
            self._ready.notify()

    def wake(self) -> None:
        """Let `wait` return, frame or not."""
        with self._ready:
            self._woken = True
            self._ready.notify()

    def wait(self) -> bool:
        """Wait for a frame or a wake-up; False when closed."""
        with self._ready:
            self._ready.wait_for(lambda: self._closed or self._woken or self._frame is not None)
            self._woken = False
            return not self._closed

    def take(self) -> Frame | None:
        """Take the frame, if there is one."""
        with self._ready:
            frame, self._frame = self._frame, None
            return frame

    def close(self) -> None:
        """Let nobody wait any more."""
        with self._ready:
            self._closed = True
            self._ready.notify_all()
