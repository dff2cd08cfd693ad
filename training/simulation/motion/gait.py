"""Walking along a path: footprints first, then legs by inverse kinematics, so that no foot slides.

Timing and amplitudes are of slow, short-stepped walking of old people (0.6-0.9 m/s; double support about 30 %).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.simulation.arrays import FloatArray
from training.simulation.bodies.body import INDEX, Body
from training.simulation.motion.movement import RATE_HZ, Movement
from training.simulation.motion.posture import Arm, Foot, Posture

KEYS_PER_S = 30.0
MAX_TURN_DEG = 42.0
"""How far a body turns on the spot with one step."""


@dataclass(frozen=True)
class Gait:
    """How somebody walks; lengths in metres, angles in degrees."""

    step_m: float = 0.42
    step_s: float = 0.55
    swing_share: float = 0.72
    lift_m: float = 0.07
    stride_width_m: float = 0.20
    stoop: float = 8.0
    crouch_m: float = 0.03
    arm_swing: float = 16.0
    heel_rise: float = 28.0


@dataclass(frozen=True)
class Key:
    """A posture and when it is reached, in seconds."""

    time_s: float
    posture: Posture


@dataclass(frozen=True)
class Footprint:
    """Where and when a foot stands: it lands at `lands_s` and leaves at `leaves_s`."""

    side: float
    xy: FloatArray
    yaw: float
    lands_s: float
    leaves_s: float


def walk(
    body: Body,
    path: Sequence[tuple[float, float]],
    gait: Gait,
    start_s: float = 0.0,
    *,
    turn_from: float | None = None,
    turn_to: float | None = None,
) -> list[Key]:
    """Return the postures of a walk along the polyline `path` (metres), beginning and ending with feet together.

    On the spot it turns from the heading `turn_from` (degrees) before the first step, and to `turn_to` after the last.
    """
    places, yaws = _with_turns(*_steps(np.asarray(path, dtype=float), gait), turn_from, turn_to)
    prints = _footprints(places, yaws, gait, start_s)
    end_s = start_s + (len(places)) * gait.step_s
    times: FloatArray = np.arange(start_s, end_s + 1e-6, 1.0 / KEYS_PER_S)
    arrivals = start_s + (np.arange(len(places)) + 0.5) * gait.step_s
    walker = _Walker(body, gait, prints, start_s)
    return [
        Key(float(t), walker.posture(float(t), _at(t, arrivals, places), float(_at(t, arrivals, yaws[:, None])[0])))
        for t in times
    ]


def _steps(path: FloatArray, gait: Gait) -> tuple[FloatArray, FloatArray]:
    """Return the points (N, 2) and headings (N,) in degrees that the body passes, one a step."""
    legs = np.linalg.norm(np.diff(path, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(legs)])
    count = max(2, round(along[-1] / gait.step_m))
    stations = np.linspace(0.0, along[-1], count + 1)
    points = np.stack([np.interp(stations, along, path[:, axis]) for axis in (0, 1)], axis=1)
    points[1:-1] = (points[:-2] + 2 * points[1:-1] + points[2:]) / 4
    directions = np.gradient(points, axis=0)
    return points, np.degrees(np.unwrap(np.arctan2(directions[:, 1], directions[:, 0])))


def _with_turns(
    places: FloatArray, yaws: FloatArray, turn_from: float | None, turn_to: float | None
) -> tuple[FloatArray, FloatArray]:
    """Add steps on the spot before and after those of the path."""
    if turn_from is not None:
        yaws = yaws + 360.0 * round((turn_from - yaws[0]) / 360.0)
        turn = _turn_steps(turn_from, yaws[0])[:-1]
        places, yaws = np.concatenate([np.repeat(places[:1], len(turn), axis=0), places]), np.concatenate([turn, yaws])
    if turn_to is not None:
        turn = _turn_steps(yaws[-1], turn_to)[1:]
        places, yaws = np.concatenate([places, np.repeat(places[-1:], len(turn), axis=0)]), np.concatenate([yaws, turn])
    return places, yaws


def _turn_steps(start: float, end: float) -> FloatArray:
    turn: FloatArray = np.linspace(start, end, int(np.ceil(abs(end - start) / MAX_TURN_DEG)) + 1)
    return turn


def _footprints(places: FloatArray, yaws: FloatArray, gait: Gait, start_s: float) -> list[Footprint]:
    """Return footprints of both feet; the left one steps first, the last two stand side by side."""
    swing_s = gait.swing_share * gait.step_s
    stands: dict[float, list[tuple[FloatArray, float, float]]] = {1.0: [], -1.0: []}
    for side in (1.0, -1.0):
        stands[side].append((_beside(places[0], yaws[0], side, gait), yaws[0], -np.inf))
    for step in range(1, len(places)):
        side = 1.0 if step % 2 else -1.0
        stands[side].append((_beside(places[step], yaws[step], side, gait), yaws[step], start_s + step * gait.step_s))
    last = -1.0 if (len(places) - 1) % 2 else 1.0
    stands[last].append((_beside(places[-1], yaws[-1], last, gait), yaws[-1], start_s + len(places) * gait.step_s))
    prints = []
    for side, items in stands.items():
        for index, (xy, yaw, lands) in enumerate(items):
            leaves = items[index + 1][2] - swing_s if index + 1 < len(items) else np.inf
            prints.append(Footprint(side, xy, float(yaw), lands, leaves))
    return prints


def _beside(place: FloatArray, yaw: float, side: float, gait: Gait) -> FloatArray:
    angle = np.radians(yaw)
    return place + side * gait.stride_width_m / 2 * np.array([-np.sin(angle), np.cos(angle)])


def _at(time_s: float, times: FloatArray, values: FloatArray) -> FloatArray:
    return np.array([np.interp(time_s, times, column) for column in values.T])


class _Walker:
    def __init__(self, body: Body, gait: Gait, prints: list[Footprint], start_s: float) -> None:
        self._gait = gait
        self._prints = prints
        self._start_s = start_s
        self._hip_height = float(body.joints[0][2])
        self._ankle = body.joints[INDEX["foot.L"]]

    def posture(self, time_s: float, place: FloatArray, yaw: float) -> Posture:
        """Return the posture with the body over `place`, facing `yaw`."""
        gait = self._gait
        phase = np.pi * (time_s - self._start_s) / gait.step_s
        feet = {side: self._foot(side, time_s) for side in (1.0, -1.0)}
        spread = {side: self._ahead(feet[side], place, yaw) / gait.step_m for side in feet}
        bob = -0.018 * abs(np.cos(phase)) ** 2
        side_sway = 0.025 * np.sin(phase) * np.array([-np.sin(np.radians(yaw)), np.cos(np.radians(yaw))])
        root = (*(place - side_sway), self._hip_height - gait.crouch_m + bob)
        twist = 4.0 * (spread[-1.0] - spread[1.0])
        return Posture(
            root=(float(root[0]), float(root[1]), float(root[2])),
            yaw=yaw + twist,
            pitch=gait.stoop * 0.4,
            left_foot=feet[1.0],
            right_foot=feet[-1.0],
            abdomen=(gait.stoop * 0.3, 0.0, -twist),
            chest=(gait.stoop * 0.5, 0.0, -twist),
            neck=(gait.stoop * 0.6, 0.0, twist * 0.5),
            head=(-gait.stoop * 0.9, 0.0, twist * 0.5),
            left_arm=self._arm(spread[-1.0]),
            right_arm=self._arm(spread[1.0]),
        )

    def _arm(self, other_foot_ahead: float) -> Arm:
        """Swing an arm with the opposite foot."""
        swing = self._gait.arm_swing * float(np.clip(other_foot_ahead, -1.2, 1.2))
        return Arm(flexion=2.0 + swing, abduction=10.0, elbow=24.0 + 0.5 * swing)

    def _ahead(self, foot: Foot, place: FloatArray, yaw: float) -> float:
        angle = np.radians(yaw)
        return float((foot.ankle[0] - place[0]) * np.cos(angle) + (foot.ankle[1] - place[1]) * np.sin(angle))

    def _foot(self, side: float, time_s: float) -> Foot:
        """Return a foot that stands on its print or swings between two."""
        prints = [item for item in self._prints if item.side == side]
        index = max(i for i, item in enumerate(prints) if item.lands_s <= time_s)
        here = prints[index]
        if time_s <= here.leaves_s:
            return self._place(here.xy, here.yaw, 0.0, self._heel_pitch(time_s, here))
        there = prints[index + 1]
        share = (time_s - here.leaves_s) / (there.lands_s - here.leaves_s)
        smooth = share**3 * (10 - 15 * share + 6 * share**2)
        xy = here.xy + (there.xy - here.xy) * smooth
        pitch = self._gait.heel_rise * (1 - share) ** 2 * (1 - 0.3 * share) - 14.0 * share**2
        lift = self._gait.lift_m * np.sin(np.pi * share) ** 1.2
        return self._place(xy, here.yaw + (there.yaw - here.yaw) * smooth, float(lift), float(pitch))

    def _heel_pitch(self, time_s: float, here: Footprint) -> float:
        """Return the standing foot's pitch: flat after landing, heel rising before it leaves."""
        landing = np.clip(1 - (time_s - here.lands_s) / 0.12, 0, 1)
        rising = np.clip(1 - (here.leaves_s - time_s) / 0.22, 0, 1)
        return float(self._gait.heel_rise * rising**2 - 14.0 * landing)

    def _place(self, xy: FloatArray, yaw: float, lift: float, pitch: float) -> Foot:
        """Return the foot pitched about its ball (heel up) or its heel (toes up), the sole touching z = lift."""
        pivot = np.array([0.14 if pitch > 0 else -0.05, -float(self._ankle[2])])
        angle = np.radians(pitch)
        turned = np.array(
            [np.cos(angle) * pivot[0] + np.sin(angle) * pivot[1], -np.sin(angle) * pivot[0] + np.cos(angle) * pivot[1]]
        )
        shift = pivot - turned
        heading = np.radians(yaw)
        x, y = xy + shift[0] * np.array([np.cos(heading), np.sin(heading)])
        return Foot(ankle=(float(x), float(y), float(self._ankle[2] + lift + shift[1])), yaw=yaw, pitch=pitch)


def find_phase(body: Body, planned: Movement, near: int, phase: str) -> tuple[int, str]:
    """Return the moment nearest to `near` when a foot swings fastest or has just landed, and that foot's side."""
    joints = body.joint_positions(planned.roots, planned.rotations)
    feet = joints[:, [INDEX["foot.L"], INDEX["foot.R"]]]
    speed = np.linalg.norm(np.diff(feet[..., :2], axis=0), axis=-1) * RATE_HZ
    found = []
    for side in (0, 1):
        own = speed[:, side]
        swings = own > 0.6 * max(own.max(), 0.3)
        lands = np.flatnonzero(swings[:-1] & ~swings[1:]) + 3
        moments = lands if phase == "landing" else np.flatnonzero(swings)
        found += [(abs(int(moment) - near), int(moment), "LR"[side]) for moment in moments]
    if not found:
        return near, "L"
    _, moment, name = min(found)
    return int(np.clip(moment, 1, len(planned) - 2)), name
