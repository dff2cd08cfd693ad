"""What exports of pose networks give, by family: YOLO-pose with and without its own suppression, and RTMO.

Shapes are those of a picture; N is the number of candidates.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from falldetect_core.errors import ModelError
from falldetect_core.records import Image

type Floats = NDArray[np.float32]
type Shape = tuple[int, ...]

KEYPOINTS = 17
YOLO_ROW = 4 + 1 + 3 * KEYPOINTS
"""Middle x, y, width, height; score of a person; x, y, score of each keypoint (Ultralytics YOLOv8 to YOLO11)."""
END_TO_END_ROW = 4 + 2 + 3 * KEYPOINTS
"""Left, top, right, bottom; score and class; x, y, score of each keypoint (Ultralytics YOLO26, or export with nms)."""
MOST_END_TO_END = 1000
"""More rows of that length are older YOLOs' raw candidates, which mean something else."""


class Candidates(NamedTuple):
    """Bodies as the network gives them: boxes (N, 4) left, top, right, bottom; scores (N,); keypoints (N, 17, 3)."""

    boxes: Floats
    scores: Floats
    keypoints: Floats

    def best(self, least: float) -> "Candidates":
        """Those with at least this score."""
        chosen = self.scores >= least
        return Candidates(self.boxes[chosen], self.scores[chosen], self.keypoints[chosen])


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of export: the shapes of its outputs, how it wants pictures and how its outputs are read."""

    name: str
    shapes: str
    fits: Callable[[Sequence[Shape]], bool]
    prepare: Callable[[Image], Floats]
    decode: Callable[[Sequence[Floats]], Candidates]
    centred: bool


def family_of(name: str, shapes: Sequence[Shape]) -> Family:
    """Recognise a family by the shapes of its outputs; raises ModelError that lists what is found and understood."""
    for family in FAMILIES:
        if family.fits(shapes):
            return family
    found = ", ".join(str(list(shape)) for shape in shapes)
    known = "; ".join(f"{family.name} gives {family.shapes}" for family in FAMILIES)
    raise ModelError(f"{name} gives {found}, which is no pose network that is understood here: {known}")


def _rgb_share(canvas: Image) -> Floats:
    return canvas[:, :, ::-1].astype(np.float32) / np.float32(255)


def _bgr_bytes(canvas: Image) -> Floats:
    return canvas.astype(np.float32)


def _is_yolo(shapes: Sequence[Shape]) -> bool:
    return len(shapes) == 1 and len(shapes[0]) == 3 and YOLO_ROW in shapes[0][1:]  # noqa: PLR2004 - batch, two sides


def _yolo(outputs: Sequence[Floats]) -> Candidates:
    rows = outputs[0][0]
    if rows.shape[1] != YOLO_ROW:
        rows = rows.T
    middle, half = rows[:, :2], rows[:, 2:4] / 2
    return Candidates(np.hstack([middle - half, middle + half]), rows[:, 4], rows[:, 5:].reshape(-1, KEYPOINTS, 3))


def _is_end_to_end(shapes: Sequence[Shape]) -> bool:
    if len(shapes) != 1:
        return False
    _, count, *row = (*shapes[0], 0, 0)[:5]
    return row[:1] == [END_TO_END_ROW] and len(shapes[0]) == 3 and count <= MOST_END_TO_END  # noqa: PLR2004


def _end_to_end(outputs: Sequence[Floats]) -> Candidates:
    rows = outputs[0][0]
    rows = rows[np.round(rows[:, 5]) == 0]
    return Candidates(rows[:, :4], rows[:, 4], rows[:, 6:].reshape(-1, KEYPOINTS, 3))


def _is_rtmo(shapes: Sequence[Shape]) -> bool:
    if sorted(len(shape) for shape in shapes) != [3, 4]:
        return False
    boxes, keypoints = sorted(shapes, key=len)
    return boxes[2] == 5 and keypoints[2:] == (KEYPOINTS, 3)  # noqa: PLR2004 - four sides and a score


def _rtmo(outputs: Sequence[Floats]) -> Candidates:
    boxes, keypoints = sorted(outputs, key=np.ndim)
    return Candidates(boxes[0, :, :4], boxes[0, :, 4], keypoints[0])


FAMILIES = (
    Family("YOLO-pose", f"[1, {YOLO_ROW}, N] or [1, N, {YOLO_ROW}]", _is_yolo, _rgb_share, _yolo, centred=True),
    Family("YOLO-pose end to end", f"[1, N, {END_TO_END_ROW}]", _is_end_to_end, _rgb_share, _end_to_end, centred=True),
    Family("RTMO", f"[1, N, 5] and [1, N, {KEYPOINTS}, 3]", _is_rtmo, _bgr_bytes, _rtmo, centred=False),
)
