"""Somebody who acts: daily movements one after the other, falls in between, as one movement from start to end.

Planted feet and reaching hands are kept by interpolating postures (`do`); what happens on the floor, where everything
turns, by turning every segment the short way (`roll_to`). Physics takes over at a `fall`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from training.simulation.arrays import FloatArray
from training.simulation.behaviour.truth import Fall, states_of
from training.simulation.bodies.body import INDEX, Figure
from training.simulation.motion.attitudes import Attitudes, Place, placed
from training.simulation.motion.gait import Gait, walk
from training.simulation.motion.posing import RATE_HZ, Movement, join, pose_all, slerp
from training.simulation.motion.posture import Arm, Posture, flatten
from training.simulation.physics.dummy import Box, Dummy
from training.simulation.physics.falls import Cause, Physics, simulate, smooth, travelled

YAWS = (15, 6, 12)
"""Where rows hold the yaws of pelvis and feet."""
FALL_S = 3.2
"""How long physics goes on after a loss of balance."""


@dataclass(frozen=True)
class Activity:
    """What somebody does for a while; times in seconds."""

    name: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Performance:
    """All that one person does: the movement at RATE_HZ from time 0 on, and what it is."""

    figure: Figure
    movement: Movement
    activities: tuple[Activity, ...]
    falls: tuple[Fall, ...]
    furniture: tuple[Box, ...] = ()

    @property
    def duration_s(self) -> float:
        """How long it takes."""
        return len(self.movement) / RATE_HZ

    @property
    def joints(self) -> FloatArray:
        """The joints (T, 17, 3) in the room."""
        return self.figure.joint_positions(self.movement.roots, self.movement.rotations)


class Performer:
    """Builds a performance."""

    def __init__(
        self,
        figure: Figure,
        rng: np.random.Generator,
        place: Place,
        *,
        stoop: float | None = None,
        furniture: Sequence[Box] = (),
    ) -> None:
        """Stand at a place."""
        self.figure = figure
        self.rng = rng
        self.furniture = tuple(furniture)
        old = figure.age > 0.9
        self.stoop = float(rng.uniform(3, 16) if old else rng.uniform(0, 6)) if stoop is None else stoop
        self.attitudes = Attitudes(figure, stoop=self.stoop)
        self.place = place
        self._parts: list[Movement] = []
        self._rows: list[tuple[float, FloatArray]] = []
        self._frames = 0
        self._activities: list[Activity] = []
        self._falls: list[Fall] = []
        self.begin(self.attitudes.standing())

    @property
    def now_s(self) -> float:
        """How long it has been acting."""
        return self._frames / RATE_HZ + (self._rows[-1][0] if self._rows else 0.0)

    def begin(self, posture: Posture) -> None:
        """Start in a posture (of its own frame, at the place) instead of standing."""
        self._rows = [(0.0, flatten(placed(posture, self.place)))]

    def do(self, seconds: float, posture: Posture) -> None:
        """Move to a posture (of its own frame, at the place) within some seconds."""
        row = flatten(placed(posture, self.place))
        last = self._rows[-1][1]
        for at in YAWS:
            row[at] += 360.0 * round((last[at] - row[at]) / 360.0)
        self._rows.append((self._rows[-1][0] + max(seconds, 2 / RATE_HZ), row))

    def hold(self, seconds: float) -> None:
        """Stay so."""
        time_s, row = self._rows[-1]
        self._rows.append((time_s + max(seconds, 2 / RATE_HZ), row))

    def note(self, name: str, start_s: float) -> None:
        """Call what it did since `start_s`."""
        self._activities.append(Activity(name, start_s, self.now_s))

    def face(self, yaw: float) -> None:
        """Turn on the spot, in steps."""
        turn = (yaw - self.place.yaw + 180.0) % 360.0 - 180.0
        if abs(turn) < 1.0:
            return
        here = self.place
        ahead = here.ahead(0.02)
        self.walk([here.xy, ahead.xy], Gait(step_m=0.3, crouch_m=0.02), turn_to=here.yaw + turn)
        self.place = replace(self.place, yaw=here.yaw + turn)

    def rise(self, pace: float) -> None:
        """Stand up from hands and knees, or from lying nearly so."""
        if self._lies():
            self.roll_to(1.4 * pace, self.attitudes.all_fours())
        self.do(1.3 * pace, self.attitudes.half_kneeling())
        self.do(1.2 * pace, self.attitudes.standing())

    def walk(
        self,
        path: Sequence[tuple[float, float]],
        gait: Gait,
        *,
        turn_to: float | None = None,
        left_arm: Arm | None = None,
        right_arm: Arm | None = None,
    ) -> None:
        """Walk along a path that starts here, the arms swinging or held as said."""
        time_s, row = self._rows[-1]
        keys = walk(self.figure, path, gait, 0.0, turn_from=float(row[YAWS[0]]), turn_to=turn_to)
        begin_s = time_s + 0.2
        for key in keys:
            posture = replace(
                key.posture,
                left_arm=left_arm or key.posture.left_arm,
                right_arm=right_arm or key.posture.right_arm,
            )
            self._rows.append((begin_s + key.time_s, flatten(posture)))
        last = self._rows[-1][1]
        self.place = Place(path[-1][0], path[-1][1], float(last[YAWS[0]]))

    def roll_to(self, seconds: float, posture: Posture) -> None:
        """Move to a posture by turning every segment the short way: for what happens on the floor."""
        self._flush()
        start = self._parts[-1][-1:]
        row = flatten(placed(posture, self.place))
        self._parts.append(blend(start, pose_all(self.figure, row[None]), seconds))
        self._frames += len(self._parts[-1])
        self._rows = [(0.0, row)]

    def fall(self, cause: Cause, *, back_s: float = 0.0, before: str = "walking", phase: str = "") -> Fall:
        """Lose balance `back_s` before what was planned last ends, as near as may be to a `phase` of walking.

        `phase` is "swing" (the foot of the cause swings), "landing" (it has just landed), or "" for any moment.
        """
        result, onset_s, facing = self._lose_balance(cause, back_s, phase, FALL_S)
        contact_s = result.contact_s
        upto = round(min(contact_s, FALL_S - 0.1) * RATE_HZ) + 1
        fallen = result.movement[:upto]
        rest_s = result.rest_s if np.isfinite(result.rest_s) else min(contact_s + 1.5, FALL_S)
        fall = Fall(
            cause.kind,
            onset_s,
            onset_s + contact_s,
            onset_s + min(rest_s, FALL_S),
            np.inf,
            travelled(self.figure, self.figure.joint_positions(fallen.roots, fallen.rotations), facing),
            before,
            "still",
        )
        self._falls.append(fall)
        return fall

    def stumble(self, cause: Cause, *, back_s: float, catch_s: float, phase: str = "") -> Fall:
        """Lose balance as in a fall, and catch it after `catch_s` with a step."""
        result, onset_s, facing = self._lose_balance(cause, back_s, phase, catch_s)
        joints = self.figure.joint_positions(result.movement.roots, result.movement.rotations)
        rotation, root = result.movement.rotations[-1, 0], result.movement.roots[-1]
        drift = (result.movement.roots[-1] - result.movement.roots[0])[:2]
        self.place = Place(float(root[0] + drift[0]), float(root[1] + drift[1]), heading_deg(rotation))
        caught = self.attitudes.bent(float(self.rng.uniform(10, 30)), Arm(25.0, 35.0, 10.0, 40.0), knees=0.15)
        self.roll_to(float(self.rng.uniform(0.35, 0.6)), caught)
        self.do(float(self.rng.uniform(0.5, 1.0)), self.attitudes.standing())
        end_s = self.now_s
        fall = Fall(
            cause.kind, onset_s, np.inf, end_s, end_s, travelled(self.figure, joints, facing), "walking", "recovered"
        )
        self._falls.append(fall)
        return fall

    def _lose_balance(self, cause: Cause, back_s: float, phase: str, duration_s: float) -> tuple[Physics, float, float]:
        """Hand what was planned last over to physics; return what followed, when, and the facing then."""
        self._flush()
        planned = self._parts.pop()
        if len(planned) < 3:
            planned = join(*[planned[-1:]] * 3)
            self._frames += 2
        at = max(1, len(planned) - 2 - round(back_s * RATE_HZ))
        side = cause.side
        if phase:
            at, side = find_phase(self.figure, planned, at, phase)
        self._frames -= len(planned) - at
        self._parts.append(lifted(self.figure, planned[:at]))
        lead = lifted(self.figure, planned[at - 1 :])
        facing = heading_deg(planned.rotations[at, 0])
        dummy = Dummy(self.figure, self.furniture)
        result = simulate(dummy, self.figure, lead, replace(cause, side=side), facing_deg=facing, duration_s=duration_s)
        onset_s = self._frames / RATE_HZ
        self._parts.append(result.movement)
        self._frames += len(result.movement)
        self._rows = []
        return result, onset_s, facing

    def stand_on(self, up_m: float) -> None:
        """Begin standing on something `up_m` high."""
        self.begin(self.raised(self.attitudes.standing(), up_m))

    def raised(self, posture: Posture, up_m: float) -> Posture:
        """Return a posture `up_m` higher."""

        def move(point: tuple[float, float, float]) -> tuple[float, float, float]:
            return point[0], point[1], point[2] + up_m

        return replace(
            posture,
            root=move(posture.root),
            left_foot=replace(posture.left_foot, ankle=move(posture.left_foot.ankle)),
            right_foot=replace(posture.right_foot, ankle=move(posture.right_foot.ankle)),
            left_arm=replace(posture.left_arm, hand=move(posture.left_arm.hand)),
            right_arm=replace(posture.right_arm, hand=move(posture.right_arm.hand)),
        )

    def after(self, what: str) -> None:
        """Call what happened after the last fall."""
        self._falls[-1] = replace(self._falls[-1], after=what)

    def lie_still(self, seconds: float) -> None:
        """Stay as one fell."""
        last = self._parts[-1][-1:]
        count = max(1, round(seconds * RATE_HZ))
        self._parts.append(Movement(np.repeat(last.roots, count, axis=0), np.repeat(last.rotations, count, axis=0)))
        self._frames += count

    def get_up(self, pace: float = 1.0) -> None:
        """Turn to the belly or the side, come to hands and knees, kneel, and stand."""
        begin_s = self.now_s
        self.settle_on_floor(1.0 * pace)
        self.rise(pace)
        self._up(begin_s, self.now_s)

    def _lies(self) -> bool:
        """Say whether the trunk lies, turning over to the side, facing the floor, if it is on the back."""
        self._flush()
        rotation = self._parts[-1].rotations[-1, 0]
        if rotation[2, 0] > 0.5:
            head = float(np.degrees(np.arctan2(rotation[1, 2], rotation[0, 2])))
            self.place = replace(self.place, yaw=head + 90.0)
            self.roll_to(1.2, self.attitudes.on_side(-1.0))
        rotation = self._parts[-1].rotations[-1, 0]
        head = float(np.degrees(np.arctan2(rotation[1, 2], rotation[0, 2])))
        if rotation[2, 2] < 0.6 and np.hypot(rotation[0, 2], rotation[1, 2]) > 0.5:
            self.place = replace(self.place, yaw=head)
        return bool(self._parts[-1].roots[-1, 2] < 0.6 * self.figure.thigh)

    def settle_on_floor(self, seconds: float) -> str:
        """Go from how one fell to the nearest tidy way of lying, facing where the body does; return its name."""
        rotation = self._parts[-1].rotations[-1, 0]
        root = self._parts[-1].roots[-1]
        up_of_front = float(rotation[2, 0])
        head = float(np.degrees(np.arctan2(rotation[1, 2], rotation[0, 2])))
        left_down = rotation[2, 1] < 0
        if up_of_front > 0.5:
            name, self.place, posture = (
                "supine",
                Place(root[0], root[1], head + 180.0),
                self.attitudes.supine(knees=0.4),
            )
        elif up_of_front < -0.5:
            name, self.place, posture = "prone", Place(root[0], root[1], head), self.attitudes.prone()
        else:
            side = 1.0 if left_down else -1.0
            name, self.place = "side", Place(root[0], root[1], head - 90.0 * side)
            posture = self.attitudes.on_side(side)
        self.roll_to(seconds, posture)
        return name

    def finish(self, until_s: float = 0.0) -> Performance:
        """End, staying as it is until `until_s`."""
        self._flush()
        if self.now_s < until_s:
            self.lie_still(until_s - self.now_s)
        movement = lifted(self.figure, join(*self._parts))
        return Performance(self.figure, movement, tuple(self._activities), tuple(self._falls), self.furniture)

    def _up(self, begin_s: float, up_s: float) -> None:
        self._falls = [replace(fall, up_s=up_s, after="rises") if np.isinf(fall.up_s) else fall for fall in self._falls]
        self._activities.append(Activity("get_up", begin_s, up_s))

    def _flush(self) -> None:
        """Turn the rows collected into movement."""
        if len(self._rows) > 1:
            times = np.array([time_s for time_s, _ in self._rows])
            rows = np.stack([row for _, row in self._rows])
            moments = np.arange(round(times[-1] * RATE_HZ)) / RATE_HZ
            self._parts.append(pose_all(self.figure, PchipInterpolator(times, rows, axis=0)(moments)))
            self._frames += len(moments)
        elif self._rows and not self._parts:
            self._parts.append(pose_all(self.figure, self._rows[0][1][None]))
            self._frames += 1
        self._rows = [(0.0, self._rows[-1][1])] if self._rows else []


def blend(start: Movement, end: Movement, seconds: float) -> Movement:
    """Return the way from one moment to another, every segment turning the short way, gently."""
    count = max(2, round(seconds * RATE_HZ))
    share = smooth(np.arange(1, count + 1) / count)
    return Movement(
        start.roots + (end.roots - start.roots) * share[:, None],
        slerp(np.repeat(start.rotations, count, axis=0), np.repeat(end.rotations, count, axis=0), share),
    )


def lifted(figure: Figure, movement: Movement) -> Movement:
    """Return the movement raised wherever a part of the body would be below the floor."""
    joints = figure.joint_positions(movement.roots, movement.rotations)
    ends = figure.capsule_ends(joints, movement.rotations)
    lowest = (ends[..., 2] - figure.radii[None, :, None]).min(axis=(1, 2))
    roots = movement.roots.copy()
    roots[:, 2] += np.maximum(0.0, -lowest)
    return Movement(roots, movement.rotations)


def heading_deg(pelvis: FloatArray) -> float:
    """Return where a pelvis rotation (3, 3) faces, degrees."""
    return float(np.degrees(np.arctan2(pelvis[1, 0], pelvis[0, 0])))


def find_phase(figure: Figure, planned: Movement, near: int, phase: str) -> tuple[int, str]:
    """Return the moment nearest to `near` when a foot swings fastest or has just landed, and that foot's side."""
    joints = figure.joint_positions(planned.roots, planned.rotations)
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


def states(performance: Performance) -> NDArray[np.int8]:
    """Return the State of each moment."""
    return states_of(performance.joints, performance.figure.leg, performance.falls)
