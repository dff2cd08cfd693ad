"""A camera that finds out where it stands from people who walk before it."""

import math

import numpy as np

from falldetect_core.skeleton import Body
from falldetect_core.world.calibration import Calibration
from falldetect_core.world.camera import Array
from falldetect_core.world.fit import ANY_ADULT, Fit, Stature, Steps, fit, surprises
from falldetect_core.world.walking import Step, Walking

KEPT_STEPS = 120
LEAST_STEPS = 15
"""Fewer say nothing."""
SOLVE_STEPS, SOLVE_AGAIN_STEPS = 12, 24
"""New steps before the next solution, as long as there is none and once there is one."""
RECENT_STEPS = 30
"""About 15 s of walking judge whether the camera still stands where it stood."""
MOVED = 2.0
"""A camera that fits the recent steps so many times worse than those that it was found from has been moved."""
CELLS = 8
"""Kept steps are spread over so many by so many cells of the picture."""
COLUMNS = 6


class SelfCalibration:
    """Takes looks at people, keeps a spread set of their steps (5 kB), and gives the camera when it knows it well."""

    def __init__(self, size: tuple[int, int], known: Calibration | None = None, stature: Stature = ANY_ADULT) -> None:
        """Start for pictures of that width and height, with what was known before, if anything."""
        self.size = size
        self._stature = stature
        self._walking = Walking()
        self._kept = np.empty((0, COLUMNS), np.float32)
        self._recent = np.empty((0, COLUMNS), np.float32)
        self._fresh = 0
        self._newest = known.for_size(size) if known else None

    @property
    def newest(self) -> Calibration | None:
        """What is known so far, however badly."""
        return self._newest

    @property
    def calibration(self) -> Calibration | None:
        """The camera; None until it is known well enough."""
        return self._newest if self._newest and self._newest.usable else None

    @property
    def steps(self) -> int:
        """How many steps are kept."""
        return len(self._kept)

    def see(self, track: int, time_s: float, body: Body) -> None:
        """Take a look at somebody who may be walking."""
        step = self._walking.see(track, time_s, body)
        if step is None:
            return
        self._keep(step)
        self._fresh += 1
        if len(self._kept) >= LEAST_STEPS and self._fresh >= (SOLVE_AGAIN_STEPS if self.calibration else SOLVE_STEPS):
            self._fresh = 0
            self.solve()

    def solve(self) -> None:
        """Find the camera from the steps that are kept; forget them if it was moved."""
        if self.calibration and self._moved(self.calibration):
            since = self._recent[-RECENT_STEPS // 2 :]  # most of the recent steps were taken after the move
            self._kept, self._recent, self._newest = since.copy(), since.copy(), None
        if len(self._kept) < LEAST_STEPS:
            return
        start = self.calibration.camera if self.calibration else None
        found = calibration_of(fit(self._steps(self._kept), start), len(self._kept))
        if self.calibration is None or found.as_good_as(self.calibration):
            self._newest = found

    def _moved(self, known: Calibration) -> bool:
        if len(self._recent) < RECENT_STEPS:
            return False
        surprise = float(np.median(surprises(self._steps(self._recent), known.camera)))
        return surprise > MOVED * max(1.0, known.scatter)

    def _keep(self, step: Step) -> None:
        row = np.array([step], np.float32)
        self._recent = np.vstack([self._recent[-RECENT_STEPS + 1 :], row])
        self._kept = np.vstack([self._kept, row])
        if len(self._kept) > KEPT_STEPS:
            self._kept = np.delete(self._kept, self._least_missed(), axis=0)

    def _least_missed(self) -> int:
        """Index of the oldest step in the most crowded cell."""
        cells = (self._kept[:, 2:4] / self.size * CELLS).astype(int) @ (1, CELLS + 1)
        _, place, counts = np.unique(cells, return_inverse=True, return_counts=True)
        return int(np.flatnonzero(place == np.argmax(counts))[0])

    def _steps(self, rows: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> Steps:
        values: Array = rows.astype(np.float64)
        return Steps(values[:, [0, 2, 3, 4, 5]], self.size, self._stature)


def calibration_of(found: Fit, steps: int) -> Calibration:
    """Put a fit's covariance into standard deviations."""
    log_height, pitch, roll, focal = np.sqrt(np.diag(found.covariance)).tolist()
    height_sd_m = found.camera.height_m * math.expm1(log_height)
    scatter = float(np.median(found.residuals))
    return Calibration(found.camera, height_sd_m, pitch, roll, focal, scatter, steps, len(found.heights_m))
