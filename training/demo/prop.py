"""A ball of wool, to be picked up."""

import bpy
import numpy as np

from training.demo.layout import WOOL_RADIUS_M
from training.demo.stage import Finish, material, mesh
from training.simulation.arrays import FloatArray

RINGS, SPOKES = 16, 24


class Wool:
    """The ball on the stage."""

    def __init__(self) -> None:
        """Put the ball at the origin."""
        polar = np.linspace(0, np.pi, RINGS)[:, None]
        around = np.linspace(0, 2 * np.pi, SPOKES, endpoint=False)[None]
        sphere = np.stack(
            [np.sin(polar) * np.cos(around), np.sin(polar) * np.sin(around), np.cos(polar) + 0 * around], axis=-1
        )
        self._vertices = WOOL_RADIUS_M * sphere.reshape(-1, 3)
        faces = [
            (
                ring * SPOKES + spoke,
                (ring + 1) * SPOKES + spoke,
                (ring + 1) * SPOKES + (spoke + 1) % SPOKES,
                ring * SPOKES + (spoke + 1) % SPOKES,
            )
            for ring in range(RINGS - 1)
            for spoke in range(SPOKES)
        ]
        yarn = material("wool", Finish((0.55, 0.30, 0.03), 0.95, 0.9, 90.0, 0.2))
        self._object: bpy.types.Object = mesh("wool", self._vertices, faces, yarn)
        self._object.data.shade_smooth()

    def move(self, centre: FloatArray) -> FloatArray:
        """Move the ball to `centre` (3,) and return its vertices (N, 3)."""
        self._object.location = centre.tolist()
        moved: FloatArray = self._vertices + centre
        return moved
