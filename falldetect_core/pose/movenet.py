"""MoveNet MultiPose Lightning through LiteRT: up to six people, 17 COCO keypoints each."""

from pathlib import Path

import cv2
import numpy as np

from falldetect_core.motion.picture import as_bytes
from falldetect_core.pose.exposure import brightened
from falldetect_core.pose.litert import LiteRTNetwork, Tensor
from falldetect_core.records import Box, Image, Pose

STRIDE_PX = 32
"""Both sides of the network's input are multiples of this."""
LONG_SIDE_PX = 256
SQUARE_ENOUGH = 0.8
"""Pictures whose short side is more than this share of the long one, as crops are and no camera's format is, all go
on one square canvas: a closer look at the edge of the picture needs no other interpreter than one in the middle."""
MIN_SCORE = 0.12
"""Instances below are noise; lying bodies score little more."""


class MoveNetMultiPose:
    """One network, its input shape following the picture's shape; safe to share between threads."""

    def __init__(self, path: Path, *, threads: int = 1, long_side_px: int = LONG_SIDE_PX) -> None:
        """Load the weights; raises ModelError when the file is not a LiteRT model."""
        self._network = LiteRTNetwork(path, threads=threads)
        self.long_side_px = long_side_px
        """The long side of what it sees unless it is told otherwise."""

    @property
    def shapes(self) -> set[tuple[int, ...]]:
        """Shapes of the network's input that are ready to run."""
        return self._network.shapes

    def estimate(self, image: Image) -> list[Pose]:
        """Return the bodies in a BGR picture, in its pixels, best first."""
        return self.estimate_at(image, self.long_side_px)

    def estimate_at(self, image: Image, long_side_px: int) -> list[Pose]:
        """Return the bodies in a BGR picture that the network sees with a long side of so many pixels."""
        height, width = image.shape[:2]
        scale = long_side_px / max(height, width)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        fitted = brightened(as_bytes(cv2.resize(image, size, interpolation=cv2.INTER_AREA)))
        canvas = np.zeros((*_canvas_size(fitted.shape[0], fitted.shape[1], long_side_px), 3), np.uint8)
        canvas[: fitted.shape[0], : fitted.shape[1]] = fitted[:, :, ::-1]
        rows = self._network.run(canvas[np.newaxis])[0][0]
        pixels = np.array([canvas.shape[0], canvas.shape[1]], np.float32) / scale
        poses = [_pose(row, pixels) for row in rows if row[55] >= MIN_SCORE]
        return sorted(poses, key=lambda pose: -pose.score)


def _canvas_size(height: int, width: int, long_side_px: int) -> tuple[int, int]:
    if min(height, width) > SQUARE_ENOUGH * max(height, width):
        return _padded(long_side_px), _padded(long_side_px)
    return _padded(height), _padded(width)


def _padded(side_px: int) -> int:
    return -(-side_px // STRIDE_PX) * STRIDE_PX


def _pose(row: Tensor, pixels: Tensor) -> Pose:
    """Turn a row of 17 x (y, x, score), box (top, left, bottom, right), score into a pose in pixels."""
    keypoints = row[:51].reshape(17, 3)[:, [1, 0, 2]].copy()
    keypoints[:, :2] *= pixels[::-1]
    top, left, bottom, right = (row[51:55].reshape(2, 2) * pixels).ravel().tolist()
    return Pose(keypoints, float(row[55]), Box(left, top, right, bottom))
