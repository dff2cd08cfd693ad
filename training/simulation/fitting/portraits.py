"""Draws people in all attitudes, to fit the pose network's errors to: python -m training.simulation.fitting.portraits.

Writes bursts of pictures and what is true in them to .cache/portraits. A burst is a few frames of one movement, a
tenth of a second apart, from a camera of its own. The painter knows flat shades and soft shadows only, but draws the
dressed skin of Anny's bodies, in a picture a second where a ray tracer takes a minute.
"""

import json
import sys
from dataclasses import dataclass

import cv2
import numpy as np

from falldetect_core.kinds import Kind
from training.simulation.arrays import FloatArray
from training.simulation.behaviour.performance import Performance
from training.simulation.behaviour.performer import Performer
from training.simulation.bodies.body import Body
from training.simulation.bodies.clothing import Surface, Wardrobe, dress
from training.simulation.bodies.measure import measure
from training.simulation.bodies.mesh import Shape, load_mesh
from training.simulation.bodies.rig import Rig, SegmentPose
from training.simulation.camera.pinhole import NEAR_M, Camera
from training.simulation.fitting.facts import FACTS, HEIGHT_PX, OUT, WIDTH_PX
from training.simulation.motion.attitudes import Attitudes, Place
from training.simulation.motion.gait import Gait
from training.simulation.motion.movement import RATE_HZ
from training.simulation.motion.posture import Posture
from training.simulation.physics.causes import draw_cause

SEED = 5
BURSTS = 200
BURST = 4
APART_S = 0.1
FINE = 2
"""Drawn so many times larger, then averaged."""
PEOPLE = 12
ROOM_M = (6.0, 5.0, 2.6)
FREE = ((1.2, 1.2), (4.8, 3.8))
"""Where on the floor people are."""
Cover = tuple[int, int, int, int]
"""Left, top, right and bottom, pixels."""


@dataclass(frozen=True)
class Person:
    """A dressed body and the body measured from it."""

    rig: Rig
    body: Body
    surfaces: list[Surface]


