"""A pose network that a user brings, exported to ONNX or TFLite."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from falldetect_core.errors import ModelError
from falldetect_core.pose.families import Candidates, Floats, Shape, family_of
from falldetect_core.pose.letterbox import letterbox
from falldetect_core.pose.litert import LiteRTNetwork
from falldetect_core.pose.suppression import groups
from falldetect_core.pose_weights import onnx
from falldetect_core.records import Box, Image, Pose

ONNX_TYPES = {"tensor(float)": "float32", "tensor(float16)": "float16"}
USUAL_SIDE_PX = 640
"""Of networks that take pictures of any size."""
MIN_SCORE = 0.25
"""The default of Ultralytics' own prediction."""
SAME_BODY = 0.6
MOST_PEOPLE = 6


class Network(Protocol):
    """A network of one input, whichever library runs it."""

    @property
    def inputs(self) -> list[Shape]:
        """Shapes of the inputs, -1 for sides that may have any length."""
        ...

    @property
    def input_types(self) -> list[str]:
        """Types of the inputs' numbers, as numpy calls them."""
        ...

    def run(self, tensor: NDArray[np.floating]) -> Sequence[Floats]:
        """Return all outputs for one input."""
        ...


class OnnxNetwork:
    """A network that onnxruntime runs; safe to share between threads."""

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        """Load it; raises ModelError when the file or onnxruntime is missing or the file is no ONNX network."""
        self._session = onnx.load(path, threads=threads)
        given = self._session.get_inputs()
        self.inputs = [tuple(side if isinstance(side, int) else -1 for side in one.shape) for one in given]
        self.input_types = [ONNX_TYPES.get(one.type, one.type) for one in given]

    def run(self, tensor: NDArray[np.floating]) -> Sequence[Floats]:
        """Return all outputs for one input."""
        outputs: Sequence[Floats] = self._session.run(None, {self._session.get_inputs()[0].name: tensor})
        return outputs


class ExportedPose:
    """YOLO-pose or RTMO, recognised by what the network gives for a black picture; safe to share between threads."""

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        """Load and try it; raises ModelError when it can't be loaded, fails or is not understood."""
        self._network = _open(path, threads)
        self._type, self._channels_last, self._size = _picture_input(path.name, self._network)
        try:
            outputs = self._network.run(self._tensor(np.zeros((*self._size, 3), np.float32)))
        except Exception as error:  # noqa: BLE001 - the two libraries raise classes of their own for each fault
            size, fault = f"{self._size[1]} x {self._size[0]}", (str(error).splitlines() or [""])[0]
            raise ModelError(f"{path.name} fails on a picture of {size} pixels, export it anew: {fault}") from None
        self.family = family_of(path.name, [output.shape for output in outputs])

    def estimate(self, image: Image) -> list[Pose]:
        """Return the bodies in a BGR picture, in its pixels, best first."""
        height, width = self._size
        boxed = letterbox(image, width, height, centred=self.family.centred)
        outputs = self._network.run(self._tensor(self.family.prepare(boxed.canvas)))
        found = in_pixels(self.family.decode(outputs).best(MIN_SCORE), width, height)
        best = [group[0] for group in groups(found.boxes, found.scores, SAME_BODY)[:MOST_PEOPLE]]
        boxes = boxed.back(found.boxes[best].reshape(-1, 2, 2)).reshape(-1, 4)
        keypoints = np.concatenate([boxed.back(found.keypoints[best, :, :2]), found.keypoints[best, :, 2:]], axis=2)
        return [
            Pose(points, score, Box(*box))
            for points, score, box in zip(keypoints, found.scores[best].tolist(), boxes.tolist(), strict=True)
        ]

    def _tensor(self, canvas: Floats) -> NDArray[np.floating]:
        """Give a canvas (height, width, 3) the order and type of the network's input."""
        ordered = canvas if self._channels_last else canvas.transpose(2, 0, 1)
        return np.ascontiguousarray(ordered[np.newaxis], self._type)


def in_pixels(found: Candidates, width: int, height: int) -> Candidates:
    """Scale coordinates to the canvas where they are shares of it, as in TFLite exports of YOLO.

    No body that is seen is smaller than two pixels, so boxes that all are tell shares from pixels.
    """
    boxes, scores, keypoints = (part.astype(np.float32) for part in found)
    if not len(boxes) or (boxes[:, 2:] - boxes[:, :2]).max() > 2:  # noqa: PLR2004 - see above
        return Candidates(boxes, scores, keypoints)
    size = np.array((width, height), np.float32)
    return Candidates(boxes * np.tile(size, 2), scores, keypoints * np.append(size, np.float32(1)))


def _open(path: Path, threads: int) -> Network:
    if path.suffix.lower() == ".onnx":
        return OnnxNetwork(path, threads=threads)
    if not path.is_file():
        raise ModelError(f"there is no model {str(path)!r}: check the path")
    return LiteRTNetwork(path, threads=threads)


def _picture_input(name: str, network: Network) -> tuple[np.dtype[np.generic], bool, tuple[int, int]]:
    """Return type, whether channels come last, and height and width of the one picture that a network takes."""
    shape = network.inputs[0] if len(network.inputs) == 1 else ()
    if len(shape) != 4 or 3 not in (shape[1], shape[3]) or shape[0] not in (1, -1):  # noqa: PLR2004 - a picture's axes
        found = " and ".join(str(list(shape)) for shape in network.inputs)
        raise ModelError(f"{name} takes {found}, not one picture, [1, 3, height, width] or [1, height, width, 3]")
    if network.input_types[0] not in ("float32", "float16"):
        raise ModelError(f"{name} takes {network.input_types[0]}: export it anew with 16 or 32 bit floats as input")
    channels_last = shape[3] == 3  # noqa: PLR2004 - red, green, blue
    height, width = shape[1:3] if channels_last else shape[2:4]
    size = (height if height > 0 else USUAL_SIDE_PX, width if width > 0 else USUAL_SIDE_PX)
    return np.dtype(network.input_types[0]), channels_last, size
