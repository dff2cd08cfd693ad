"""MoveNet MultiPose Lightning through LiteRT: up to six people, 17 COCO keypoints each."""

import threading
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter

from falldetect_core.errors import ModelError
from falldetect_core.records import Box, Image, Pose

STRIDE_PX = 32
"""Both sides of the network's input are multiples of this."""
LONG_SIDE_PX = 256
MIN_SCORE = 0.12
"""Instances below are noise; lying bodies score little more."""


class MoveNetMultiPose:
    """One network, its input shape following the picture's shape; safe to share between threads."""

    def __init__(self, path: Path, *, threads: int = 1, long_side_px: int = LONG_SIDE_PX) -> None:
        """Load the weights; raises ModelError when the file is not a LiteRT model."""
        try:
            self._network = Interpreter(model_path=str(path), num_threads=threads)
        except (ValueError, RuntimeError) as error:
            raise ModelError(f"{path.name} is not a LiteRT model: fetch it again ({error})") from None
        self._long_side_px = long_side_px
        self._shape: tuple[int, int] | None = None
        self._lock = threading.Lock()

    def estimate(self, image: Image) -> list[Pose]:
        """Return the bodies in a BGR picture, in its pixels, best first."""
        height, width = image.shape[:2]
        scale = self._long_side_px / max(height, width)
        fitted = cv2.resize(
            image, (max(1, round(width * scale)), max(1, round(height * scale))), interpolation=cv2.INTER_AREA
        )
        canvas = np.zeros((*map(_padded, fitted.shape[:2]), 3), np.uint8)
        canvas[: fitted.shape[0], : fitted.shape[1]] = fitted[:, :, ::-1]
        with self._lock:
            rows = self._run(canvas)
        pixels = np.array([canvas.shape[0], canvas.shape[1]], np.float32) / scale
        poses = [_pose(row, pixels) for row in rows if row[55] >= MIN_SCORE]
        return sorted(poses, key=lambda pose: -pose.score)

    def _run(self, canvas: Image) -> np.ndarray[Any, np.dtype[np.float32]]:
        network = self._network
        shape = (canvas.shape[0], canvas.shape[1])
        if shape != self._shape:
            network.resize_tensor_input(network.get_input_details()[0]["index"], (1, *shape, 3))
            network.allocate_tensors()
            self._shape = shape
        network.set_tensor(network.get_input_details()[0]["index"], canvas[np.newaxis])
        network.invoke()
        output: np.ndarray[Any, np.dtype[np.float32]] = network.get_tensor(network.get_output_details()[0]["index"])[0]
        return output


def _padded(side_px: int) -> int:
    return -(-side_px // STRIDE_PX) * STRIDE_PX


def _pose(row: np.ndarray[Any, np.dtype[np.float32]], pixels: np.ndarray[Any, np.dtype[np.float32]]) -> Pose:
    """Turn a row of 17 x (y, x, score), box (top, left, bottom, right), score into a pose in pixels."""
    keypoints = row[:51].reshape(17, 3)[:, [1, 0, 2]].copy()
    keypoints[:, :2] *= pixels[::-1]
    top, left, bottom, right = (row[51:55].reshape(2, 2) * pixels).ravel().tolist()
    return Pose(keypoints, float(row[55]), Box(left, top, right, bottom))
