"""Many boxes for one body become one."""

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float32]


def groups(boxes: Floats, scores: Floats, overlap: float) -> list[NDArray[np.intp]]:
    """Group boxes, array (N, 4) of left, top, right, bottom, by body; best body first, and best box of each first.

    The best box that is left takes all that share more than `overlap` (intersection over union) with it.
    """
    left = np.argsort(-scores, kind="stable")
    found = []
    while left.size:
        same = overlaps(boxes[left[0]], boxes[left]) > overlap
        same[0] = True
        found.append(left[same])
        left = left[~same]
    return found


def overlaps(box: Floats, others: Floats) -> Floats:
    """Intersection over union of a box (4,) with others (N, 4)."""
    corner, far = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    shared = np.prod(np.clip(far - corner, 0, None), axis=1)
    union = np.prod(box[2:] - box[:2]) + np.prod(others[:, 2:] - others[:, :2], axis=1) - shared
    result: Floats = np.where(union > 0, shared / np.where(union > 0, union, 1), 0).astype(np.float32)
    return result
