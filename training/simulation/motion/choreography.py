"""Daily movements one after the other: walk, turn, sit, tie shoes, rise, bend, lie down.

Durations follow old people's unhurried pace. Each movement starts from the posture that the one before ended with.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from training.simulation.arrays import FloatArray
from training.simulation.bodies.rig import INDEX, Skeleton
from training.simulation.motion.gait import Gait, walk
from training.simulation.motion.posture import Arm, Foot, Posture
from training.simulation.motion.timeline import Key, Timeline

Point = tuple[float, float, float]


@dataclass(frozen=True)
class Action:
    """A movement that the choreography holds, for the clip's truth."""

    name: str
    start_s: float
    end_s: float


@dataclass
class Choreography:
    """Collects movements; `timeline` makes one motion of them."""

    skeleton: Skeleton
    gait: Gait
    start_s: float = 0.0
    keys: list[Key] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    grasp_s: float = float("inf")

    @property
    def now_s(self) -> float:
        """When the last movement ends."""
        return self.keys[-1].time_s if self.keys else self.start_s

    @property
    def posture(self) -> Posture:
        """The posture that the last movement ends with."""
        return self.keys[-1].posture

    def timeline(self) -> Timeline:
        """Return the whole motion."""
        return Timeline(self.keys)

    def walk(self, path: Sequence[tuple[float, float]], turn_to: float | None = None) -> None:
        """Walk along `path`, then turn on the spot to face `turn_to` degrees."""
        begin_s = self.now_s + (0.15 if self.keys else 0.0)
        facing = self.posture.yaw if self.keys else None
        steps = walk(self.skeleton, path, self.gait, begin_s, turn_from=facing, turn_to=turn_to)
        self.keys += steps
        self._note("walk", begin_s)

    def hold(self, duration_s: float, name: str = "") -> None:
        """Stay as it is."""
        begin_s = self.now_s
        self._key(duration_s, self.posture)
        if name:
            self._note(name, begin_s)

    def sit(self, seat_m: float, back_m: float = 0.40) -> None:
        """Sit down on a seat of height `seat_m` that is behind, `back_m` from the ankles to the hips."""
        begin_s = self.now_s
        standing = self.posture
        self._key(0.3, self._lean(standing, 8.0))
        self._key(0.9, self._lowered(standing, seat_m, back_m, share=0.5, lean=26.0))
        self._key(0.8, self._lowered(standing, seat_m, back_m, share=1.0, lean=14.0))
        seated = self._lowered(standing, seat_m, back_m, share=1.0, lean=-8.0)
        self._key(0.8, self._hands_on_thighs(seated, seat_m))
        self._note("sit_down", begin_s)

    def rise(self, seat_m: float, back_m: float = 0.40) -> None:
        """Stand up from the seat."""
        begin_s = self.now_s
        standing = self._upright()
        self._key(0.8, self._lowered(standing, seat_m, back_m, share=1.0, lean=28.0))
        self._key(0.8, self._lowered(standing, seat_m, back_m, share=0.5, lean=26.0))
        self._key(0.9, standing)
        self._note("stand_up", begin_s)

    def tie_shoes(self, duration_s: float) -> None:
        """Bend down to the left foot while seated and tie its shoe."""
        begin_s = self.now_s
        seated = self.posture
        bent = replace(
            seated,
            pitch=34.0,
            abdomen=(24.0, 0.0, 0.0),
            chest=(16.0, 0.0, 4.0),
            neck=(0.0, 0.0, 0.0),
            head=(4.0, 0.0, 0.0),
        )
        self._key(1.1, self._hands_at_foot(bent, 0.0))
        for beat in range(round(duration_s / 0.4)):
            self._key(0.4, self._hands_at_foot(bent, 0.025 if beat % 2 else -0.01))
        self._key(1.2, seated)
        self._note("tie_shoes", begin_s)

    def pick_up(self, ahead_m: float = 0.34) -> None:
        """Bend to the floor with the right hand and come up again."""
        begin_s = self.now_s
        standing = self.posture
        x, y, z = standing.root
        back = self._ahead(standing.yaw, -0.16, 0.0)
        low: Point = (x + back[0], y + back[1], z - 0.20)
        target = np.array([x, y, 0.17]) + self._ahead(standing.yaw, ahead_m, -0.12)
        reaching = replace(standing.right_arm, hand=_point(target), reach=1.0)
        bent = replace(
            standing,
            root=low,
            pitch=50.0,
            abdomen=(22.0, 0.0, 0.0),
            chest=(12.0, 0.0, 6.0),
            neck=(-8.0, 0.0, 0.0),
            right_arm=reaching,
            left_arm=Arm(flexion=82.0, abduction=14.0, elbow=24.0),
        )
        self._key(1.5, bent)
        self._key(0.5, bent)
        raised = replace(standing, right_arm=Arm(flexion=16.0, elbow=62.0, hand=_point(target)))
        self._key(1.4, raised)
        self._key(0.5, raised)
        self._key(0.5, replace(standing, right_arm=replace(standing.right_arm, hand=_point(target))))
        self._note("pick_up", begin_s)
        self.grasp_s = begin_s + 1.5

    def lie_down(self, along: float, pelvis: Point, pillow_deg: float = 24.0) -> None:
        """Swing the legs up from sitting and lie down on the back, the head towards `along` degrees."""
        begin_s = self.now_s
        seated = self.posture
        half_yaw = (seated.yaw + along - 180.0) / 2
        leaning = self._leaning(seated, pelvis, half_yaw)
        self._key(
            1.2, replace(seated, root=_point((np.add(seated.root, pelvis)) / 2), yaw=seated.yaw - 18.0, pitch=-14.0)
        )
        self._key(1.3, leaning)
        lying = self._lying(pelvis, along, pillow_deg)
        self._key(1.6, replace(lying, pitch=-66.0, abdomen=(18.0, 0.0, 0.0), chest=(14.0, 0.0, 0.0)))
        self._key(1.4, lying)
        self._note("lie_down", begin_s)

    def _key(self, after_s: float, posture: Posture) -> None:
        self.keys.append(Key(self.now_s + after_s, posture))

    def _note(self, name: str, begin_s: float) -> None:
        self.actions.append(Action(name, round(begin_s, 2), round(self.now_s, 2)))

    def _ahead(self, yaw: float, forward: float, left: float) -> FloatArray:
        angle = np.radians(yaw)
        return np.array(
            [forward * np.cos(angle) - left * np.sin(angle), forward * np.sin(angle) + left * np.cos(angle), 0.0]
        )

    def _lean(self, posture: Posture, lean: float) -> Posture:
        return replace(posture, pitch=posture.pitch + lean, neck=(posture.neck[0] - lean / 2, 0.0, 0.0))

    def _upright(self) -> Posture:
        """Return standing over the feet as they are."""
        now = self.posture
        middle = (np.asarray(now.left_foot.ankle) + now.right_foot.ankle) / 2
        height = float(self.skeleton.joints[0][2]) - self.gait.crouch_m
        stoop = self.gait.stoop
        return replace(
            now,
            root=(float(middle[0]), float(middle[1]), height),
            pitch=stoop * 0.4,
            roll=0.0,
            abdomen=(stoop * 0.3, 0.0, 0.0),
            chest=(stoop * 0.5, 0.0, 0.0),
            neck=(stoop * 0.6, 0.0, 0.0),
            head=(-stoop * 0.9, 0.0, 0.0),
            left_arm=replace(Arm(), hand=now.left_arm.hand),
            right_arm=replace(Arm(), hand=now.right_arm.hand),
        )

    def _lowered(self, standing: Posture, seat_m: float, back_m: float, *, share: float, lean: float) -> Posture:
        """Return the way from standing to a seat, the hips back and down by `share`."""
        seat_root = seat_m + 0.115
        x, y, z = standing.root
        back = self._ahead(standing.yaw, -back_m * share, 0.0)
        root = (x + back[0], y + back[1], z + (seat_root - z) * share)
        arms = {
            name: replace(getattr(standing, name), flexion=12.0 + 0.8 * max(lean, 0.0), elbow=35.0)
            for name in ("left_arm", "right_arm")
        }
        return replace(
            standing,
            root=_point(root),
            pitch=lean,
            abdomen=(0.35 * max(lean, 8.0), 0.0, 0.0),
            chest=(8.0, 0.0, 0.0),
            neck=(2.0 - 0.3 * lean, 0.0, 0.0),
            head=(0.0, 0.0, 0.0),
            **arms,
        )

    def _hands_on_thighs(self, seated: Posture, seat_m: float) -> Posture:
        x, y, _ = seated.root
        hands = [
            _point(np.array([x, y, seat_m + 0.19]) + self._ahead(seated.yaw, 0.20, side * 0.14)) for side in (1.0, -1.0)
        ]
        return replace(seated, left_arm=Arm(hand=hands[0], reach=1.0), right_arm=Arm(hand=hands[1], reach=1.0))

    def _hands_at_foot(self, bent: Posture, pull_m: float) -> Posture:
        ankle = np.asarray(bent.left_foot.ankle)
        hands = [
            _point(ankle + np.array([0.0, 0.0, 0.10 + pull_m]) + self._ahead(bent.yaw, 0.07, side * (0.06 + pull_m)))
            for side in (1.0, -1.0)
        ]
        return replace(bent, left_arm=Arm(hand=hands[0], reach=1.0), right_arm=Arm(hand=hands[1], reach=1.0))

    def _leaning(self, seated: Posture, pelvis: Point, yaw: float) -> Posture:
        """Return half way to lying: turned by half, one arm propping, the legs over the edge."""
        legs = [
            Foot(
                ankle=_point(np.array([*pelvis[:2], pelvis[2] + 0.06]) + self._ahead(yaw, 0.52, side * 0.09)),
                yaw=yaw,
                pitch=-30.0,
            )
            for side in (1.0, -1.0)
        ]
        prop = _point(np.asarray(pelvis) + self._ahead(yaw, -0.34, 0.22) + [0.0, 0.0, 0.02])
        return replace(
            seated,
            root=pelvis,
            yaw=yaw,
            pitch=-42.0,
            abdomen=(16.0, 0.0, 0.0),
            chest=(12.0, 0.0, 0.0),
            left_foot=legs[0],
            right_foot=legs[1],
            left_arm=Arm(hand=prop, reach=1.0),
        )

    def _lying(self, pelvis: Point, along: float, pillow_deg: float) -> Posture:
        """Return lying on the back with the hands on the belly."""
        yaw = along - 180.0
        leg = float(
            np.linalg.norm(
                np.diff(self.skeleton.joints[[INDEX["thigh.L"], INDEX["shin.L"], INDEX["foot.L"]]], axis=0), axis=1
            ).sum()
        )
        feet = [
            Foot(
                ankle=_point(np.array([*pelvis[:2], pelvis[2] - 0.02]) + self._ahead(yaw, leg * 0.98, side * 0.09)),
                yaw=yaw + side * 12,
                pitch=-62.0,
            )
            for side in (1.0, -1.0)
        ]
        hands = [
            _point(np.array([*pelvis[:2], pelvis[2] + 0.15]) + self._ahead(yaw, -0.08, side * 0.05))
            for side in (1.0, -1.0)
        ]
        return Posture(
            root=pelvis,
            yaw=yaw,
            pitch=-90.0,
            left_foot=feet[0],
            right_foot=feet[1],
            abdomen=(4.0, 0.0, 0.0),
            chest=(6.0, 0.0, 0.0),
            neck=(pillow_deg * 0.6, 0.0, 0.0),
            head=(pillow_deg * 0.4, 0.0, -8.0),
            left_arm=Arm(hand=hands[0], reach=1.0),
            right_arm=Arm(hand=hands[1], reach=1.0),
        )


def _point(values: Sequence[float] | FloatArray) -> Point:
    x, y, z = (float(value) for value in values)
    return x, y, z
