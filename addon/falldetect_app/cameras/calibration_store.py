"""Keeps where the cameras stand: what a camera found out by itself holds over a restart."""

from collections.abc import Iterable

from falldetect_app.cameras.watch import CameraWatch
from falldetect_app.storage.archive import Archive
from falldetect_core.world import Calibration

LOOK_S = 10.0
"""Calibrations change this slowly at the most."""


class CalibrationStore:
    """Writes a camera's calibration down whenever it is a new one."""

    def __init__(self, archive: Archive, watches: Iterable[CameraWatch]) -> None:
        """Take what the cameras start with as written down."""
        self._archive = archive
        self._watches = list(watches)
        self._kept: dict[str, Calibration | None] = {
            watch.camera.id: watch.world.calibration for watch in self._watches
        }
        self._looked_s = 0.0

    def tick(self, now_s: float) -> None:
        """Look now and then."""
        if now_s - self._looked_s >= LOOK_S:
            self._looked_s = now_s
            self.close()

    def close(self) -> None:
        """Write down what is new."""
        for watch in self._watches:
            found = watch.world.calibration
            if found is not None and found != self._kept[watch.camera.id]:
                self._archive.keep_calibration(watch.camera.id, found)
                self._kept[watch.camera.id] = found
