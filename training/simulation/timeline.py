"""Foreground over time: postures at times, with smooth movement between them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

from training.simulation.body import FloatArray
from training.simulation.posture import Posture, flatten, unflatten


@dataclass(frozen=True)
class Key:
    """A posture and when it is reached, in seconds."""

    time_s: float
    posture: Posture


class Timeline:
    """Postures between keys; movement starts and ends gently wherever a posture is held (monotone cubic)."""

    def __init__(self, keys: Sequence[Key]) -> None:
        """Interpolate between `keys`, whose times rise."""
        self._like = keys[0].posture
        self._times = np.array([key.time_s for key in keys])
        self._curve = PchipInterpolator(self._times, np.stack([flatten(key.posture) for key in keys]), axis=0)

    @property
    def end_s(self) -> float:
        """When the last key is reached."""
        return float(self._times[-1])

    def at(self, time_s: float) -> Posture:
        """Return the posture at `time_s`; before the first and after the last key it stands still."""
        clipped = np.clip(time_s, self._times[0], self._times[-1])
        vector: FloatArray = self._curve(clipped)
        return unflatten(vector, self._like)
