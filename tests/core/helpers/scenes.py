"""Pictures of a furnished room by every light that a home has: lamps, the sun, infrared, a camera that makes noise."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from falldetect_core.records import Box, Image, Pose

from .puppet import STANDING, Camera, Puppet, Stance

CAMERA = Camera()
FLOOR_SHARE = 0.6
SHIRT, TROUSERS = (60, 50, 110), (70, 55, 40)


def furnished(camera: Camera = CAMERA) -> Image:
    """Return a room with papered walls, floor boards, a sofa, a shelf, a picture and a window."""
    width, height = camera.width, camera.height
    random = np.random.default_rng(5)
    room = np.full((height, width, 3), (165, 180, 190), np.uint8)
    floor = round(FLOOR_SHARE * height)
    room[floor:] = (95, 125, 155)
    for board in range(-10, 30):
        x = board * width // 20
        cv2.line(room, (width // 2 + (x - width // 2) // 2, floor), (2 * x - width // 2, height), (70, 95, 120), 2)
    for column in range(0, width, 24):
        cv2.line(room, (column, 0), (column, floor), (150, 163, 172), 5)
    _box(room, 0.04, 0.50, 0.34, 0.72, colour=(90, 70, 60))
    _box(room, 0.05, 0.52, 0.18, 0.64, colour=(110, 90, 80))
    _box(room, 0.20, 0.52, 0.33, 0.64, colour=(110, 90, 80))
    _box(room, 0.70, 0.15, 0.92, 0.70, colour=(50, 80, 110))
    for shelf in range(4):
        for book in range(8):
            colour = tuple(int(level) for level in random.integers(20, 230, 3))
            left, top = 0.71 + 0.026 * book, 0.18 + 0.13 * shelf
            _box(room, left, top, left + 0.022, top + 0.10, colour=colour)
    _box(room, 0.42, 0.12, 0.55, 0.34, colour=(200, 210, 215))
    _box(room, 0.44, 0.15, 0.53, 0.31, colour=(80, 110, 90))
    _box(room, 0.08, 0.08, 0.30, 0.40, colour=(235, 230, 225))
    cv2.line(
        room, (round(0.19 * width), round(0.08 * height)), (round(0.19 * width), round(0.4 * height)), (90,) * 3, 4
    )
    grain = cv2.GaussianBlur(random.normal(0, 30, room.shape).astype(np.float32), (0, 0), 3)
    return _bytes(room + 2 * grain)


@dataclass
class Grain:
    """A sensor's noise, `sigma` grey levels without colour, which cameras smooth; few pictures, again and again."""

    sigma: float = 3.0
    camera: Camera = CAMERA
    _pictures: list[np.ndarray] = field(default_factory=list)
    _number: int = 0

    def on(self, picture: Image) -> Image:
        """Return the picture as the sensor gives it."""
        if not self._pictures:
            random = np.random.default_rng(11)
            self._pictures = [
                random.normal(0, self.sigma, (*picture.shape[:2], 1)).repeat(3, axis=2).astype(np.int16)
                for _ in range(5)
            ]
        self._number += 1
        return cv2.add(picture.astype(np.int16), self._pictures[self._number % 5]).clip(0, 255).astype(np.uint8)


def person(picture: Image, stance: Stance = STANDING, facing_deg: float = 60.0, camera: Camera = CAMERA) -> Image:
    """Return the picture with somebody in it, clothed in two colours."""
    seen = picture.copy()
    puppet = Puppet(facing_deg=facing_deg)
    bare = np.zeros_like(picture)
    puppet.draw(bare, stance, camera)
    body = bare.any(axis=2)
    rows = np.arange(picture.shape[0])[:, None]
    hips = puppet.pose(stance, camera).keypoints[11:13, 1].mean()
    seen[body & (rows < hips)] = SHIRT
    seen[body & (rows >= hips)] = TROUSERS
    return seen


def silhouette_box(stance: Stance = STANDING, facing_deg: float = 60.0, camera: Camera = CAMERA) -> Box:
    """Return the box of what `person` draws, in pixels."""
    bare = np.zeros((camera.height, camera.width, 3), np.uint8)
    Puppet(facing_deg=facing_deg).draw(bare, stance, camera)
    left, top, width, height = cv2.boundingRect(bare.max(axis=2))
    return Box(left, top, left + width, top + height)


def pose_of(stance: Stance = STANDING, facing_deg: float = 60.0, camera: Camera = CAMERA) -> Pose:
    """Return the pose of what `person` draws."""
    return Puppet(facing_deg=facing_deg).pose(stance, camera)


def lit(picture: Image, gain: float, gamma: float = 1.0) -> Image:
    """Return the picture by another amount of light."""
    return _bytes(255 * np.clip(gain * picture.astype(np.float32) / 255, 0, 1) ** gamma)


def lamp(picture: Image, gain: float, upto: float = 0.5) -> Image:
    """Return the picture with the left part, up to a share of its width, lit by a lamp."""
    fall_off = np.clip((upto + 0.1 - np.linspace(0, 1, picture.shape[1])) / 0.1, 0, 1)
    return _bytes(picture * (1 + (gain - 1) * fall_off)[None, :, None])


def infrared(picture: Image) -> Image:
    """Return the picture as seen by infrared: grey, other contrasts, bright in the middle."""
    blue, green, red = (channel.astype(np.float32) for channel in cv2.split(picture))
    rows, columns = (np.linspace(-1, 1, size) for size in picture.shape[:2])
    beam = 1.2 - 0.5 * (rows[:, None] ** 2 + columns[None, :] ** 2)
    seen = 255 * np.clip((1.1 * red - 0.5 * blue + 0.1 * green + 40) / 255 * beam, 0, 1) ** 0.8
    return _bytes(np.repeat(seen[..., None], 3, axis=2))


def shadowed(picture: Image, box: Box, dark: float = 0.6) -> Image:
    """Return the picture with a soft shadow on the floor beside where a box stands."""
    shade = np.zeros(picture.shape[:2], np.float32)
    centre = (round(box.right + 0.5 * box.height), round(box.bottom - 2))
    cv2.ellipse(shade, centre, (round(0.55 * box.height), round(0.07 * box.height)), 0, 0, 360, 1.0, -1)
    shade = cv2.GaussianBlur(shade, (0, 0), 3)
    return _bytes(picture * (1 - (1 - dark) * shade[..., None]))


def compressed(picture: Image, quality: int = 25) -> Image:
    """Return the picture with the blocks of strong compression."""
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(data, cv2.IMREAD_COLOR)


def _box(picture: Image, *sides: float, colour: tuple[int, ...]) -> None:
    height, width = picture.shape[:2]
    left, top, right, bottom = sides
    corners = (round(left * width), round(top * height)), (round(right * width), round(bottom * height))
    cv2.rectangle(picture, *corners, colour, -1)


def _bytes(picture: np.ndarray) -> Image:
    return np.clip(picture, 0, 255).astype(np.uint8)
