"""BlazePose's detector: where people are, and how they are turned (Bazarevsky et al. 2020, arXiv 2006.10204).

A single-shot detector on 224 x 224 pixels; anchors, decoding and thresholds are those of MediaPipe's pose_detection
module, version 0.10.21.
"""

import math
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from falldetect_core.pose.litert import LiteRTNetwork
from falldetect_core.pose.region import Region, cut, moved_to_picture
from falldetect_core.pose.suppression import groups
from falldetect_core.records import Image

SIDE_PX = 224
LAYERS = ((8, 2), (16, 2), (32, 6))
"""Stride in pixels and anchors a cell."""
MIN_SCORE = 0.5
SAME_BODY = 0.3
"""Boxes that share more are blended, weighted by their scores."""
ROI_MARGIN = 1.25


class BlazePoseDetector:
    """Finds the regions of bodies in a picture."""

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        """Load the weights; raises ModelError when the file is not a LiteRT model."""
        self._network = LiteRTNetwork(path, threads=threads)

    def detect(self, image: Image) -> list[Region]:
        """Return where bodies are in a BGR picture, in its pixels, best first."""
        height, width = image.shape[:2]
        whole = Region(width / 2, height / 2, max(height, width))
        square = cut(image, whole, SIDE_PX, border=cv2.BORDER_CONSTANT)
        tensor = square[np.newaxis, :, :, ::-1].astype(np.float32) / 127.5 - 1
        rows, logits = self._network.run(tensor)
        bodies = decode(rows[0], logits[0, :, 0])
        points = moved_to_picture(bodies[:, 4:8].reshape(-1, 2), whole, SIDE_PX)
        return [region(*hips, *reach) for hips, reach in points.reshape(-1, 2, 2).tolist()]


def anchors() -> NDArray[np.float32]:
    """Centres of the anchors, array (2254, 2) of x, y in pixels, in the order of the network's rows."""
    centres = []
    for stride, count in LAYERS:
        y, x = np.mgrid[stride / 2 : SIDE_PX : stride, stride / 2 : SIDE_PX : stride]
        centres.append(np.repeat(np.stack([x, y], axis=-1).reshape(-1, 2), count, axis=0))
    result: NDArray[np.float32] = np.concatenate(centres).astype(np.float32)
    return result


ANCHORS = anchors()


def decode(rows: NDArray[np.float32], logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Blend the network's rows (2254, 12) with their logits (2254,) to one row a body, in canvas pixels, best first.

    A row is the box of a face (left, top, right, bottom) and four points (x, y), of which the first is the middle of
    the hips and the second lies on the circle around the body, in the direction of the head.
    """
    scores = sigmoid(logits)
    likely = scores >= MIN_SCORE
    scores, found = scores[likely], rows[likely].copy()
    half = np.abs(found[:, 2:4]) / 2
    found[:, 2:4] = found[:, :2]
    found += np.tile(ANCHORS[likely], 6)
    found[:, :2] -= half
    found[:, 2:4] += half
    same = groups(found[:, :4], scores, SAME_BODY)
    bodies = [np.average(found[group], axis=0, weights=scores[group]) for group in same]
    return np.array(bodies, np.float32).reshape(-1, 12)


def sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn logits into probabilities."""
    result: NDArray[np.float32] = (1 / (1 + np.exp(-np.clip(logits, -80, 80)))).astype(np.float32)
    return result


def region(hip_x: float, hip_y: float, reach_x: float, reach_y: float) -> Region:
    """Return the turned square around the circle whose middle are the hips."""
    across, up = reach_x - hip_x, hip_y - reach_y
    return Region(hip_x, hip_y, 2 * ROI_MARGIN * math.hypot(across, up), math.atan2(across, up))
