"""Metric depth from a user's own network of the Depth-Anything-V2 shape, scaled by the floor.

Such a network takes a normalised RGB picture, 1 x 3 x H x W, and gives 1 x H x W inverse depth up to an unknown scale
and shift. The floor's depth is known at every pixel once the camera is; fitting the one to the other there gives both.
A camera's height alone would not do: it leaves one equation for the two.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from falldetect_core.errors import CalibrationError, ModelError
from falldetect_core.pose_weights import onnx
from falldetect_core.records import Image
from falldetect_core.world.camera import Array, CameraModel

MEAN_RGB, DEVIATION_RGB = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
"""ImageNet's, which the encoder was trained with."""
SIDE_PX = 518
"""Input of networks that take any size; a multiple of their patches of 14 pixels."""
DIMENSIONS = 4
GRID = 40
FARTHEST_FLOOR_M = 12.0
TRIES = 200
FLOOR_TOLERANCE = 0.06
"""Floor is what fits within this share of the inverse depth."""
LEAST_FLOOR = 0.2
"""Less of the lower picture that fits one floor is chance."""
AROUND_PX = 2


class DepthNetwork:
    """Estimates relative inverse depth; safe to share between threads, as the runtime is."""

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        """Load the network; raises ModelError when the file or its shape is not understood."""
        self._session = onnx.load(path, threads=threads)
        self._name = path.name
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        shape = inputs[0].shape if len(inputs) == 1 else []
        if len(shape) != DIMENSIONS or shape[1] not in (3, "3") or not outputs or inputs[0].type != "tensor(float)":
            raise ModelError(f"{path.name} is no depth network: it should take one float picture 1x3xHxW, not {shape}")
        self._input = inputs[0].name
        self._sides = tuple(side if isinstance(side, int) and side > 0 else SIDE_PX for side in shape[2:])

    def estimate(self, image: Image) -> Array:
        """Return inverse depth up to scale and shift for every pixel of a BGR picture, (height, width)."""
        fitted = cv2.resize(image, self._sides[::-1], interpolation=cv2.INTER_AREA)[:, :, ::-1] / 255.0
        tensor = ((fitted - MEAN_RGB) / DEVIATION_RGB).astype(np.float32).transpose(2, 0, 1)[np.newaxis]
        depth = np.squeeze(self._session.run(None, {self._input: tensor})[0])
        if depth.ndim != 2:  # noqa: PLR2004 - a picture
            raise ModelError(f"{self._name} is no depth network: it gives {depth.shape} rather than one value a pixel")
        whole: Array = cv2.resize(depth.astype(np.float64), image.shape[1::-1], interpolation=cv2.INTER_LINEAR)
        return whole


@dataclass(frozen=True, slots=True, eq=False)
class DepthMap:
    """One picture's metric depth, 1 / (scale * relative + shift); `floor` is the share that fitted the floor."""

    camera: CameraModel
    relative: Array
    scale: float
    shift: float
    floor: float

    def depth_m(self, pixels: Array) -> Array:
        """Return the depths (n,) along the optical axis at (n, 2) pixels, medians of 5 x 5; NaN out of the picture."""
        columns, rows = np.round(np.nan_to_num(pixels, nan=-1e6)).astype(int).T
        height, width = self.relative.shape
        inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
        around = np.arange(-AROUND_PX, AROUND_PX + 1)
        rows = np.clip(rows[:, np.newaxis, np.newaxis] + around[:, np.newaxis], 0, height - 1)
        columns = np.clip(columns[:, np.newaxis, np.newaxis] + around[np.newaxis], 0, width - 1)
        inverse = self.scale * np.median(self.relative[rows, columns], axis=(1, 2)) + self.shift
        depths: Array = np.where(inside & (inverse > 0), 1 / np.where(inverse > 0, inverse, 1.0), np.nan)
        return depths

    def rays(self, pixels: Array) -> tuple[Array, Array]:
        """Return origin and direction of the lines of sight of (n, 2) pixels, each (n, 3); depth 1 along each."""
        return self.camera.rays(pixels)

    def points(self, pixels: Array) -> Array:
        """Return what is seen at (n, 2) pixels, (n, 3) metres."""
        origins, directions = self.rays(pixels)
        points: Array = origins + directions * self.depth_m(pixels)[:, np.newaxis]
        return points


def align(relative: Array, camera: CameraModel) -> DepthMap:
    """Scale relative inverse depth (height, width) by the floor that the camera looks at.

    Raises CalibrationError when too little of the picture fits one floor.
    """
    width, height = camera.size
    if relative.shape != (height, width):
        raise CalibrationError(f"a depth map of {relative.shape[::-1]} pixels doesn't fit a picture of {camera.size}")
    columns, rows = np.meshgrid(np.linspace(0, width - 1, GRID), np.linspace(0, height - 1, GRID))
    pixels = np.column_stack([columns.ravel(), rows.ravel()])
    depths = (camera.at_height(pixels) - (0.0, 0.0, camera.height_m)) @ camera.axes[2]
    seen = np.nan_to_num(depths, nan=np.inf) < FARTHEST_FLOOR_M
    if seen.sum() < GRID:
        raise CalibrationError("the camera hardly sees the floor, by which a depth map is scaled: check its pitch")
    values = relative[rows.ravel()[seen].astype(int), columns.ravel()[seen].astype(int)]
    return DepthMap(camera, relative, *_fit_floor(values, 1 / depths[seen]))


def _fit_floor(values: Array, inverse: Array) -> tuple[float, float, float]:
    """Fit inverse = scale * value + shift where most agree: furniture is nearer than the floor behind it."""
    random = np.random.default_rng(0)
    best = np.zeros(len(values), bool)
    for _ in range(TRIES):
        one, other = random.choice(len(values), 2, replace=False)
        if values[one] == values[other]:
            continue
        scale = (inverse[one] - inverse[other]) / (values[one] - values[other])
        fits = np.abs(scale * (values - values[one]) + inverse[one] - inverse) <= FLOOR_TOLERANCE * inverse
        if scale > 0 and fits.sum() > best.sum():
            best = fits
    floor = float(best.mean())
    if floor < LEAST_FLOOR:
        raise CalibrationError(
            f"only {floor:.0%} of the lower picture fits a floor: the network or the calibration is wrong"
        )
    weights = 1 / inverse[best]
    design = np.column_stack([values[best], np.ones(best.sum())]) * weights[:, np.newaxis]
    scale, shift = np.linalg.lstsq(design, np.ones(best.sum()), rcond=None)[0].tolist()
    return scale, shift, floor