def main() -> None:
    """Draw as many bursts as asked for."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else BURSTS
    OUT.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    cast = [_person(rng, number) for number in range(PEOPLE)]
    with FACTS.open("w") as truth:
        for burst in range(count):
            person = cast[burst % PEOPLE]
            performance, start_s = _perform(person.body, rng, burst)
            frames = [int((start_s + step * APART_S) * RATE_HZ) for step in range(BURST)]
            camera = _camera(performance.movement.roots[frames[0]], rng)
            painter = Painter(camera, rng)
            cover = _cover(performance, frames[0], camera, rng)
            for step, frame in enumerate(frames):
                name = f"{burst:04d}-{step}.png"
                at = min(frame, len(performance.movement) - 1)
                pose = person.rig.pose(performance.movement.roots[at], performance.movement.rotations[at])
                cv2.imwrite(str(OUT / name), painter.paint(person, pose, cover))
                truth.write(json.dumps(_facts(name, performance, frame, camera, cover)) + "\n")


class Painter:
    """Paints one room from one camera: far things first, near ones over them."""

    def __init__(self, camera: Camera, rng: np.random.Generator) -> None:
        """Paint the empty room in colours of its own."""
        self._camera = Camera(
            camera.position,
            camera.yaw_deg,
            camera.pitch_deg,
            camera.horizontal_fov_deg,
            camera.width * FINE,
            camera.height * FINE,
        )
        self._rng = rng
        self._light = np.array([float(rng.uniform(-0.7, 0.7)), float(rng.uniform(-0.7, 0.7)), 1.0])
        self._light /= np.linalg.norm(self._light)
        self._ambient = float(rng.uniform(0.35, 0.65))
        self._gain, self._noise, self._quality = (
            float(rng.uniform(0.6, 1.15)),
            float(rng.uniform(1, 6)),
            int(rng.integers(40, 92)),
        )
        self._cover = rng.uniform(20, 200, 3).tolist()
        self._room = self._empty()

    def paint(self, person: Person, pose: SegmentPose, cover: Cover) -> np.ndarray:
        """Return the picture (H, W, 3) BGR with a person in it behind a `cover`, as a cheap camera would send it."""
        picture = self._room.copy()
        corners, colours = [], []
        for surface in person.surfaces:
            vertices = person.rig.skin(pose, surface.vertices, surface.weights)
            corners.append(vertices[surface.triangles])
            colours.append(surface.colours[surface.triangles].mean(axis=1))
        triangles = np.concatenate(corners)
        self._shade_floor(picture, triangles)
        self._triangles(picture, triangles, np.concatenate(colours))
        left, top, right, bottom = (FINE * side for side in cover)
        cv2.rectangle(picture, (left, top), (right, bottom), self._cover, -1)
        small = cv2.resize(
            picture, (self._camera.width // FINE, self._camera.height // FINE), interpolation=cv2.INTER_AREA
        )
        noisy = small.astype(float) * self._gain + self._rng.normal(0, self._noise, small.shape)
        _, packed = cv2.imencode(
            ".jpg", np.clip(noisy, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, self._quality]
        )
        return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR))

    def _triangles(self, picture: np.ndarray, triangles: FloatArray, colours: FloatArray) -> None:
        normals = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
        towards = np.asarray(self._camera.position) - triangles.mean(axis=1)
        facing = np.sum(normals * towards, axis=1) > 0
        pixels, depth = self._camera.see(triangles)
        drawn = np.flatnonzero(facing & (depth > NEAR_M).all(axis=1))
        lit = self._ambient + (1 - self._ambient) * np.maximum(0.0, normals @ self._light)
        shown = 255 * np.clip(colours * lit[:, None], 0, 1)[:, ::-1] ** (1 / 2.2)
        points = np.rint(pixels * 8).astype(np.int32)
        for index in drawn[np.argsort(-depth[drawn].mean(axis=1))]:
            cv2.fillConvexPoly(picture, points[index], shown[index].tolist(), cv2.LINE_8, 3)

    def _shade_floor(self, picture: np.ndarray, triangles: FloatArray) -> None:
        shadow = triangles - triangles[..., 2:] * (self._light / self._light[2])
        pixels, depth = self._camera.see(shadow)
        mask = np.zeros(picture.shape[:2], np.uint8)
        for corners in np.rint(pixels[(depth > NEAR_M).all(axis=1)]).astype(np.int32):
            cv2.fillConvexPoly(mask, corners, 255)
        share = cv2.GaussianBlur(mask, (0, 0), 7).astype(float)[..., None] / 255
        picture[:] = (picture * (1 - 0.45 * share)).astype(np.uint8)

    def _empty(self) -> np.ndarray:
        """Paint floor, walls and some boxes of furniture in random colours, with a grain."""
        rng, (x, y, z) = self._rng, ROOM_M
        picture = np.full((self._camera.height, self._camera.width, 3), 128, np.uint8)
        wall, floor = (rng.uniform(0.15, 0.8) * rng.uniform(0.75, 1.0, 3) * [1.0, 0.95, 0.85] for _ in range(2))
        faces = [
            (np.array([[0, 0, 0], [x, 0, 0], [x, y, 0], [0, y, 0]]), floor * 0.6),
            *((np.array([[*a, 0], [*b, 0], [*b, z], [*a, z]]), wall * tone) for a, b, tone in (
                ((0, 0), (x, 0), 0.9), ((x, 0), (x, y), 1.0), ((x, y), (0, y), 0.85), ((0, y), (0, 0), 1.0))),
        ]  # fmt: skip
        for corners, colour in faces:
            self._face(picture, corners.astype(float), colour)
        for plank in np.arange(0.0, y, float(rng.uniform(0.15, 0.6))):
            self._face(
                picture,
                np.array([[0, plank, 0], [x, plank, 0], [x, plank + 0.02, 0], [0, plank + 0.02, 0]]),
                floor * 0.45,
            )
        for _ in range(int(rng.integers(2, 7))):
            self._furniture(picture)
        grain = cv2.resize(rng.normal(0, 8, (60, 100)), (picture.shape[1], picture.shape[0]))
        return np.clip(picture + grain[..., None], 0, 255).astype(np.uint8)

    def _furniture(self, picture: np.ndarray) -> None:
        rng, (x, y, _) = self._rng, ROOM_M
        size = rng.uniform([0.3, 0.3, 0.4], [1.5, 0.8, 1.8])
        at = rng.uniform(0, [x - size[0], y - size[1]])
        side = int(rng.integers(2))
        at[side] = 0.0 if rng.random() < 0.5 else (x, y)[side] - size[side]
        low, high = np.array([*at, 0.0]), np.array([*(at + size[:2]), size[2]])
        colour = rng.uniform(0.05, 0.7) * rng.uniform(0.5, 1.0, 3)
        quads = []
        for axis in range(3):
            for end, tone in ((low, 0.7), (high, 1.0)):
                first, second = (axis + 1) % 3, (axis + 2) % 3
                quad = np.repeat(low[None], 4, axis=0)
                quad[:, axis] = end[axis]
                quad[1:3, first] = high[first]
                quad[2:4, second] = high[second]
                quads.append((quad, colour * tone * (0.8 + 0.1 * axis)))
        quads.sort(key=lambda pair: -float(np.linalg.norm(pair[0].mean(axis=0) - self._camera.position)))
        for quad, shade in quads:
            self._face(picture, quad, shade)

    def _face(self, picture: np.ndarray, corners: FloatArray, colour: FloatArray) -> None:
        """Paint a quadrangle, cut where it comes too near to the camera."""
        local = (corners - np.asarray(self._camera.position)) @ self._camera.axes.T
        kept = []
        for first, second in zip(local, np.roll(local, -1, axis=0), strict=True):
            if first[2] > NEAR_M:
                kept.append(first)
            if (first[2] > NEAR_M) != (second[2] > NEAR_M):
                share = (NEAR_M - first[2]) / (second[2] - first[2])
                kept.append(first + share * (second - first))
        if len(kept) >= 3:
            points = np.stack(kept)
            pixels = points[:, :2] / points[:, 2:] * self._camera.focal_px + [
                self._camera.width / 2,
                self._camera.height / 2,
            ]
            shown = 255 * np.clip(colour, 0, 1)[::-1] ** (1 / 2.2)
            cv2.fillConvexPoly(picture, np.rint(pixels).clip(-20000, 20000).astype(np.int32), shown.tolist())


def _person(rng: np.random.Generator, number: int) -> Person:
    shape = Shape(
        gender=float(number % 2),
        age=float(rng.choice([0.4, 0.6, 0.7, 0.85, 0.95, 1.0])),
        muscle=float(rng.uniform(0.3, 0.7)),
        weight=float(rng.uniform(0.3, 0.85)),
        height=float(rng.uniform(0.3, 0.55)),
    )
    body = load_mesh(shape)
    dyes = rng.uniform(0.01, 0.5, (3, 3)) * rng.uniform(0.1, 1.0, (3, 1))
    tone = float(rng.uniform(0.15, 1.0))
    wardrobe = Wardrobe(
        skin=(0.58 * tone, 0.33 * tone, 0.24 * tone),
        hair=_colour(float(rng.uniform(0.02, 0.5)) * np.array([1.0, 0.9, 0.8])),
        top=_colour(dyes[0]),
        trousers=_colour(dyes[1]),
        shoes=_colour(dyes[2] * 0.4),
        long_hair=bool(number % 2),
    )
    return Person(Rig(body), measure(body, str(number), shape.age), dress(body, wardrobe))


def _colour(values: FloatArray) -> tuple[float, float, float]:
    red, green, blue = (float(value) for value in values)
    return red, green, blue


def _perform(body: Body, rng: np.random.Generator, burst: int) -> tuple[Performance, float]:
    """Return something to film and when to begin: a fall in every second burst, else the way between two attitudes."""
    (x0, y0), (x1, y1) = FREE
    place = Place(float(rng.uniform(x0, x1)), float(rng.uniform(y0, y1)), float(rng.uniform(-180, 180)))
    performer = Performer(body, rng, place)
    if burst % 2:
        kind = Kind(rng.choice([Kind.TRIP, Kind.SLIP, Kind.COLLAPSE, Kind.MISSTEP, Kind.EXTERNAL]))
        performer.walk([place.xy, place.ahead(0.8).xy], Gait(step_m=0.4 * body.leg))
        fall = performer.fall(draw_cause(kind, float(30 * rng.integers(12)), rng), back_s=0.4)
        return performer.finish(fall.onset_s + 5.0), fall.onset_s + float(rng.uniform(0.0, 3.2))
    attitudes = _attitudes(performer.attitudes, rng)
    first, second = rng.integers(len(attitudes), size=2)
    performer.begin(attitudes[first])
    performer.hold(0.4)
    performer.roll_to(1.0, attitudes[second])
    return performer.finish(2.0), float(rng.choice([0.0, rng.uniform(0.4, 1.2), 1.5]))


def _attitudes(has: Attitudes, rng: np.random.Generator) -> list[Posture]:
    return [
        has.standing(),
        has.standing(apart=2.0),
        has.bent(float(rng.uniform(30, 110))),
        has.bent(90.0, knees=0.25),
        has.squatting(),
        has.kneeling(),
        has.kneeling(upright=0.2, bend=30.0),
        has.half_kneeling(),
        has.all_fours(),
        has.prostrate(),
        has.plank(),
        has.floor_sitting(recline=15.0),
        has.floor_sitting(crossed=True),
        has.supine(knees=float(rng.uniform(0, 1))),
        has.supine(),
        has.prone(),
        has.on_side(1.0),
        has.on_side(-1.0),
        has.seated(0.45),
    ]


def _camera(root: FloatArray, rng: np.random.Generator) -> Camera:
    """Hang a camera somewhere along the walls that sees the person."""
    while True:
        x, y = float(rng.uniform(0.15, ROOM_M[0] - 0.15)), float(rng.uniform(0.15, ROOM_M[1] - 0.15))
        if min(x, y, ROOM_M[0] - x, ROOM_M[1] - y) < 0.5 and np.hypot(x - root[0], y - root[1]) > 1.5:
            break
    z = float(rng.uniform(0.9, ROOM_M[2] - 0.1))
    flat = float(np.hypot(root[0] - x, root[1] - y))
    hfov = float(rng.uniform(40, 100))
    aim = (
        float(np.degrees(np.arctan2(root[1] - y, root[0] - x)))
        + float(rng.choice([0.25, 0.25, 0.5]) * rng.uniform(-1, 1)) * hfov
    )
    pitch = float(np.clip(np.degrees(np.arctan2(z - root[2], flat)) + rng.normal(0, 5), 0, 60))
    return Camera((x, y, z), aim, pitch, hfov, WIDTH_PX, HEIGHT_PX)


def _cover(performance: Performance, frame: int, camera: Camera, rng: np.random.Generator) -> Cover:
    """Return a piece of furniture before the person, pixels, or nothing: it hides all below a height, or a side."""
    if rng.random() < 0.65:
        return 0, 0, -1, -1
    movement = performance.movement[min(frame, len(performance.movement) - 1) :][:1]
    joints = performance.body.joint_positions(movement.roots, movement.rotations)
    pixels, _ = camera.see(performance.body.keypoints(joints, movement.rotations)[0])
    (left, top), (right, bottom) = pixels.min(axis=0), pixels.max(axis=0)
    wide, high = max(right - left, 8.0), max(bottom - top, 8.0)
    edge = top + float(rng.uniform(0.25, 0.9)) * high
    side = left + float(rng.uniform(0.2, 0.8)) * wide
    if rng.random() < 0.6:
        box = (
            left - float(rng.uniform(0.1, 1.5)) * wide,
            edge,
            right + float(rng.uniform(0.1, 1.5)) * wide,
            bottom + 0.4 * high,
        )
    else:
        box = (side, top - 0.1 * high, right + wide, bottom + 0.3 * high)
    low_x, low_y, high_x, high_y = (int(value) for value in box)
    return low_x, low_y, high_x, high_y


def _facts(name: str, performance: Performance, frame: int, camera: Camera, cover: Cover) -> dict[str, object]:
    """Return what is true in a picture: keypoints in pixels, and how the body's parts lie before and behind them."""
    frame = min(frame, len(performance.movement) - 1)
    movement, body = performance.movement[frame : frame + 1], performance.body
    joints = body.joint_positions(movement.roots, movement.rotations)
    points = body.keypoints(joints, movement.rotations)[0]
    ends = body.capsule_ends(joints, movement.rotations)[0]
    pixels, depth = camera.see(points)
    end_pixels, end_depth = camera.see(ends)
    return {
        "file": name,
        "cover": cover,
        "focal_px": camera.focal_px,
        "pixels": pixels.round(2).tolist(),
        "depth": depth.round(3).tolist(),
        "end_pixels": end_pixels.round(2).tolist(),
        "end_depth": end_depth.round(3).tolist(),
        "radii": body.radii.round(3).tolist(),
    }


if __name__ == "__main__":
    main()
