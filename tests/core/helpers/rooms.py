"""A furnished room before a true camera: where things are, how deep every pixel is, and a network that knows it."""

from pathlib import Path

import numpy as np
from onnx import helper

from falldetect_core.records import Image
from falldetect_core.world import CameraModel

from .networks import write_network

FAR_M = 12.0
BOX = (-1.6, -0.6, 3.0, 3.8, 0.75)
"""A table: left, right, near, far and top, in metres."""
DEPTH_SPAN = 1000.0


def control_points(camera: CameraModel, random: np.random.Generator, number: int = 16) -> np.ndarray:
    """Return (n, 6) u, v, depth, x, y, z of places that the camera sees, from the floor to 2 m."""
    rows: list[np.ndarray] = []
    while len(rows) < number:
        place = np.array(
            [random.uniform(-2.5, 2.5), random.uniform(1.0, 6.0), random.choice([0.0, 0.0, 0.75, 1.1, 2.0])]
        )
        pixel = camera.project(place[np.newaxis])[0]
        if np.isfinite(pixel).all() and (pixel >= 0).all() and (pixel < camera.size).all():
            rows.append(np.array([*pixel, depth_of(camera, place[np.newaxis])[0], *place]))
    return np.array(rows)


def depth_of(camera: CameraModel, points: np.ndarray) -> np.ndarray:
    """Return the depths (n,) of (n, 3) places along the optical axis."""
    return (points - (0.0, 0.0, camera.height_m)) @ camera.axes[2]


def room_depth(camera: CameraModel, body: np.ndarray | None = None, radius_m: float = 0.15) -> np.ndarray:
    """Return the depth of every pixel: floor, a wall, a table top, and a body made of balls around (n, 3) places."""
    width, height = camera.size
    columns, rows = np.meshgrid(np.arange(width), np.arange(height))
    pixels = np.column_stack([columns.ravel(), rows.ravel()]).astype(float)
    depth = np.nan_to_num(depth_of(camera, camera.at_height(pixels)), nan=FAR_M)
    depth = np.minimum(depth, FAR_M)
    top = camera.at_height(pixels, BOX[4])
    on_table = (top[:, 0] > BOX[0]) & (top[:, 0] < BOX[1]) & (top[:, 1] > BOX[2]) & (top[:, 1] < BOX[3])
    depth = np.where(on_table, np.fmin(depth, depth_of(camera, top)), depth)
    for ball in body if body is not None else ():
        away = depth_of(camera, ball[np.newaxis])[0]
        near = np.linalg.norm(pixels - camera.project(ball[np.newaxis])[0], axis=1) < radius_m / away * camera.focal_px
        depth = np.where(near, np.minimum(depth, away), depth)
    return depth.reshape(height, width)


def picture_of(depth: np.ndarray) -> Image:
    """Paint inverse depth as grey, 16 bits in green and blue: what the network below reads."""
    value = np.clip(np.round(65535 / (1 + depth)), 0, 65535).astype(np.uint16)
    return np.dstack([value & 255, value >> 8, np.zeros_like(value)]).astype(np.uint8)


def write_depth_network(path: Path, sides: list[int | str], scale: float = 40.0, shift: float = -3.0) -> Path:
    """Make a network that reads inverse depth from such a picture, and tells it in a unit of its own."""
    weights = np.zeros((1, 3, 1, 1), np.float32)
    deviation, mean = (0.229, 0.224, 0.225), (0.485, 0.456, 0.406)
    for channel, share in ((1, 256 * 255 / 65535), (2, 255 / 65535)):
        weights[0, channel] = deviation[channel] * share
    bias = mean[1] * 256 * 255 / 65535 + mean[2] * 255 / 65535
    # share = 1 / (1 + depth), so that 1 / depth = share / (1 - share)
    nodes = [
        helper.make_node("Conv", ["picture", "weights", "bias"], ["share"]),
        helper.make_node("Sub", ["one", "share"], ["rest"]),
        helper.make_node("Div", ["share", "rest"], ["inverse"]),
        helper.make_node("Mul", ["inverse", "scale"], ["scaled"]),
        helper.make_node("Add", ["scaled", "shift"], ["moved"]),
        helper.make_node("Squeeze", ["moved", "first"], ["depth"]),
    ]
    constants = {
        "weights": weights,
        "bias": np.array([bias], np.float32),
        "one": np.array(1, np.float32),
        "scale": np.array(scale, np.float32),
        "shift": np.array(shift, np.float32),
        "first": np.array([1], np.int64),
    }
    return write_network(path, nodes, {"picture": [1, 3, *sides]}, {"depth": [1, *sides]}, constants)
