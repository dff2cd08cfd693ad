"""Render frames of a static camera: the empty room once, then only the part of each picture where the person is."""

import hashlib
import tempfile
from pathlib import Path

import bpy
import cv2
import numpy as np
from numpy.typing import NDArray

from training.simulation.arrays import FloatArray
from training.simulation.camera.pinhole import Camera

Picture = NDArray[np.uint8]

CACHE = Path(__file__).parents[2] / ".cache" / "demo"
MARGIN_PX = 34
"""Around the person, so that its soft shadow lies within the rendered part."""
FEATHER_PX = 16


class Film:
    """Renders one camera's pictures."""

    def __init__(self, camera: Camera, *, background_samples: int, samples: int) -> None:
        """Render the stage as it is now, without people, as the background."""
        self._camera = camera
        self._scratch = Path(tempfile.mkdtemp()) / "frame.png"
        self._samples = samples
        self.background = self._background(background_samples)

    def frame(self, vertices: FloatArray) -> Picture:
        """Return the picture (H, W, 3) RGB with the person whose `vertices` (N, 3) are on the stage."""
        part = self._part(vertices)
        if part is None:
            return self.background
        fresh = self._render(self._samples, part)
        share = self._feather(part)
        picture: Picture = (self.background * (1 - share) + fresh * share + 0.5).astype(np.uint8)
        return picture

    def _feather(self, part: tuple[int, int, int, int]) -> NDArray[np.float32]:
        """Return how far each pixel (H, W, 1) comes from the rendered part: soft edges, except along the picture's."""
        left, top, right, bottom = part
        inset = FEATHER_PX // 2
        mask = np.zeros((self._camera.height, self._camera.width), dtype=np.float32)
        low_x, low_y = (0 if edge <= 0 else edge + inset for edge in (left, top))
        high_x = right if right >= self._camera.width else right - inset
        high_y = bottom if bottom >= self._camera.height else bottom - inset
        mask[low_y:high_y, low_x:high_x] = 1.0
        soft = cv2.blur(mask, (FEATHER_PX - 1, FEATHER_PX - 1), borderType=cv2.BORDER_REPLICATE)
        return np.asarray(soft[..., None], dtype=np.float32)

    def _background(self, samples: int) -> Picture:
        """Return the empty room, rendered again only when the code of room, stage or film changed."""
        code = b"".join((Path(__file__).parent / name).read_bytes() for name in ("layout.py", "room.py", "stage.py"))
        stored = CACHE / f"{hashlib.sha256(code + str((samples, self._camera)).encode()).hexdigest()[:16]}.png"
        if not stored.exists():
            stored.parent.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(stored), cv2.cvtColor(self._render(samples), cv2.COLOR_RGB2BGR))
        return _read(stored)

    def _part(self, vertices: FloatArray) -> tuple[int, int, int, int] | None:
        """Return the rectangle (left, top, right, bottom) that holds the person and its shadow on the floor."""
        shadow = vertices * [1, 1, 0]
        pixels = self._camera.project(np.concatenate([vertices, shadow]))
        low = np.floor(pixels.min(axis=0)).astype(int) - MARGIN_PX
        high = np.ceil(pixels.max(axis=0)).astype(int) + MARGIN_PX
        left, top = np.maximum(low, 0)
        right, bottom = np.minimum(high, [self._camera.width, self._camera.height])
        if left >= right or top >= bottom:
            return None
        return int(left), int(top), int(right), int(bottom)

    def _render(self, samples: int, part: tuple[int, int, int, int] | None = None) -> Picture:
        scene = bpy.context.scene
        scene.cycles.samples = samples
        scene.render.use_border = part is not None
        if part is not None:
            left, top, right, bottom = part
            scene.render.border_min_x, scene.render.border_max_x = left / self._camera.width, right / self._camera.width
            scene.render.border_min_y = 1 - bottom / self._camera.height
            scene.render.border_max_y = 1 - top / self._camera.height
        scene.render.filepath = str(self._scratch)
        bpy.ops.render.render(write_still=True)
        return _read(self._scratch)


def _read(path: Path) -> Picture:
    return np.asarray(cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB), dtype=np.uint8)
