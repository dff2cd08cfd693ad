"""BlazePose GHUM through LiteRT: 33 landmarks a person, in the picture and in metres around the hips.

The detector says where a body is and how it is turned; the landmarks are found in a picture of it turned upright, so
that lying people look to the network as standing ones do (Bazarevsky et al. 2020, arXiv 2006.10204).
"""

import math
from pathlib import Path

import numpy as np

from falldetect_core.pose.blazepose_detector import BlazePoseDetector, sigmoid
from falldetect_core.pose.litert import LiteRTNetwork
from falldetect_core.pose.region import Region, cut, moved_to_picture
from falldetect_core.pose.suppression import groups
from falldetect_core.records import Box, Image, Points, Pose

SIDE_PX = 256
LANDMARKS = 33
COCO = (0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28)
"""Which landmark is which of the 17 COCO keypoints."""
MIN_SCORE = 0.5
"""Below, the region shows nobody; MediaPipe's threshold."""
HEAT_REACH = 3
"""Cells of the heat map around a landmark that refine it, and how sure the best has to be; MediaPipe's."""
HEAT_MIN_SCORE = 0.5
MOST_PEOPLE = 6
SAME_BODY = 0.7
"""Poses whose boxes share more are of one person, found twice."""


class BlazePose:
    """Detector and landmarks, up to six people a picture; safe to share between threads."""

    def __init__(self, detector: Path, landmarks: Path, *, threads: int = 1) -> None:
        """Load the weights; raises ModelError when a file is not a LiteRT model."""
        self._detector = BlazePoseDetector(detector, threads=threads)
        self._network = LiteRTNetwork(landmarks, threads=threads)

    def estimate(self, image: Image) -> list[Pose]:
        """Return the bodies in a BGR picture, in its pixels, best first."""
        regions = self._detector.detect(image)[:MOST_PEOPLE]
        poses = [pose for pose in (self.look(image, region) for region in regions) if pose.score >= MIN_SCORE]
        if not poses:
            return []
        boxes = np.array([pose.box for pose in poses], np.float32)
        scores = np.array([pose.score for pose in poses], np.float32)
        return [poses[group[0]] for group in groups(boxes, scores, SAME_BODY)]

    def look(self, image: Image, region: Region) -> Pose:
        """Find the landmarks of the body in a region; the score says how likely there is one."""
        square = cut(image, region, SIDE_PX)
        tensor = square[np.newaxis, :, :, ::-1].astype(np.float32) / 255
        picture, flag, _, heat, world = self._network.run(tensor)
        rows = picture.reshape(-1, 5)[:LANDMARKS]
        points = moved_to_picture(refined(rows[:, :2], heat[0]), region, SIDE_PX)
        points = np.column_stack([points, sigmoid(rows[:, 3:].min(axis=1))])
        metres = turned(world.reshape(-1, 3)[:LANDMARKS], region.turn)
        return _pose(points, float(flag.item()), metres)


def refined(points: Points, heat: Points) -> Points:
    """Move points, array (N, 2) in pixels of the square, to the middle of the heat around them where that is sure.

    `heat` are logits, array (64, 64, at least N); as MediaPipe's RefineLandmarksFromHeatmap.
    """
    cell = SIDE_PX / heat.shape[0]
    middle = np.floor(points / cell).astype(int)
    x, y = (middle[:, :, np.newaxis] + np.arange(-HEAT_REACH, HEAT_REACH + 1)).transpose(1, 0, 2)
    inside = ((x >= 0) & (x < heat.shape[1]))[:, np.newaxis] & ((y >= 0) & (y < heat.shape[0]))[:, :, np.newaxis]
    x, y = x.clip(0, heat.shape[1] - 1), y.clip(0, heat.shape[0] - 1)
    which = np.arange(len(points))[:, np.newaxis, np.newaxis]
    sure = np.where(inside, sigmoid(heat[y[:, :, np.newaxis], x[:, np.newaxis], which]), 0)
    total = sure.sum(axis=(1, 2)) + np.finfo(np.float32).tiny
    centre = np.column_stack([(sure.sum(axis=1) * x).sum(axis=1), (sure.sum(axis=2) * y).sum(axis=1)])
    better = sure.max(axis=(1, 2)) >= HEAT_MIN_SCORE
    return np.where(better[:, np.newaxis], cell * centre / total[:, np.newaxis], points).astype(np.float32)


def turned(points: Points, turn: float) -> Points:
    """Turn points, array (N, 3), back from the upright square into the picture, around the axis of view."""
    cos, sin = math.cos(turn), math.sin(turn)
    matrix = np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]], np.float32)
    result: Points = points @ matrix
    return result


def _pose(points: Points, score: float, world: Points) -> Pose:
    """Reduce 33 landmarks to a pose, boxed by them."""
    (left, top), (right, bottom) = points[:, :2].min(axis=0).tolist(), points[:, :2].max(axis=0).tolist()
    return Pose(points[list(COCO)], score, Box(left, top, right, bottom), world)
